import { Type } from '@sinclair/typebox'
import { attemptFrom } from '../cognito/attempts.js'
import {
  ForceQuery,
  inviteUserBody,
  SetUserPasswordBody,
  updateUserBody,
  User,
  UserDetails,
  UserParams,
  Users,
  UsersQuery,
  type InviteUserBody,
  type UpdateUserBody
} from '../schemas/user.js'
import { ADMINISTRATION_ERRORS, BODY_ERRORS } from './error-responses.js'
import { metadataBody, onlyMetadataBody, onlyMetadataErrors, onlyMetadataIn } from './client-metadata.js'
import { assertPathName } from './path-names.js'
import type { Routes } from './route.js'
import type { USER_ADMINISTRATION } from '../options/route-names.js'

const tags = ['administration']

const USER_ERRORS = { ...ADMINISTRATION_ERRORS, 404: 'The user was not found.' } as const

/** `/admin/users`. */
export const userRoutes: Routes<(typeof USER_ADMINISTRATION)[number]> = {
  listUsers (scope, { operations, requireUserAdministrator }) {
    scope.get(
      '/admin/users',
      {
        preHandler: requireUserAdministrator,
        config: { cognitoErrors: ADMINISTRATION_ERRORS },
        schema: {
          tags,
          operationId: 'listUsers',
          summary: 'List or search users',
          querystring: UsersQuery,
          response: { 200: Users }
        }
      },
      async request => operations.listUsers(request.query, request)
    )
  },

  getUser (scope, { operations, requireUserAdministrator }) {
    scope.get(
      '/admin/users/:username',
      {
        preHandler: requireUserAdministrator,
        config: { cognitoErrors: USER_ERRORS },
        schema: {
          tags,
          operationId: 'getUser',
          summary: 'Get a user',
          params: UserParams,
          response: { 200: UserDetails }
        }
      },
      async request => operations.getUser(request.params, request)
    )
  },

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
  },

  updateUser (
    scope,
    { operations, limiter, requireUserAdministrator, requireRecentSignIn, resolveTarget, settings }
  ) {
    scope.patch(
      '/admin/users/:username',
      {
        // Cognito sends a code to a new email address or phone number unless it is marked as verified.
        preHandler: [
          requireUserAdministrator,
          requireRecentSignIn,
          limiter.limit('updateUser', attemptFrom('updateUser'))
        ],
        config: {
          cognitoErrors: {
            ...BODY_ERRORS,
            ...USER_ERRORS,
            409: 'Another account has this address, or the status of the account does not allow this.'
          }
        },
        schema: {
          tags,
          operationId: 'updateUser',
          summary: 'Update a user',
          description:
            'Sets attributes, then removes those that are `null` or an empty string. Where the removal ' +
            'fails, what was set before stays set. Asks for a recent sign-in.',
          params: UserParams,
          body: metadataBody(updateUserBody(settings.adminAttributes), settings),
          response: { 200: User }
        }
      },
      async request =>
        operations.updateUser(
          { ...(await resolveTarget(request)), ...(request.body as UpdateUserBody) },
          request
        )
    )
  },

  confirmUser (scope, { operations, requireUserAdministrator, resolveTarget, settings }) {
    scope.post(
      '/admin/users/:username/confirm',
      {
        preHandler: requireUserAdministrator,
        config: {
          cognitoErrors: {
            ...USER_ERRORS,
            409: 'The user is already confirmed.',
            ...onlyMetadataErrors(settings)
          }
        },
        schema: {
          tags,
          operationId: 'confirmUser',
          summary: 'Confirm the sign-up of a user',
          description: 'Confirms without the code that was sent. It does not verify the email address.',
          params: UserParams,
          ...onlyMetadataBody(settings),
          response: { 204: Type.Null({ description: 'The user is confirmed.' }) }
        }
      },
      async (request, reply) => {
        const forTriggers = onlyMetadataIn(request.body, settings)
        await operations.confirmUser({ ...(await resolveTarget(request)), ...forTriggers }, request)
        reply.code(204)
        return null
      }
    )
  },

  setUserPassword (scope, { operations, requireUserAdministrator, requireRecentSignIn, resolveTarget }) {
    scope.put(
      '/admin/users/:username/password',
      {
        preHandler: [requireUserAdministrator, requireRecentSignIn],
        config: { cognitoErrors: { ...BODY_ERRORS, ...USER_ERRORS } },
        schema: {
          tags,
          operationId: 'setUserPassword',
          summary: "Set a user's password",
          description: "Ends the user's sessions. Requires a recent sign-in.",
          params: UserParams,
          body: SetUserPasswordBody,
          response: { 204: Type.Null({ description: 'The password is set.' }) }
        }
      },
      async (request, reply) => {
        await operations.setUserPassword({ ...(await resolveTarget(request)), ...request.body }, request)
        reply.code(204)
        return null
      }
    )
  },

  removeUserTotp (scope, { operations, requireUserAdministrator, requireRecentSignIn, resolveTarget }) {
    scope.delete(
      '/admin/users/:username/mfa/totp',
      {
        preHandler: [requireUserAdministrator, requireRecentSignIn],
        config: { cognitoErrors: USER_ERRORS },
        schema: {
          tags,
          operationId: 'removeUserTotp',
          summary: "Remove a user's authenticator",
          description: "For users who have lost it. Ends the user's sessions. Requires a recent sign-in.",
          params: UserParams,
          response: { 204: Type.Null({ description: 'The authenticator is removed.' }) }
        }
      },
      async (request, reply) => {
        await operations.removeUserTotp(await resolveTarget(request), request)
        reply.code(204)
        return null
      }
    )
  },

  enableUser (scope, { operations, requireUserAdministrator, resolveTarget }) {
    scope.post(
      '/admin/users/:username/enable',
      {
        preHandler: requireUserAdministrator,
        config: { cognitoErrors: USER_ERRORS },
        schema: {
          tags,
          operationId: 'enableUser',
          summary: 'Enable a user',
          params: UserParams,
          response: { 204: Type.Null({ description: 'They may sign in.' }) }
        }
      },
      async (request, reply) => {
        await operations.enableUser(await resolveTarget(request), request)
        reply.code(204)
        return null
      }
    )
  },

  disableUser (scope, { operations, requireUserAdministrator, requireRecentSignIn, resolveTarget }) {
    scope.post(
      '/admin/users/:username/disable',
      {
        preHandler: [requireUserAdministrator, requireRecentSignIn],
        config: {
          cognitoErrors: {
            ...USER_ERRORS,
            409: 'The user is the last administrator, or the status of the account does not allow this.'
          }
        },
        schema: {
          tags,
          operationId: 'disableUser',
          summary: 'Disable a user',
          description: "Ends the user's sessions. Requires a recent sign-in.",
          params: UserParams,
          querystring: ForceQuery,
          response: { 204: Type.Null({ description: 'The user is disabled.' }) }
        }
      },
      async (request, reply) => {
        await operations.disableUser({ ...(await resolveTarget(request)), ...request.query }, request)
        reply.code(204)
        return null
      }
    )
  },

  resetUserPassword (scope, api) {
    const { operations, limiter, requireUserAdministrator, requireRecentSignIn, resolveTarget, settings } =
      api
    scope.post(
      '/admin/users/:username/reset-password',
      {
        preHandler: [
          requireUserAdministrator,
          requireRecentSignIn,
          limiter.limit('resetUserPassword', attemptFrom('resetUserPassword', 'params'))
        ],
        config: {
          cognitoErrors: {
            ...USER_ERRORS,
            409: 'The user is the last administrator, or the status of the account does not allow this.',
            ...onlyMetadataErrors(settings)
          }
        },
        schema: {
          tags,
          operationId: 'resetUserPassword',
          summary: "Reset a user's password",
          description:
            "Sends a code to the user's verified address, to set a new password with at `/password/reset`. " +
            'Requires a recent sign-in.',
          params: UserParams,
          querystring: ForceQuery,
          ...onlyMetadataBody(settings),
          response: { 204: Type.Null({ description: 'A code is sent.' }) }
        }
      },
      async (request, reply) => {
        const forTriggers = onlyMetadataIn(request.body, settings)
        const target = await resolveTarget(request)
        await operations.resetUserPassword({ ...target, ...request.query, ...forTriggers }, request)
        reply.code(204)
        return null
      }
    )
  },

  signOutUser (scope, { operations, requireUserAdministrator, requireRecentSignIn, resolveTarget }) {
    scope.post(
      '/admin/users/:username/signout',
      {
        preHandler: [requireUserAdministrator, requireRecentSignIn],
        config: { cognitoErrors: USER_ERRORS },
        schema: {
          tags,
          operationId: 'signOutUser',
          summary: 'Sign a user out everywhere',
          description: 'Requires a recent sign-in.',
          params: UserParams,
          response: { 204: Type.Null({ description: "The user's sessions are ended." }) }
        }
      },
      async (request, reply) => {
        await operations.signOutUser(await resolveTarget(request), request)
        reply.code(204)
        return null
      }
    )
  },

  deleteUser (scope, { operations, requireUserAdministrator, requireRecentSignIn, resolveTarget }) {
    scope.delete(
      '/admin/users/:username',
      {
        preHandler: [requireUserAdministrator, requireRecentSignIn],
        config: {
          cognitoErrors: {
            ...USER_ERRORS,
            409: 'The user is the last administrator, or the status of the account does not allow this.'
          }
        },
        schema: {
          tags,
          operationId: 'deleteUser',
          summary: 'Delete a user',
          description: "Ends the user's sessions. This cannot be undone. Requires a recent sign-in.",
          params: UserParams,
          querystring: ForceQuery,
          response: { 204: Type.Null({ description: 'The account is deleted.' }) }
        }
      },
      async (request, reply) => {
        await operations.deleteUser({ ...(await resolveTarget(request)), ...request.query }, request)
        reply.code(204)
        return null
      }
    )
  }
}
