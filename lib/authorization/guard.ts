import type { FastifyReply, FastifyRequest, RawServerBase, RouteGenericInterface } from 'fastify'
import type { NormalizedRequirement } from './requirement.js'

/**
 * The requirements of a guard. The plugin adds them to the `config.cognito` of the route, for tools that
 * document or list routes.
 *
 * @example
 * ```ts
 * app.addHook('onRoute', ({ url, config }) => {
 *   for (const { groups } of config?.cognito ?? []) app.log.info({ url, groups: groups?.any })
 * })
 * ```
 */
export interface RouteRequirements {
  /** `optional`: requests without credentials are allowed, requests with invalid credentials are denied. */
  readonly user: 'required' | 'optional'
  /** The groups that the user must be in. */
  readonly groups?: NormalizedRequirement
  /** The scopes that the access token must have. */
  readonly scopes?: NormalizedRequirement
  /** The permissions that the user must have. */
  readonly permissions?: NormalizedRequirement
  /** Whether only users or only machines are allowed. */
  readonly kind?: 'user' | 'machine'
  /** The maximum age of the user's sign-in, in seconds. */
  readonly recentSignIn?: number
  /** Whether the cookie of a session is accepted as well as a token. Absent if it is not. */
  readonly session?: true
  /** Whether the session of a load balancer is accepted as well as a token. Absent if it is not. */
  readonly alb?: true
}

const kGuard = Symbol('fastify-cognito-auth.guard')

/** A hook of any server: HTTP, HTTPS or HTTP/2. */
export type Hook = (
  request: FastifyRequest<RouteGenericInterface, RawServerBase>,
  reply: FastifyReply<RouteGenericInterface, RawServerBase>
) => Promise<void>

/**
 * A hook that allows a request or throws. It can be used wherever Fastify accepts an async hook: as
 * `preHandler` or `onRequest`, alone or in a list.
 */
export interface Guard extends Hook {
  /** Marks guards, so that the plugin finds them in the options of a route. */
  readonly [kGuard]: GuardMeta
}

/** The metadata of a guard. */
export interface GuardMeta {
  readonly requirements: RouteRequirements
  /** Identifies the guard among those that have allowed a request. */
  readonly token: object
  /** The part of the guard that authenticates but does not authorize. It runs before the body is parsed. */
  readonly authenticate: Hook
}

/** Adds the metadata that makes a hook a guard. */
export function markGuard (hook: Hook, meta: GuardMeta): Guard {
  return Object.defineProperty(hook, kGuard, { value: meta }) as Guard
}

/** Returns the metadata of a hook if it is a guard. */
export function guardMeta (hook: unknown): GuardMeta | undefined {
  return typeof hook === 'function' ? (hook as Partial<Guard>)[kGuard] : undefined
}
