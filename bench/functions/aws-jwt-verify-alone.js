import { CognitoJwtVerifier } from 'aws-jwt-verify'
import { bearer } from '../servers/bearer.js'

/** A function without a framework. */
export default async function awsJwtVerifyAlone ({ userPoolId, clientId, jwks }) {
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: 'access' })
  verifier.cacheJwks(jwks)
  return async event => {
    try {
      const { sub } = await verifier.verify(bearer(event))
      return { statusCode: 200, body: JSON.stringify({ id: sub }) }
    } catch {
      return { statusCode: 401, body: '' }
    }
  }
}
