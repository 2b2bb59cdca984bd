import { createPublicKey, verify } from 'node:crypto'
import { bearer, unauthorized } from './bearer.js'

// No verifier: checks no claims, trusts one key, and caches nothing. Shows how much could still be saved.
export default async function floor (app, { keyHost }) {
  const { keys } = await (await fetch(`${keyHost}/.well-known/jwks.json`)).json()
  const publicKeys = new Map(keys.map(jwk => [jwk.kid, createPublicKey({ key: jwk, format: 'jwk' })]))
  const parse = segment => JSON.parse(Buffer.from(segment, 'base64url').toString())

  app.decorateRequest('user', null)
  const authenticate = async request => {
    try {
      const [header, payload, signature] = bearer(request).split('.')
      const key = publicKeys.get(parse(header).kid)
      if (
        !verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))
      ) {
        throw new Error('forged')
      }
      request.user = parse(payload)
    } catch {
      throw unauthorized()
    }
  }
  app.get('/me', { preHandler: authenticate }, async request => ({ id: request.user.sub }))
}
