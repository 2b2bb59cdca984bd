import t from 'tap'
import { newTotpSecret, stepOfCode, totp } from './totp.js'

/** RFC 6238 appendix B, for SHA-1, with the last six of its eight digits. */
const VECTORS: [number, string][] = [
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130']
]
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

t.test('the codes of RFC 6238', t => {
  for (const [seconds, code] of VECTORS) t.equal(totp(SECRET, seconds * 1000), code)
  t.end()
})

t.test('a code may be one step off', t => {
  const now = 1_700_000_010_000
  for (const off of [-30_000, 0, 30_000]) {
    t.equal(stepOfCode(SECRET, totp(SECRET, now + off), now), Math.floor((now + off) / 30_000))
  }
  for (const off of [-60_000, 60_000]) t.equal(stepOfCode(SECRET, totp(SECRET, now + off), now), undefined)
  t.end()
})

t.test('a secret has the form of one from Cognito', t => {
  t.match(newTotpSecret(), /^[A-Z2-7]{52}$/)
  t.not(newTotpSecret(), newTotpSecret())
  t.end()
})
