import type { FastifyRequest } from 'fastify'
import type { Cognito } from '../cognito/open-cognito.js'
import type { Profile } from '../schemas/profile.js'
import type { CurrentUser } from '../user/current-user.js'
import { withHeaders } from './error-headers.js'
import { actingCaller, tokenOf, warnIfUnguarded } from './request-auth.js'

/**
 * Returns the profile of the current user from the user pool.
 *
 * @example
 * ```ts
 * app.get('/profile', { preHandler: app.requireUser() }, async request => {
 *   const { email, attributes } = await request.loadProfile({ fresh: true })
 *   return { email, locale: attributes['locale'] }
 * })
 * ```
 *
 * @param options.fresh - whether to call Cognito even if a profile of the last minute is cached. Defaults to
 * `false`
 * @throws FST_COGNITO_NO_CREDENTIALS if no guard has allowed the request, FST_COGNITO_USER_REQUIRED for a
 * machine, FST_COGNITO_INVALID_TOKEN if Cognito has revoked the token, FST_COGNITO_UNAVAILABLE if Cognito is
 * unreachable
 */
export type LoadProfile = (options?: { readonly fresh?: boolean }) => Promise<Profile>

/**
 * `request.loadProfile`, for the requests of one registration. It calls Cognito with the token that a guard
 * has verified.
 */
export function profileLoader (cognitoOf: (user: CurrentUser) => Promise<Cognito>): LoadProfile {
  return async function loadProfile (this: FastifyRequest, { fresh = false } = {}) {
    const { user, token } = callerOf(this)
    const { profiles } = await cognitoOf(user)
    return profiles.of(user, token, { fresh, caller: this })
  } as LoadProfile
}

function callerOf (request: FastifyRequest): { user: CurrentUser, token: string } {
  try {
    const caller = actingCaller(request)
    return { user: caller.user, token: tokenOf(caller) }
  } catch (error) {
    warnIfUnguarded(request, 'request.loadProfile')
    throw withHeaders(error)
  }
}
