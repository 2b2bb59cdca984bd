import type { Meter } from '@opentelemetry/api'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import cognitoAuth, { getCurrentUser, memoryRevocations, type CognitoAuthOptions } from 'fastify-cognito-auth'
import { Registry } from 'prom-client'
import { countWithMeter } from './opentelemetry.js'
import { countForPrometheus } from './prometheus.js'

/**
 * An application that counts the plugin's events, for Prometheus and with an OpenTelemetry meter. You only
 * need one of the two.
 */
export async function buildApp (
  options: CognitoAuthOptions,
  meter: Meter,
  { logger = false }: Pick<FastifyServerOptions, 'logger'> = {}
): Promise<FastifyInstance> {
  const app = Fastify({ logger })

  // Before the plugin, which may fetch keys as soon as it is registered.
  const registry = new Registry()
  const stops = [countForPrometheus(registry), countWithMeter(meter)]
  app.addHook('onClose', async () => {
    stops.forEach(stop => stop())
  })

  await app.register(cognitoAuth, { ...options, revocation: memoryRevocations() })

  // If the application is public, serve this route on a separate port that only Prometheus can reach.
  app.get('/metrics', async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics())
  )

  app.get('/profile', { preHandler: app.requireUser() }, async request => getCurrentUser(request))
  app.get('/admin', { preHandler: app.requireGroups(['admin']) }, async () => ({
    message: 'hello, administrator'
  }))

  return app
}
