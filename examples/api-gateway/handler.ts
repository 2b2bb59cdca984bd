import awsLambdaFastify, { type LambdaResponse } from '@fastify/aws-lambda'
import Fastify from 'fastify'
import cognitoAuth, { getCurrentUser, type CognitoAuthOptions } from 'fastify-cognito-auth'

/** A Lambda function, invoked by API Gateway. */
export type Handler = (event: object) => Promise<LambdaResponse>

/**
 * Returns the handler of a Lambda function behind API Gateway. Guards verify the token in the `Authorization`
 * header; the claims in the event are not read.
 */
export async function createHandler (options: CognitoAuthOptions): Promise<Handler> {
  const app = Fastify()

  await app.register(cognitoAuth, options)

  app.get('/profile', { preHandler: app.requireUser() }, async request => {
    const { id, username, groups } = getCurrentUser(request)
    return { id, username, groups }
  })

  app.get('/admin', { preHandler: app.requireGroups(['admin']) }, async () => ({ message: 'hello' }))

  const handle = awsLambdaFastify(app)
  await app.ready()
  return async event => handle(event, {} as never)
}
