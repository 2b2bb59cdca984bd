import { Type } from '@sinclair/typebox'
import { verifiedToken } from '../authorization/request-auth.js'
import {
  AuthEventFeedbackBody,
  AuthEventFeedbackByTokenBody,
  AuthEventOfUserParams,
  AuthEventParams,
  AuthEvents,
  AuthEventsQuery
} from '../schemas/auth-event.js'
import { UserParams } from '../schemas/user.js'
import { ADMINISTRATION_ERRORS, BODY_ERRORS, SELF_SERVICE_FORBIDDEN, USER_ERRORS } from './error-responses.js'
import { limitOf } from './public-operation.js'
import type { Routes } from './route.js'
import { requireSelfService } from './self-service.js'

const EVENT_NOT_FOUND = 'The event was not found.'

/**
 * `GET /me/auth-events` and the feedback on an event; feedback of users who are not signed in; and the same
 * for the users of an administrator.
 */
export const authEventRoutes: Routes<
  | 'listAuthEvents'
  | 'setAuthEventFeedback'
  | 'setAuthEventFeedbackByToken'
  | 'listUserAuthEvents'
  | 'setUserAuthEventFeedback'
> = {
  listAuthEvents (scope, { operations, requireUser }) {
    scope.get(
      '/me/auth-events',
      {
        preHandler: [requireUser, requireSelfService],
        config: { cognitoErrors: { ...USER_ERRORS, 403: SELF_SERVICE_FORBIDDEN } },
        schema: {
          tags: ['profile'],
          operationId: 'listAuthEvents',
          summary: 'List your sign-ins',
          description:
            'Your sign-ins and other events, which threat protection of the user pool records. The server ' +
            'reads them with its AWS credentials.',
          querystring: AuthEventsQuery,
          response: { 200: AuthEvents }
        }
      },
      async request =>
        operations.listAuthEvents({ accessToken: verifiedToken(request), ...request.query }, request)
    )
  },

  setAuthEventFeedback (scope, { operations, requireUser }) {
    scope.put(
      '/me/auth-events/:eventId/feedback',
      {
        preHandler: [requireUser, requireSelfService],
        config: {
          cognitoErrors: {
            ...BODY_ERRORS,
            403: SELF_SERVICE_FORBIDDEN,
            404: EVENT_NOT_FOUND,
            409: ADMINISTRATION_ERRORS[409]
          }
        },
        schema: {
          tags: ['profile'],
          operationId: 'setAuthEventFeedback',
          summary: 'Provide feedback on an event',
          description: 'Informs threat protection whether an event was yours. It ends no session.',
          params: AuthEventParams,
          body: AuthEventFeedbackBody,
          response: { 204: Type.Null({ description: 'The feedback is saved.' }) }
        }
      },
      async (request, reply) => {
        const accessToken = verifiedToken(request)
        await operations.setAuthEventFeedback({ accessToken, ...request.params, ...request.body }, request)
        reply.code(204)
        return null
      }
    )
  },

  setAuthEventFeedbackByToken (scope, api) {
    const { operations } = api
    scope.post(
      '/auth-events/feedback',
      {
        preHandler: limitOf(api, { name: 'setAuthEventFeedbackByToken' }),
        config: { public: true, cognitoErrors: BODY_ERRORS },
        schema: {
          tags: ['profile'],
          operationId: 'setAuthEventFeedbackByToken',
          summary: 'Provide feedback on an event, without a sign-in',
          description:
            'Informs threat protection whether an event was yours, with the feedback token of its email ' +
            'message. The response is the same if the token is wrong or has expired, or if there is no ' +
            'such event or account. It ends no session.',
          body: AuthEventFeedbackByTokenBody,
          response: { 204: Type.Null({ description: 'The feedback is saved.' }) }
        }
      },
      async (request, reply) => {
        await operations.setAuthEventFeedbackByToken(request.body, request)
        reply.code(204)
        return null
      }
    )
  },

  listUserAuthEvents (scope, { operations, requireUserAdministrator }) {
    scope.get(
      '/admin/users/:username/auth-events',
      {
        preHandler: requireUserAdministrator,
        config: { cognitoErrors: USER_ERRORS },
        schema: {
          tags: ['administration'],
          operationId: 'listUserAuthEvents',
          summary: 'List the sign-ins of a user',
          params: UserParams,
          querystring: AuthEventsQuery,
          response: { 200: AuthEvents }
        }
      },
      async request => operations.listUserAuthEvents({ ...request.params, ...request.query }, request)
    )
  },

  setUserAuthEventFeedback (scope, { operations, requireUserAdministrator, resolveTarget }) {
    scope.put(
      '/admin/users/:username/auth-events/:eventId/feedback',
      {
        preHandler: requireUserAdministrator,
        config: {
          cognitoErrors: { ...BODY_ERRORS, ...USER_ERRORS, 404: 'The user or the event was not found.' }
        },
        schema: {
          tags: ['administration'],
          operationId: 'setUserAuthEventFeedback',
          summary: 'Provide feedback on an event of a user',
          params: AuthEventOfUserParams,
          body: AuthEventFeedbackBody,
          response: { 204: Type.Null({ description: 'The feedback is saved.' }) }
        }
      },
      async (request, reply) => {
        const { eventId } = request.params
        const target = await resolveTarget(request)
        await operations.setUserAuthEventFeedback({ ...target, eventId, ...request.body }, request)
        reply.code(204)
        return null
      }
    )
  }
}
