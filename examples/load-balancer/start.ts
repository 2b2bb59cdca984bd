// node --env-file=examples/load-balancer/development.env --import tsx examples/load-balancer/start.ts

import { createTestLoadBalancer, createTestPool } from 'fastify-cognito-auth/testing'
import type { AddressInfo } from 'node:net'
import { buildApp } from './app.js'
import { createStandIn } from './stand-in.js'

const { PORT = '3000', LOG_LEVEL = 'warn' } = process.env
const origin = `http://localhost:${PORT}`

// On AWS: userPoolId, clientId, and alb with the ARN of the load balancer and its app client.
const pool = await createTestPool()
const loadBalancer = await createTestLoadBalancer(pool)
const options = { ...pool.options, alb: loadBalancer.options }

const app = await buildApp(options, {
  origin,
  domain: origin,
  logger: { level: LOG_LEVEL },
  trustProxy: '127.0.0.1'
})
await app.listen({ host: '127.0.0.1', port: 0 })

const standIn = createStandIn({
  port: (app.server.address() as AddressInfo).port,
  headers: () => {
    const user = { sub: '1', username: 'ada', email: 'ada@example.com', groups: ['admin'] }
    // Fetch metadata is of the browser.
    const { 'sec-fetch-site': _site, ...headers } = loadBalancer.headers(user)
    return headers
  }
})
standIn.listen(Number(PORT), 'localhost', () => {
  console.log(`Open ${origin}`)
  console.log('As a machine:')
  console.log(`  curl -s ${origin}/api/machines -H "authorization: Bearer ${pool.machine()}"`)
  console.log('Ctrl-C stops it.')
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    standIn.close()
    standIn.closeAllConnections()
    await app.close()
    await loadBalancer.close()
  })
}
