import t from 'tap'
import { decodeJwt } from 'jose'
import { createTestPool } from '../../dist/testing/index.js'
import { buildApp, seconds } from '../verification/app.js'
import { pause } from '../verification/key-host.js'

t.test('the clock starts at a whole second of the current time and does not advance', async t => {
  const pool = await createTestPool({ clock: true })
  const time = pool.clock()
  t.equal(time % 1000, 0)
  t.ok(Math.abs(time / 1000 - seconds()) <= 2)
  await pause(20)
  t.equal(pool.clock(), time)
  t.equal(pool.options.clock?.(), time)
})

t.test('a token is valid until its last second, and not in the next', async t => {
  const pool = await createTestPool({ clock: true })
  const { send } = await buildApp(t, pool.options)
  const token = pool.signIn()
  t.equal((await send(token)).statusCode, 200)
  pool.advance(3599.999)
  t.equal((await send(token)).statusCode, 200)
  pool.advance(0.001)
  t.equal((await send(token)).statusCode, 401)
  t.equal((await send(pool.signIn())).statusCode, 200, 'a new one is signed with the same clock')
  t.equal((await send(pool.expired())).statusCode, 401)
  pool.advance(-3600)
  t.equal((await send(token)).statusCode, 200, 'it can move back')
})

t.test('the age of a sign-in uses the clock too', async t => {
  const pool = await createTestPool({ clock: true })
  const { app } = await buildApp(t, pool.options)
  app.get('/careful', { preHandler: app.requireRecentSignIn(300) }, async () => 'hello')
  const headers = pool.authorization()
  pool.advance(300)
  t.equal((await app.inject({ url: '/careful', headers })).statusCode, 200)
  pool.advance(1)
  t.equal((await app.inject({ url: '/careful', headers })).json().code, 'FST_COGNITO_SIGN_IN_TOO_OLD')
})

t.test('it can be set to a time', async t => {
  const pool = await createTestPool({ clock: true })
  const { send } = await buildApp(t, pool.options)
  pool.setTime(new Date('2035-01-01T00:00:00Z'))
  t.equal(pool.clock(), Date.UTC(2035, 0, 1))
  const token = pool.idToken()
  t.match(decodeJwt(token), {
    iat: Date.UTC(2035, 0, 1) / 1000,
    auth_time: Date.UTC(2035, 0, 1) / 1000,
    exp: Date.UTC(2035, 0, 1, 1) / 1000
  })
  t.equal((await send(pool.signIn())).json().expiresAt, Date.UTC(2035, 0, 1, 1))
  pool.setTime(Date.UTC(2035, 0, 1, 2))
  t.equal(pool.clock(), Date.UTC(2035, 0, 1, 2))
  t.match(decodeJwt(pool.expired()), { exp: Date.UTC(2035, 0, 1, 1, 59) / 1000 })
})

t.test('an invalid time throws, and changes nothing', async t => {
  const pool = await createTestPool({ clock: true })
  const time = pool.clock()
  for (const seconds of [NaN, Infinity, undefined, 'soon']) {
    t.throws(
      () => {
        pool.advance(seconds as number)
      },
      { name: 'TypeError', message: /seconds must be a number/ }
    )
  }
  for (const time of [new Date('never'), NaN, undefined]) {
    t.throws(
      () => {
        pool.setTime(time as Date)
      },
      { name: 'TypeError', message: /time must be a Date/ }
    )
  }
  t.equal(pool.clock(), time)
})

t.test('without the option the time is the real one, and cannot be moved', async t => {
  const pool = await createTestPool()
  t.notOk('clock' in pool.options)
  t.ok(Math.abs(pool.clock() - Date.now()) < 100)
  t.throws(() => {
    pool.advance(1)
  }, /createTestPool\(\{ clock: true \}\)/)
  t.throws(() => {
    pool.setTime(0)
  }, /createTestPool\(\{ clock: true \}\)/)
})
