import type { CognitoUser } from 'fastify'
import { errors } from '../errors.js'
import { withCause } from '../describe-error.js'
import type { ExtendUser, CurrentUser } from './current-user.js'

/**
 * Returns what an application adds to a user: plain data, under the names that it merges into the interface
 * `CognitoUser` of Fastify. It must be synchronous: a promise has a `then`, and is refused.
 */
export type ToUser = (user: CurrentUser) => CognitoUser & object & { readonly then?: never }

/**
 * @param areGroupsInToken - false where groups come from elsewhere: then those of the token are not to be
 * taken for them
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
    // First: what toUser would make of them is no better than what anybody else would.
    if (!areGroupsInToken) hideGroups(user)
    if (toUser !== undefined) addFields(user, toUser)
  }
}

/** @throws FST_COGNITO_INVALID_TO_USER where it fails, or gives what can't be added */
function addFields (user: CurrentUser, toUser: ToUser): void {
  try {
    const added: unknown = toUser(user)
    // What becomes of it is nobody's affair any more, and must not end the process.
    if (added instanceof Promise) added.catch(() => {})
    if (typeof added !== 'object' || added === null || added instanceof Promise || Array.isArray(added)) {
      throw new TypeError('toUser must give an object, at once')
    }
    const conflict = Object.keys(added).find(name => name in user)
    if (conflict !== undefined) throw new TypeError(`toUser can't replace ${conflict}`)
    // A copy: neither a later change of it nor a function in it can change what a user is.
    Object.assign(user, deepFreeze(structuredClone(added)))
  } catch (cause) {
    throw withCause(new errors.FST_COGNITO_INVALID_TO_USER(), cause)
  }
}

/**
 * @throws TypeError for what freezing does not close, such as a Map or a Date: what one request did to it, a
 * later one would see
 */
function deepFreeze<T> (value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) {
    throw new TypeError('toUser must give plain data: objects, lists, text, numbers and the like')
  }
  Object.values(Object.freeze(value)).forEach(deepFreeze)
  return value
}

/** Not enumerable: a user can still be written out as JSON. */
function hideGroups (user: CurrentUser): void {
  Object.defineProperty(user, 'groups', {
    get () {
      throw new errors.FST_COGNITO_GROUPS_NOT_IN_TOKEN()
    },
    enumerable: false
  })
}
