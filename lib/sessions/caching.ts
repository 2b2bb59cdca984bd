import type { FastifyReply } from 'fastify'

/** Responses to requests with a session are for one user only. A route may set its own header. */
export function forbidCaching (reply: FastifyReply): void {
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-store')
}

/** A cache must not send a response without a session to a user with one. */
export function addVary (reply: FastifyReply): void {
  const vary = String(reply.getHeader('vary') ?? '')
  if (/\bcookie\b/i.test(vary)) return
  reply.header('vary', vary === '' ? 'cookie' : `${vary}, cookie`)
}
