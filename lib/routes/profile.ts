import { Type } from '@sinclair/typebox'
import { getCurrentUser } from '../authorization/get-current-user.js'
import { verifiedToken } from '../authorization/request-auth.js'
import { CONTACT_ATTRIBUTES } from '../cognito/contact-attributes.js'
import { contactsIn } from '../cognito/attempts.js'
import type { WithClientMetadata } from '../schemas/client-metadata.js'
import { Profile, updateProfileBody, UpdateProfileResult } from '../schemas/profile.js'
import { ForceQuery } from '../schemas/user.js'
import { metadataBody } from './client-metadata.js'
import { BODY_ERRORS, COGNITO_ERRORS, SELF_SERVICE_FORBIDDEN } from './error-responses.js'
import type { Routes } from './route.js'
import { requireSelfService } from './self-service.js'

const tags = ['profile']

/** `/me`: get, update and delete your own account. */
export const profileRoutes: Routes<'getProfile' | 'updateProfile' | 'deleteAccount'> = {
  getProfile (scope, { requireUser }) {
    scope.get(
      '/me',
      {
        // Not onRequest, so that a rate limiter of the application counts unauthenticated requests before
        // they are rejected.
        preHandler: requireUser,
        config: { cognitoErrors: { ...COGNITO_ERRORS, 403: SELF_SERVICE_FORBIDDEN } },
        schema: {
          tags,
          operationId: 'getProfile',
          summary: 'Get your profile',
          response: { 200: Profile }
        }
      },
      async request => request.loadProfile({ fresh: true })
    )
  },

  updateProfile (scope, { operations, limiter, requireUser, requireRecentSignIn, settings }) {
    const limit = limiter.limit('updateProfile', request => ({
      account: getCurrentUser(request).id,
      destinations: contactsIn(request.body as Record<string, unknown>)
    }))
    scope.patch(
      '/me',
      {
        preHandler: [requireUser, requireSelfService],
        config: {
          cognitoErrors: {
            ...BODY_ERRORS,
            401: 'The access token is not valid, or the sign-in is too old to change an email address.',
            403: SELF_SERVICE_FORBIDDEN,
            409: 'Another account has this email address or phone number.'
          }
        },
        schema: {
          tags,
          operationId: 'updateProfile',
          summary: 'Update your profile',
          description:
            'Sets attributes, then removes those that are `null` or an empty string. If the removal fails, ' +
            'the attributes that were set stay set. A change of an email address or phone number requires ' +
            'a recent sign-in; a new one is verified with the code that is sent to it.',
          body: metadataBody(updateProfileBody(settings.profileAttributes), settings),
          response: { 200: UpdateProfileResult }
        }
      },
      async (request, reply) => {
        const { clientMetadata, ...attributes } = request.body as Record<string, unknown> & WithClientMetadata
        if (CONTACT_ATTRIBUTES.some(name => Object.hasOwn(attributes, name))) {
          await requireRecentSignIn(request, reply)
          // Cognito sends a code to the new email address or phone number, and a 409 reveals whether an
          // account has it.
          await limit(request, reply)
        }
        const accessToken = verifiedToken(request)
        return operations.updateProfile({ accessToken, attributes, clientMetadata }, request)
      }
    )
  },

  deleteAccount (scope, { operations, requireUser, requireRecentSignIn }) {
    scope.delete(
      '/me',
      {
        preHandler: [requireUser, requireSelfService, requireRecentSignIn],
        config: {
          cognitoErrors: {
            ...COGNITO_ERRORS,
            400: 'The query is not valid.',
            403: SELF_SERVICE_FORBIDDEN,
            409: 'You are the last administrator, or the account was changed at the same time.'
          }
        },
        schema: {
          tags,
          operationId: 'deleteAccount',
          summary: 'Delete your account',
          description: 'This cannot be undone. Requires a recent sign-in.',
          querystring: ForceQuery,
          response: { 204: Type.Null({ description: 'The account is deleted.' }) }
        }
      },
      async (request, reply) => {
        await operations.deleteAccount({ accessToken: verifiedToken(request), ...request.query }, request)
        reply.code(204)
        return null
      }
    )
  }
}
