import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.js'
import type { CookieSessions } from '../sessions/cookie-sessions.js'
import type { CurrentUser } from '../user/current-user.js'
import type { Condition } from './condition.js'
import type { Entitlements } from './entitlements.js'
import { withHeaders } from './error-headers.js'
import { actingCaller, actingUser, tokenOf, warnIfUnguarded } from './request-auth.js'

/**
 * The methods of a request. The errors that they throw include their headers, since no guard sets those on
 * the reply.
 */
export function requestMethods (entitlements: Entitlements, sessions: CookieSessions | null) {
  return {
    async groups (this: FastifyRequest): Promise<readonly string[]> {
      return entitlements.groupsOf(requireActingUser(this, 'request.groups'), this).catch(throwWithHeaders)
    },
    async permissions (this: FastifyRequest): Promise<readonly string[]> {
      return entitlements
        .permissionsOf(requireActingUser(this, 'request.permissions'), this)
        .catch(throwWithHeaders)
    },
    async accessToken (this: FastifyRequest): Promise<string> {
      requireActingUser(this, 'request.accessToken')
      const caller = actingCaller(this)
      if (sessions !== null && caller.session !== undefined) {
        return sessions.accessToken(caller.session, this).catch(throwWithHeaders)
      }
      try {
        return tokenOf(caller)
      } catch (error) {
        throw withHeaders(error)
      }
    },
    async allows (this: FastifyRequest, condition: Condition): Promise<boolean> {
      const user = actingUser(this)
      if (user === null) warnIfUnguarded(this, 'request.allows')
      return entitlements.allows(user, condition, this).catch(throwWithHeaders)
    }
  }
}

function requireActingUser (request: FastifyRequest, api: string): CurrentUser {
  const user = actingUser(request)
  if (user !== null) return user
  warnIfUnguarded(request, api)
  throw withHeaders(new errors.FST_COGNITO_NO_CREDENTIALS())
}

function throwWithHeaders (error: unknown): never {
  throw withHeaders(error)
}
