import swagger, { type SwaggerTransform } from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { openapi, type SessionOptions } from 'fastify-cognito-auth'

/** Example bodies by operation, which work in the demo unchanged. Swagger UI fills them in. */
const EXAMPLES: Readonly<Record<string, object>> = {
  signUp: {
    email: 'jane@example.com',
    password: 'Jane-passw0rd',
    attributes: { name: 'Jane Doe', phone_number: '+491711234567' }
  },
  signIn: { username: 'user@example.com', password: 'User-passw0rd' },
  forgotPassword: { username: 'user@example.com' },
  changePassword: { password: 'User-passw0rd', newPassword: 'User-passw0rd-2' },
  updateProfile: { name: 'Jane Roe' },
  inviteUser: { email: 'joe@example.com', attributes: { name: 'Joe Bloggs' } },
  createGroup: { name: 'editors', description: 'May edit articles' }
}

interface Operation {
  operationId?: string
  body?: object
}

const transformOf = ({ transform }: Pick<typeof openapi, 'transform'>) => (input => {
  const { schema, url } = transform(input)
  const { operationId = '', body } = schema as Operation
  const example = EXAMPLES[operationId]
  return example === undefined
    ? { schema, url }
    : { schema: { ...schema, body: { ...body, examples: [example] } }, url }
}) satisfies SwaggerTransform

/** The page of Swagger UI has no viewport, so a phone would display it at the width of a desktop. */
const VIEWPORT = `document.head.append(Object.assign(document.createElement('meta'), {
  name: 'viewport', content: 'width=device-width, initial-scale=1'
}))`

/** Serves the OpenAPI document at `/docs/json`, and Swagger UI at `/docs`. Register it before the routes. */
export async function describeApi (app: FastifyInstance, session: SessionOptions): Promise<void> {
  const documented = openapi.withSession(session)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'fastify-cognito-auth demo',
        version: '0.1.0',
        description: 'Sign in at `POST /api/v1/auth/signin`, then paste the access token into Authorize.'
      },
      tags: [
        { name: 'demo', description: 'Routes of the application' },
        { name: 'sign-up', description: 'Create and confirm an account' },
        { name: 'sign-in', description: 'Sign in, refresh tokens, sign out' },
        { name: 'session', description: 'The session of a browser' },
        { name: 'password', description: 'Reset or change a password' },
        { name: 'profile', description: 'The signed-in user' },
        { name: 'mfa', description: 'MFA factors of the signed-in user' },
        { name: 'passkeys', description: 'Passkeys of the signed-in user' },
        { name: 'devices', description: 'Devices of the signed-in user' },
        { name: 'administration', description: 'For members of the group admin' }
      ],
      components: { securitySchemes: documented.securitySchemes }
    },
    transform: transformOf(documented)
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { persistAuthorization: true },
    theme: { js: [{ filename: 'viewport.js', content: VIEWPORT }] }
  })
}
