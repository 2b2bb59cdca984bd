import { errors } from '../errors.js'

/** What a guard asks for: any of a list, or a combination. Names are compared whole and case-sensitive. */
export type Requirement =
  | readonly string[]
  | {
    /** At least one of these. */
    readonly any?: readonly string[]
    /** Every one of these. */
    readonly all?: readonly string[]
    /** Not a single one of these. */
    readonly none?: readonly string[]
  }

/** A requirement in its one full form; an empty list asks for nothing. */
export interface NormalizedRequirement {
  /** At least one of these. */
  readonly any: readonly string[]
  /** Every one of these. */
  readonly all: readonly string[]
  /** None of these. */
  readonly none: readonly string[]
}

const KEYS = ['any', 'all', 'none'] as const

/**
 * A requirement in full, once it is one that can be meant.
 *
 * @param guard - the guard's name, for the error
 * @throws FST_COGNITO_INVALID_REQUIREMENT for a bare string, an empty list or object, a misspelt key,
 * anything but names
 */
export function normalizeRequirement (guard: string, requirement: Requirement): NormalizedRequirement {
  const input: unknown = requirement
  if (typeof input === 'string') {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
      guard,
      `write ['${input}'], a list; a bare string is taken for a mistake`
    )
  }
  if (Array.isArray(input)) {
    return Object.freeze({ any: parseNames(guard, 'the list', input), all: [], none: [] })
  }
  if (typeof input !== 'object' || input === null) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
      guard,
      "expects a list of names, or { any, all, none }, such as ['admin']"
    )
  }
  return normalizeCombination(guard, input as Record<string, unknown>)
}

function normalizeCombination (guard: string, input: Record<string, unknown>): NormalizedRequirement {
  const unknownKey = Object.keys(input).find(key => !KEYS.includes(key as (typeof KEYS)[number]))
  if (unknownKey !== undefined) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(guard, `'${unknownKey}' is not one of any, all and none`)
  }
  // A key that is there and undefined is refused with the rest: a setting that is missing must not open a
  // route.
  const present = KEYS.filter(key => key in input)
  if (present.length === 0) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
      guard,
      'asks for nothing: name at least one of any, all and none, or use requireUser()'
    )
  }
  const part = (key: (typeof KEYS)[number]) =>
    present.includes(key) ? parseNames(guard, key, input[key]) : []
  return Object.freeze({ any: part('any'), all: part('all'), none: part('none') })
}

function parseNames (guard: string, what: string, list: unknown): readonly string[] {
  if (!Array.isArray(list) || list.length === 0) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(guard, `${what} must be a list with at least one name`)
  }
  if (!list.every(name => typeof name === 'string' && name !== '')) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
      guard,
      `${what} must hold names only, each text that is not empty`
    )
  }
  return Object.freeze([...list])
}

/** RFC 6749 3.3: what one scope may be made of. */
const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+$/

/**
 * A requirement of scopes in full. Whatever else it may be made of, a name with a space in it is a list that
 * was not parted.
 *
 * @throws FST_COGNITO_INVALID_REQUIREMENT as `normalizeRequirement` does, and for what is no scope
 */
export function normalizeScopes (guard: string, requirement: Requirement): NormalizedRequirement {
  const scopes = normalizeRequirement(guard, requirement)
  const malformed = [...scopes.any, ...scopes.all, ...scopes.none].find(name => !SCOPE.test(name))
  if (malformed !== undefined) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
      guard,
      `'${malformed}' is not the name of one scope; a list has each by itself, ['orders/read', ` +
        '\'orders/write\']'
    )
  }
  return scopes
}

/** Names parted by colons, such as `orders:read`. */
const PERMISSION = /^[^\s:*]+(?::[^\s:*]+)*$/

/**
 * A requirement of permissions in full.
 *
 * @throws FST_COGNITO_INVALID_REQUIREMENT as `normalizeRequirement` does, and for what is no permission
 */
export function normalizePermissions (guard: string, requirement: Requirement): NormalizedRequirement {
  const permissions = normalizeRequirement(guard, requirement)
  const malformed = [...permissions.any, ...permissions.all, ...permissions.none].find(
    name => !PERMISSION.test(name)
  )
  if (malformed !== undefined) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
      guard,
      `'${malformed}' is not one permission; name each whole, ['orders:read'], and leave * to what is granted`
    )
  }
  return permissions
}

/**
 * Whether what somebody holds meets a requirement.
 *
 * @param has - whether a name is among what is held. Default: it is there, whole
 */
export function meets (
  { any, all, none }: NormalizedRequirement,
  held: readonly string[],
  has = includes
): boolean {
  return (
    (any.length === 0 || any.some(name => has(held, name))) &&
    all.every(name => has(held, name)) &&
    !none.some(name => has(held, name))
  )
}

function includes (held: readonly string[], name: string): boolean {
  return held.includes(name)
}
