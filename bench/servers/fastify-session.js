import { randomBytes } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import fastifySession from '@fastify/session'
import { RedisStore } from 'connect-redis'
import { createClient } from 'redis'
import { unauthorized } from './bearer.js'

const DAY = 86_400_000

/**
 * As the README shows, with the options that cost the least:
 *
 * - `saveUninitialized: false`: requests without a session create none, as the README advises.
 * - `rolling: false`: a request does not write the session and sends no cookie. A session then ends a day
 *   after the sign-in, even if it is used. With `rolling`, the default, both happen in each request.
 * - `secure: false`: the README requires it without TLS.
 */
export async function withFastifySession (app, { user }, { store, rolling }) {
  await app.register(fastifyCookie)
  await app.register(fastifySession, {
    secret: randomBytes(32).toString('hex'),
    saveUninitialized: false,
    rolling,
    cookie: { secure: false, sameSite: 'lax', maxAge: DAY },
    ...(store !== undefined && { store })
  })
  app.post('/auth/signin', async request => {
    request.session.user = user
    return { user }
  })
  const requireUser = async request => {
    if (request.session.user === undefined) throw unauthorized()
  }
  app.get('/me', { preHandler: requireUser }, async request => ({ id: request.session.user.id }))
}

/** The store and the client that the README of `connect-redis` shows. Stores for Express work, too. */
export async function openRedisStore (path) {
  const client = createClient({ socket: { path } })
  await client.connect()
  return new RedisStore({ client })
}
