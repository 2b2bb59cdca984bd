import { attemptIn } from '../cognito/attempts.js'
import {
  ConfirmSignUpBody, ConfirmSignUpOnlyBody, ConfirmSignUpResult, HiddenSignUpResult, ResendCodeBody,
  ResendCodeResult, signUpBody, SignUpResult
} from '../schemas/sign-up.js'
import { ANY } from './answers.js'
import { metadataBody } from './client-metadata.js'
import type { Routes } from './route.js'

const tags = ['sign-up']

/** `POST /signup`, `/signup/confirm`, `/signup/resend`. */
export const signUpRoutes: Routes<'signUp' | 'confirmSignUp' | 'resendCode'> = {
  signUp (scope, { operations, limiter, settings }) {
    const body = signUpBody(settings.attributes, { passwordless: settings.flows.includes('USER_AUTH') })
    scope.post('/signup', {
      preHandler: limiter.limit('signUp', attemptIn('signUp')),
      config: {
        public: true,
        cognitoErrors: {
          ...ANY,
          403: "Signing up is switched off, or a trigger of the user pool's refused it.",
          ...(!settings.hideExistingUsers && { 409: 'There is such an account already.' })
        }
      },
      schema: {
        tags,
        operationId: 'signUp',
        summary: 'Make an account',
        description: 'A code is sent to the address that the user pool verifies; it goes to `/signup/confirm`.',
        body: metadataBody(body, settings),
        response: { 201: settings.hideExistingUsers ? HiddenSignUpResult : SignUpResult }
      }
    }, async (request, reply) => {
      reply.code(201)
      return operations.signUp(request.body, request)
    })
  },

  confirmSignUp (scope, { operations, limiter, settings }) {
    const body = settings.flows.includes('USER_AUTH') ? ConfirmSignUpBody : ConfirmSignUpOnlyBody
    scope.post('/signup/confirm', {
      preHandler: limiter.limit('confirmSignUp', attemptIn('confirmSignUp')),
      config: { public: true, cognitoErrors: { ...ANY, 409: 'Somebody else has the address already.' } },
      schema: {
        tags,
        operationId: 'confirmSignUp',
        summary: 'Confirm an account with the code that was sent',
        description: 'A code that is wrong, has expired, or belongs to no account that waits for one: the same answer. With the `session` of `/signup` the person is signed in straight after.',
        body: metadataBody(body, settings),
        response: { 200: ConfirmSignUpResult }
      }
    }, async request => operations.confirmSignUp(request.body, request))
  },

  resendCode (scope, { operations, limiter, settings }) {
    scope.post('/signup/resend', {
      preHandler: limiter.limit('resendCode', attemptIn('resendCode')),
      config: { public: true, cognitoErrors: ANY },
      schema: {
        tags,
        operationId: 'resendCode',
        summary: 'Send the code again',
        description: 'The answer is the same whether or not there is an account that waits for a code.',
        body: metadataBody(ResendCodeBody, settings),
        response: { 202: ResendCodeResult }
      }
    }, async (request, reply) => {
      reply.code(202)
      return operations.resendCode(request.body, request)
    })
  }
}
