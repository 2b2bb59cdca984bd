import { attemptFrom } from '../cognito/attempts.js'
import { inviteUserBody, User, UserParams, type InviteUserBody } from '../schemas/user.js'
import { metadataBody, onlyMetadataBody, onlyMetadataErrors, onlyMetadataIn } from './client-metadata.js'
import { ADMINISTRATION_ERRORS, BODY_ERRORS, USER_ERRORS } from './error-responses.js'
import { assertPathName } from './path-names.js'
import type { Routes } from './route.js'

const tags = ['administration']

/** `/admin/users`: create users and invite them. */
export const invitationRoutes: Routes<'inviteUser' | 'resendInvitation'> = {
  inviteUser (scope, { operations, limiter, requireUserAdministrator, settings }) {
    scope.post(
      '/admin/users',
      {
        preHandler: [requireUserAdministrator, limiter.limit('inviteUser', attemptFrom('inviteUser'))],
        config: {
          cognitoErrors: { ...BODY_ERRORS, ...ADMINISTRATION_ERRORS, 409: 'The account already exists.' }
        },
        schema: {
          tags,
          operationId: 'inviteUser',
          summary: 'Create a user',
          description:
            'Creates the account and sends the user a temporary password, which must be changed at the ' +
            'first sign-in.',
          body: metadataBody(inviteUserBody(settings.adminAttributes), settings),
          response: { 201: User }
        }
      },
      async (request, reply) => {
        const body = request.body as InviteUserBody
        assertPathName('username', body.username)
        reply.code(201)
        return operations.inviteUser(body, request)
      }
    )
  },

  resendInvitation (scope, { operations, limiter, requireUserAdministrator, settings }) {
    scope.post(
      '/admin/users/:username/invitation',
      {
        preHandler: [
          requireUserAdministrator,
          limiter.limit('resendInvitation', attemptFrom('resendInvitation', 'params'))
        ],
        config: {
          cognitoErrors: {
            ...USER_ERRORS,
            409: 'The user has already accepted the invitation.',
            ...onlyMetadataErrors(settings)
          }
        },
        schema: {
          tags,
          operationId: 'resendInvitation',
          summary: 'Resend an invitation',
          description: 'Sends a new temporary password. The previous one stops working.',
          params: UserParams,
          ...onlyMetadataBody(settings),
          response: { 200: User }
        }
      },
      async request =>
        operations.resendInvitation(
          {
            ...request.params,
            ...onlyMetadataIn(request.body, settings)
          },
          request
        )
    )
  }
}
