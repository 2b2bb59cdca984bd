import type { FastifyInstance, RouteOptions } from 'fastify'
import { errors } from '../errors.js'
import { guardParts, type Demand } from './guards.js'

const HOOKS = ['onRequest', 'preParsing', 'preValidation', 'preHandler'] as const

type RouteHook = typeof HOOKS[number]

/**
 * Brings authentication forward: a route with a guard anywhere gets it after its own `onRequest` hooks too,
 * so that nobody without a token has a body parsed or validated. What the route demands goes to `config.cognito`.
 *
 * Lists are copied, never changed: applications share them between routes.
 */
export function bringForward (route: RouteOptions): void {
  const guards = HOOKS.flatMap(name => guardsIn(route, name))
  // Written here and nowhere else: what an application wrote there by hand, nobody would enforce.
  if (guards.length > 0 || route.config?.cognito !== undefined) {
    route.config = { ...route.config, cognito: Object.freeze(guards.map(guard => guard.demand)) }
  }
  const early = guardsIn(route, 'onRequest')
  const late = guards.filter(guard => !early.includes(guard))
  if (late.length > 0) {
    route.onRequest = [...hooks(route, 'onRequest'), ...late.map(guard => guard.authenticate)] as NonNullable<RouteOptions['onRequest']>
  }
}

function guardsIn (route: RouteOptions, name: RouteHook) {
  return hooks(route, name).flatMap(hook => guardParts(hook) ?? [])
}

function hooks (route: RouteOptions, name: RouteHook): readonly unknown[] {
  const given = route[name]
  return given === undefined ? [] : Array.isArray(given) ? given : [given]
}

/** A method in the text of Fastify's route tree, other than a lone OPTIONS: that is @fastify/cors, which goes first. */
const ANY_BUT_PREFLIGHT = /\((?!OPTIONS\))[A-Z]/

/** Makes start-up fail for a route that says neither who may call it nor that anybody may. */
export function refuseUnguarded (fastify: FastifyInstance): void {
  if (ANY_BUT_PREFLIGHT.test(fastify.printRoutes({ commonPrefix: false }))) {
    fastify.log.warn("unguarded: 'refuse' does not look at routes that were declared before the plugin was registered")
  }
  const routes: RouteOptions[] = []
  fastify.addHook('onRoute', route => { routes.push(route) })
  // Not before all are declared: an application may mark routes of another plugin in an onRoute hook of its own.
  fastify.addHook('onReady', async () => {
    const unguarded = routes.filter(route => !isDecided(route.config))
    if (unguarded.length > 0) throw new errors.FST_COGNITO_UNGUARDED_ROUTE(unguarded.map(nameOf).join(', '))
  })
}

function isDecided (config: { cognito?: readonly Demand[], public?: boolean } | undefined): boolean {
  return typeof config?.public === 'boolean' || (config?.cognito?.length ?? 0) > 0
}

function nameOf ({ method, url }: RouteOptions): string {
  return `${String(method)} ${url}`
}
