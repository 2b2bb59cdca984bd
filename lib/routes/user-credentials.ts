import { Type } from '@sinclair/typebox'
import { attemptFrom } from '../cognito/attempts.js'
import { ForceQuery, SetUserPasswordBody, UserParams } from '../schemas/user.js'
import { onlyMetadataBody, onlyMetadataErrors, onlyMetadataIn } from './client-metadata.js'
import { BODY_ERRORS, LAST_ADMINISTRATOR, USER_ERRORS } from './error-responses.js'
import type { Routes } from './route.js'

const tags = ['administration']

/** `/admin/users`: set and reset passwords, and remove authenticator apps. */
export const userCredentialRoutes: Routes<'setUserPassword' | 'resetUserPassword' | 'removeUserTotp'> = {
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
            409: LAST_ADMINISTRATOR,
            ...onlyMetadataErrors(settings)
          }
        },
        schema: {
          tags,
          operationId: 'resetUserPassword',
          summary: "Reset a user's password",
          description:
            "Sends a code to the user's verified email address or phone number. With it, the user sets a " +
            'new password at `/password/reset`. Requires a recent sign-in.',
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
  }
}
