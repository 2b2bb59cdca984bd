// node --env-file=examples/metrics/development.env --import tsx examples/metrics/start.ts

import {
  ConsoleMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader
} from '@opentelemetry/sdk-metrics'
import { optionsFromEnv } from 'fastify-cognito-auth'
import { startLocalCognito } from 'fastify-cognito-auth/local'
import { buildApp } from './app.js'

const {
  HOST = '127.0.0.1',
  PORT = '3000',
  COGNITO_PORT = '9229',
  LOG_LEVEL = 'warn',
  AWS_COGNITO_USER_POOL_ID
} = process.env

const admin = { email: 'admin@example.com', password: 'Admin-passw0rd', name: 'Ada Admin', groups: ['admin'] }

// Your own pool if the environment names one, otherwise the local Cognito.
const local =
  AWS_COGNITO_USER_POOL_ID === undefined
    ? await startLocalCognito({ port: Number(COGNITO_PORT), users: [admin] })
    : null

// Prints the metrics. Replace it with the exporter of your monitoring service.
const provider = new MeterProvider({
  readers: [
    new PeriodicExportingMetricReader({ exporter: new ConsoleMetricExporter(), exportIntervalMillis: 60_000 })
  ]
})

const options = { ...(local?.options ?? optionsFromEnv()), routes: { prefix: '/auth' } }
const app = await buildApp(options, provider.getMeter('fastify-cognito-auth'), {
  logger: { level: LOG_LEVEL }
})
app.addHook('onClose', async () => {
  await provider.shutdown()
  await local?.close()
})
const address = await app.listen({ host: HOST, port: Number(PORT) })
if (local !== null) {
  console.log(
    `Sign in:\n  curl -s ${address}/auth/signin -H 'content-type: application/json' -d ` +
      `'{"username":"${admin.email}","password":"${admin.password}"}'`
  )
}
console.log(`Read the metrics:\n  curl -s ${address}/metrics`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await app.close()
  })
}
console.log('Ctrl-C stops it.')
