import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import t, { type Test } from 'tap'
import { memorySessions } from '../../dist/index.js'
import { newCookie } from '../../dist/sessions/cookie.js'
import { SessionCache } from '../../dist/sessions/session-cache.js'
import { activeSession } from '../../dist/sessions/tokens.js'
import { ADMIN, USER } from '../api.js'
import { startWithSessions } from './application.js'

/** The tokens of a session are decrypted once in each process, until they change. */

const PROFILE = '/auth/session'

/** Counts the decryptions from now on. */
function countDecryptions (t: Test): () => number {
  const { createDecipheriv } = crypto
  let count = 0
  crypto.createDecipheriv = ((...args: Parameters<typeof createDecipheriv>) => {
    count++
    return createDecipheriv(...args)
  }) as typeof createDecipheriv
  syncBuiltinESMExports()
  t.teardown(() => {
    crypto.createDecipheriv = createDecipheriv
    syncBuiltinESMExports()
  })
  return () => count
}

t.test('the tokens of a known session are not decrypted again', async t => {
  const decryptions = countDecryptions(t)
  for (const [tokenCache, expected] of [[{ max: 10 }, 1], [false, 3]] as const) {
    const { browser } = await startWithSessions(t, { tokenCache })
    const jane = browser()
    await jane.signIn(ADMIN as { email: string, password: string })
    const before = decryptions()
    for (let request = 0; request < 3; request++) t.equal((await jane.send('GET', '/admin')).statusCode, 200)
    t.equal(decryptions() - before, expected, JSON.stringify(tokenCache))
  }
})

t.test('a known session needs the whole cookie', async t => {
  const { browser } = await startWithSessions(t)
  const jane = browser()
  await jane.signIn(USER)
  t.match((await jane.send('GET', PROFILE)).json(), { user: { email: USER.email } })
  const { name, value } = jane.cookie as { name: string, value: string }
  // The first 16 bytes are the ID, which the key follows.
  for (const index of [0, 20, 21, 22, 40, 63]) {
    const other = value[index] === 'A' ? 'B' : 'A'
    jane.cookie = { name, value: value.slice(0, index) + other + value.slice(index + 1) }
    t.strictSame((await jane.send('GET', PROFILE)).json(), { user: null }, `character ${index}`)
  }
  jane.cookie = { name, value }
  t.match((await jane.send('GET', PROFILE)).json(), { user: { email: USER.email } })
})

t.test('a known session ends in the store', async t => {
  const memory = memorySessions()
  let store: Awaited<ReturnType<typeof memory.open>> | undefined
  const { browser } = await startWithSessions(t, {
    session: {
      store: {
        open: async context => {
          store = await memory.open(context)
          return store
        }
      }
    }
  })
  const jane = browser()
  const { user } = (await jane.signIn(USER)).json()
  t.match((await jane.send('GET', PROFILE)).json(), { user: { email: USER.email } })
  await store?.deleteAll({ user: user.id })
  t.strictSame((await jane.send('GET', PROFILE)).json(), { user: null })
})

t.test('the cache is bounded, and has neither keys nor tokens that a request does not need', async t => {
  const cache = new SessionCache({ max: 2 })
  const session = (user: string, tokens = 'encrypted') =>
    activeSession(
      newCookie(),
      {
        pool: 'default',
        user,
        session: `${user}-1`,
        tokens,
        createdAt: 0,
        expiresAt: 1,
        endsAt: 1,
        refreshingUntil: 0,
        version: 0
      },
      { accessToken: `access of ${user}`, idToken: 'id', refreshToken: 'refresh', expiresAt: 1 }
    )
  const [jane, rosa, mia] = [session('jane'), session('rosa'), session('mia')]
  for (const added of [jane, rosa, mia]) cache.add(added)
  t.equal(cache.get(jane.cookie.value), undefined, 'the session used least recently was evicted')
  t.strictSame(cache.get(mia.cookie.value), {
    id: mia.cookie.id,
    stored: mia.stored,
    access: { accessToken: 'access of mia', expiresAt: 1 }
  })
  const long = session('lea', 'x'.repeat(10_000))
  cache.add(long)
  t.not(cache.get(long.cookie.value), undefined)
  const longer = session('lea', 'x'.repeat(17_000))
  cache.add(longer)
  t.equal(cache.get(longer.cookie.value), undefined, 'of two sessions, 16,384 characters are kept')
})
