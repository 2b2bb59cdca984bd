import awsLambdaFastify from '@fastify/aws-lambda'
import Fastify from 'fastify'

/** Fastify alone, without authentication. */
export default async function bare () {
  const app = Fastify()
  app.get('/me', async () => ({ id: 'jane' }))
  return awsLambdaFastify(app)
}
