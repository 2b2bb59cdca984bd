import type { TSchema } from '@sinclair/typebox'
import { Value, ValueErrorType, type ValueError } from '@sinclair/typebox/value'
import { closest, distance } from 'fastest-levenshtein'

/** A schema's own words for what it takes, in an error's sentence: "expects ...". */
declare module '@sinclair/typebox' {
  interface SchemaOptions {
    expects?: string
  }
}

/**
 * Everything that is wrong with a value, each in a line that names the field, the value's shape and the remedy.
 * Values are described, not repeated: one may be a secret.
 */
export function mistakesIn (schema: TSchema, value: unknown): readonly string[] {
  const lines = new Map<string, string>()
  for (const error of errorsIn(schema, value)) {
    if (!lines.has(error.path)) lines.set(error.path, describe(error, schema))
  }
  return [...lines.values()]
}

/** Of an option that is an object or `false`, an object that is wrong is wrong as an object: its own fields are told. */
function errorsIn (schema: TSchema, value: unknown): readonly ValueError[] {
  return [...Value.Errors(schema, value)].flatMap(error => {
    const member = error.type === ValueErrorType.Union && typeof error.value === 'object' && !Array.isArray(error.value) && error.value !== null
      ? objectIn(error.schema)
      : undefined
    return member === undefined ? [error] : [...Value.Errors(member, error.value)].map(inner => ({ ...inner, path: error.path + inner.path }))
  })
}

function objectIn (union: TSchema): TSchema | undefined {
  return (union['anyOf'] as readonly TSchema[]).find(({ properties }) => properties !== undefined)
}

function describe (error: ValueError, root: TSchema): string {
  const field = error.path.slice(1).replaceAll('/', '.') || 'options'
  if (error.type === ValueErrorType.ObjectAdditionalProperties) return `- ${field}: is not an option${suggestion(error, root)}`
  return `- ${field}: expects ${error.schema['expects'] ?? error.message.replace(/^Expected /, '')}; got ${shapeOf(error.value)}`
}

/** The option that a misspelt one is nearest to, where it is near at all. */
function suggestion (error: ValueError, root: TSchema): string {
  const path = error.path.split('/').slice(1)
  const misspelt = path.pop() as string
  const parent = path.reduce<TSchema | undefined>(part, root)
  const known = Object.keys(parent?.['properties'] ?? {})
  if (known.length === 0) return ''
  const nearest = closest(misspelt.toLowerCase(), known.map(name => name.toLowerCase()))
  const name = known.find(name => name.toLowerCase() === nearest) as string
  return distance(misspelt.toLowerCase(), nearest) <= Math.max(1, misspelt.length / 3)
    ? `; did you mean ${name}?`
    : `; there are ${known.join(', ')}`
}

/** The schema of a key: its own, or that of all keys where they are names of the application's. */
function part (schema: TSchema | undefined, key: string): TSchema | undefined {
  const inner = schema?.['properties']?.[key] ?? Object.values<TSchema>(schema?.['patternProperties'] ?? {})[0]
  return inner?.['anyOf'] === undefined ? inner : objectIn(inner)
}

/** What a value is, without saying what it says. */
function shapeOf (value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (typeof value === 'string') return value === '' ? 'an empty string' : `a string of ${value.length} characters`
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'function') return 'a function'
  return `a ${typeof value}`
}
