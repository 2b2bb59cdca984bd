import { randomBytes } from 'node:crypto'
import t from 'tap'
import { isCookieForm, newCookie, SessionCookie } from '../../dist/sessions/cookie.js'
import { decrypt, encrypt } from '../../dist/sessions/encryption.js'

const key = randomBytes(32)

t.test('encrypted text is decrypted with the same key and context only', async t => {
  const encrypted = encrypt('tokens', key, 'a')
  t.equal(decrypt(encrypted, key, 'a'), 'tokens')
  t.equal(decrypt(encrypted, key, 'b'), null)
  t.equal(decrypt(encrypted, randomBytes(32), 'a'), null)
  t.not(encrypt('tokens', key, 'a'), encrypted, 'the same text is encrypted anew')
})

t.test('changed text is not decrypted', async t => {
  const bytes = Buffer.from(encrypt('tokens', key, 'a'), 'base64')
  for (let index = 0; index < bytes.length; index++) {
    const changed = Buffer.from(bytes)
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index)
    t.equal(decrypt(changed.toString('base64'), key, 'a'), null, `byte ${index}`)
    t.equal(decrypt(bytes.subarray(0, index).toString('base64'), key, 'a'), null, `${index} bytes`)
  }
})

t.test('a cookie has an ID and a key that the store does not have', async t => {
  const cookie = newCookie()
  t.match(cookie.value, /^[\w-]{64}$/)
  t.strictSame(new SessionCookie(cookie.value), cookie)
  t.ok(isCookieForm(cookie.value))
  t.notOk(cookie.value.includes(cookie.id.slice(0, 20)))
  const bytes = Buffer.from(cookie.value, 'base64url')
  t.strictSame(cookie.key, bytes.subarray(16))
  t.not(newCookie().value, cookie.value)
  for (const value of ['', 'a', `${cookie.value}a`, cookie.value.slice(1), cookie.value.replace(/.$/, '=')]) {
    t.notOk(isCookieForm(value), value)
  }
})
