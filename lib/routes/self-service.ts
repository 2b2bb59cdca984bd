import type { FastifyRequest, RawServerBase, RouteGenericInterface } from 'fastify'
import { getCurrentUser } from '../authorization/get-current-user.js'
import { assertSelfService } from '../cognito/self-service.js'

/**
 * A hook after a guard: allows users whose access token has the scope for their own account; 403 for others.
 */
export async function requireSelfService (
  request: FastifyRequest<RouteGenericInterface, RawServerBase>
): Promise<void> {
  assertSelfService(getCurrentUser(request))
}
