import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.js'
import type { CurrentUser } from '../user/current-user.js'
import { withHeaders } from './error-headers.js'
import { warnIfUnguarded } from './request-auth.js'

/**
 * Returns the current user, for handlers of guarded routes. Unlike `request.currentUser`, it is never null.
 *
 * @example
 * ```ts
 * import { getCurrentUser } from 'fastify-cognito-auth'
 *
 * app.get('/me', { preHandler: app.requireUser() }, async request => {
 *   const { id, groups } = getCurrentUser(request)
 *   return { id, groups }
 * })
 * ```
 *
 * @param request - a request that a guard has allowed
 * @returns the user or machine
 * @throws FST_COGNITO_NO_CREDENTIALS if no guard has allowed the request
 */
export function getCurrentUser (request: Pick<FastifyRequest, 'currentUser'>): CurrentUser {
  if (request.currentUser === null) {
    warnIfUnguarded(request, 'getCurrentUser')
    throw withHeaders(new errors.FST_COGNITO_NO_CREDENTIALS())
  }
  return request.currentUser
}
