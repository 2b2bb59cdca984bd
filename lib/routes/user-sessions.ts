import { Type } from '@sinclair/typebox'
import { verifiedToken } from '../authorization/request-auth.js'
import { UserParams } from '../schemas/user.js'
import {
  SessionOfUserParams,
  UserSessionParams,
  UserSessions,
  UserSessionsQuery
} from '../schemas/user-session.js'
import { COGNITO_ERRORS, SELF_SERVICE_FORBIDDEN, USER_ERRORS } from './error-responses.js'
import type { Routes } from './route.js'
import { requireSelfService } from './self-service.js'

const SESSION_NOT_FOUND = 'The session was not found, or has ended.'

/**
 * `GET /me/sessions`, `DELETE /me/sessions/:sessionId`: where you are signed in; and the same for the users
 * of an administrator.
 */
export const userSessionRoutes: Routes<
  'listSessions' | 'revokeSession' | 'listUserSessions' | 'revokeUserSession'
> = {
  listSessions (scope, { operations, requireUser }) {
    scope.get(
      '/me/sessions',
      {
        preHandler: [requireUser, requireSelfService],
        config: {
          cognitoErrors: {
            ...COGNITO_ERRORS,
            403: SELF_SERVICE_FORBIDDEN,
            400: 'The value of `next` is not valid.'
          }
        },
        schema: {
          tags: ['session'],
          operationId: 'listSessions',
          summary: 'List your sessions',
          description: 'Where you are signed in: the sessions at Cognito, in all app clients of the pool.',
          querystring: UserSessionsQuery,
          response: { 200: UserSessions }
        }
      },
      async request =>
        operations.listSessions({ accessToken: verifiedToken(request), ...request.query }, request)
    )
  },

  revokeSession (scope, { operations, requireUser }) {
    scope.delete(
      '/me/sessions/:sessionId',
      {
        preHandler: [requireUser, requireSelfService],
        config: {
          cognitoErrors: {
            ...COGNITO_ERRORS,
            403: SELF_SERVICE_FORBIDDEN,
            400: 'The ID is not valid, or is that of the session of the request.',
            404: SESSION_NOT_FOUND
          }
        },
        schema: {
          tags: ['session'],
          operationId: 'revokeSession',
          summary: 'End another session',
          description:
            'Ends the session at Cognito. At this server, all of your sessions end but that of the ' +
            'request; for an `sso` session, that one too.',
          params: UserSessionParams,
          response: { 204: Type.Null({ description: 'The session is ended.' }) }
        }
      },
      async (request, reply) => {
        await operations.revokeSession({ accessToken: verifiedToken(request), ...request.params }, request)
        reply.code(204)
        return null
      }
    )
  },

  listUserSessions (scope, { operations, requireUserAdministrator }) {
    scope.get(
      '/admin/users/:username/sessions',
      {
        preHandler: requireUserAdministrator,
        config: { cognitoErrors: USER_ERRORS },
        schema: {
          tags: ['administration'],
          operationId: 'listUserSessions',
          summary: 'List the sessions of a user',
          params: UserParams,
          querystring: UserSessionsQuery,
          response: { 200: UserSessions }
        }
      },
      async request => operations.listUserSessions({ ...request.params, ...request.query }, request)
    )
  },

  revokeUserSession (scope, { operations, requireUserAdministrator, requireRecentSignIn, resolveTarget }) {
    scope.delete(
      '/admin/users/:username/sessions/:sessionId',
      {
        preHandler: [requireUserAdministrator, requireRecentSignIn],
        config: {
          cognitoErrors: { ...USER_ERRORS, 404: 'The user or the session was not found.' }
        },
        schema: {
          tags: ['administration'],
          operationId: 'revokeUserSession',
          summary: 'End a session of a user',
          description:
            'Ends the session at Cognito. At this server, all sessions of the user end. Requires a recent ' +
            'sign-in.',
          params: SessionOfUserParams,
          response: { 204: Type.Null({ description: 'The session is ended.' }) }
        }
      },
      async (request, reply) => {
        const { sessionId } = request.params
        await operations.revokeUserSession({ ...(await resolveTarget(request)), sessionId }, request)
        reply.code(204)
        return null
      }
    )
  }
}
