import { Type } from '@sinclair/typebox'
import { IdentityParams, LinkIdentityBody } from '../schemas/identity.js'
import { UserParams } from '../schemas/user.js'
import { BODY_ERRORS, USER_ERRORS } from './error-responses.js'
import type { Routes } from './route.js'

const tags = ['administration']

/** `/admin/users/:username/identities`: link and unlink accounts at identity providers. */
export const identityRoutes: Routes<'linkIdentity' | 'unlinkIdentity'> = {
  linkIdentity (scope, { operations, requireUserAdministrator, requireRecentSignIn, resolveTarget }) {
    scope.post(
      '/admin/users/:username/identities',
      {
        // The owner of the linked account can sign in as the user from then on.
        preHandler: [requireUserAdministrator, requireRecentSignIn],
        config: {
          cognitoErrors: { ...BODY_ERRORS, ...USER_ERRORS, 409: 'Another user has an alias of the account.' }
        },
        schema: {
          tags,
          operationId: 'linkIdentity',
          summary: 'Link an account at an identity provider',
          description:
            'From then on, the owner of the account signs in as the user. The account must not have signed ' +
            'in before. Requires a recent sign-in.',
          params: UserParams,
          body: LinkIdentityBody,
          response: { 204: Type.Null({ description: 'The account is linked.' }) }
        }
      },
      async (request, reply) => {
        await operations.linkIdentity({ ...(await resolveTarget(request)), ...request.body }, request)
        reply.code(204)
        return null
      }
    )
  },

  unlinkIdentity (scope, { operations, requireUserAdministrator, requireRecentSignIn, resolveTarget }) {
    scope.delete(
      '/admin/users/:username/identities/:provider/:userId',
      {
        preHandler: [requireUserAdministrator, requireRecentSignIn],
        config: {
          cognitoErrors: {
            ...USER_ERRORS,
            404: 'The user was not found, or the account is not linked to it.'
          }
        },
        schema: {
          tags,
          operationId: 'unlinkIdentity',
          summary: 'Unlink an account at an identity provider',
          description: "Ends the user's sessions. Requires a recent sign-in.",
          params: IdentityParams,
          response: { 204: Type.Null({ description: 'The account is no longer linked.' }) }
        }
      },
      async (request, reply) => {
        const { provider, userId } = request.params
        const target = await resolveTarget(request)
        await operations.unlinkIdentity({ ...target, provider, userId }, request)
        reply.code(204)
        return null
      }
    )
  }
}
