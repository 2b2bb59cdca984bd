import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Guard } from '../authorization/guards.js'
import { ANY } from './answers.js'
import { Profile } from '../schemas/profile.js'

const tags = ['profile']

/** `GET /me`. */
export const profileRoutes: FastifyPluginAsyncTypebox<{ requireUser: Guard }> = async (scope, { requireUser }) => {
  scope.get('/me', {
    // Not onRequest: an application's limiter then counts the anonymous before they are refused.
    preHandler: requireUser,
    config: { cognitoErrors: { 403: "The token is a machine's, or lacks the scope aws.cognito.signin.user.admin.", 429: ANY[429], 502: ANY[502], 503: ANY[503] } },
    schema: {
      tags,
      operationId: 'getProfile',
      summary: 'Read your own profile',
      response: { 200: Profile }
    }
  }, async request => request.loadProfile({ fresh: true }))
}
