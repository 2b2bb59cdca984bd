import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Guard } from '../authorization/guard.js'
import type { Guards } from '../authorization/guards.js'
import type { Cognito } from '../cognito/open-cognito.js'
import type { RouteSettings } from '../options/route-settings.js'
import type { Settings } from '../options/settings.js'
import type { RateLimiter } from '../rate-limit/rate-limiter.js'
import type { ManagedLogins } from '../managed-login/managed-logins.js'
import type { CookieSessions } from '../sessions/cookie-sessions.js'
import type { Flow } from '../schemas/sign-in.js'
import type { AuthApi } from './route.js'

interface Dependencies {
  readonly guards: Guards
  /** Null if rate limits are disabled. */
  readonly limiter: RateLimiter | null
  readonly cognito: Cognito
  /** Null without the option `session`. */
  readonly sessions: CookieSessions | null
  /** Null without the option `managedLogin`. */
  readonly managedLogins: ManagedLogins | null
}

/**
 * Registers the auth API, and returns the dependencies of its routes. Its compilers and the AWS SDK are
 * loaded only here, with the option `routes`.
 */
export async function registerAuthApi (
  fastify: FastifyInstance,
  { apiPool, sourcesCallCognito }: Settings,
  routes: RouteSettings,
  { guards, limiter, cognito, sessions, managedLogins }: Dependencies
): Promise<AuthApi> {
  const { clientId, operations, resolveNonAdministrator, prepare, findCredentials } = cognito
  const [{ authApi }, { warnAboutShortParams }] = await Promise.all([
    import('./auth-api.js'),
    import('./path-names.js'),
    prepare()
  ])
  // Tokens of its own sign-ins have no audience.
  const accepted = { tokenUse: 'access', clientIds: new Set([clientId]), audiences: null } as const
  const apiGuards = guards.accepting(new Map([[apiPool as string, accepted]]))
  warnAboutUserEnumeration(routes, fastify.log)
  const { userAdministrators, groupAdministrators } = routes
  const administrates = userAdministrators.length + groupAdministrators.length > 0
  if (administrates) warnAboutShortParams(fastify)
  // Not awaited: without AWS credentials, the search on the network takes seconds.
  const needsCredentials = administrates || routes.flows.includes('ADMIN_USER_PASSWORD_AUTH')
  if (needsCredentials && !sourcesCallCognito) findCredentials()
  const api: AuthApi = {
    operations,
    resolveTarget: async request => {
      const { username } = request.params as { username: string }
      const isAllowed =
        groupAdministrators.length > 0 && (await request.allows({ groups: groupAdministrators }))
      return { username: isAllowed ? username : await resolveNonAdministrator(username, request) }
    },
    settings: routes,
    requireUser: apiGuards.requireUser(),
    requireRecentSignIn: apiGuards.requireRecentSignIn(routes.maxAuthAge),
    requireUserAdministrator: administratorGuard(apiGuards, userAdministrators),
    requireGroupAdministrator: administratorGuard(apiGuards, groupAdministrators),
    limiter: limiter ?? UNLIMITED,
    sessions,
    managedLogins
  }
  await fastify.register(authApi, { prefix: routes.prefix, ...api })
  return api
}

/**
 * Returns the guard of the administration routes: users in these groups. Without groups, no route uses it.
 */
function administratorGuard (guards: Guards, groups: readonly string[]): Guard {
  return groups.length === 0 ? guards.requireUser() : guards.userInGroups(groups)
}

/** The limiter if rate limits are disabled. */
const UNLIMITED = { limit: () => async () => {} }

/**
 * Flows whose first response reveals whether an account exists, unless PreventUserExistenceErrors is enabled
 * for the app client.
 */
const ENUMERATION_PRONE_FLOWS: ReadonlySet<Flow> = new Set(['USER_AUTH', 'CUSTOM_AUTH', 'USER_SRP_AUTH'])

function warnAboutUserEnumeration ({ flows }: RouteSettings, log: FastifyBaseLogger): void {
  const prone = flows.filter(flow => ENUMERATION_PRONE_FLOWS.has(flow))
  if (prone.length === 0) return
  log.warn({ flows: prone }, 'sign-in flows can reveal user existence')
}
