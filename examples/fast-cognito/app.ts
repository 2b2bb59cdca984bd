import {
  AdminGetUserCommand,
  type CognitoIdentityProviderClient
} from '@aws-sdk/client-cognito-identity-provider'
import rateLimit from '@fastify/rate-limit'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerOptions } from 'fastify'
import cognitoAuth, { errors, getCurrentUser, type SinglePoolOptions } from 'fastify-cognito-auth'
import {
  Challenge,
  Code,
  Email,
  Password,
  PhoneNumber,
  RefreshToken,
  type Tokens
} from 'fastify-cognito-auth/schemas'

const PREFIX = '/api/v1/auth'
const NewPassword = Type.String({ ...Password, minLength: 8 })
const Phone = Type.String({ ...PhoneNumber, minLength: 10 })
const Role = Type.Union([Type.Literal('user'), Type.Literal('admin')])
const SignUp = Type.Object({
  full_name: Type.String({ minLength: 1, maxLength: 50 }),
  email: Email,
  phone_number: Phone,
  password: NewPassword,
  role: Role
})
const ByEmail = Type.Object({ email: Email })
const Message = Type.Object({ message: Type.String() })
const SignedIn = Type.Object({
  message: Type.String(),
  AccessToken: Type.String(),
  RefreshToken: Type.Optional(Type.String()),
  ExpiresIn: Type.Integer()
})

export interface Surroundings {
  /** A client with AWS credentials. Only the details of other users, for administrators, need them. */
  aws: CognitoIdentityProviderClient
  /**
   * Called with the role that a user chose at sign-up. It grants nothing: administrators add users to groups.
   */
  onRoleWish: (sub: string, role: string) => void | Promise<void>
}

/**
 * The API of the FastCognito tutorial. For further steps of a sign-in, for which the tutorial has no route,
 * it has the plugin's.
 */
export async function buildApp (
  options: SinglePoolOptions,
  surroundings: Surroundings,
  { logger = false }: FastifyServerOptions = {}
): Promise<FastifyInstance> {
  const app = Fastify({ logger })
  await app.register(cognitoAuth, { ...options, routes: { prefix: PREFIX, include: ['respondToChallenge'] } })
  await app.register(routes, { prefix: PREFIX, userPoolId: options.userPoolId, ...surroundings })
  return app
}

const routes: FastifyPluginAsyncTypebox<Surroundings & { userPoolId: string }> = async (
  app,
  { aws, userPoolId, onRoleWish }
) => {
  const errorResponseBuilder = () => new errors.FST_COGNITO_TOO_MANY_ATTEMPTS()
  await app.register(rateLimit, {
    hook: 'preHandler',
    keyGenerator: rateLimitKey,
    max: 10,
    timeWindow: '15 minutes',
    errorResponseBuilder
  })
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })

  app.post(
    '/signup',
    {
      schema: { body: SignUp, response: { 201: Type.Object({ message: Type.String(), sub: Type.String() }) } }
    },
    async (request, reply) => {
      const { full_name: name, email, phone_number: phone, password, role } = request.body
      const { sub } = (await app.cognito.signUp(
        { email, password, attributes: { name, phone_number: phone } },
        request
      )) as { sub: string }
      await onRoleWish(sub, role)
      return reply.code(201).send({ message: 'User created successfully', sub })
    }
  )
  app.post(
    '/verify_account',
    { schema: { body: Type.Object({ email: Email, confirmation_code: Code }), response: { 200: Message } } },
    async request => {
      await app.cognito.confirmSignUp(
        { username: request.body.email, code: request.body.confirmation_code },
        request
      )
      return { message: 'Account verification successful' }
    }
  )
  app.post(
    '/resend_confirmation_code',
    { schema: { querystring: ByEmail, response: { 200: Message } } },
    async request => {
      await app.cognito.resendConfirmationCode({ username: request.query.email }, request)
      return { message: 'If an account waits for a code, one was sent' }
    }
  )
  app.post(
    '/signin',
    {
      schema: {
        body: Type.Object({ email: Email, password: Password }),
        response: { 200: Type.Union([SignedIn, Challenge]) }
      }
    },
    async request => {
      const result = await app.cognito.signIn(
        { username: request.body.email, password: request.body.password },
        request
      )
      return 'challenge' in result ? result : signedIn('User signed in successfully', result)
    }
  )
  app.post(
    '/forgot_password',
    { schema: { querystring: ByEmail, response: { 200: Message } } },
    async request => {
      await app.cognito.forgotPassword({ username: request.query.email }, request)
      return { message: 'If there is such an account, a code was sent to it' }
    }
  )
  app.post(
    '/confirm_forgot_password',
    {
      schema: {
        body: Type.Object({ email: Email, confirmation_code: Code, new_password: NewPassword }),
        response: { 200: Message }
      }
    },
    async request => {
      const { email: username, confirmation_code: code, new_password: newPassword } = request.body
      await app.cognito.resetPassword({ username, code, newPassword }, request)
      return { message: 'Password reset successful' }
    }
  )
  app.post(
    '/change_password',
    {
      preHandler: app.requireUser(),
      schema: {
        body: Type.Object({ old_password: Password, new_password: NewPassword }),
        response: { 200: Message }
      }
    },
    async request => {
      const { old_password: password, new_password: newPassword } = request.body
      await app.cognito.changePassword({ accessToken: tokenOf(request), password, newPassword }, request)
      return { message: 'Password changed successfully' }
    }
  )
  app.post(
    '/new_token',
    {
      config: { rateLimit: { max: 300 } },
      schema: { body: Type.Object({ refresh_token: RefreshToken }), response: { 200: SignedIn } }
    },
    async request =>
      signedIn(
        'Token refreshed successfully',
        await app.cognito.refresh({ refreshToken: request.body.refresh_token }, request)
      )
  )
  app.post('/logout', { preHandler: app.requireUser() }, async (request, reply) => {
    await app.cognito.signOutEverywhere({ accessToken: tokenOf(request) }, request)
    return reply.code(204).send()
  })
  app.get(
    '/user_details',
    {
      preHandler: app.requireUser(),
      schema: { querystring: ByEmail, response: { 200: Type.Record(Type.String(), Type.String()) } }
    },
    async request => {
      const { email, attributes } = await request.loadProfile({ fresh: true })
      if (email?.toLowerCase() === request.query.email.toLowerCase()) return attributes
      if (!getCurrentUser(request).groups.includes('admin')) {
        throw new errors.FST_COGNITO_INSUFFICIENT_GROUPS()
      }
      const { UserAttributes = [] } = await aws
        .send(new AdminGetUserCommand({ UserPoolId: userPoolId, Username: request.query.email }))
        .catch(hideReason)
      return Object.fromEntries(UserAttributes.map(({ Name, Value = '' }) => [Name, Value]))
    }
  )
}

/** The key of the rate limit: the route, the IP address and the account. The 11th attempt is rejected. */
function rateLimitKey ({ routeOptions, ip, query, body, currentUser }: FastifyRequest): string {
  const { email = currentUser?.id } = { ...(query as object), ...(body as object) } as { email?: string }
  return `${routeOptions.url} ${ip} ${email?.toLowerCase()}`
}

const signedIn = (
  message: string,
  { accessToken: AccessToken, refreshToken, expiresIn: ExpiresIn }: Tokens
) => ({ message, AccessToken, ...(refreshToken !== undefined && { RefreshToken: refreshToken }), ExpiresIn })
const tokenOf = ({ headers }: FastifyRequest) => (headers.authorization as string).replace(/^Bearer +/i, '')

/** The message may name the server's credentials and policies, so it is only logged. */
function hideReason (cause: Error): never {
  if (cause.name === 'UserNotFoundException') {
    throw Object.assign(new Error('There is no such user.'), { statusCode: 404 })
  }
  throw Object.assign(new errors.FST_COGNITO_UNAVAILABLE(), { cause })
}
