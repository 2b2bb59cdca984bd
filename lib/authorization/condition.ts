import { errors } from '../errors.js'
import { describeValue } from '../options/describe-value.js'
import type { AcceptedTokens } from './accepted-tokens.js'
import {
  normalizePermissions,
  normalizeRequirement,
  normalizeScopes,
  type NormalizedRequirement,
  type Requirement
} from './requirement.js'
import { isRestrictionKey, restrictTokens, type TokenRestriction } from './token-restriction.js'

/**
 * The condition that `request.allows` checks: the requirements of guards, and a restriction to tokens by
 * `pool`, `clientId`, `tokenUse` and `audience`.
 *
 * @example
 * ```ts
 * import type { Condition } from 'fastify-cognito-auth'
 *
 * const mayRefund: Condition = { groups: ['support'], permissions: { all: ['orders:refund'] } }
 * app.get('/orders', { preHandler: app.requireUser() }, async request => ({
 *   refund: await request.allows(mayRefund)
 * }))
 * ```
 */
export interface Condition extends TokenRestriction {
  /** Groups, as in `requireGroups`. */
  readonly groups?: Requirement
  /** Scopes, as in `requireScopes`. */
  readonly scopes?: Requirement
  /** Permissions, as in `requirePermissions`. */
  readonly permissions?: Requirement
}

const NORMALIZERS = {
  groups: normalizeRequirement,
  scopes: normalizeScopes,
  permissions: normalizePermissions
} as const

const METHOD = 'request.allows'
const KNOWN_KEYS = 'groups, scopes, permissions, pool, clientId, tokenUse or audience'

/** A condition with all of its parts. A part that is null is met by every user. */
interface NormalizedCondition extends Readonly<
  Record<keyof typeof NORMALIZERS, NormalizedRequirement | null>
> {
  /** The tokens that the condition is restricted to. Null without a restriction. */
  readonly accepted: AcceptedTokens | null
}

/**
 * Validates a condition and returns its normalized requirements.
 *
 * @throws FST_COGNITO_INVALID_REQUIREMENT for an unknown key, an empty condition, or an invalid part
 */
export function normalizeCondition (
  condition: Condition,
  acceptedTokens: AcceptedTokens
): NormalizedCondition {
  const input: unknown = condition
  if (typeof input !== 'object' || input === null) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
      METHOD,
      `the condition must be an object such as { groups: ['admin'] }; got ${describeValue([], input)}`
    )
  }
  const entries = Object.entries(input)
  const unknown = entries.find(([key]) => !Object.hasOwn(NORMALIZERS, key) && !isRestrictionKey(key))
  if (unknown !== undefined) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
      METHOD,
      `the condition must have ${KNOWN_KEYS}; got '${unknown[0]}'`
    )
  }
  if (entries.length === 0) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
      METHOD,
      `the condition must have ${KNOWN_KEYS}; got an empty object`
    )
  }
  // A key with the value undefined is an error, as in guards: a missing setting must not be treated as no
  // condition.
  const part = (key: keyof typeof NORMALIZERS) =>
    key in input ? NORMALIZERS[key](METHOD, condition[key] as Requirement) : null
  const restrictions = entries.filter(([key]) => isRestrictionKey(key))
  const accepted =
    restrictions.length === 0
      ? null
      : restrictTokens(METHOD, acceptedTokens, Object.fromEntries(restrictions))
  return { accepted, groups: part('groups'), scopes: part('scopes'), permissions: part('permissions') }
}
