import type { FastifyPluginAsync } from 'fastify'
import type { TObject } from '@sinclair/typebox'
import { headersFor } from '../authorization/challenge.js'
import type { Guard } from '../authorization/guards.js'
import type { Operations } from '../cognito/operations.js'
import { useOwnCompilers } from './compilers.js'
import { profileRoutes } from './profile.js'
import { signInRoutes } from './sign-in.js'
import { signUpRoutes } from './sign-up.js'

/** What the routes are made of. */
export interface AuthApi {
  readonly operations: Operations
  /** Lets in people with an access token of the routes' own pool and client. */
  readonly requireUser: Guard
  /** What people may write about themselves at sign-up. */
  readonly attributes: TObject
}

/** The whole auth API, in a scope of its own. */
export const authApi: FastifyPluginAsync<AuthApi> = async (scope, { operations, requireUser, attributes }) => {
  useOwnCompilers(scope)
  // RFC 6750 5.3, RFC 9111: what is answered here is one person's, and errors are as telling as tokens.
  scope.addHook('onRequest', async (_request, reply) => { reply.header('cache-control', 'no-store') })
  // The application's own handler writes the answer: an error thrown on from here goes up to it.
  scope.setErrorHandler((error, _request, reply) => {
    for (const [name, value] of Object.entries(headersFor(error))) {
      if (!reply.hasHeader(name)) reply.header(name, value)
    }
    throw error
  })
  await scope.register(signUpRoutes, { operations, attributes })
  await scope.register(signInRoutes, { operations })
  await scope.register(profileRoutes, { requireUser })
}
