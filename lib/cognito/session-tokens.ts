import type { FastifyRequest } from 'fastify'
import { describeError } from '../describe-error.js'
import { errors } from '../errors.js'
import { decodeUnverified } from './unverified-claims.js'
import type { SessionTokensApi } from '../sessions/refresh.js'
import type { Sessions } from './sessions.js'

/**
 * Returns the calls to Cognito for cookie sessions, each in the pool of its user. The first call connects to
 * Cognito.
 */
export function sessionTokensApi (
  cognitoIn: (pool: string) => Promise<{ sessions: Sessions }>
): SessionTokensApi<FastifyRequest> {
  return {
    refresh: async ({ tokens, stored }, request) => {
      const { sessions } = await cognitoIn(stored.pool)
      const { refreshToken, deviceKey } = tokens
      if (refreshToken === undefined) throw new errors.FST_COGNITO_INVALID_REFRESH_TOKEN()
      const refreshed = await sessions.refresh(
        { refreshToken, ...(deviceKey !== undefined && { deviceKey }) },
        request
      )
      return {
        ...tokens,
        accessToken: refreshed.accessToken,
        idToken: refreshed.idToken,
        refreshToken: refreshed.refreshToken ?? refreshToken,
        expiresAt: expiryOf(refreshed.accessToken)
      }
    },
    revoke: async ({ tokens, stored }, request) => {
      try {
        const { sessions } = await cognitoIn(stored.pool)
        await sessions.signOutSession(tokens, request)
      } catch (error) {
        request.log.warn(describeError(error), 'session not signed out at Cognito')
      }
    }
  }
}

/** Returns when a token that Cognito has just issued expires, in milliseconds since the epoch. */
function expiryOf (accessToken: string): number {
  const { exp } = decodeUnverified(accessToken)
  if (exp === undefined) throw new errors.FST_COGNITO_UNEXPECTED_RESPONSE()
  return exp * 1000
}
