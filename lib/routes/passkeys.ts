import { Type } from '@sinclair/typebox'
import { verifiedToken } from '../authorization/request-auth.js'
import {
  CompletePasskeyRegistrationBody,
  CompletePasskeyRegistrationResult,
  PasskeyRegistrationOptions,
  PasskeyParams,
  Passkeys,
  PasskeysQuery
} from '../schemas/passkey.js'
import { BODY_ERRORS, COGNITO_ERRORS, SELF_SERVICE_FORBIDDEN } from './error-responses.js'
import type { Routes } from './route.js'
import { requireSelfService } from './self-service.js'

const tags = ['passkeys']

/** `POST /me/passkeys/options`, `POST` and `GET /me/passkeys`, `DELETE /me/passkeys/:id`. */
export const passkeyRoutes: Routes<
  'startPasskeyRegistration' | 'completePasskeyRegistration' | 'listPasskeys' | 'deletePasskey'
> = {
  startPasskeyRegistration (scope, { operations, requireUser, requireRecentSignIn }) {
    scope.post(
      '/me/passkeys/options',
      {
        preHandler: [requireUser, requireSelfService, requireRecentSignIn],
        config: {
          cognitoErrors: {
            ...COGNITO_ERRORS,
            403: SELF_SERVICE_FORBIDDEN,
            409: 'The account has the maximum number of passkeys.'
          }
        },
        schema: {
          tags,
          operationId: 'startPasskeyRegistration',
          summary: 'Start passkey registration',
          description:
            'Returns the options to create a passkey with in the browser. Requires a recent sign-in.',
          response: { 200: PasskeyRegistrationOptions }
        }
      },
      async request => operations.startPasskeyRegistration({ accessToken: verifiedToken(request) }, request)
    )
  },

  completePasskeyRegistration (scope, { operations, requireUser, requireRecentSignIn }) {
    scope.post(
      '/me/passkeys',
      {
        preHandler: [requireUser, requireSelfService, requireRecentSignIn],
        config: {
          cognitoErrors: {
            ...BODY_ERRORS,
            403: SELF_SERVICE_FORBIDDEN,
            409: 'The account has the maximum number of passkeys.'
          }
        },
        schema: {
          tags,
          operationId: 'completePasskeyRegistration',
          summary: 'Complete passkey registration',
          description: 'Registers the credential that the browser created. Requires a recent sign-in.',
          body: CompletePasskeyRegistrationBody,
          response: { 201: CompletePasskeyRegistrationResult }
        }
      },
      async (request, reply) => {
        reply.code(201)
        return operations.completePasskeyRegistration(
          { accessToken: verifiedToken(request), ...request.body },
          request
        )
      }
    )
  },

  listPasskeys (scope, { operations, requireUser }) {
    scope.get(
      '/me/passkeys',
      {
        preHandler: [requireUser, requireSelfService],
        config: {
          cognitoErrors: {
            ...COGNITO_ERRORS,
            403: SELF_SERVICE_FORBIDDEN,
            400: 'The value of `next` is not valid.'
          }
        },
        schema: {
          tags,
          operationId: 'listPasskeys',
          summary: 'List your passkeys',
          querystring: PasskeysQuery,
          response: { 200: Passkeys }
        }
      },
      async request =>
        operations.listPasskeys({ accessToken: verifiedToken(request), ...request.query }, request)
    )
  },

  deletePasskey (scope, { operations, requireUser, requireRecentSignIn }) {
    scope.delete(
      '/me/passkeys/:id',
      {
        preHandler: [requireUser, requireSelfService, requireRecentSignIn],
        config: {
          cognitoErrors: {
            ...COGNITO_ERRORS,
            403: SELF_SERVICE_FORBIDDEN,
            400: 'The credential ID is not valid.',
            404: 'The passkey was not found.'
          }
        },
        schema: {
          tags,
          operationId: 'deletePasskey',
          summary: 'Delete a passkey',
          description: 'The passkey can no longer sign in. Requires a recent sign-in.',
          params: PasskeyParams,
          response: { 204: Type.Null({ description: 'The passkey is deleted.' }) }
        }
      },
      async (request, reply) => {
        await operations.deletePasskey({ accessToken: verifiedToken(request), ...request.params }, request)
        reply.code(204)
        return null
      }
    )
  }
}
