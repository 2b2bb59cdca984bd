import { Type } from '@sinclair/typebox'
import { ForceQuery, UserParams } from '../schemas/user.js'
import { onlyMetadataBody, onlyMetadataErrors, onlyMetadataIn } from './client-metadata.js'
import { LAST_ADMINISTRATOR, USER_ERRORS } from './error-responses.js'
import type { Routes } from './route.js'

const tags = ['administration']

/** `/admin/users`: confirm, enable, disable and sign out users. */
export const userAccessRoutes: Routes<'confirmUser' | 'enableUser' | 'disableUser' | 'signOutUser'> = {
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
          response: { 204: Type.Null({ description: 'The user is enabled.' }) }
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
        config: { cognitoErrors: { ...USER_ERRORS, 409: LAST_ADMINISTRATOR } },
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
  }
}
