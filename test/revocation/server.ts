import Fastify from 'fastify'
import { Redis } from 'ioredis'
import cognitoAuth, { redisRevocations } from '../../dist/index.js'

/**
 * One of several processes: `node server.js OPTIONS`, with the plugin's options and the Redis socket, in
 * JSON.
 */

const { options, path, onUnreachable } = JSON.parse(process.argv[2] as string)
const redis = new Redis({ path })
redis.on('error', () => {})

const app = Fastify()
await app.register(cognitoAuth, {
  ...options,
  // A busy machine is slow.
  cognito: { timeout: 60_000 },
  revocation: redisRevocations({ redis, onUnreachable }),
  routes: { prefix: '/auth', rateLimit: false, admin: { users: { groups: ['admin'] } } }
})
app.get('/', { preHandler: app.requireUser() }, async request => request.currentUser?.id)
process.send?.(await app.listen({ port: 0, host: '127.0.0.1' }))
