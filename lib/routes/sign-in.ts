import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import type { Operations } from '../cognito/operations.js'
import { errors } from '../errors.js'
import { ANY } from './answers.js'
import { RefreshBody, SignInBody, SignInResult, SignOutBody } from '../schemas/sign-in.js'
import { Tokens } from '../schemas/tokens.js'
import { bearerToken } from '../verification/credential.js'

const tags = ['sign-in']

/** `POST /signin`, `/refresh`, `/signout`. */
export const signInRoutes: FastifyPluginAsyncTypebox<{ operations: Operations }> = async (scope, { operations }) => {
  scope.post('/signin', {
    config: { public: true, cognitoErrors: { ...ANY, 401: 'Wrong username or password, or an account that is not ready.' } },
    schema: {
      tags,
      operationId: 'signIn',
      summary: 'Sign in',
      description: 'Gives tokens, or the challenge to answer next. Whatever is wrong with the account, the answer is the same.',
      body: SignInBody,
      response: { 200: SignInResult }
    }
  }, async request => operations.signIn(request.body, request))

  scope.post('/refresh', {
    config: { public: true, cognitoErrors: { ...ANY, 401: 'The refresh token is not valid, or was used before.' } },
    schema: {
      tags,
      operationId: 'refresh',
      summary: 'Get new tokens for a refresh token',
      description: 'Keep the refresh token that comes back, where one does: the old one may not work again.',
      body: RefreshBody,
      response: { 200: Tokens }
    }
  }, async request => operations.refresh(request.body, request))

  scope.post('/signout', {
    config: { public: true, cognitoErrors: { ...ANY, 401: 'The token does not say whom to sign out.' } },
    schema: {
      tags,
      operationId: 'signOut',
      summary: 'Sign out',
      description: 'Ends the session of a refresh token, or with `everywhere` every session of the person.',
      body: SignOutBody,
      response: { 204: Type.Null({ description: 'Signed out.' }) }
    }
  }, async (request, reply) => {
    await signOut(operations, request.body, request)
    return reply.code(204).send(null)
  })
}

async function signOut (operations: Operations, { refreshToken, everywhere = false }: SignOutBody, request: FastifyRequest): Promise<void> {
  if (everywhere) {
    // A refresh token speaks for the person as well as an access token does, and lives longer.
    const accessToken = refreshToken !== undefined
      ? (await operations.refresh({ refreshToken }, request)).accessToken
      : bearerToken(request)
    if (accessToken === null) throw new errors.FST_COGNITO_NO_CREDENTIALS()
    return operations.signOutEverywhere({ accessToken }, request)
  }
  if (refreshToken === undefined) throw new errors.FST_COGNITO_INVALID_INPUT('Send a refreshToken, or everywhere: true with an access token in the Authorization header.')
  return operations.signOut({ refreshToken }, request)
}
