import { withFastifySession } from './fastify-session.js'

// The store in memory is the default. Its README advises against it in production: it never removes sessions.
export default function fastifySessionMemory (app, settings) {
  return withFastifySession(app, settings, { rolling: false })
}
