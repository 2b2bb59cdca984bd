import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest, RawServerBase } from 'fastify'
import type { Guard } from '../authorization/guard.js'
import type { Operations } from '../cognito/operations.js'
import type { RouteName } from '../options/route-names.js'
import type { RouteSettings } from '../options/route-settings.js'
import type { ManagedLogins } from '../managed-login/managed-logins.js'
import type { CookieSessions } from '../sessions/cookie-sessions.js'
import type { RateLimiter } from '../rate-limit/rate-limiter.js'

/** A request with a username in its path, of any server. */
type AdministrativeRequest = FastifyRequest<{ Params: { username: string } }, RawServerBase>

/** The dependencies of the routes. */
export interface AuthApi {
  readonly operations: Operations
  /**
   * Returns the user that a route changes. Only group administrators may change members of the groups of
   * `routes.admin`: for others it throws FST_COGNITO_INSUFFICIENT_GROUPS.
   */
  readonly resolveTarget: (request: AdministrativeRequest) => Promise<{ readonly username: string }>
  readonly settings: RouteSettings
  /** Allows users with an access token of the routes' own pool and app client. */
  readonly requireUser: Guard
  /** As `requireUser`, and requires a recent sign-in. */
  readonly requireRecentSignIn: Guard
  /** Allow user administrators and group administrators. Without configured groups they are not used. */
  readonly requireUserAdministrator: Guard
  readonly requireGroupAdministrator: Guard
  /** Counts attempts, if the route has a rate limit. */
  readonly limiter: Pick<RateLimiter, 'limit'>
  /** Null without the option `session`. */
  readonly sessions: CookieSessions | null
  /** Null without the option `managedLogin`. */
  readonly managedLogins: ManagedLogins | null
}

type Scope = Parameters<FastifyPluginAsyncTypebox>[0]

/** Declares one route. */
type Route = (scope: Scope, api: AuthApi) => void

/** The routes of one group, by name. */
export type Routes<Name extends RouteName> = Readonly<Record<Name, Route>>
