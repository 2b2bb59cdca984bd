import { CognitoJwtVerifier } from 'aws-jwt-verify'
import { bearer, unauthorized } from './bearer.js'

export default async function awsJwtVerify (app, { userPoolId, clientId, keyHost }) {
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: 'access' })
  // hydrate() would fetch the key set from AWS. Passing the set has the same effect without the network.
  verifier.cacheJwks(await (await fetch(`${keyHost}/.well-known/jwks.json`)).json())
  addRoute(app, verifier)
}

/** Adds the route that requires a token. */
export function addRoute (app, verifier) {
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
