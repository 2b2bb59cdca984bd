import type { FastifyPluginAsync } from 'fastify'
import { headersFor } from '../authorization/error-headers.js'
import type { RouteName } from '../options/route-names.js'
import { attributeRoutes } from './attributes.js'
import { authEventRoutes } from './auth-events.js'
import { auditHandlers, auditRoutes } from './audit.js'
import { useOwnCompilers } from './compilers.js'
import { deviceRoutes } from './devices.js'
import { groupRoutes } from './groups.js'
import { identityRoutes } from './identities.js'
import { invitationRoutes } from './invitations.js'
import { mfaRoutes } from './mfa.js'
import { passkeyRoutes } from './passkeys.js'
import { passwordRoutes } from './password.js'
import { profileRoutes } from './profile.js'
import type { AuthApi, Routes } from './route.js'
import { sessionRoutes } from './session.js'
import { signInRoutes } from './sign-in.js'
import { signUpRoutes } from './sign-up.js'
import { userAccessRoutes } from './user-access.js'
import { userCredentialRoutes } from './user-credentials.js'
import { userSessionRoutes } from './user-sessions.js'
import { userRoutes } from './users.js'

/** The routes whose code is loaded with the application. */
const ROUTES: Routes<Exclude<RouteName, 'startLogin' | 'finishLogin'>> = {
  ...signUpRoutes,
  ...signInRoutes,
  ...sessionRoutes,
  ...passwordRoutes,
  ...profileRoutes,
  ...attributeRoutes,
  ...mfaRoutes,
  ...passkeyRoutes,
  ...deviceRoutes,
  ...userSessionRoutes,
  ...authEventRoutes,
  ...identityRoutes,
  ...userRoutes,
  ...invitationRoutes,
  ...userAccessRoutes,
  ...userCredentialRoutes,
  ...groupRoutes
}

/** Declares the configured routes of the auth API, in a separate scope. */
export const authApi: FastifyPluginAsync<AuthApi> = async (scope, api) => {
  useOwnCompilers(scope)
  if (api.sessions !== null && !scope.hasReplyDecorator('setCookie')) {
    await scope.register((await import('@fastify/cookie')).default)
  }
  // RFC 6750 5.3, RFC 9111: responses are for one user, and errors reveal as much as tokens.
  scope.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })
  const audit = auditRoutes(scope, api.settings.auditLevel)
  auditHandlers(scope, audit)
  // The response is written by the application's own error handler, to which errors propagate.
  scope.setErrorHandler((error, request, reply) => {
    audit.fail(request, reply, error)
    for (const [name, value] of Object.entries(headersFor(error))) {
      if (!reply.hasHeader(name)) reply.header(name, value)
    }
    throw error
  })
  const routes =
    api.managedLogins === null
      ? ROUTES
      : { ...ROUTES, ...(await import('./managed-login.js')).managedLoginRoutes }
  for (const [name, declare] of Object.entries(routes)) {
    if (api.settings.isServed(name as RouteName)) declare(scope.withTypeProvider(), api)
  }
}
