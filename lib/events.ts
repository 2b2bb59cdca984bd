import { channel, type Channel } from 'node:diagnostics_channel'
import type { FastifyRequest } from 'fastify'
import type { CurrentUser } from './user/current-user.js'

/**
 * Of which request: no more than that. The request itself has the token in its headers, and may have a
 * password in its body.
 */
export interface RequestInfo {
  readonly id: string
  readonly method: string
  /** As the route is declared, `/orders/:id`; undefined where there is none. */
  readonly route: string | undefined
}

/**
 * What happens, on channels of `node:diagnostics_channel`, for metrics and traces. A channel that nobody
 * listens to costs a look at it. No token, password, code or secret is part of a message.
 * https://nodejs.org/api/diagnostics_channel.html
 */
export interface Events {
  /** A token was found good. `cached`: it had been before. */
  'fastify-cognito-auth:token-verified': { user: CurrentUser, cached: boolean }
  /** A request's token was refused. Why is the log's `reason`. */
  'fastify-cognito-auth:token-rejected': { reason: string, request: RequestInfo }
  /** A guard turned down somebody whose token is good, or who has none: the error's code and status. */
  'fastify-cognito-auth:request-denied': { code: string, statusCode: number, request: RequestInfo }
  /** A pool's key set was fetched; `keys` says how many can be used. */
  'fastify-cognito-auth:keys-fetched': { pool: string, keys: number }
  /** It could not be fetched. */
  'fastify-cognito-auth:keys-fetch-failed': { pool: string, reason: string }
  /** Somebody made an account: their `sub`, null where the application hides it. */
  'fastify-cognito-auth:signed-up': { pool: string, user: string | null }
  /** Somebody was given tokens: `user` is their `sub`. */
  'fastify-cognito-auth:signed-in': { pool: string, user: string | null }
  /** A session was ended, or all of a person's. */
  'fastify-cognito-auth:signed-out': { pool: string, everywhere: boolean }
  /**
   * A password was changed, or set by a code or at a first sign-in. `user`: the `sub`, null where it is not
   * known.
   */
  'fastify-cognito-auth:password-changed': { pool: string, user: string | null }
  /** An email address or phone number was changed or `removed`; `verified` once its code was entered. */
  'fastify-cognito-auth:contact-changed': {
    pool: string
    user: string | null
    attribute: string
    verified: boolean
    removed?: true
  }
  /** Second factors were set up, turned on or turned off. */
  'fastify-cognito-auth:mfa-changed': { pool: string, user: string | null }
  /** A passkey was registered. */
  'fastify-cognito-auth:passkey-registered': { pool: string, user: string | null }
  /** A passkey was deleted. */
  'fastify-cognito-auth:passkey-deleted': { pool: string, user: string | null }
  /**
   * Tokens that still verify are rejected from here on: of a session, of a user, or of all but one session of
   * a user.
   */
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

/** The one that is on the path of every request, to look at before anything is made for it. */
export const tokenVerifiedChannel = CHANNELS['fastify-cognito-auth:token-verified']

/** Whether anybody listens: to be asked before anything is made for a message that is not there already. */
export function hasSubscribers (name: Name): boolean {
  return CHANNELS[name].hasSubscribers
}

export function requestInfo ({ id, method, routeOptions }: FastifyRequest): RequestInfo {
  return { id, method, route: routeOptions.url }
}

/**
 * Tells who listens. What a listener throws is its own affair: Node reports it as uncaught, and the request
 * goes on.
 */
export function publish<N extends Name> (name: N, message: Events[N]): void {
  CHANNELS[name].publish(message)
}
