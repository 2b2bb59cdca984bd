import type { FastifyRequest } from 'fastify'
import type { Cognito } from '../cognito/open-cognito.js'
import type { Profile } from '../schemas/profile.js'
import type { CurrentUser } from '../user/current-user.js'
import { withHeaders } from './error-headers.js'
import { actingCaller, warnIfUnguarded, type AuthenticatedCaller } from './request-auth.js'

/**
 * The caller as the user pool knows them now.
 *
 * @param options.fresh - ask Cognito even where a profile of the last minute is at hand. Default `false`
 * @throws FST_COGNITO_NO_CREDENTIALS where no guard let anybody in, FST_COGNITO_USER_REQUIRED for a
 * machine, FST_COGNITO_INVALID_TOKEN where Cognito has revoked the token, FST_COGNITO_UNAVAILABLE where it is
 * out of reach
 */
export type LoadProfile = (options?: { readonly fresh?: boolean }) => Promise<Profile>

/**
 * `request.loadProfile`, for the requests of one registration. Asks with the token that a guard has verified.
 */
export function profileLoader (cognitoOf: (user: CurrentUser) => Promise<Cognito>): LoadProfile {
  return async function loadProfile (this: FastifyRequest, { fresh = false } = {}) {
    const { user, token } = callerOf(this)
    const { profiles } = await cognitoOf(user)
    return profiles.of(user, token, { fresh, caller: this })
  } as LoadProfile
}

function callerOf (request: FastifyRequest): AuthenticatedCaller {
  try {
    return actingCaller(request)
  } catch (error) {
    warnIfUnguarded(request, 'request.loadProfile')
    throw withHeaders(error)
  }
}
