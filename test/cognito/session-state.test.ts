import fc from 'fast-check'
import t from 'tap'
import { encodeSession, decodeSession } from '../../dist/cognito/session-state.js'

/** The state that travels with a Cognito session, and comes back from a caller that may have changed it. */

const SESSION = 'AYABeFk7Vt9rXl0wJc3'
const forged = (text: string) => `next.${Buffer.from(text).toString('base64url')}.${SESSION}`

t.test("a session without state is Cognito's own", async t => {
  t.equal(encodeSession(SESSION, {}), SESSION)
  t.strictSame(decodeSession(SESSION), { session: SESSION })
})

t.test('the state is decoded as it was encoded', async t => {
  // Usernames in the form that Cognito uses.
  const names = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
    .filter(name => name.length <= 128 && /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u.test(name))
  const sessions = fc.string({ minLength: 1 }).filter(session => !session.startsWith('next.'))
  const mark = fc.constant(true as const)
  const carried = fc.record(
    { username: names, admin: mark, newPassword: mark, newFactor: mark },
    { requiredKeys: [] }
  )
  fc.assert(
    fc.property(sessions, carried, (session, given) => {
      t.strictSame(decodeSession(encodeSession(session, given)), { ...given, session })
    }),
    { numRuns: 200 }
  )
})

t.test('without a Cognito session the state is a session by itself', async t => {
  const admin = true as const
  for (const given of [{ admin }, { username: 'a' }, { username: 'jane@example.com', admin }]) {
    const session = encodeSession(undefined, given)
    t.match(session, /^[\w.-]{20,4096}$/, 'in a form that a body accepts')
    t.strictSame(decodeSession(session), given)
  }
  t.equal(encodeSession(undefined, {}), undefined)
  t.strictSame(decodeSession(undefined), {})
  t.strictSame(decodeSession(`alone.${Buffer.from('{').toString('base64url')}`), {})
  t.strictSame(decodeSession('alone.e30.x'), { session: 'alone.e30.x' }, 'in no other form')
})

t.test('the encoded form is accepted in a body', async t => {
  t.match(encodeSession(SESSION, { username: 'jane doe\n@example.com', admin: true }), /^[\w.-]+$/)
})

t.test('an invalid username is not decoded', async t => {
  for (const username of ['', 'jane doe', 'jane\n', 'x'.repeat(129), '\u0000', '\ud800']) {
    t.strictSame(decodeSession(forged(JSON.stringify({ username }))), { session: SESSION })
  }
  t.strictSame(decodeSession(forged(JSON.stringify({ username: 'x'.repeat(128) }))), {
    session: SESSION,
    username: 'x'.repeat(128)
  })
})

t.test('only the matching kind of session is decoded', async t => {
  for (const [text, read] of Object.entries({
    '{"username":"jane","session":"other","clientId":"x","toString":1}': { username: 'jane' },
    '{"username":7,"admin":"true"}': {},
    '{"username":null,"admin":false}': {},
    '{"username":["jane"],"admin":1}': {},
    '{"__proto__":{"username":"jane","admin":true}}': {},
    '{"admin":true}': { admin: true as const },
    null: {},
    true: {},
    7: {},
    '"text"': {},
    '[]': {},
    '{': {},
    '': {}
  })) {
    t.strictSame(
      decodeSession(forged(text)),
      text === '' ? { session: forged(text) } : { ...read, session: SESSION },
      text
    )
  }
})

t.test('an invalid session is passed on unchanged', async t => {
  for (const junk of [
    '',
    '.',
    'next',
    'next.',
    'next..',
    'next..x',
    'next.a',
    'next.a.',
    'next.é.x',
    'next.a b.x',
    ' next.e30.x',
    'NEXT.e30.x'
  ]) {
    t.strictSame(decodeSession(junk), { session: junk }, junk)
  }
  t.strictSame(decodeSession('next.e30.next.e30.x'), { session: 'next.e30.x' }, 'it is decoded once')
  t.strictSame(
    decodeSession(`next.${Buffer.from([0x7b, 0x22, 0xff, 0xfe]).toString('base64url')}.x`),
    { session: 'x' },
    'invalid UTF-8'
  )
})

t.test('decoding never throws', async t => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string().map(forged),
    fc.json().map(forged),
    fc.base64String().map(text => `next.${text}.${SESSION}`)
  )
  fc.assert(
    fc.property(anything, given => {
      const { session = '', username, admin, ...more } = decodeSession(given)
      return (
        given.endsWith(session) &&
        ['string', 'undefined'].includes(typeof username) &&
        (admin === undefined || admin) &&
        Object.keys(more).length === 0
      )
    }),
    { numRuns: 1000 }
  )
})

t.test('decoding takes linear time', async t => {
  const start = process.cpuUsage()
  decodeSession(`next.${'a'.repeat(1_000_000)}`)
  decodeSession(`next.${'.'.repeat(1_000_000)}`)
  decodeSession('next.a'.repeat(200_000))
  t.ok(process.cpuUsage(start).user < 1e6)
})
