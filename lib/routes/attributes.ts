import { getCurrentUser } from '../authorization/get-current-user.js'
import { verifiedToken } from '../authorization/request-auth.js'
import { contactsIn } from '../cognito/attempts.js'
import {
  AttributeParams,
  SendAttributeCodeResult,
  VerifyAttributeBody,
  VerifyAttributeResult
} from '../schemas/profile.js'
import { onlyMetadataBody, onlyMetadataErrors, onlyMetadataIn } from './client-metadata.js'
import { BODY_ERRORS, COGNITO_ERRORS, SELF_SERVICE_FORBIDDEN } from './error-responses.js'
import type { Routes } from './route.js'
import { requireSelfService } from './self-service.js'

const tags = ['profile']

/** `/me/attributes`: verify an email address or phone number. */
export const attributeRoutes: Routes<'sendAttributeCode' | 'verifyAttribute'> = {
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
              // Not from the cache: the attribute may just have been changed.
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
            409: 'Another account has this email address or phone number.'
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
