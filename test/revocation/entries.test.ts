import fc from 'fast-check'
import t from 'tap'
import { LIFETIME, RevokedEntries } from '../../dist/revocation/entries.js'
import type { CurrentUser } from '../../dist/index.js'

/** Which tokens are revoked: no clock, no network. */

const SECOND = 1000
const NOW = 1_767_225_600 * SECOND

interface TokenClaims {
  id?: string
  sessionId?: string | null
  jti?: string
  authenticatedAt?: number | null
  iat?: number
}

/** The fields that matter here. */
function user ({
  id = 'jane',
  sessionId = 'session-1',
  jti = 'token-1',
  authenticatedAt = NOW,
  iat = NOW / SECOND
}: TokenClaims = {}): CurrentUser {
  return { id, sessionId, authenticatedAt, claims: { jti, iat } } as unknown as CurrentUser
}

function revoked (...target: [Parameters<RevokedEntries['add']>[0], number][]): RevokedEntries {
  const entries = new RevokedEntries()
  for (const [entry, at] of target) entries.add(entry, at)
  return entries
}

t.test('without revocations every token is valid', async t => {
  t.notOk(new RevokedEntries().isRevoked(user()))
  t.equal(new RevokedEntries().size, 0)
})

t.test('revoking a session revokes all its tokens, and no other session', async t => {
  const entries = revoked([{ session: 'session-1' }, NOW])
  t.ok(entries.isRevoked(user()))
  t.ok(
    entries.isRevoked(user({ jti: 'token-2', iat: NOW / SECOND + 3600 })),
    'including tokens that were refreshed later'
  )
  t.notOk(entries.isRevoked(user({ sessionId: 'session-2' })))
  t.notOk(
    entries.isRevoked(user({ sessionId: 'session-2', jti: 'session-1' })),
    'a token belongs to the session that it names'
  )
})

t.test('a token without a session is revoked by its own ID', async t => {
  const entries = revoked([{ session: 'token-1' }, NOW])
  t.ok(entries.isRevoked(user({ sessionId: null })))
  t.notOk(entries.isRevoked(user({ sessionId: null, jti: 'token-2' })))
  t.notOk(entries.isRevoked(user()), 'but not if it names a session')
  t.notOk(
    entries.isRevoked({ ...user({ sessionId: null }), claims: { iat: 1 } } as CurrentUser),
    'a token without both cannot be revoked'
  )
})

t.test('revoking a user revokes every sign-in up to that time, and not later ones', async t => {
  const entries = revoked([{ user: 'jane' }, NOW])
  for (const authenticatedAt of [NOW, NOW - SECOND, NOW - 30 * 86_400 * SECOND]) {
    t.ok(entries.isRevoked(user({ authenticatedAt })), String(authenticatedAt - NOW))
  }
  for (const authenticatedAt of [NOW + SECOND, NOW + 3600 * SECOND]) {
    t.notOk(entries.isRevoked(user({ authenticatedAt })), String(authenticatedAt - NOW))
  }
  t.notOk(entries.isRevoked(user({ id: 'joe' })))
  t.ok(
    entries.isRevoked(user({ iat: NOW / SECOND + 3600 })),
    'a token that was refreshed later belongs to an earlier sign-in'
  )
})

t.test('within the same second tokens have no order: all are revoked', async t => {
  const entries = revoked([{ user: 'jane' }, NOW + 999])
  t.ok(entries.isRevoked(user({ authenticatedAt: NOW })))
  t.notOk(entries.isRevoked(user({ authenticatedAt: NOW + SECOND })))
})

t.test("a token without auth_time, such as a machine's, is compared by its iat", async t => {
  const entries = revoked([{ user: 'client-1' }, NOW])
  t.ok(entries.isRevoked(user({ id: 'client-1', authenticatedAt: null })))
  t.notOk(entries.isRevoked(user({ id: 'client-1', authenticatedAt: null, iat: NOW / SECOND + 1 })))
})

t.test('a user ID does not match a session ID, nor the other way round', async t => {
  const entries = revoked([{ user: 'session-1' }, NOW], [{ session: 'jane' }, NOW])
  t.notOk(entries.isRevoked(user()))
})

t.test('of several revocations the latest counts, in any order', async t => {
  for (const moments of [
    [NOW, NOW + 5 * SECOND],
    [NOW + 5 * SECOND, NOW]
  ]) {
    const entries = revoked(...moments.map(at => [{ user: 'jane' }, at] as [{ user: string }, number]))
    t.ok(entries.isRevoked(user({ authenticatedAt: NOW + 5 * SECOND })))
    t.notOk(entries.isRevoked(user({ authenticatedAt: NOW + 6 * SECOND })))
    t.equal(entries.size, 1)
  }
})

t.test('an entry is kept for a day and five minutes, as long as a token can live', async t => {
  t.equal(LIFETIME, 86_400 * SECOND + 300 * SECOND)
  for (const target of [{ user: 'jane' }, { session: 'session-1' }]) {
    const entries = revoked([target, NOW])
    entries.prune(NOW + LIFETIME - 1)
    t.ok(entries.isRevoked(user()))
    entries.prune(NOW + LIFETIME)
    t.notOk(entries.isRevoked(user()))
    t.equal(entries.size, 0)
  }
})

t.test('newer entries stay when older ones expire', async t => {
  const entries = revoked(
    [{ user: 'jane' }, NOW],
    [{ user: 'joe' }, NOW + SECOND],
    [{ session: 'a' }, NOW],
    [{ session: 'b' }, NOW + SECOND]
  )
  entries.prune(NOW + LIFETIME)
  t.strictSame(
    [...entries],
    [
      [{ session: 'b' }, NOW + SECOND],
      [{ user: 'joe' }, NOW + SECOND]
    ]
  )
})

t.test('revoking all but one session works and expires the same way', async t => {
  const entries = revoked(
    [{ user: 'jane', except: 'session-1' }, NOW],
    [{ user: 'joe', except: 'session-3' }, NOW + SECOND]
  )
  t.ok(entries.isRevoked(user({ sessionId: 'session-2' })))
  t.ok(
    entries.isRevoked(user({ sessionId: 'session-2', authenticatedAt: null })),
    'by when the token was issued'
  )
  t.notOk(entries.isRevoked(user({ sessionId: 'session-2', authenticatedAt: null, iat: NOW / SECOND + 1 })))
  entries.prune(NOW + LIFETIME)
  t.notOk(entries.isRevoked(user({ sessionId: 'session-2' })))
  t.strictSame([...entries], [[{ user: 'joe', except: 'session-3' }, NOW + SECOND]])
  entries.prune(NOW + SECOND + LIFETIME)
  t.equal(entries.size, 0)
})

t.test('of two revocations of all but one session, the later counts, in any order', async t => {
  const [one, two] = [
    { user: 'jane', except: 'session-1' },
    { user: 'jane', except: 'session-2' }
  ]
  for (const entries of [
    revoked([one, NOW], [two, NOW + 1]),
    revoked([two, NOW + 1], [one, NOW]),
    revoked([one, NOW], [two, NOW]),
    revoked([two, NOW], [one, NOW]),
    revoked([two, NOW], [two, NOW])
  ]) {
    t.match([...entries], [[two, Number]], 'at the same time, the greater session ID is kept')
    t.ok(entries.isRevoked(user({ sessionId: 'session-1' })))
    t.notOk(entries.isRevoked(user({ sessionId: 'session-2' })))
  }
  t.strictSame([...revoked([two, NOW], [one, NOW + 1])], [[one, NOW + 1]])
  t.strictSame([...revoked([one, NOW + 1], [two, NOW])], [[one, NOW + 1]])
})

t.test('expired entries are dropped in any order of insertion', async t => {
  const times = [3, 1, 4, 0, 2].map(hour => NOW + hour * 3600 * SECOND)
  const entries = revoked(...times.map(at => [{ session: String(at) }, at] as [{ session: string }, number]))
  for (const [index, now] of [0, 1, 2, 3, 4].map(hour => NOW + hour * 3600 * SECOND + LIFETIME).entries()) {
    entries.prune(now)
    t.equal(entries.size, 4 - index)
  }
})

t.test('revocations hold until they expire, and nothing is kept longer', async t => {
  const names = fc.constantFrom('a', 'b', 'c')
  const steps = fc.array(
    fc.record({
      target: fc.oneof(fc.record({ user: names }), fc.record({ session: names })),
      after: fc.integer({ min: 0, max: LIFETIME })
    }),
    { maxLength: 20 }
  )
  fc.assert(
    fc.property(steps, steps => {
      const entries = new RevokedEntries()
      const last = new Map<string, number>()
      let now = NOW
      for (const { target, after } of steps) {
        now += after
        entries.prune(now)
        entries.add(target, now)
        last.set(JSON.stringify(target), now)
      }
      const kept = new Map([...last].filter(([, at]) => at + LIFETIME > now))
      const known = new Map([...entries].map(([target, at]) => [JSON.stringify(target), at]))
      return entries.size === kept.size && [...kept].every(([target, at]) => known.get(target) === at)
    }),
    { numRuns: 300 }
  )
})
