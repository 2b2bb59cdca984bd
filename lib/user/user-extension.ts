import type { CognitoUser } from 'fastify'
import { errors } from '../errors.js'
import { withCause } from '../describe-error.js'
import type { ExtendUser, CurrentUser } from './current-user.js'

/**
 * Returns fields to add to `currentUser`, as a plain object. Declare their types by merging into the
 * interface `CognitoUser` of Fastify. The function must be synchronous: a promise is rejected.
 *
 * @example
 * ```ts
 * import type { ToUser } from 'fastify-cognito-auth'
 *
 * declare module 'fastify' {
 *   interface CognitoUser {
 *     readonly tenant: string | null
 *   }
 * }
 *
 * const toUser: ToUser = ({ claims }) => ({
 *   tenant: typeof claims['tenant'] === 'string' ? claims['tenant'] : null
 * })
 * ```
 */
export type ToUser = (user: CurrentUser) => CognitoUser & object & { readonly then?: never }

/**
 * @param areGroupsInToken - false if groups come from a source, so that those of the token must not be used
 */
export function userExtension ({
  toUser,
  areGroupsInToken
}: {
  toUser: ToUser | undefined
  areGroupsInToken: boolean
}): ExtendUser | undefined {
  if (toUser === undefined && areGroupsInToken) return undefined
  return user => {
    // Before `toUser` is called, which must not read the groups of the token either.
    if (!areGroupsInToken) hideGroups(user)
    if (toUser !== undefined) addFields(user, toUser)
  }
}

/**
 * Adds the fields that `toUser` returns to a user.
 *
 * @throws FST_COGNITO_INVALID_TO_USER if `toUser` throws, or returns fields that cannot be added
 */
function addFields (user: CurrentUser, toUser: ToUser): void {
  try {
    const added: unknown = toUser(user)
    // Ignore a late rejection, so that it does not become an unhandled rejection.
    if (added instanceof Promise) added.catch(() => {})
    if (typeof added !== 'object' || added === null || added instanceof Promise || Array.isArray(added)) {
      throw new TypeError('toUser must return an object synchronously')
    }
    const conflict = Object.keys(added).find(name => name in user)
    if (conflict !== undefined) {
      throw new TypeError(`toUser must not return ${conflict}, which currentUser already has`)
    }
    // A copy, so that later changes to the object do not affect the user.
    Object.assign(user, deepFreeze(structuredClone(added)))
  } catch (cause) {
    throw withCause(new errors.FST_COGNITO_INVALID_TO_USER(), cause)
  }
}

/**
 * @throws TypeError for values that cannot be frozen, such as a Map or a Date: a change by one request would
 * be visible to later ones
 */
function deepFreeze<T> (value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) {
    throw new TypeError('toUser must return plain data: objects, arrays, strings, numbers, booleans and null')
  }
  Object.values(Object.freeze(value)).forEach(deepFreeze)
  return value
}

/** Not enumerable, so that a user can be serialized as JSON. */
function hideGroups (user: CurrentUser): void {
  Object.defineProperty(user, 'groups', {
    get () {
      throw new errors.FST_COGNITO_GROUPS_NOT_IN_TOKEN()
    },
    enumerable: false
  })
}
