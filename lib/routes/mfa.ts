import { getCurrentUser } from '../authorization/get-current-user.js'
import { verifiedToken } from '../authorization/request-auth.js'
import {
  MfaFactors,
  MfaPreferences,
  MfaPreferencesBody,
  TotpSecret,
  VerifyTotpBody,
  VerifyTotpResult
} from '../schemas/mfa.js'
import { BODY_ERRORS, COGNITO_ERRORS, SELF_SERVICE_FORBIDDEN } from './error-responses.js'
import type { Routes } from './route.js'
import { requireSelfService } from './self-service.js'

const tags = ['mfa']

/** `POST /me/mfa/totp`, `/me/mfa/totp/verify`, `GET` and `PUT /me/mfa`. */
export const mfaRoutes: Routes<'setupTotp' | 'verifyTotp' | 'getMfaPreferences' | 'setMfaPreferences'> = {
  setupTotp (scope, { operations, requireUser, requireRecentSignIn }) {
    scope.post(
      '/me/mfa/totp',
      {
        preHandler: [requireUser, requireSelfService, requireRecentSignIn],
        config: {
          cognitoErrors: {
            ...COGNITO_ERRORS,
            403: SELF_SERVICE_FORBIDDEN,
            409: 'Another authenticator is being set up at the same time.'
          }
        },
        schema: {
          tags,
          operationId: 'setupTotp',
          summary: 'Start TOTP setup',
          description:
            'Returns the secret for an authenticator app, as text and as a QR code. Send the first code to ' +
            '`/me/mfa/totp/verify`. Requires a recent sign-in.',
          response: { 200: TotpSecret }
        }
      },
      async request => {
        const { email, username } = await request.loadProfile()
        return operations.setupTotp(
          { accessToken: verifiedToken(request), account: email ?? username },
          request
        )
      }
    )
  },

  verifyTotp (scope, { operations, limiter, requireUser, requireRecentSignIn }) {
    scope.post(
      '/me/mfa/totp/verify',
      {
        preHandler: [
          requireUser,
          requireSelfService,
          requireRecentSignIn,
          limiter.limit('verifyTotp', request => getCurrentUser(request).id)
        ],
        config: { cognitoErrors: { ...BODY_ERRORS, 403: SELF_SERVICE_FORBIDDEN } },
        schema: {
          tags,
          operationId: 'verifyTotp',
          summary: 'Complete TOTP setup',
          description:
            'Verifies the first code of the authenticator. Every sign-in asks for a code from then on.',
          body: VerifyTotpBody,
          response: { 200: VerifyTotpResult }
        }
      },
      async request =>
        operations.verifyTotp({ accessToken: verifiedToken(request), ...request.body }, request)
    )
  },

  getMfaPreferences (scope, { operations, requireUser }) {
    scope.get(
      '/me/mfa',
      {
        preHandler: [requireUser, requireSelfService],
        config: { cognitoErrors: { ...COGNITO_ERRORS, 403: SELF_SERVICE_FORBIDDEN } },
        schema: {
          tags,
          operationId: 'getMfaPreferences',
          summary: 'Get your MFA factors',
          response: { 200: MfaFactors }
        }
      },
      async request => operations.getMfaPreferences({ accessToken: verifiedToken(request) }, request)
    )
  },

  setMfaPreferences (scope, { operations, requireUser, requireRecentSignIn }) {
    scope.put(
      '/me/mfa',
      {
        preHandler: [requireUser, requireSelfService, requireRecentSignIn],
        config: { cognitoErrors: { ...BODY_ERRORS, 403: SELF_SERVICE_FORBIDDEN } },
        schema: {
          tags,
          operationId: 'setMfaPreferences',
          summary: 'Set your MFA preferences',
          description: 'Enables and disables factors, and sets the preferred one. Requires a recent sign-in.',
          body: MfaPreferencesBody,
          response: { 200: MfaPreferences }
        }
      },
      async request =>
        operations.setMfaPreferences(
          { accessToken: verifiedToken(request), preferences: request.body },
          request
        )
    )
  }
}
