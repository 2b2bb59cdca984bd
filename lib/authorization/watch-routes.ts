import type { FastifyInstance, RouteOptions } from 'fastify'
import { errors } from '../errors.js'
import { prependOnRouteHook } from './prepend-on-route.js'
import { guardHandler } from './guarded-handler.js'
import { EXAMPLE_CALLS, factoryName } from './guard-factory.js'
import { guardMeta, type GuardMeta } from './guard.js'

const HOOKS = ['onRequest', 'preParsing', 'preValidation', 'preHandler'] as const

type RouteHook = (typeof HOOKS)[number]

/** A route and its guards. */
interface GuardedRoute {
  readonly route: RouteOptions
  readonly guards: Set<GuardMeta>
  /** Guards that authenticate in `onRequest` already. */
  readonly early: Set<GuardMeta>
  /** The functions of the route's hooks when they last contained all of its guards. */
  functions: ReadonlySet<unknown>
}

/** The routes in the scope of the plugin. */
class GuardedRoutes {
  readonly #routes = new Map<RouteOptions, GuardedRoute>()
  /** Guard factories used as hooks without a call, with their route, and how to call them. */
  readonly uncalled = new Map<string, string>()

  /** Finds the guards of a route. */
  readonly find = (route: RouteOptions): void => {
    const known = this.#routes.get(route) ?? {
      route,
      guards: new Set(),
      early: new Set(),
      functions: new Set()
    }
    this.#routes.set(route, known)
    const isNew = known.guards.size === 0
    const present = HOOKS.flatMap(name =>
      hooksOf(route, name).map(hook => ({ name, hook, guard: guardMeta(hook) }))
    )
    for (const { name, hook, guard } of present) {
      this.#recordUncalledFactory(route, name, hook)
      if (guard === undefined) continue
      known.guards.add(guard)
      if (name === 'onRequest') known.early.add(guard)
    }
    const found = new Set(present.map(({ guard }) => guard))
    if ([...known.guards].every(guard => found.has(guard))) {
      known.functions = new Set(present.map(({ hook }) => hook))
    }
    if (isNew && known.guards.size > 0) guardHandler(route, known.guards)
  }

  /**
   * Authenticates early: a route with a guard anywhere authenticates after its own `onRequest` hooks, so that
   * the body of a request without a valid token is neither parsed nor validated. Documents the guards in
   * `config.cognito`.
   *
   * Lists are copied, never changed: applications share them between routes.
   */
  readonly authenticateEarly = (route: RouteOptions): void => {
    this.find(route)
    const known = this.#routes.get(route) as GuardedRoute
    const { guards, early } = known
    // Set by the plugin only. Requirements that an application sets itself are not enforced.
    if (guards.size > 0 || route.config?.cognito !== undefined) {
      route.config = { ...route.config, cognito: Object.freeze([...guards].map(guard => guard.requirements)) }
    }
    const late = [...guards].filter(guard => !early.has(guard)).map(guard => guard.authenticate)
    if (late.length === 0) return
    known.functions = new Set([...known.functions, ...late])
    route.onRequest = [...hooksOf(route, 'onRequest'), ...late] as NonNullable<RouteOptions['onRequest']>
  }

  /** `preHandler: app.requireUser` is not a guard, and responds to each request with an error. */
  #recordUncalledFactory (route: RouteOptions, hook: RouteHook, candidate: unknown): void {
    const name = factoryName(candidate)
    if (name === undefined) return
    this.uncalled.set(`${routeName(route)}: ${hook}: app.${name}`, EXAMPLE_CALLS[name])
  }

  /**
   * @throws FST_COGNITO_GUARD_REMOVED for routes that have lost a guard for certain: `guardHandler` covers
   * the others
   */
  assertGuardsPresent (): void {
    const unguarded = [...this.#routes.values()].filter(hasLostGuard).map(({ route }) => routeName(route))
    if (unguarded.length > 0) throw new errors.FST_COGNITO_GUARD_REMOVED(unguarded.join(', '))
  }

  /**
   * Checks that each route is guarded or public.
   *
   * @throws FST_COGNITO_UNGUARDED_ROUTE for routes that have neither a guard nor `config.public`
   */
  assertAllGuarded (): void {
    if (this.uncalled.size > 0) {
      const problems = [...this.uncalled].map(
        ([factory, call]) => `${factory} must be called: app.${call}`
      )
      throw new errors.FST_COGNITO_INVALID_REQUIREMENT('unguardedRoutes', problems.join('; '))
    }
    const unguarded = [...this.#routes.values()]
      .filter(route => !isGuardedOrPublic(route))
      .map(({ route }) => routeName(route))
    if (unguarded.length > 0) throw new errors.FST_COGNITO_UNGUARDED_ROUTE(unguarded.join(', '))
  }
}

/** Checks the routes that are declared after the plugin. */
export function watchRoutes (
  fastify: FastifyInstance,
  { failOnUnguardedRoutes }: { failOnUnguardedRoutes: boolean }
): void {
  if (failOnUnguardedRoutes) warnAboutEarlierRoutes(fastify)
  const routes = new GuardedRoutes()
  prependOnRouteHook(fastify, routes.find)
  fastify.addHook('onRoute', routes.authenticateEarly)
  // After all routes are declared: an application may mark the routes of another plugin in its own onRoute
  // hook.
  fastify.addHook('onReady', async () => {
    for (const [factory, call] of routes.uncalled) {
      fastify.log.error({ hook: factory, expected: `app.${call}` }, 'guard factory not called')
    }
    routes.assertGuardsPresent()
    if (failOnUnguardedRoutes) routes.assertAllGuarded()
  })
}

function hooksOf (route: RouteOptions, name: RouteHook): readonly unknown[] {
  const hooks = route[name]
  return hooks === undefined ? [] : Array.isArray(hooks) ? hooks : [hooks]
}

/**
 * Returns whether a guard has certainly been removed: it is not in the hooks, and no other function in them
 * could be a wrapper of it.
 */
function hasLostGuard ({ route, guards, functions }: GuardedRoute): boolean {
  const present = HOOKS.flatMap(name => hooksOf(route, name))
  if (present.some(hook => !functions.has(hook))) return false
  const remaining = new Set(present.map(guardMeta))
  return [...guards].some(guard => !remaining.has(guard))
}

function isGuardedOrPublic ({ route, guards }: GuardedRoute): boolean {
  return typeof route.config?.public === 'boolean' || guards.size > 0
}

/**
 * A method in the output of `printRoutes`, except OPTIONS alone: @fastify/cors declares that route and is
 * registered first.
 */
const ANY_BUT_PREFLIGHT = /\((?!OPTIONS\))[A-Z]/

function warnAboutEarlierRoutes (fastify: FastifyInstance): void {
  if (ANY_BUT_PREFLIGHT.test(fastify.printRoutes({ commonPrefix: false }))) {
    fastify.log.warn('earlier routes not checked for guards')
  }
}

function routeName ({ method, url }: RouteOptions): string {
  return `${String(method)} ${url}`
}
