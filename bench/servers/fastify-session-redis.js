import { openRedisStore, withFastifySession } from './fastify-session.js'

export default async function fastifySessionRedis (app, settings) {
  const store = await openRedisStore(settings.redis)
  await withFastifySession(app, settings, { store, rolling: false })
}
