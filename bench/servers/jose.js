import { createRemoteJWKSet, jwtVerify } from 'jose'
import { bearer, unauthorized } from './bearer.js'

export default async function jose (app, { issuer, keyHost }) {
  const keySet = createRemoteJWKSet(new URL(`${keyHost}/.well-known/jwks.json`))

  app.decorateRequest('user', null)
  const authenticate = async request => {
    try {
      const { payload } = await jwtVerify(bearer(request), keySet, { issuer, algorithms: ['RS256'] })
      request.user = payload
    } catch {
      throw unauthorized()
    }
  }
  app.get('/me', { preHandler: authenticate }, async request => ({ id: request.user.sub }))
}
