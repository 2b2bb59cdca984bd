import t from 'tap'
import { freezeClaims } from '../../dist/verification/freeze-claims.js'

/** Claims with this many levels; the innermost has the value. */
function nested (levels: number, value: unknown): object {
  let claims: object = { value }
  for (let level = 1; level < levels; level++) claims = { claims }
  return claims
}

t.test('claims may have 32 levels', async t => {
  for (const value of [7, null, true, 'text']) {
    t.strictSame(freezeClaims(nested(32, value)), { tooDeep: false, replaced: false })
    t.strictSame(freezeClaims(nested(33, value)), { tooDeep: true, replaced: false })
  }
})

t.test('a replacement character is found in names and values at every level', async t => {
  t.strictSame(freezeClaims(nested(3, 'a\uFFFDb')), { tooDeep: false, replaced: true })
  t.strictSame(freezeClaims({ list: [['a', '\uFFFD']] }), { tooDeep: false, replaced: true })
  t.strictSame(freezeClaims({ 'a\uFFFD': 1 }), { tooDeep: false, replaced: true })
  t.strictSame(freezeClaims({ text: 'a' }), { tooDeep: false, replaced: false })
})

t.test('claims are frozen at every level', async t => {
  const inner = { groups: ['admin'] }
  const list = [inner]
  freezeClaims({ list })
  for (const value of [list, inner, inner.groups]) t.ok(Object.isFrozen(value))
})
