import type { FastifyInstance, RouteOptions } from 'fastify'
import { errors } from '../errors.js'
import type { GuardMeta } from './guard.js'
import { RequestAuth } from './request-auth.js'

type Handler = RouteOptions['handler']

/**
 * Wraps the handler of a route, so that it runs only for requests that its guards have allowed, even if an
 * onRoute hook of another plugin replaces the route's hooks. A handler that such a hook sets is wrapped as
 * well.
 *
 * @param guards - read at each request: guards that are found later are added to it
 */
export function guardHandler (route: RouteOptions, guards: ReadonlySet<GuardMeta>): void {
  let handler = wrapHandler(route.handler, guards)
  Object.defineProperty(route, 'handler', {
    enumerable: true,
    get: () => handler,
    set: (replacement: Handler) => {
      handler = wrapHandler(replacement, guards)
    }
  })
}

function wrapHandler (handler: Handler, guards: ReadonlySet<GuardMeta>): Handler {
  // Fastify itself rejects a handler that is not a function.
  if (typeof handler !== 'function') return handler
  // A handler of @fastify/websocket is called with the socket and then the request.
  return function guardedHandler (this: FastifyInstance, first, second) {
    assertGuardsPassed(RequestAuth.isRequest(first) ? first : (second as unknown as typeof first), guards)
    return handler.call(this, first, second)
  }
}

function assertGuardsPassed (request: Parameters<Handler>[0], guards: ReadonlySet<GuardMeta>): void {
  const auth = RequestAuth.peek(request)
  for (const { token } of guards) {
    if (auth !== null && auth.hasPassed(token)) continue
    const { method, url } = request.routeOptions
    request.log.error({ route: `${String(method)} ${url}` }, 'guard removed from route')
    throw new errors.FST_COGNITO_GUARD_NOT_RUN()
  }
}
