import { createPublicKey } from 'node:crypto'
import { createVerifier } from 'fast-jwt'
import { bearer, unauthorized } from './bearer.js'

// As its README shows for a static key, with the issuer; the client and the use are not checked.
export default async function fastJwt (app, { keyHost, issuer }) {
  const { keys } = await (await fetch(`${keyHost}/.well-known/jwks.json`)).json()
  const jwk = keys.at(-1)
  const key = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  const verify = createVerifier({ key, algorithms: ['RS256'], allowedIss: issuer, cache: false })

  app.decorateRequest('user', null)
  const authenticate = async request => {
    try {
      request.user = verify(bearer(request))
    } catch {
      throw unauthorized()
    }
  }
  app.get('/me', { preHandler: authenticate }, async request => ({ id: request.user.sub }))
}
