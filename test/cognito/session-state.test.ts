import fc from 'fast-check'
import t from 'tap'
import { encodeSession, decodeSession } from '../../dist/cognito/session-state.js'

/** What goes along with a session of Cognito's, and comes back from a caller who may have changed it. */

const SESSION = 'AYABeFk7Vt9rXl0wJc3'
const forged = (text: string) => `next.${Buffer.from(text).toString('base64url')}.${SESSION}`

t.test("a session with nothing to carry is Cognito's own", async t => {
  t.equal(encodeSession(SESSION, {}), SESSION)
  t.strictSame(decodeSession(SESSION), { session: SESSION })
})

t.test('what is carried comes back as it went', async t => {
  // Names as Cognito has them.
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

t.test('where Cognito gave no session, what is carried is one', async t => {
  const admin = true as const
  for (const given of [{ admin }, { username: 'a' }, { username: 'jane@example.com', admin }]) {
    const session = encodeSession(undefined, given)
    t.match(session, /^[\w.-]{20,4096}$/, 'of the form that a body may hold')
    t.strictSame(decodeSession(session), given)
  }
  t.equal(encodeSession(undefined, {}), undefined)
  t.strictSame(decodeSession(undefined), {})
  t.strictSame(decodeSession(`alone.${Buffer.from('{').toString('base64url')}`), {})
  t.strictSame(decodeSession('alone.e30.x'), { session: 'alone.e30.x' }, 'no other form is')
})

t.test('its form is one that a body may hold', async t => {
  t.match(encodeSession(SESSION, { username: 'jane doe\n@example.com', admin: true }), /^[\w.-]+$/)
})

t.test("a name that is none of Cognito's is not read", async t => {
  for (const username of ['', 'jane doe', 'jane\n', 'x'.repeat(129), '\u0000', '\ud800']) {
    t.strictSame(decodeSession(forged(JSON.stringify({ username }))), { session: SESSION })
  }
  t.strictSame(decodeSession(forged(JSON.stringify({ username: 'x'.repeat(128) }))), {
    session: SESSION,
    username: 'x'.repeat(128)
  })
})

t.test('only what it is for is read', async t => {
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

t.test('junk is a session like any other', async t => {
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
  t.strictSame(decodeSession('next.e30.next.e30.x'), { session: 'next.e30.x' }, 'it is taken apart once')
  t.strictSame(
    decodeSession(`next.${Buffer.from([0x7b, 0x22, 0xff, 0xfe]).toString('base64url')}.x`),
    { session: 'x' },
    'bytes that are no text'
  )
})

t.test('and throws for nothing', async t => {
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

t.test('however long: time stays in step with it', async t => {
  const start = performance.now()
  decodeSession(`next.${'a'.repeat(1_000_000)}`)
  decodeSession(`next.${'.'.repeat(1_000_000)}`)
  decodeSession('next.a'.repeat(200_000))
  t.ok(performance.now() - start < 1000)
})
