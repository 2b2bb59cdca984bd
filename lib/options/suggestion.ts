import type { TSchema } from '@sinclair/typebox'
import { closest, distance } from 'fastest-levenshtein'

/** Returns the members of a union that are objects. */
export function objectIn (union: TSchema): TSchema | undefined {
  return (union['anyOf'] as readonly TSchema[]).find(({ properties }) => properties !== undefined)
}

/**
 * Returns the closest of several names, ignoring case, if one is close: a few letters away, or a part of the
 * name.
 */
export function nearestOf (misspelt: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined
  const lowered = misspelt.toLowerCase()
  const nearest = closest(
    lowered,
    names.map(name => name.toLowerCase())
  )
  return distance(lowered, nearest) <= Math.max(1, lowered.length / 3)
    ? names.find(name => name.toLowerCase() === nearest)
    : names.find(name => lowered.length > 4 && name.toLowerCase().includes(lowered))
}

/** Options of Fastify's `register`, which apply to plugins with a scope of their own. */
const REGISTER_OPTIONS = new Set(['logLevel', 'logSerializers'])

/**
 * Returns the remedy for a key that is not an option: the option with that name elsewhere, the nearest name,
 * or the names of all options.
 */
export function suggestion (path: readonly string[], root: TSchema): string {
  const misspelt = path.at(-1) as string
  const known = Object.keys(schemaAt(path.slice(0, -1), root)?.['properties'] ?? {})
  const all = pathsIn(root)
  const here = nearestOf(misspelt, known)
  if (here?.toLowerCase() === misspelt.toLowerCase()) return `; did you mean ${here}?`
  const elsewhere = all.filter(option => last(option).toLowerCase() === misspelt.toLowerCase())
  if (elsewhere.length > 0) {
    return `; did you mean ${elsewhere.map(option => qualifiedName(option, path)).join(' or ')}?`
  }
  if (path.length === 1 && REGISTER_OPTIONS.has(misspelt)) {
    return (
      '; Fastify applies it to plugins with their own scope, so register this plugin inside such a ' +
      'plugin'
    )
  }
  if (here !== undefined) return `; did you mean ${here}?`
  return known.length === 0 ? '' : `; the options are ${known.join(', ')}`
}

/** Returns the path of an option, relative to another one. */
function qualifiedName (option: string, path: readonly string[]): string {
  return option.includes('.') || path.length === 1 ? option : `${option} at the top level`
}

function last (option: string): string {
  return option.slice(option.lastIndexOf('.') + 1)
}

/** Returns the schema at a path. Of objects whose keys the application chooses, the schema of all keys. */
function schemaAt (path: readonly string[], root: TSchema): TSchema | undefined {
  return path.reduce<TSchema | undefined>(
    (schema, key) => objectOf(schema?.['properties']?.[key] ?? namedPart(schema)),
    root
  )
}

function namedPart (schema: TSchema | undefined): TSchema | undefined {
  return Object.values<TSchema>(schema?.['patternProperties'] ?? {})[0]
}

function objectOf (schema: TSchema | undefined): TSchema | undefined {
  return schema?.['anyOf'] === undefined ? schema : objectIn(schema)
}

/** Every option under a schema, by its path. */
function pathsIn (schema: TSchema | undefined, prefix = ''): readonly string[] {
  const inner = objectOf(schema)
  const named = namedPart(inner)
  const own = Object.entries<TSchema>(inner?.['properties'] ?? {})
  return [
    ...own.flatMap(([name, part]) => [prefix + name, ...pathsIn(part, `${prefix}${name}.`)]),
    ...(named === undefined ? [] : pathsIn(named, `${prefix}<name>.`))
  ]
}
