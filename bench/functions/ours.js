import awsLambdaFastify from '@fastify/aws-lambda'
import Fastify from 'fastify'
import cognitoAuth from '../../dist/index.js'

export default async function ours ({ userPoolId, clientId, jwks }) {
  const app = Fastify()
  app.register(cognitoAuth, { userPoolId, clientId, jwks })
  app.after(() => {
    app.get('/me', { preHandler: app.requireUser() }, async request => ({ id: request.currentUser.id }))
  })
  return awsLambdaFastify(app)
}
