import { attemptFrom } from '../cognito/attempts.js'
import {
  ConfirmSignUpBody,
  ConfirmSignUpOnlyBody,
  ConfirmSignUpResult,
  HiddenSignUpResult,
  ResendConfirmationCodeBody,
  ResendConfirmationCodeResult,
  signUpBody,
  SignUpResult
} from '../schemas/sign-up.js'
import { BODY_ERRORS } from './error-responses.js'
import { metadataBody } from './client-metadata.js'
import type { Routes } from './route.js'
import { requireOwnOrigin, sessionStarter } from './session.js'

const tags = ['sign-up']

/** `POST /signup`, `/signup/confirm`, `/signup/resend`. */
export const signUpRoutes: Routes<'signUp' | 'confirmSignUp' | 'resendConfirmationCode'> = {
  signUp (scope, { operations, limiter, settings }) {
    const body = signUpBody(settings.signUpAttributes, { passwordless: settings.flows.includes('USER_AUTH') })
    scope.post(
      '/signup',
      {
        preHandler: limiter.limit('signUp', attemptFrom('signUp')),
        config: {
          public: true,
          cognitoErrors: {
            ...BODY_ERRORS,
            403: 'Sign-up is disabled, or a Lambda trigger denied it.',
            ...(!settings.hideExistingUsers && { 409: 'The account already exists.' })
          }
        },
        schema: {
          tags,
          operationId: 'signUp',
          summary: 'Sign up',
          description:
            'Sends a code to the address that the user pool verifies. Send the code to `/signup/confirm`.',
          body: metadataBody(body, settings),
          response: { 201: settings.hideExistingUsers ? HiddenSignUpResult : SignUpResult }
        }
      },
      async (request, reply) => {
        reply.code(201)
        return operations.signUp(request.body, request)
      }
    )
  },

  confirmSignUp (scope, api) {
    const { operations, limiter, settings } = api
    const body = settings.flows.includes('USER_AUTH') ? ConfirmSignUpBody : ConfirmSignUpOnlyBody
    scope.post(
      '/signup/confirm',
      {
        preHandler: [requireOwnOrigin(api), limiter.limit('confirmSignUp', attemptFrom('confirmSignUp'))],
        config: { public: true, cognitoErrors: { ...BODY_ERRORS, 409: 'Another account has this address.' } },
        schema: {
          tags,
          operationId: 'confirmSignUp',
          summary: 'Confirm a sign-up',
          description:
            'The response is the same if the code is wrong, has expired, or there is no such unconfirmed ' +
            'account. With the `session` that `/signup` returned, the user is signed in too.',
          body: metadataBody(body, settings),
          response: { 200: ConfirmSignUpResult }
        }
      },
      async (request, reply) => {
        const open = sessionStarter(api, request, reply)
        const { confirmed, tokens } = await operations.confirmSignUp(request.body, request)
        if (tokens === undefined) return { confirmed }
        return open === null ? { confirmed, tokens } : { confirmed, session: await open(tokens) }
      }
    )
  },

  resendConfirmationCode (scope, { operations, limiter, settings }) {
    scope.post(
      '/signup/resend',
      {
        preHandler: limiter.limit('resendConfirmationCode', attemptFrom('resendConfirmationCode')),
        config: { public: true, cognitoErrors: BODY_ERRORS },
        schema: {
          tags,
          operationId: 'resendConfirmationCode',
          summary: 'Resend the confirmation code',
          description: 'The response is the same whether or not there is such an unconfirmed account.',
          body: metadataBody(ResendConfirmationCodeBody, settings),
          response: { 202: ResendConfirmationCodeResult }
        }
      },
      async (request, reply) => {
        reply.code(202)
        return operations.resendConfirmationCode(request.body, request)
      }
    )
  }
}
