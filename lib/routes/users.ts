import { Type } from '@sinclair/typebox'
import { attemptFrom } from '../cognito/attempts.js'
import {
  ForceQuery,
  updateUserBody,
  User,
  UserDetails,
  UserParams,
  Users,
  UsersQuery,
  type UpdateUserBody
} from '../schemas/user.js'
import { metadataBody } from './client-metadata.js'
import { ADMINISTRATION_ERRORS, BODY_ERRORS, LAST_ADMINISTRATOR, USER_ERRORS } from './error-responses.js'
import type { Routes } from './route.js'

const tags = ['administration']

/** `/admin/users`: list, get, update and delete users. */
export const userRoutes: Routes<'listUsers' | 'getUser' | 'updateUser' | 'deleteUser'> = {
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
            409:
              'Another account has this email address or phone number, or the status of the account does ' +
              'not allow this.'
          }
        },
        schema: {
          tags,
          operationId: 'updateUser',
          summary: 'Update a user',
          description:
            'Sets attributes, then removes those that are `null` or an empty string. If the removal fails, ' +
            'the attributes that were set stay set. Requires a recent sign-in.',
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

  deleteUser (scope, { operations, requireUserAdministrator, requireRecentSignIn, resolveTarget }) {
    scope.delete(
      '/admin/users/:username',
      {
        preHandler: [requireUserAdministrator, requireRecentSignIn],
        config: { cognitoErrors: { ...USER_ERRORS, 409: LAST_ADMINISTRATOR } },
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
