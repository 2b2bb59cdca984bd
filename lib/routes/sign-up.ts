import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { TObject } from '@sinclair/typebox'
import type { Operations } from '../cognito/operations.js'
import { ANY } from './answers.js'
import { ConfirmSignUpBody, ConfirmSignUpResult, ResendCodeBody, ResendCodeResult, signUpBody, SignUpResult } from '../schemas/sign-up.js'

const tags = ['sign-up']

/** `POST /signup`, `/signup/confirm`, `/signup/resend`. */
export const signUpRoutes: FastifyPluginAsyncTypebox<{ operations: Operations, attributes: TObject }> = async (scope, { operations, attributes }) => {
  scope.post('/signup', {
    config: { public: true, cognitoErrors: { ...ANY, 403: 'Signing up is switched off.', 409: 'There is such an account already.' } },
    schema: {
      tags,
      operationId: 'signUp',
      summary: 'Make an account',
      description: 'A code is sent to the address that the user pool verifies; it goes to `/signup/confirm`.',
      body: signUpBody(attributes),
      response: { 201: SignUpResult }
    }
  }, async (request, reply) => {
    reply.code(201)
    return operations.signUp(request.body, request)
  })

  scope.post('/signup/confirm', {
    config: { public: true, cognitoErrors: ANY },
    schema: {
      tags,
      operationId: 'confirmSignUp',
      summary: 'Confirm an account with the code that was sent',
      description: 'A code that is wrong, has expired, or belongs to no account that waits for one: the same answer.',
      body: ConfirmSignUpBody,
      response: { 200: ConfirmSignUpResult }
    }
  }, async request => operations.confirmSignUp(request.body, request))

  scope.post('/signup/resend', {
    config: { public: true, cognitoErrors: ANY },
    schema: {
      tags,
      operationId: 'resendCode',
      summary: 'Send the code again',
      description: 'The answer is the same whether or not there is an account that waits for a code.',
      body: ResendCodeBody,
      response: { 202: ResendCodeResult }
    }
  }, async (request, reply) => {
    reply.code(202)
    return operations.resendCode(request.body, request)
  })
}
