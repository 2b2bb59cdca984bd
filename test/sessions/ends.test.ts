import t from 'tap'
import { memoryRevocations } from '../../dist/index.js'
import { newCookie } from '../../dist/sessions/cookie.js'
import { ADMIN, bearer, signIn, startCognito, USER } from '../api.js'
import { buildWithSessions, startWithSessions, storeWith } from './application.js'

const MINUTE = 60_000
const UNAVAILABLE = { statusCode: 503, code: 'FST_COGNITO_SESSIONS_UNAVAILABLE' }
const ENDED = { statusCode: 401, code: 'FST_COGNITO_SESSION_ENDED' }
const user = USER as { email: string, password: string }
const admin = ADMIN as { email: string, password: string }
const routes = { prefix: '/auth', rateLimit: false, admin: { users: { groups: ['admin'] } } } as const

t.test('a session ends if it is not used, and in any case after the absolute time', async t => {
  const clock = { now: Date.now() }
  const cognito = await startCognito(t, { clock: () => clock.now })
  const touches: number[] = []
  const { browser } = await buildWithSessions(t, cognito, {
    clock: () => clock.now,
    session: {
      idle: 600,
      absolute: 1500,
      store: storeWith(sessions => ({
        touch: async (id, expiresAt) => {
          touches.push(expiresAt - clock.now)
          return sessions.touch(id, expiresAt)
        }
      }))
    }
  })
  const [idle, used] = [browser(), browser()]
  await idle.signIn()
  const { expiresAt } = (await used.signIn()).json()
  t.equal(expiresAt, clock.now + 1_500_000)
  const start = clock.now
  clock.now += 9 * MINUTE
  t.equal((await used.send('GET', '/profile')).statusCode, 200)
  t.equal((await used.send('GET', '/profile')).statusCode, 200)
  t.strictSame(touches, [600_000], 'at most once a minute')
  clock.now += MINUTE
  t.match((await idle.send('GET', '/profile')).json(), ENDED)
  clock.now += 8 * MINUTE
  t.equal((await used.send('GET', '/auth/session')).json().user.email, user.email)
  t.equal(touches.length, 1, '/session does not extend it')
  t.equal((await used.send('GET', '/profile')).statusCode, 200)
  t.strictSame(touches, [600_000, start + 1_500_000 - clock.now])
  clock.now = start + 1_500_000 - 1
  t.equal((await used.send('GET', '/profile')).statusCode, 200)
  clock.now++
  t.match((await used.send('GET', '/profile')).json(), ENDED)
})

t.test('a use during a refresh extends the session', async t => {
  const clock = { now: Date.now() }
  const cognito = await startCognito(t, { clock: () => clock.now })
  const { browser } = await buildWithSessions(t, cognito, {
    clock: () => clock.now,
    session: { idle: 7200 }
  })
  const jane = browser()
  await jane.signIn()
  clock.now += 7_100_000
  t.equal((await jane.send('GET', '/profile')).statusCode, 200)
  clock.now += 7_100_000
  t.equal((await jane.send('GET', '/profile')).statusCode, 200)
})

t.test('a sign-in starts a new session and ends the previous one of the browser', async t => {
  // Without the deletion of all sessions of the session at Cognito, which comes later.
  const store = storeWith(() => ({ deleteAll: async () => {} }))
  const { browser } = await startWithSessions(t, { session: { store } })
  const [jane, thief] = [browser(), browser()]
  await jane.signIn()
  thief.cookie = jane.cookie
  await jane.signIn()
  t.not(jane.cookie?.value, thief.cookie?.value)
  t.match((await thief.send('GET', '/profile')).json(), ENDED)
  t.equal((await jane.send('GET', '/profile')).statusCode, 200)
})

for (const revocation of [undefined, memoryRevocations()]) {
  t.test(
    `with ${revocation === undefined ? 'sessions alone' : 'revocations'}, sessions end with`,
    async t => {
      const clock = { now: Date.now() }
      const cognito = await startCognito(t, { clock: () => clock.now })
      const { app, browser } = await buildWithSessions(t, cognito, {
        routes,
        clock: () => clock.now,
        ...(revocation !== undefined && { revocation })
      })
      const isOver = async (session: ReturnType<typeof browser>) => {
        const response = await session.send('GET', '/profile')
        return response.statusCode === 401 && response.json().code === 'FST_COGNITO_SESSION_ENDED'
      }
      const signedIn = async (who = user) => {
        // Tokens have the time of the sign-in in seconds: those of the same second are revoked too.
        clock.now += 1000
        const session = browser()
        t.equal((await session.signIn(who)).statusCode, 200)
        return session
      }

      await t.test('a sign-out everywhere', async t => {
        const [one, other] = [await signedIn(), await signedIn()]
        const response = await one.send('POST', '/auth/signout', { payload: { everywhere: true } })
        t.equal(response.statusCode, 204)
        t.ok((await isOver(one)) && (await isOver(other)))
      })

      await t.test('administration', async t => {
        clock.now += 1000
        const { accessToken } = await signIn(app, admin)
        const username = (await (await signedIn()).send('GET', '/auth/session')).json().user.username
        for (const action of ['signout', 'disable']) {
          const session = await signedIn()
          const { statusCode } = await app.inject({
            method: 'POST',
            url: `/auth/admin/users/${username}/${action}`,
            headers: bearer(accessToken)
          })
          t.equal(statusCode, 204, action)
          t.ok(await isOver(session), action)
        }
        await app.inject({
          method: 'POST',
          url: `/auth/admin/users/${username}/enable`,
          headers: bearer(accessToken)
        })
      })

      await t.test('cognito.revoke()', async t => {
        const [one, other] = [await signedIn(), await signedIn()]
        const { id } = (await one.send('GET', '/auth/session')).json().user
        await app.cognito.revoke({ user: id })
        t.ok((await isOver(one)) && (await isOver(other)))
        t.notOk(await isOver(await signedIn()))
      })

      await t.test('a change of the password, except the one that changes it', async t => {
        const [one, other] = [await signedIn(), await signedIn()]
        const change = (password: string, newPassword: string) =>
          one.send('POST', '/auth/password/change', { payload: { password, newPassword } })
        t.equal((await change(user.password, 'Another-passw0rd')).statusCode, 204)
        t.ok(await isOver(other))
        t.notOk(await isOver(one))
        t.equal((await change('Another-passw0rd', user.password)).statusCode, 204)
      })

      await t.test('the account', async t => {
        const [one, other] = [await signedIn(), await signedIn()]
        t.equal((await one.send('DELETE', '/auth/me')).statusCode, 204)
        t.ok((await isOver(one)) && (await isOver(other)))
      })
    }
  )
}

t.test('a sign-out works while Cognito is unavailable', async t => {
  const { browser, cognito, lines } = await startWithSessions(t)
  const jane = browser()
  await jane.signIn()
  const { cookie } = jane
  cognito.fail('RevokeToken', 'InternalErrorException')
  t.equal((await jane.send('POST', '/auth/logout')).statusCode, 204)
  jane.cookie = cookie
  t.match((await jane.send('GET', '/profile')).json(), ENDED)
  t.match(lines.join(), /session not signed out at Cognito/)
})

t.test('a sign-out without a session', async t => {
  const { browser, cognito } = await startWithSessions(t)
  const jane = browser()
  t.equal((await jane.send('POST', '/auth/logout')).statusCode, 204)
  for (const value of ['a', 'a'.repeat(64)]) {
    jane.cookie = { name: '__Host-Http-session', value }
    t.equal((await jane.send('POST', '/auth/logout')).statusCode, 204)
    t.equal(jane.cookie, null)
  }
  t.strictSame(cognito.requests, [])
})

t.test('a cookie of another form, with another key or without a session is not accepted', async t => {
  const { browser, app } = await startWithSessions(t)
  const jane = browser()
  await jane.signIn()
  const value = jane.cookie?.value ?? ''
  const otherKey = `${value.slice(0, -2)}${value.endsWith('AA') ? 'BB' : 'AA'}`
  for (const wrong of [otherKey, value.slice(1), `${value}a`, value.replace(/./, '*'), 'a'.repeat(64)]) {
    const thief = browser()
    thief.cookie = { name: '__Host-Http-session', value: wrong }
    t.match((await thief.send('GET', '/profile')).json(), ENDED, wrong)
    await thief.send('POST', '/auth/logout')
  }
  t.equal((await jane.send('GET', '/profile')).statusCode, 200, 'and ends no session')
  const other = await app.inject({ url: '/profile', headers: { cookie: `session=${value}` } })
  t.match(other.json(), { code: 'FST_COGNITO_NO_CREDENTIALS' })
})

t.test('an unavailable store returns 503 and signs no user out', async t => {
  let isAway = true
  const fail = async <T>(operation: () => T | Promise<T>): Promise<T> => {
    if (isAway) throw new Error('connect ECONNREFUSED')
    return operation()
  }
  const { browser, lines } = await startWithSessions(t, {
    session: {
      store: storeWith(sessions => ({
        create: (...args) => fail(() => sessions.create(...args)),
        read: id => fail(() => sessions.read(id)),
        delete: id => fail(() => sessions.delete(id))
      }))
    }
  })
  const jane = browser()
  const failed = await jane.signIn()
  t.match(failed.json(), UNAVAILABLE)
  t.match(failed.headers, { 'retry-after': '5' })
  isAway = false
  await jane.signIn()
  const { cookie } = jane
  isAway = true
  for (const [method, url] of [
    ['GET', '/profile'],
    ['GET', '/auth/session'],
    ['POST', '/auth/logout']
  ] as const) {
    const response = await jane.send(method, url)
    t.match(response.json(), UNAVAILABLE, url)
    t.match(response.headers, { 'retry-after': '5' })
  }
  t.strictSame(jane.cookie, cookie)
  t.match(lines.join(), /connect ECONNREFUSED/)
  isAway = false
  t.equal((await jane.send('GET', '/profile')).statusCode, 200)
})

t.test('a store that throws instead of rejecting is also unavailable', async t => {
  const { browser, lines } = await startWithSessions(t, {
    session: {
      store: storeWith(() => ({
        read: () => {
          throw new Error('database is locked')
        },
        create: () => {
          throw new Error('disk is full')
        }
      }))
    }
  })
  const jane = browser()
  t.match((await jane.signIn()).json(), UNAVAILABLE)
  jane.cookie = { name: '__Host-Http-session', value: newCookie().value }
  t.match((await jane.send('GET', '/profile')).json(), UNAVAILABLE)
  t.match(lines.join(), /disk is full[^]*database is locked/)
})
