import t from 'tap'
import Fastify from 'fastify'
import cognitoAuth, { type CognitoAuthOptions } from '../dist/index.js'
import { createTestPool } from '../dist/testing/index.js'
import { assertRefused, base64url, buildApp, logged, seconds } from './verification/app.js'

const pool = await createTestPool()
const { userPoolId, clientId } = pool.options

t.afterEach(() => {
  process.env['NODE_ENV'] = 'test'
})

/** Returns the warnings of a start with this NODE_ENV, or its error. */
async function start (env: string | undefined, options: CognitoAuthOptions) {
  if (env === undefined) delete process.env['NODE_ENV']
  else process.env['NODE_ENV'] = env
  const lines: string[] = []
  const app = Fastify({
    logger: {
      stream: {
        write: (line: string) => {
          lines.push(line)
        }
      }
    }
  })
  try {
    await app.register(cognitoAuth, options)
    return {
      warnings: lines
        .map(line => JSON.parse(line))
        .filter(({ level }) => level === 40)
        .map(({ msg, feature }) => [msg, feature] as [string, string])
    }
  } catch (error) {
    return { error: error as { code: string, message: string } }
  } finally {
    await app.close()
  }
}

const WARNING = 'development-only feature enabled'

const unsafe: Record<string, [options: CognitoAuthOptions, named: string]> = {
  'a jwksUri over plain http': [
    { userPoolId, clientId, jwksUri: 'http://127.0.0.1:9229/jwks.json' },
    'Plain http (jwksUri)'
  ],
  'an issuer and an endpoint over plain http': [
    { userPoolId, clientId, issuer: 'http://localhost:9229/a', endpoint: 'http://localhost:9229' },
    'Plain http (issuer, endpoint)'
  ],
  'disabled verification': [
    { userPoolId, clientId, verification: 'disabled-for-development' },
    "verification: 'disabled-for-development'"
  ]
}

for (const [label, [options, named]] of Object.entries(unsafe)) {
  for (const env of ['development', 'test']) {
    t.test(`with NODE_ENV ${env}, ${label} starts with a warning`, async t => {
      t.same(await start(env, options), { warnings: [[WARNING, named]] })
    })
  }

  for (const env of [undefined, 'production', '', 'Test', 'staging']) {
    t.test(`with NODE_ENV ${env}, ${label} does not start`, async t => {
      const { error } = await start(env, options)
      t.equal(error?.code, 'FST_COGNITO_DEVELOPMENT_ONLY')
      t.equal(error?.message.startsWith(`${named} is for development only`), true, error?.message as string)
    })
  }
}

t.test('a safe configuration starts in every environment without a warning', async t => {
  for (const env of [undefined, 'production', 'test']) {
    t.same(await start(env, pool.options), { warnings: [] })
  }
})

t.test('several development-only options each cause a warning', async t => {
  const { warnings } = await start('test', {
    userPoolId,
    clientId,
    issuer: 'http://localhost:9229/a',
    verification: 'disabled-for-development'
  })
  t.same(warnings, [
    [WARNING, 'Plain http (issuer)'],
    [WARNING, "verification: 'disabled-for-development'"]
  ])
})

t.test("verification: 'disabled-for-development'", async t => {
  const app = await buildApp(t, { userPoolId, clientId, verification: 'disabled-for-development' })
  const claims = JSON.parse(
    Buffer.from(pool.signIn({ sub: 'jane' }).split('.')[1] as string, 'base64url').toString()
  )
  const unsigned = (more: Record<string, unknown> = {}) =>
    `${base64url('{"alg":"none"}')}.${base64url(JSON.stringify({ ...claims, ...more }))}.`

  t.test('reads a token without a signature', async t => {
    t.match((await app.send(unsigned())).json(), { id: 'jane', tokenUse: 'access' })
  })

  t.test('still verifies its claims', async t => {
    await assertRefused(t, app, unsigned({ exp: seconds() - 60 }), 'expired')
    await assertRefused(t, app, unsigned({ nbf: seconds() + 60 }), 'not-yet-valid')
    await assertRefused(t, app, unsigned({ iss: 'https://evil.example' }), 'issuer')
    await assertRefused(t, app, unsigned({ client_id: 'another' }), 'client')
    await assertRefused(t, app, unsigned({ sub: 7 }), 'claims')
    await assertRefused(t, app, pool.idToken(), 'token-use')
  })

  t.test('rejects a token without claims', async t => {
    await assertRefused(t, app, 'nonsense', 'malformed')
    await assertRefused(t, app, `e30.${base64url('{"sub"')}.`, 'malformed')
    await assertRefused(t, app, `e30.${base64url('null')}.`, 'claims')
    await assertRefused(t, app, unsigned({ filler: 'x'.repeat(17_000) }), 'too-long')
  })

  t.test('does not request the JWKS', async t => {
    t.match(app.app.cognito.health(), { default: { status: 'empty', lastError: null } })
    t.equal(logged(app.lines, 'JWKS refresh failed').length, 0)
  })
})
