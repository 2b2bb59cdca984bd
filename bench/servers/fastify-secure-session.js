import { randomBytes } from 'node:crypto'
import fastifySecureSession from '@fastify/secure-session'
import { unauthorized } from './bearer.js'

// As the README shows, with one key. The session is in the cookie, which is sent with a change only: a
// session ends a day after the sign-in, and cannot be ended before.
export default async function secureSession (app, { user }) {
  await app.register(fastifySecureSession, {
    key: randomBytes(32),
    cookie: { path: '/', httpOnly: true, sameSite: 'lax' }
  })
  app.post('/auth/signin', async request => {
    request.session.set('user', user)
    return { user }
  })
  const requireUser = async request => {
    if (request.session.get('user') === undefined) throw unauthorized()
  }
  app.get('/me', { preHandler: requireUser }, async request => ({ id: request.session.get('user').id }))
}
