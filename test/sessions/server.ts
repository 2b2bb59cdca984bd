import Fastify from 'fastify'
import { Redis } from 'ioredis'
import cognitoAuth, { redisSessions } from '../../dist/index.js'

/**
 * One of several processes: `node server.js SETTINGS`, with the plugin's options, the origin, the time limit
 * of Cognito, and the Redis socket, in JSON. It sends its address, and moves its clock to the times that it
 * receives.
 */

const { options, origin, timeout, path } = JSON.parse(process.argv[2] as string)
const redis = new Redis({ path })
redis.on('error', () => {})

let ahead = 0
process.on('message', (time: number) => {
  ahead = time - Date.now()
  process.send?.('moved')
})

// A busy machine is slow.
const app = Fastify({ pluginTimeout: 60_000 })
await app.register(cognitoAuth, {
  ...options,
  clock: () => Date.now() + ahead,
  cognito: { timeout },
  // A busy machine is slow.
  jwksCache: { timeout: 60_000 },
  routes: { prefix: '/auth', rateLimit: false },
  session: { origin, store: redisSessions({ redis }) }
})
app.get('/', { preHandler: app.requireUser() }, async request => request.currentUser?.id)
process.send?.(await app.listen({ port: 0, host: '127.0.0.1' }))
