import {
  ConfirmSignUpBody,
  ConfirmSignUpOnlyBody,
  ConfirmSignUpResult,
  HiddenSignUpResult,
  type SignUpBody,
  ResendConfirmationCodeBody,
  ResendConfirmationCodeResult,
  signUpBody,
  SignUpResult
} from '../schemas/sign-up.js'
import { BODY_ERRORS } from './error-responses.js'
import { metadataBody } from './client-metadata.js'
import { limitOf, type PublicOperation } from './public-operation.js'
import type { Routes } from './route.js'
import { requireOwnOrigin, sessionStarter } from './session.js'

const tags = ['sign-up']

export const signUp: PublicOperation<SignUpResult | HiddenSignUpResult> = {
  name: 'signUp',
  body: settings => {
    const passwordless = settings.flows.includes('USER_AUTH')
    return metadataBody(signUpBody(settings.signUpAttributes, { passwordless }), settings)
  },
  run: async (operations, request) => operations.signUp(request.body as SignUpBody, request)
}

export const confirmSignUp: PublicOperation<ConfirmSignUpResult> = {
  name: 'confirmSignUp',
  body: settings => {
    const body = settings.flows.includes('USER_AUTH') ? ConfirmSignUpBody : ConfirmSignUpOnlyBody
    return metadataBody(body, settings)
  },
  run: async (operations, request, start) => {
    const body = request.body as ConfirmSignUpBody
    const { confirmed, tokens } = await operations.confirmSignUp(body, request)
    if (tokens === undefined) return { confirmed }
    return start === null ? { confirmed, tokens } : { confirmed, session: await start(tokens) }
  }
}

export const resendConfirmationCode: PublicOperation<ResendConfirmationCodeResult> = {
  name: 'resendConfirmationCode',
  body: settings => metadataBody(ResendConfirmationCodeBody, settings),
  run: async (operations, request) =>
    operations.resendConfirmationCode(request.body as ResendConfirmationCodeBody, request)
}

/** `POST /signup`, `/signup/confirm`, `/signup/resend`. */
export const signUpRoutes: Routes<'signUp' | 'confirmSignUp' | 'resendConfirmationCode'> = {
  signUp (scope, api) {
    const { operations, settings } = api
    scope.post(
      '/signup',
      {
        preHandler: limitOf(api, signUp),
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
            'Sends a code to the email address or phone number that the user pool verifies. Send the code ' +
            'to `/signup/confirm`.',
          body: signUp.body(settings),
          response: { 201: settings.hideExistingUsers ? HiddenSignUpResult : SignUpResult }
        }
      },
      async (request, reply) => {
        reply.code(201)
        return signUp.run(operations, request, null)
      }
    )
  },

  confirmSignUp (scope, api) {
    const { operations, settings } = api
    scope.post(
      '/signup/confirm',
      {
        preHandler: [requireOwnOrigin(api), limitOf(api, confirmSignUp)],
        config: {
          public: true,
          cognitoErrors: { ...BODY_ERRORS, 409: 'Another account has this email address or phone number.' }
        },
        schema: {
          tags,
          operationId: 'confirmSignUp',
          summary: 'Confirm a sign-up',
          description:
            'The response is the same if the code is wrong, has expired, or there is no such unconfirmed ' +
            'account. With the `session` that `/signup` returned, the user is signed in too.',
          body: confirmSignUp.body(settings),
          response: { 200: ConfirmSignUpResult }
        }
      },
      async (request, reply) => confirmSignUp.run(operations, request, sessionStarter(api, request, reply))
    )
  },

  resendConfirmationCode (scope, api) {
    const { operations, settings } = api
    scope.post(
      '/signup/resend',
      {
        preHandler: limitOf(api, resendConfirmationCode),
        config: { public: true, cognitoErrors: BODY_ERRORS },
        schema: {
          tags,
          operationId: 'resendConfirmationCode',
          summary: 'Resend the confirmation code',
          description: 'The response is the same whether or not there is such an unconfirmed account.',
          body: resendConfirmationCode.body(settings),
          response: { 202: ResendConfirmationCodeResult }
        }
      },
      async (request, reply) => {
        reply.code(202)
        return resendConfirmationCode.run(operations, request, null)
      }
    )
  }
}
