import { Type } from '@sinclair/typebox'
import { getCurrentUser } from '../authorization/get-current-user.js'
import { verifiedToken } from '../authorization/request-auth.js'
import {
  ChangePasswordBody,
  ForgotPasswordBody,
  ForgotPasswordResult,
  ResetPasswordBody,
  ResetPasswordResult
} from '../schemas/password.js'
import { BODY_ERRORS, SELF_SERVICE_FORBIDDEN } from './error-responses.js'
import { metadataBody } from './client-metadata.js'
import { limitOf, type PublicOperation } from './public-operation.js'
import type { Routes } from './route.js'
import { requireSelfService } from './self-service.js'

const tags = ['password']

export const forgotPassword: PublicOperation<ForgotPasswordResult> = {
  name: 'forgotPassword',
  body: settings => metadataBody(ForgotPasswordBody, settings),
  run: async (operations, request) => operations.forgotPassword(request.body as ForgotPasswordBody, request)
}

export const resetPassword: PublicOperation<ResetPasswordResult> = {
  name: 'resetPassword',
  body: settings => metadataBody(ResetPasswordBody, settings),
  run: async (operations, request) => operations.resetPassword(request.body as ResetPasswordBody, request)
}

/** `POST /password/forgot`, `/password/reset`, `/password/change`. */
export const passwordRoutes: Routes<'forgotPassword' | 'resetPassword' | 'changePassword'> = {
  forgotPassword (scope, api) {
    const { operations, settings } = api
    scope.post(
      '/password/forgot',
      {
        preHandler: limitOf(api, forgotPassword),
        config: { public: true, cognitoErrors: BODY_ERRORS },
        schema: {
          tags,
          operationId: 'forgotPassword',
          summary: 'Request a password reset code',
          description: 'The response is the same whether or not there is such an account.',
          body: forgotPassword.body(settings),
          response: { 202: ForgotPasswordResult }
        }
      },
      async (request, reply) => {
        reply.code(202)
        return forgotPassword.run(operations, request, null)
      }
    )
  },

  resetPassword (scope, api) {
    const { operations, settings } = api
    scope.post(
      '/password/reset',
      {
        preHandler: limitOf(api, resetPassword),
        config: { public: true, cognitoErrors: BODY_ERRORS },
        schema: {
          tags,
          operationId: 'resetPassword',
          summary: 'Reset the password',
          description:
            'The response is the same if the code is wrong, has expired, or there is no such account.',
          body: resetPassword.body(settings),
          response: { 200: ResetPasswordResult }
        }
      },
      async request => resetPassword.run(operations, request, null)
    )
  },

  changePassword (scope, { operations, limiter, requireUser, requireRecentSignIn }) {
    scope.post(
      '/password/change',
      {
        preHandler: [
          requireUser,
          requireSelfService,
          limiter.limit('changePassword', request => getCurrentUser(request).id)
        ],
        config: {
          cognitoErrors: {
            ...BODY_ERRORS,
            401:
              'The access token is not valid, the password is wrong, or the sign-in is too old for a ' +
              'user without a password.',
            403: SELF_SERVICE_FORBIDDEN
          }
        },
        schema: {
          tags,
          operationId: 'changePassword',
          summary: 'Change your password',
          description: 'The new password must meet the password policy of the user pool.',
          body: ChangePasswordBody,
          response: { 204: Type.Null({ description: 'The password is changed.' }) }
        }
      },
      async (request, reply) => {
        // A user without a password must have signed in recently: a stolen token alone must not set one.
        if (request.body.password === undefined) await requireRecentSignIn(request, reply)
        await operations.changePassword({ accessToken: verifiedToken(request), ...request.body }, request)
        reply.code(204)
        return null
      }
    )
  }
}
