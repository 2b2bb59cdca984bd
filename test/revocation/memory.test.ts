import Fastify from 'fastify'
import t from 'tap'
import cognitoAuth, { memoryRevocations } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { userFromClaims } from '../../dist/user/current-user.js'

/** Revocations in the memory of one process. */

const DAY = 86_400_000
const { log } = Fastify()

const jane = (authTime: number) =>
  userFromClaims(
    {
      sub: 'jane',
      iss: 'i',
      exp: authTime + 3600,
      iat: authTime,
      auth_time: authTime,
      origin_jti: 'session-1',
      jti: 'token-1',
      token_use: 'access',
      client_id: 'c',
      username: 'jane'
    } as never,
    'default'
  )

function standing (now = 1_767_225_600_000) {
  return {
    clock: () => now,
    forward: (milliseconds: number) => {
      now += milliseconds
    }
  }
}

t.test('a revocation takes effect immediately, by the configured clock', async t => {
  const { clock, forward } = standing()
  const store = await memoryRevocations().open({ log, clock })
  const signedIn = jane(clock() / 1000)
  t.notOk(store.isRevoked(signedIn))
  await store.revoke({ user: 'jane' })
  t.ok(store.isRevoked(signedIn))
  forward(1000)
  t.notOk(store.isRevoked(jane(clock() / 1000)), 'a later sign-in is valid')
  t.strictSame(store.health(), { status: 'local', entries: 1 })
})

t.test('a revocation drops entries older than a day and five minutes', async t => {
  const { clock, forward } = standing()
  const store = await memoryRevocations().open({ log, clock })
  await store.revoke({ user: 'jane' })
  await store.revoke({ session: 'session-1' })
  forward(DAY + 299_999)
  await store.revoke({ user: 'joe' })
  t.equal(store.health().entries, 3)
  forward(1)
  await store.revoke({ user: 'jim' })
  t.equal(store.health().entries, 2)
})

t.test('each application has its own store, unless one is shared', async t => {
  const { clock } = standing()
  const shared = memoryRevocations()
  const [first, second, other] = [
    await shared.open({ log, clock }),
    await shared.open({ log, clock }),
    await memoryRevocations().open({ log, clock })
  ]
  await first.revoke({ session: 'session-1' })
  t.ok(second.isRevoked(jane(1)))
  t.notOk(other.isRevoked(jane(1)))
  await first.close()
  t.ok(second.isRevoked(jane(1)), 'closing one keeps the entries of the other')
})

t.test('the health of each pool includes revocations, if configured', async t => {
  const { options } = await createTestPool()
  const [app, without] = [Fastify(), Fastify()]
  t.teardown(() => Promise.all([app.close(), without.close()]))
  await app.register(cognitoAuth, { ...options, revocation: memoryRevocations() })
  await app.cognito.revoke({ user: 'jane' })
  t.match(app.cognito.health(), {
    default: { status: 'fresh', revocations: { status: 'local', entries: 1 } }
  })
  await without.register(cognitoAuth, options)
  t.notOk('revocations' in (without.cognito.health()['default'] as object))
})
