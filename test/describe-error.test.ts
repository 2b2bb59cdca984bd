import { inspect } from 'node:util'
import { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import cognitoAuth, { memoryRevocations, source, type SinglePoolOptions } from '../dist/index.js'
import {
  boundedText,
  describeError,
  rootCause,
  safeCause,
  safeText,
  withCause
} from '../dist/describe-error.js'
import { buildApi, post, startCognito } from './api.js'
import { emptyApp, asUser, pool } from './authorization/app.js'
import { logLines } from './log.js'
import { noRedis, startRedis } from './redis.js'

/** Errors of other code can hold what was sent: none of it is logged. */

const CANARY = 'canary-5b1f'
const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.c2lnbmF0dXJl'

/** An error as an HTTP client throws it, with the request in it. */
function httpError (authorization: string): Error {
  const request = { headers: { authorization, cookie: `session=${CANARY}` }, data: { password: CANARY } }
  return Object.assign(new Error(`Request failed with status code 500 (${authorization})`), {
    name: 'AxiosError',
    code: 'ERR_BAD_RESPONSE',
    config: request,
    request,
    response: { config: request },
    options: request,
    cause: Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', config: request })
  })
}

t.test('an error is described by name, code and message', async t => {
  t.strictSame(describeError(Object.assign(new TypeError('no'), { code: 'E1', args: [CANARY] })), {
    name: 'TypeError',
    code: 'E1',
    message: 'no'
  })
  t.strictSame(describeError(new Error('no')), { name: 'Error', message: 'no' })
  t.strictSame(describeError(Object.assign(new Error('no'), { code: 7 })), {
    name: 'Error',
    code: '7',
    message: 'no'
  })
  t.strictSame(
    describeError(
      new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) })
    ),
    {
      name: 'TypeError',
      code: 'ECONNREFUSED',
      message: 'fetch failed: refused'
    }
  )
  t.match(
    describeError(new Error('', { cause: Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }) })),
    { message: 'ECONNREFUSED' }
  )
})

t.test('any thrown value can be described', async t => {
  const hostile = new Proxy(
    {},
    {
      get () {
        throw new Error(CANARY)
      }
    }
  )
  const values = [
    [undefined, 'undefined'],
    [null, 'null'],
    [CANARY, 'string'],
    [7, 'number'],
    [{ message: 7, name: {}, code: {} }, 'object'],
    [hostile, 'object'],
    [() => {}, 'function']
  ] as const
  for (const [thrown, name] of values) {
    t.match(describeError(thrown), name === 'function' ? { message: '' } : { name, message: '' })
    t.notOk(inspect(safeCause(thrown)).includes(CANARY))
  }
  t.equal(describeError(Object.assign(new Error('x'), { name: '' })).name, 'Error')
})

t.test('secrets in a message are masked', async t => {
  const long = 'a1'.repeat(20)
  const messages: [string, string][] = [
    [`connect redis://default:${CANARY}@host:6379 failed`, 'connect redis://[masked]@host:6379 failed'],
    [`postgres://u:p/${CANARY}@s@host/db`, 'postgres://[masked]@host/db'],
    [`GET https://host/a?key=${CANARY}#b failed`, 'GET https://host/a?[masked] failed'],
    [`header Authorization: Bearer ${CANARY}`, 'header Authorization: [masked] [masked]'],
    [`sent bearer ${CANARY}, got 401`, 'sent bearer [masked], got 401'],
    [`Basic ${CANARY}`, 'Basic [masked]'],
    [`the token ${JWT} has expired`, 'the token [masked] has expired'],
    [`"password":"${CANARY} x", "user":"jane"`, '"password":[masked], "user":"jane"'],
    [`password='${CANARY}' refused`, 'password=[masked] refused'],
    [`client_secret=${CANARY}&a=b`, 'client_secret=[masked]&a=b'],
    [`x-api-key: ${CANARY}`, 'x-api-key: [masked]'],
    [`Set-Cookie: a=${CANARY}; b=c`, 'Set-Cookie: [masked]'],
    [
      `ERR unknown command 'AUTH', with args beginning with: 'default' '${CANARY}' `,
      "ERR unknown command 'AUTH', with args beginning with: [masked]"
    ],
    [`the id ${long} is wrong`, 'the id [masked] is wrong'],
    [`the id ${'0af1'.repeat(8)} is wrong`, 'the id [masked] is wrong'],
    [`the key ${'aB3/+'.repeat(8)} is wrong`, 'the key [masked] is wrong'],
    [
      'WRONGPASS invalid username-password pair or user is disabled.',
      'WRONGPASS invalid username-password pair or user is disabled.'
    ],
    [
      "ENOENT: no such file, open '/srv/application/node_modules/some-package/dist/index.js'",
      "ENOENT: no such file, open '/srv/application/node_modules/some-package/dist/index.js'"
    ],
    ['InvalidSmsRoleTrustRelationshipException', 'InvalidSmsRoleTrustRelationshipException'],
    [
      'getaddrinfo ENOTFOUND cognito-idp.eu-west-1.amazonaws.com',
      'getaddrinfo ENOTFOUND cognito-idp.eu-west-1.amazonaws.com'
    ],
    ['a\nb\u001b[31m\u2028c', 'a?b?[31m?c']
  ]
  for (const [message, logged] of messages) t.equal(safeText(message), logged)
})

t.test('messages, names and codes are truncated, in linear time', async t => {
  const { name, code, message } = describeError(
    Object.assign(new Error('x '.repeat(1e6)), { name: 'n'.repeat(1e6), code: 'c'.repeat(1e6) })
  )
  t.strictSame([name.length, code?.length, message.length], [67, 67, 203])
  t.equal(boundedText('abc', 2), 'ab...')
  for (const part of ['//', 'password', 'bearer ', 'eyJ', 'a1', '/a', 'cookie:']) {
    const before = process.cpuUsage()
    safeText(part.repeat(1e6))
    t.ok(process.cpuUsage(before).user < 1e6, part)
  }
})

t.test('the description keeps the stack of a cause, but none of its other content', async t => {
  const thrown = httpError(`Bearer ${JWT}`)
  const error = withCause(new Error('ours'), thrown)
  t.strictSame(Object.keys(error), [])
  t.match(error.cause, {
    name: 'AxiosError',
    code: 'ERR_BAD_RESPONSE',
    message: /^Request failed with status code 500/
  })
  t.match(
    (error.cause as Error).stack,
    /^AxiosError: Request failed.*\n {4}at httpError \(.*describe-error\.test\.ts/
  )
  t.ok(safeCause(new TypeError('x')) instanceof TypeError)
  const forged = Object.assign(new Error('x'), { stack: `Error: x\n    at ${CANARY}\n    at f (/a.js:1:2)` })
  t.strictSame(safeCause(forged).stack?.split('\n'), ['Error: x', '    at f (/a.js:1:2)'])
  for (const text of [
    inspect(error, { depth: Infinity, showHidden: true }),
    JSON.stringify({ ...error, cause: { ...(error.cause as object) } })
  ]) {
    t.notOk(text.includes(CANARY) || text.includes(JWT), text)
  }
})

/** Errors that other code throws, for each place that calls it. */
const places: Record<string, (fail: () => never) => Partial<SinglePoolOptions>> = {
  'a groups function': fail => ({ groups: async () => fail() }),
  'a cached groups source': fail => ({ groups: source(async () => fail(), { ttl: 1000 }) }),
  'a permissions function': fail => ({ permissions: [async () => fail()] }),
  toUser: fail => ({ toUser: () => fail() }),
  'a revocation store': fail => ({
    revocation: {
      open: async () => ({ ...(await memoryRevocations().open({} as never)), isRevoked: () => fail() })
    }
  })
}

const thrown: Record<string, (authorization: string) => unknown> = {
  'an error of an HTTP client': httpError,
  'an object that is not an Error': authorization => ({
    headers: { authorization },
    message: `sent ${authorization}`
  }),
  'a string': authorization => `sent ${authorization}`,
  'an AggregateError': authorization => new AggregateError([httpError(authorization)], 'all failed')
}

for (const [place, options] of Object.entries(places)) {
  t.test(`${place} that throws leaves no secret in the log`, async t => {
    for (const [label, make] of Object.entries(thrown)) {
      const headers = asUser()
      const { lines, logger } = logLines()
      const app = emptyApp(t, { logger })
      const seen: string[] = []
      await app.register(async scope => {
        // Like some applications log errors: under other keys, with everything reachable.
        scope.setErrorHandler((error, request, reply) => {
          request.log.error({ error, err: error }, 'mine')
          request.log.error(error)
          seen.push(inspect(error, { depth: Infinity, showHidden: true, getters: true }))
          return reply.send(error)
        })
        await scope.register(cognitoAuth, {
          ...pool.options,
          ...options(() => {
            throw make(headers['authorization'] as string)
          })
        })
        const guard = place.includes('permissions')
          ? scope.requirePermissions(['a'])
          : scope.requireGroups(['admin'])
        scope.get('/', { preHandler: guard }, async () => 'in')
      })
      const response = await app.inject({ url: '/', headers })
      t.ok(response.statusCode >= 500, label)
      const token = (headers['authorization'] as string).slice('Bearer '.length)
      for (const secret of [token, ...token.split('.'), CANARY]) {
        for (const text of [...lines, ...seen, response.body]) {
          t.notOk(text.includes(secret), `${label}: ${text.slice(0, 300)}`)
        }
      }
    }
  })
}

t.test('the log still says what failed, and where', async t => {
  const { lines, logger } = logLines()
  const app = emptyApp(t, { logger })
  await app.register(cognitoAuth, {
    ...pool.options,
    groups: async () => {
      throw httpError('Bearer x')
    }
  })
  app.get('/', { preHandler: app.requireGroups(['admin']) }, async () => 'in')
  await app.inject({ url: '/', headers: asUser() })
  const records = lines.map(
    line => JSON.parse(line) as { msg: string, err?: { code: string, stack: string } }
  )
  const failed = records.find(({ msg }) => msg === 'source failed')
  t.strictSame(failed?.err, {
    type: 'Object',
    name: 'AxiosError',
    code: 'ERR_BAD_RESPONSE',
    message: 'Request failed with status code 500 (Bearer [masked]): socket hang up',
    stack: ''
  })
  t.ok(
    records.some(({ err }) => err?.code === 'FST_COGNITO_SOURCE_UNAVAILABLE' && /httpError/.test(err.stack)),
    "Fastify's own log line has the stack"
  )
})

t.test('a custom revocation store that fails to revoke', async t => {
  const { lines, logger } = logLines()
  const open = async () => ({
    isRevoked: () => false,
    revoke: async () => {
      throw Object.assign(new Error('NOAUTH'), { command: { name: 'zadd', args: [CANARY] } })
    },
    health: () => ({ status: 'local' as const, entries: 0 }),
    close: async () => {}
  })
  const app = emptyApp(t, { logger })
  await app.register(cognitoAuth, { ...pool.options, revocation: { open } })
  await t.rejects(app.cognito.revoke({ user: 'jane' }), {
    code: 'FST_COGNITO_REVOCATIONS_UNAVAILABLE',
    statusCode: 503,
    cause: { message: 'NOAUTH' }
  })
  app.get('/revoke', async () => app.cognito.revoke({ user: 'jane' }))
  t.equal((await app.inject('/revoke')).statusCode, 503)
  t.notOk(lines.some(line => line.includes(CANARY)))
})

async function limited (t: Test, redis: Redis): Promise<string[]> {
  const { lines, logger } = logLines()
  const app = await buildApi(t, await startCognito(t), {
    server: { logger },
    routes: { prefix: '/auth', rateLimit: { redis } }
  })
  t.equal((await post(app, '/auth/signin', { username: 'jane', password: 'Wrong-horse-7' })).statusCode, 401)
  return lines
}

t.test('a Redis server that rejects the credentials of the rate limiter', { skip: noRedis }, async t => {
  const { path, connect } = await startRedis(t)
  const admin = connect()
  await admin.config('SET', 'requirepass', 'Right-passw0rd')
  const redis = new Redis({ path, username: 'default', password: CANARY, retryStrategy: () => 50 })
  t.teardown(() => {
    redis.disconnect()
  })
  redis.on('error', () => {})
  const lines = await limited(t, redis)
  t.match(
    lines.find(line => line.includes('rate limit store failed')),
    /"level":40.*WRONGPASS|NOAUTH/
  )
  t.strictSame(
    lines.filter(line => [CANARY, '"args"', '"command"'].some(text => line.includes(text))),
    []
  )
})

t.test('the innermost cause is found, even in a cyclic chain', t => {
  const root = new Error('root')
  t.equal(rootCause(root), root)
  t.equal(rootCause(new Error('outer', { cause: new Error('inner', { cause: root }) })), root)
  t.equal(rootCause(Object.assign(root, { cause: 'a string' })), root)
  t.equal(rootCause(Object.assign(root, { cause: root })), root)
  t.end()
})
