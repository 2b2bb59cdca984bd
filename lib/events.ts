import { channel, type Channel } from 'node:diagnostics_channel'
import type { FastifyRequest } from 'fastify'
import type { CurrentUser } from './user/current-user.js'

/**
 * Identifies the request of an event. The request itself is not published: its headers contain the token, and
 * its body may contain a password.
 */
export interface RequestInfo {
  readonly id: string
  readonly method: string
  /** The URL of the route as declared, such as `/orders/:id`. Undefined if no route matched. */
  readonly route: string | undefined
}

/**
 * The events that the plugin publishes on channels of `node:diagnostics_channel`, for metrics and traces.
 * Messages contain no token, password, code or secret. https://nodejs.org/api/diagnostics_channel.html
 *
 * @example
 * ```ts
 * import { subscribe } from 'node:diagnostics_channel'
 * import type { Events } from 'fastify-cognito-auth'
 *
 * subscribe('fastify-cognito-auth:signed-in', message => {
 *   const { pool, user } = message as Events['fastify-cognito-auth:signed-in']
 *   console.log(`${user} signed in to ${pool}`)
 * })
 * ```
 */
export interface Events {
  /** A token was verified. `cached` is true if the token was in the cache of verified tokens. */
  'fastify-cognito-auth:token-verified': { user: CurrentUser, cached: boolean }
  /** The token of a request was rejected. `reason` is that of the log line. */
  'fastify-cognito-auth:token-rejected': { reason: string, request: RequestInfo }
  /** A guard denied a request that has a valid token or none, with this error code and status. */
  'fastify-cognito-auth:request-denied': { code: string, statusCode: number, request: RequestInfo }
  /** The key set of a pool was fetched. `keys` is the number of usable keys. */
  'fastify-cognito-auth:keys-fetched': { pool: string, keys: number }
  /** The key set of a pool, or a key of its load balancer, could not be fetched. */
  'fastify-cognito-auth:keys-fetch-failed': { pool: string, reason: string }
  /** A user signed up. `user` is the `sub`, or null with `hideExistingUsers`. */
  'fastify-cognito-auth:signed-up': { pool: string, user: string | null }
  /** A user signed in. `user` is the `sub`. */
  'fastify-cognito-auth:signed-in': { pool: string, user: string | null }
  /** A user signed out, of one session or of all (`everywhere`). */
  'fastify-cognito-auth:signed-out': { pool: string, everywhere: boolean }
  /**
   * A password was changed, reset with a code, or set at the first sign-in. `user` is the `sub`, or null if
   * it is not known.
   */
  'fastify-cognito-auth:password-changed': { pool: string, user: string | null }
  /** An email address or phone number was changed, verified or removed. */
  'fastify-cognito-auth:contact-changed': {
    pool: string
    user: string | null
    attribute: string
    verified: boolean
    removed?: true
  }
  /** MFA factors were set up, enabled or disabled. */
  'fastify-cognito-auth:mfa-changed': { pool: string, user: string | null }
  /** A passkey was registered. */
  'fastify-cognito-auth:passkey-registered': { pool: string, user: string | null }
  /** A passkey was deleted. */
  'fastify-cognito-auth:passkey-deleted': { pool: string, user: string | null }
  /** Tokens were revoked: those of a session, of a user, or of all sessions of a user except one. */
  'fastify-cognito-auth:revoked': { session: string } | { user: string, except?: string }
}

type Name = keyof Events

const CHANNELS: { readonly [N in Name]: Channel } = {
  'fastify-cognito-auth:token-verified': channel('fastify-cognito-auth:token-verified'),
  'fastify-cognito-auth:token-rejected': channel('fastify-cognito-auth:token-rejected'),
  'fastify-cognito-auth:request-denied': channel('fastify-cognito-auth:request-denied'),
  'fastify-cognito-auth:keys-fetched': channel('fastify-cognito-auth:keys-fetched'),
  'fastify-cognito-auth:keys-fetch-failed': channel('fastify-cognito-auth:keys-fetch-failed'),
  'fastify-cognito-auth:signed-up': channel('fastify-cognito-auth:signed-up'),
  'fastify-cognito-auth:signed-in': channel('fastify-cognito-auth:signed-in'),
  'fastify-cognito-auth:signed-out': channel('fastify-cognito-auth:signed-out'),
  'fastify-cognito-auth:password-changed': channel('fastify-cognito-auth:password-changed'),
  'fastify-cognito-auth:contact-changed': channel('fastify-cognito-auth:contact-changed'),
  'fastify-cognito-auth:mfa-changed': channel('fastify-cognito-auth:mfa-changed'),
  'fastify-cognito-auth:passkey-registered': channel('fastify-cognito-auth:passkey-registered'),
  'fastify-cognito-auth:passkey-deleted': channel('fastify-cognito-auth:passkey-deleted'),
  'fastify-cognito-auth:revoked': channel('fastify-cognito-auth:revoked')
}

/**
 * The channel of `token-verified`. It is on the path of every request, so callers check for subscribers
 * themselves.
 */
export const tokenVerifiedChannel = CHANNELS['fastify-cognito-auth:token-verified']

/** Returns whether a channel has subscribers. Check this before creating an object for a message. */
export function hasSubscribers (name: Name): boolean {
  return CHANNELS[name].hasSubscribers
}

/** Returns the information about a request that events include. */
export function requestInfo ({ id, method, routeOptions }: FastifyRequest): RequestInfo {
  return { id, method, route: routeOptions.url }
}

/**
 * Publishes an event. An error that a subscriber throws does not affect the request: Node.js reports it as an
 * uncaught exception.
 */
export function publish<N extends Name> (name: N, message: Events[N]): void {
  CHANNELS[name].publish(message)
}
