import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { buildApi, logLines, PASSWORD, post } from '../api.js'
import { startScripted } from '../scripted.js'

/** Operations that need the server's own AWS credentials, when there are none, or none in time. */

const pool = await createTestPool()

/** Nothing listens there, and no placeholder credentials are used for it. */
const ENDPOINT = 'https://127.0.0.1:9'
const ADMIN = { users: { groups: ['admin'] } }

const VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI'
]

/** An environment without credentials, except those that the test sets. */
function environment (t: Test, config: string, more: Record<string, string> = {}): void {
  const file = join(t.testdir({}), 'config')
  writeFileSync(file, config)
  const set: Record<string, string | undefined> = {
    ...Object.fromEntries(VARIABLES.map(name => [name, undefined])),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_LOAD_CONFIG: '1',
    AWS_CONFIG_FILE: file,
    AWS_SHARED_CREDENTIALS_FILE: join(t.testdirName, 'none'),
    ...more
  }
  const before = Object.fromEntries(Object.keys(set).map(name => [name, process.env[name]]))
  const put = (values: typeof set) => {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
  put(set)
  t.teardown(() => {
    put(before)
  })
}

async function onNothing (t: Test, routes: object, { endpoint = ENDPOINT, timeout = 5000 } = {}) {
  const { lines, logger } = logLines()
  const app = await buildApi(t, pool, {
    endpoint,
    cognito: { timeout },
    server: { logger },
    routes: { prefix: '/auth', rateLimit: false, ...routes }
  })
  const logged = () =>
    lines
      .map(line => JSON.parse(line))
      .filter(({ level, msg }) => level === 40 && /AWS credentials/.test(msg))
  /** Waits for so many warnings, and a little longer for another one. */
  const warnings = async (count = 0) => {
    const end = Date.now() + 30_000
    while (logged().length < count && Date.now() < end) await setTimeout(20)
    await setTimeout(200)
    return logged()
  }
  const list = () =>
    app.inject({ url: '/auth/admin/users', headers: pool.authorization({ groups: ['admin'] }) })
  return { app, list, warnings, lines }
}

t.test('without credentials, startup warns, and operations that need them return 503', async t => {
  environment(t, '')
  const { app, list, warnings, lines } = await onNothing(t, {
    admin: ADMIN,
    signIn: { flows: ['ADMIN_USER_PASSWORD_AUTH'] }
  })
  t.match(await warnings(1), [{ reason: 'CredentialsProviderError', msg: 'AWS credentials not found' }])
  for (const response of [
    await list(),
    await post(app, '/auth/signin', { username: 'jane', password: PASSWORD })
  ]) {
    t.match(response.json(), { statusCode: 503, code: 'FST_COGNITO_NO_AWS_CREDENTIALS' })
    t.equal(response.headers['retry-after'], '5')
  }
  t.ok(
    lines.some(
      line =>
        line.includes('"operation":"ListUsers"') &&
        line.includes('"level":50') &&
        line.includes('FST_COGNITO_NO_AWS_CREDENTIALS')
    ),
    'the log names the operation'
  )
})

t.test('routes that need no credentials cause no warning', async t => {
  environment(t, '')
  const { app, warnings } = await onNothing(t, {})
  t.strictSame(await warnings(), [])
  t.match(
    (await post(app, '/auth/signin', { username: 'jane', password: PASSWORD })).json(),
    { code: 'FST_COGNITO_UNAVAILABLE' },
    'and work without credentials'
  )
})

t.test('each route that needs credentials causes the warning', async t => {
  environment(t, '')
  for (const routes of [
    { admin: ADMIN },
    { admin: { groups: { groups: ['admin'] } } },
    { signIn: { flows: ['USER_PASSWORD_AUTH', 'ADMIN_USER_PASSWORD_AUTH'] } }
  ]) {
    const { warnings } = await onNothing(t, routes)
    t.equal((await warnings(1)).length, 1, JSON.stringify(routes))
  }
})

t.test('with credentials there is no warning, and Cognito is called', async t => {
  environment(t, '', { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' })
  const { list, warnings } = await onNothing(t, { admin: ADMIN })
  t.strictSame(await warnings(), [])
  t.match((await list()).json(), { statusCode: 503, code: 'FST_COGNITO_UNAVAILABLE' })
})

t.test('a local emulator gets placeholder credentials, never those of the server', async t => {
  for (const own of [{}, { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' }]) {
    environment(t, '', own)
    const { endpoint, calls } = await startScripted(t, () => ({ body: {} }))
    const sent: string[] = []
    const onRequest = (message: unknown) => {
      sent.push(
        String(
          (message as { request: { getHeader(name: string): unknown } }).request.getHeader('authorization')
        )
      )
    }
    subscribe('http.client.request.start', onRequest)
    const { list, warnings } = await onNothing(t, { admin: ADMIN }, { endpoint })
    t.equal((await list()).statusCode, 200)
    unsubscribe('http.client.request.start', onRequest)
    t.equal(calls.length, 1)
    t.strictSame(
      sent.map(header => /Credential=(\w+)/.exec(header)?.[1]),
      ['local']
    )
    t.strictSame(await warnings(), [])
  }
})

t.test(
  'slow credentials delay neither startup nor, beyond the deadline, a response',
  async t => {
    environment(t, '[default]\ncredential_process = sleep 3\n')
    const start = performance.now()
    const { list } = await onNothing(t, { admin: ADMIN }, { timeout: 300 })
    t.ok(performance.now() - start < 2500, 'startup')
    const startedAt = performance.now()
    const response = await list()
    const took = performance.now() - startedAt
    t.match(response.json(), { statusCode: 503, code: 'FST_COGNITO_UNAVAILABLE' })
    t.equal(response.headers['retry-after'], '5')
    t.ok(took >= 280 && took < 1500, `it took ${took} ms`)
  }
)
