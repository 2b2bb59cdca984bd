import { openRedisStore, withFastifySession } from './fastify-session.js'

export default async function fastifySessionRolling (app, settings) {
  const store = await openRedisStore(settings.redis)
  await withFastifySession(app, settings, { store, rolling: true })
}
