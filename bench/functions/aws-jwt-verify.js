import awsLambdaFastify from '@fastify/aws-lambda'
import { CognitoJwtVerifier } from 'aws-jwt-verify'
import Fastify from 'fastify'
import { bearer, unauthorized } from '../servers/bearer.js'

/** aws-jwt-verify in Fastify. */
export default async function awsJwtVerify ({ userPoolId, clientId, jwks }) {
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: 'access' })
  verifier.cacheJwks(jwks)
  const app = Fastify()
  app.decorateRequest('user', null)
  const authenticate = async request => {
    try {
      request.user = await verifier.verify(bearer(request))
    } catch {
      throw unauthorized()
    }
  }
  app.get('/me', { preHandler: authenticate }, async request => ({ id: request.user.sub }))
  return awsLambdaFastify(app)
}
