import awsLambdaFastify from '@fastify/aws-lambda'
import { CognitoJwtVerifier } from 'aws-jwt-verify'
import Fastify from 'fastify'
import { addRoute } from '../servers/aws-jwt-verify.js'

/** aws-jwt-verify in Fastify. */
export default async function awsJwtVerify ({ userPoolId, clientId, jwks }) {
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: 'access' })
  verifier.cacheJwks(jwks)
  const app = Fastify()
  addRoute(app, verifier)
  return awsLambdaFastify(app)
}
