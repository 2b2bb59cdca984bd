import { CognitoJwtVerifier } from 'aws-jwt-verify'
import { bearer, unauthorized } from './bearer.js'

export default async function awsJwtVerify (app, { userPoolId, clientId, keyHost }) {
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: 'access' })
  // It would hydrate itself from AWS's address for the pool: given the set, it is as far and needs no
  // network.
  verifier.cacheJwks(await (await fetch(`${keyHost}/.well-known/jwks.json`)).json())

  app.decorateRequest('user', null)
  const authenticate = async request => {
    try {
      request.user = await verifier.verify(bearer(request))
    } catch {
      throw unauthorized()
    }
  }
  app.get('/me', { preHandler: authenticate }, async request => ({ id: request.user.sub }))
}
