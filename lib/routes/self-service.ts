import type { FastifyRequest, RawServerBase, RouteGenericInterface } from 'fastify'
import { getCurrentUser } from '../authorization/guards.js'
import { assertSelfService } from '../cognito/self-service.js'

/** A hook after a guard: lets in people whose token may act on themselves, and answers others why not. */
export async function requireSelfService (request: FastifyRequest<RouteGenericInterface, RawServerBase>): Promise<void> {
  assertSelfService(getCurrentUser(request))
}
