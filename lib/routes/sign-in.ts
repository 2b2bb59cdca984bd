import { Type, type TSchema } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { verifiedToken } from '../authorization/request-auth.js'
import { errors } from '../errors.js'
import { respondToChallengeBody, type RespondToChallengeBody } from '../schemas/challenge.js'
import { RefreshBody, signInBody, SignInResult, SignOutBody, type SignInBody } from '../schemas/sign-in.js'
import { Tokens, type Challenge } from '../schemas/tokens.js'
import { BODY_ERRORS, SELF_SERVICE_FORBIDDEN } from './error-responses.js'
import { metadataBody } from './client-metadata.js'
import { limitOf, type PublicOperation } from './public-operation.js'
import type { AuthApi, Routes } from './route.js'
import { StartedSession } from '../schemas/session.js'
import { requireSelfService } from './self-service.js'
import { requireOwnOrigin, sessionStarter, type StartSession } from './session.js'
import { withDiscriminator } from './tagged-union.js'

const tags = ['sign-in']

/** The result of a step of a sign-in: tokens, a session, or the next challenge. */
export type StepResult = Tokens | Challenge | StartedSession

export const signIn: PublicOperation<StepResult> = {
  name: 'signIn',
  body: settings => {
    const flows: object = signInBody(settings.flows)
    return withDiscriminator('flow', metadataBody(flows as TSchema, settings))
  },
  run: async (operations, request, start) =>
    withSession(await operations.signIn(request.body as SignInBody, request), start)
}

export const respondToChallenge: PublicOperation<StepResult> = {
  name: 'respondToChallenge',
  body: settings =>
    withDiscriminator('challenge', metadataBody(respondToChallengeBody(settings.signUpAttributes), settings)),
  run: async (operations, request, start) =>
    withSession(await operations.respondToChallenge(request.body as RespondToChallengeBody, request), start)
}

async function withSession (result: SignInResult, start: StartSession | null): Promise<StepResult> {
  return start === null || 'challenge' in result ? result : start(result)
}

/** `POST /signin`, `/signin/challenge`, `/refresh`, `/signout`. */
export const signInRoutes: Routes<'signIn' | 'respondToChallenge' | 'refresh' | 'signOut'> = {
  signIn (scope, api) {
    const { operations, settings } = api
    scope.post(
      '/signin',
      {
        preHandler: [requireOwnOrigin(api), limitOf(api, signIn)],
        config: {
          public: true,
          cognitoErrors: {
            ...BODY_ERRORS,
            401: 'The username or password is wrong, or the account cannot sign in.',
            409: 'The account was changed at the same time.'
          }
        },
        schema: {
          tags,
          operationId: 'signIn',
          summary: 'Sign in',
          description:
            'Returns tokens, or the next challenge. The response is the same for every account that cannot ' +
            'sign in.',
          body: signIn.body(settings),
          response: { 200: signInResult(api) }
        }
      },
      async (request, reply) => signIn.run(operations, request, sessionStarter(api, request, reply))
    )
  },

  respondToChallenge (scope, api) {
    const { operations, settings } = api
    scope.post(
      '/signin/challenge',
      {
        preHandler: [requireOwnOrigin(api), limitOf(api, respondToChallenge)],
        config: {
          public: true,
          cognitoErrors: {
            ...BODY_ERRORS,
            401: 'The challenge failed, or the session has expired.',
            409:
              'Another account has this email address or phone number, or the account was changed at the ' +
              'same time.'
          }
        },
        schema: {
          tags,
          operationId: 'respondToChallenge',
          summary: 'Respond to a challenge',
          description: 'Returns tokens, or the next challenge.',
          body: respondToChallenge.body(settings),
          response: { 200: signInResult(api) }
        }
      },
      async (request, reply) =>
        respondToChallenge.run(operations, request, sessionStarter(api, request, reply))
    )
  },

  refresh (scope, { operations, limiter, settings }) {
    scope.post(
      '/refresh',
      {
        preHandler: limiter.limit('refresh', () => null),
        config: {
          public: true,
          cognitoErrors: { ...BODY_ERRORS, 401: 'The refresh token is not valid, or was used before.' }
        },
        schema: {
          tags,
          operationId: 'refresh',
          summary: 'Refresh tokens',
          description:
            'If the response has a refresh token, use it from then on: the previous one may stop working.',
          body: metadataBody(RefreshBody, settings),
          response: { 200: Tokens }
        }
      },
      async request => operations.refresh(request.body, request)
    )
  },

  signOut (scope, api) {
    scope.post(
      '/signout',
      {
        preHandler: api.limiter.limit('signOut', () => null),
        config: {
          public: true,
          cognitoErrors: { ...BODY_ERRORS, 401: 'The token is not valid.', 403: SELF_SERVICE_FORBIDDEN }
        },
        schema: {
          tags,
          operationId: 'signOut',
          summary: 'Sign out',
          description: 'Ends the session of a refresh token, or with `everywhere` every session of the user.',
          body: SignOutBody,
          response: { 204: Type.Null({ description: 'Signed out.' }) }
        }
      },
      async (request, reply) => {
        await signOut(api, request, reply)
        reply.code(204)
        return null
      }
    )
  }
}

/** Returns the schema of the response of a sign-in. With the option `session`, it can be a session. */
function signInResult ({ sessions }: AuthApi): TSchema {
  if (sessions === null) return SignInResult
  const description = 'Tokens, a session with the header `x-session: cookie`, or the next challenge.'
  return Type.Union([SignInResult, StartedSession], { description })
}

/**
 * Ends the session of the refresh token. The access token in the header is used only if no refresh token is
 * sent.
 */
async function signOut (
  { operations, requireUser }: AuthApi,
  request: FastifyRequest<{ Body: SignOutBody }>,
  reply: FastifyReply
): Promise<void> {
  const { refreshToken, deviceKey, everywhere = false } = request.body
  if (!everywhere) {
    if (refreshToken === undefined) {
      throw new errors.FST_COGNITO_INVALID_INPUT(
        'Send a refreshToken, or everywhere: true with an access token in the Authorization header.'
      )
    }
    return operations.signOut({ refreshToken, ...(deviceKey !== undefined && { deviceKey }) }, request)
  }
  if (refreshToken !== undefined) {
    // It identifies the user as an access token does, and is valid longer.
    const { accessToken } = await operations.refresh(
      { refreshToken, ...(deviceKey !== undefined && { deviceKey }) },
      request
    )
    return operations.signOutEverywhere({ accessToken }, request)
  }
  await requireUser(request, reply)
  await requireSelfService(request)
  return operations.signOutEverywhere({ accessToken: verifiedToken(request) }, request)
}
