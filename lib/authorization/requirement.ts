import { errors } from '../errors.js'
import { describeValue } from '../options/describe-value.js'

/**
 * The requirement of a guard: any name of a list, or a combination. Names are compared exactly,
 * case-sensitive.
 *
 * @example
 * ```ts
 * import type { Requirement } from 'fastify-cognito-auth'
 *
 * const staff: Requirement = ['support', 'admin']
 * const activeStaff: Requirement = { any: ['support', 'admin'], none: ['suspended'] }
 * ```
 */
export type Requirement =
  | readonly string[]
  | {
    /** At least one of these is required. */
    readonly any?: readonly string[]
    /** All of these are required. */
    readonly all?: readonly string[]
    /** None of these is allowed. */
    readonly none?: readonly string[]
  }

/** A requirement with all of its lists. An empty list requires nothing. */
export interface NormalizedRequirement {
  /** At least one of these is required. */
  readonly any: readonly string[]
  /** All of these are required. */
  readonly all: readonly string[]
  /** None of these is allowed. */
  readonly none: readonly string[]
}

const KEYS = ['any', 'all', 'none'] as const

/**
 * Validates a requirement and returns it with all of its lists.
 *
 * @param guard - the guard's name, for the error
 * @throws FST_COGNITO_INVALID_REQUIREMENT for a string, an empty list or object, an unknown key, or anything
 * but names
 */
export function normalizeRequirement (guard: string, requirement: Requirement): NormalizedRequirement {
  const input: unknown = requirement
  if (typeof input === 'string') {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
      guard,
      `the requirement must be a list, ['${input}']; got a string`
    )
  }
  if (Array.isArray(input)) {
    return Object.freeze({ any: parseNames(guard, 'the requirement', input), all: [], none: [] })
  }
  if (typeof input !== 'object' || input === null) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
      guard,
      "the requirement must be a list such as ['admin'], or { any, all, none }; got " +
        describeValue([], input)
    )
  }
  return normalizeCombination(guard, input as Record<string, unknown>)
}

function normalizeCombination (guard: string, input: Record<string, unknown>): NormalizedRequirement {
  const unknownKey = Object.keys(input).find(key => !KEYS.includes(key as (typeof KEYS)[number]))
  if (unknownKey !== undefined) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
      guard,
      `the requirement must have any, all or none; got '${unknownKey}'`
    )
  }
  // A key with the value undefined is an error too: a missing setting must not open a route.
  const present = KEYS.filter(key => key in input)
  if (present.length === 0) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
      guard,
      'the requirement must have any, all or none; got an empty object. For any user, use requireUser()'
    )
  }
  const part = (key: (typeof KEYS)[number]) =>
    present.includes(key) ? parseNames(guard, key, input[key]) : []
  return Object.freeze({ any: part('any'), all: part('all'), none: part('none') })
}

function parseNames (guard: string, key: string, list: unknown): readonly string[] {
  if (!Array.isArray(list) || list.length === 0) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(guard, `${key} must be a list of at least one name`)
  }
  if (!list.every(name => typeof name === 'string' && name !== '')) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(guard, `${key} must contain only non-empty strings`)
  }
  return Object.freeze([...list])
}

/** RFC 6749 3.3: the characters of a scope. */
const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+$/

/**
 * Validates a requirement of scopes. A name with a space in it is an error: it is a list that was not split.
 *
 * @throws FST_COGNITO_INVALID_REQUIREMENT as `normalizeRequirement`, and for a name that is not a scope
 */
export function normalizeScopes (guard: string, requirement: Requirement): NormalizedRequirement {
  const scopes = normalizeRequirement(guard, requirement)
  const malformed = [...scopes.any, ...scopes.all, ...scopes.none].find(name => !SCOPE.test(name))
  if (malformed !== undefined) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
      guard,
      `scopes must be listed separately, as in ['orders/read', 'orders/write']; got '${malformed}'`
    )
  }
  return scopes
}

/** Segments separated by colons, such as `orders:read`. */
const PERMISSION = /^[^\s:*]+(?::[^\s:*]+)*$/

/**
 * Validates a requirement of permissions.
 *
 * @throws FST_COGNITO_INVALID_REQUIREMENT as `normalizeRequirement`, and for a name that is not a permission
 */
export function normalizePermissions (guard: string, requirement: Requirement): NormalizedRequirement {
  const permissions = normalizeRequirement(guard, requirement)
  const malformed = [...permissions.any, ...permissions.all, ...permissions.none].find(
    name => !PERMISSION.test(name)
  )
  if (malformed !== undefined) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
      guard,
      `permissions must be written in full, as in ['orders:read'], without *; got '${malformed}'`
    )
  }
  return permissions
}

/**
 * Returns whether a list of names meets a requirement.
 *
 * @param has - returns whether a name is granted by the list. Defaults to an exact comparison
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
