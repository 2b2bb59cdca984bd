import { Type } from '@sinclair/typebox'
import { getCurrentUser } from '../authorization/get-current-user.js'
import { verifiedToken } from '../authorization/request-auth.js'
import { CONTACT_ATTRIBUTES } from '../cognito/contact-attributes.js'
import { contactsIn } from '../cognito/attempts.js'
import {
  SendAttributeCodeResult,
  AttributeParams,
  Profile,
  updateProfileBody,
  UpdateProfileResult,
  VerifyAttributeBody,
  VerifyAttributeResult
} from '../schemas/profile.js'
import type { WithClientMetadata } from '../schemas/client-metadata.js'
import { ForceQuery } from '../schemas/user.js'
import { BODY_ERRORS, COGNITO_ERRORS, SELF_SERVICE_FORBIDDEN } from './error-responses.js'
import { metadataBody, onlyMetadataBody, onlyMetadataErrors, onlyMetadataIn } from './client-metadata.js'
import type { Routes } from './route.js'
import { requireSelfService } from './self-service.js'

const tags = ['profile']

/** `GET`, `PATCH` and `DELETE /me`, `POST /me/attributes/:name/code` and `/verify`. */
export const profileRoutes: Routes<
  'getProfile' | 'updateProfile' | 'deleteAccount' | 'sendAttributeCode' | 'verifyAttribute'
> = {
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
            401: 'The access token is not valid, or the sign-in is too old to change an address.',
            403: SELF_SERVICE_FORBIDDEN,
            409: 'Another account has this address.'
          }
        },
        schema: {
          tags,
          operationId: 'updateProfile',
          summary: 'Update your profile',
          description:
            'Sets attributes, then removes those that are `null` or an empty string. Where the removal ' +
            'fails, what was set before stays set. A change of an email address or phone number asks for a ' +
            'recent ' +
            'sign-in; a new one is verified by the code that is sent to it.',
          body: metadataBody(updateProfileBody(settings.profileAttributes), settings),
          response: { 200: UpdateProfileResult }
        }
      },
      async (request, reply) => {
        const { clientMetadata, ...attributes } = request.body as Record<string, unknown> & WithClientMetadata
        if (CONTACT_ATTRIBUTES.some(name => Object.hasOwn(attributes, name))) {
          await requireRecentSignIn(request, reply)
          // It sends a code to any address, and a 409 reveals whether an account has it.
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
  },

  sendAttributeCode (scope, { operations, limiter, requireUser, settings }) {
    scope.post(
      '/me/attributes/:name/code',
      {
        preHandler: [
          requireUser,
          requireSelfService,
          limiter.limit('sendAttributeCode', request => ({
            account: getCurrentUser(request).id,
            destinations: async () => {
              // Not from the cache: the address may just have been changed.
              const { attributes } = await request.loadProfile({ fresh: true })
              return contactsIn(attributes, [(request.params as { name: string }).name])
            }
          }))
        ],
        config: {
          cognitoErrors: {
            ...COGNITO_ERRORS,
            400: BODY_ERRORS[400],
            403: SELF_SERVICE_FORBIDDEN,
            ...onlyMetadataErrors(settings)
          }
        },
        schema: {
          tags,
          operationId: 'sendAttributeCode',
          summary: 'Send a verification code',
          params: AttributeParams,
          ...onlyMetadataBody(settings),
          response: { 200: SendAttributeCodeResult }
        }
      },
      async request =>
        operations.sendAttributeCode(
          {
            accessToken: verifiedToken(request),
            name: request.params.name,
            ...onlyMetadataIn(request.body, settings)
          },
          request
        )
    )
  },

  verifyAttribute (scope, { operations, limiter, requireUser }) {
    scope.post(
      '/me/attributes/:name/verify',
      {
        preHandler: [
          requireUser,
          requireSelfService,
          limiter.limit('verifyAttribute', request => getCurrentUser(request).id)
        ],
        config: {
          cognitoErrors: {
            ...BODY_ERRORS,
            403: SELF_SERVICE_FORBIDDEN,
            409: 'Another account has this address.'
          }
        },
        schema: {
          tags,
          operationId: 'verifyAttribute',
          summary: 'Verify your email address or phone number',
          params: AttributeParams,
          body: VerifyAttributeBody,
          response: { 200: VerifyAttributeResult }
        }
      },
      async request =>
        operations.verifyAttribute(
          {
            accessToken: verifiedToken(request),
            name: request.params.name,
            code: request.body.code
          },
          request
        )
    )
  }
}
