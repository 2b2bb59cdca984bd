import type { FastifyInstance, onRouteHookHandler } from 'fastify'

/**
 * Adds an onRoute hook that runs before those of plugins that were registered earlier. Fastify has no public
 * API for this: `addHook` appends a hook. `@fastify/otel` registers itself with each new application and
 * wraps every function of a route, and a guard that is wrapped can no longer be recognized.
 *
 * With a version of Fastify that keeps its hooks elsewhere, the hook is not added.
 */
export function prependOnRouteHook (fastify: FastifyInstance, hook: onRouteHookHandler): void {
  const kHooks = Object.getOwnPropertySymbols(fastify).find(
    ({ description }) => description === 'fastify.hooks'
  )
  if (kHooks === undefined) return
  const hooks = (fastify as unknown as Record<symbol, { readonly onRoute: onRouteHookHandler[] }>)[kHooks]
  hooks?.onRoute.unshift(hook)
}
