import fc from 'fast-check'

/**
 * Request bodies, path parameters and queries that match a JSON schema, as TypeBox writes them, and ones that
 * almost do.
 */

export interface Schema {
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly propertyNames?: Schema
  readonly additionalProperties?: boolean | Schema
  readonly minProperties?: number
  readonly maxProperties?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly examples?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly items?: Schema
}

/** Covers the patterns used here: one of the texts always matches. */
const TEXT = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  ...[
    /^[A-Za-z0-9]{1,40}$/,
    /^[A-Za-z0-9]{20,60}$/,
    /^[0-9a-f]{2,64}$/,
    /^[0-9]{6}$/,
    /^[A-Z][A-Z0-9_]{0,20}$/,
    /^\+[1-9][0-9]{1,14}$/,
    /^[a-z]{2}-[a-z]{4,9}-[1-9]_[0-9a-f-]{36}$/
  ].map(pattern => fc.stringMatching(pattern))
)

function text ({
  minLength = 0,
  maxLength = Infinity,
  pattern = '',
  format,
  examples = []
}: Schema): fc.Arbitrary<string> {
  if (format === 'email') {
    return fc.constantFrom('jane@example.com', 'j.o+e@mail.example.org', "o'neil@example.com")
  }
  const fits = new RegExp(pattern, 'u')
  const any = TEXT.filter(
    text => fits.test(text) && [...text].length >= minLength && [...text].length <= maxLength
  )
  return examples.length > 0 ? fc.oneof(any, fc.constantFrom(...examples)) : any
}

function object (schema: Schema): fc.Arbitrary<object> {
  const { properties = {}, required = [], patternProperties = {}, minProperties = 0 } = schema
  const { propertyNames, additionalProperties } = schema
  if (propertyNames !== undefined && typeof additionalProperties === 'object') {
    return fc.dictionary(text(propertyNames), fitting(additionalProperties), { maxKeys: 3 })
  }
  const [pattern] = Object.entries(patternProperties)
  if (pattern !== undefined) {
    return fc.dictionary(text({ type: 'string', pattern: pattern[0] }), fitting(pattern[1]), { maxKeys: 3 })
  }
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, fitting(schema)])
  )
  return fc
    .record(members, { requiredKeys: [...required] })
    .filter(made => Object.keys(made).length >= minProperties)
}

/** Returns values that match the schema. */
export function fitting (schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(fitting))
  switch (schema.type) {
    case 'object':
      return object(schema)
    case 'string':
      return text(schema)
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'integer':
      return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 2 ** 31 - 1 })
    case 'array':
      return fc.uniqueArray(fitting(schema.items as Schema), { maxLength: 3 })
    case undefined:
      return fc.jsonValue()
    default:
      throw new TypeError(`nothing here makes a ${schema.type}`)
  }
}

/** A value that replaces another, or is added. */
const UNEXPECTED = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1e308,
    '',
    ' ',
    '\0',
    '\ud800',
    '\u202e',
    'null',
    [],
    {},
    [[]],
    { toString: 1 },
    { __proto__: null, length: 1 }
  ),
  fc
    .constantFrom('x', '\u00e9', '\u{1f600}', '0', ' ')
    .chain(unit => fc.constantFrom(129, 257, 2049, 8193, 40_000).map(length => unit.repeat(length))),
  fc.string({ unit: 'binary' }),
  fc.jsonValue()
)

const UNEXPECTED_KEY = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'SECRET_HASH',
    'USERNAME',
    'ClientMetadata',
    'custom:role',
    'userAttributes.custom:role',
    'email_verified',
    'sub',
    'x'.repeat(500)
  ),
  fc.string({ unit: 'binary', maxLength: 5 })
)

/** An unexpected key of an object or parameter of a query; a text that replaces a value. */
export const unexpectedKey = UNEXPECTED_KEY
export const unexpectedText = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '-1',
    '0',
    '61',
    '1e3',
    '0x10',
    'Infinity',
    'NaN',
    'null',
    'true',
    '\0',
    '\u202e',
    '%00',
    '" or name ^= "',
    '\\"',
    '../..',
    'x'.repeat(300)
  ),
  fc.string({ unit: 'binary' })
)

interface Change {
  kind: 'replace' | 'remove' | 'add'
  at: number
  key: string
  value: unknown
}

const CHANGE: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('replace', 'remove', 'add'),
  at: fc.nat(),
  key: UNEXPECTED_KEY,
  value: UNEXPECTED
})

/**
 * Values that match the schema except for a change or two; as text, since `__proto__` is a key in JSON only.
 */
export function almostFitting (schema: Schema): fc.Arbitrary<string> {
  const changed = fc
    .tuple(fitting(schema), fc.array(CHANGE, { minLength: 1, maxLength: 2 }))
    .map(([body, changes]) => {
      // The body may be omitted.
      const copy = structuredClone(body ?? {}) as object
      for (const change of changes) apply(copy, change)
      return JSON.stringify(copy)
    })
  return fc.oneof(
    { weight: 8, arbitrary: changed },
    { weight: 1, arbitrary: UNEXPECTED.map(value => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.string() }
  )
}

/** Every object in a body, the body itself first. */
function objectsIn (value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return []
  return [value, ...Object.values(value).flatMap(objectsIn)]
}

function apply (body: object, { kind, at, key, value }: Change): void {
  const objects = objectsIn(body)
  const object = objects[at % objects.length] as object
  const keys = Object.keys(object)
  const name = kind === 'add' ? key : (keys[at % keys.length] ?? key)
  if (kind === 'remove') Reflect.deleteProperty(object, name)
  // An own property, whatever its name.
  else {
    Object.defineProperty(object, name, {
      value: structuredClone(value),
      enumerable: true,
      configurable: true,
      writable: true
    })
  }
}
