import fc from 'fast-check'

/**
 * A member of a JSON object as text: for objects that cannot exist in memory, such as with two members of one
 * name.
 */
interface Member {
  readonly name: string
  readonly value: string
}

/** A change of an object's text. */
export interface Change extends Member {
  readonly how: 'instead' | 'first' | 'last' | 'removed'
}

/** Numbers that JSON can and cannot spell. */
const numbers = fc.oneof(
  fc.constantFrom(
    '0',
    '-0',
    '-1',
    '1.5',
    '1e300',
    '-1e300',
    '1e400',
    '-1e400',
    '1e-400',
    '18e8',
    '1.8000036e9',
    '1800003600.0',
    '1800003600.5',
    '9007199254740991',
    '9007199254740993',
    '99999999999999999999999',
    '1E+10',
    '01',
    '+1',
    '0x6b49d210',
    'NaN',
    'Infinity',
    '.5'
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer({ min: -3, max: 3 }).map(away => String(1_800_000_000 + away)),
  fc.bigInt().map(String)
)

const oddities = fc.constantFrom(
  'null',
  'true',
  'false',
  '""',
  '" "',
  '[]',
  '{}',
  '[null]',
  '{"length":1,"0":"admin"}',
  '{"toString":1,"valueOf":1}',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '"\\ud800"',
  '"\\u0000"',
  '"\\u202eadmin"',
  '"\ufeffadmin"',
  '"__proto__"',
  'undefined',
  "'admin'",
  '',
  ',',
  '[1,]'
)

export const valueText: fc.Arbitrary<string> = fc.oneof(
  numbers,
  oddities,
  fc.jsonValue({ maxDepth: 2, noUnicodeString: false }).map(value => JSON.stringify(value)),
  fc.string({ unit: 'grapheme', maxLength: 40 }).map(text => JSON.stringify(text)),
  fc.nat({ max: 400 }).map(levels => `${'['.repeat(levels)}${']'.repeat(levels)}`),
  fc.nat({ max: 3000 }).map(length => JSON.stringify('x'.repeat(length)))
)

/** A name that parses to the same text, with some of its characters escaped. */
function spelled (names: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(names, fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat() }))
    .map(([name, mask]) => {
      const characters = Array.from({ length: name.length }, (_, i) =>
        (mask >> (i % 31)) % 2 === 1
          ? `\\u${name.charCodeAt(i).toString(16).padStart(4, '0')}`
          : JSON.stringify(name.charAt(i)).slice(1, -1)
      )
      return `"${characters.join('')}"`
    })
}

export function changes (names: fc.Arbitrary<string>, values: fc.Arbitrary<string>): fc.Arbitrary<Change[]> {
  const how = fc.constantFrom<Change['how'][]>('instead', 'instead', 'first', 'last', 'removed')
  return fc.array(fc.record({ name: spelled(names), value: values, how }), { minLength: 1, maxLength: 3 })
}

/** The text of an object, changed. */
export function objectText (object: object, changed: readonly Change[]): string {
  let members: Member[] = Object.entries(object).map(([name, value]) => ({
    name: JSON.stringify(name),
    value: JSON.stringify(value)
  }))
  for (const change of changed) {
    const name = JSON.parse(change.name)
    if (change.how === 'instead' || change.how === 'removed') {
      members = members.filter(member => JSON.parse(member.name) !== name)
    }
    if (change.how === 'first') members.unshift(change)
    else if (change.how !== 'removed') members.push(change)
  }
  return `{${members.map(({ name, value }) => `${name}:${value}`).join(',')}}`
}
