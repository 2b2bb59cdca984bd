// node --env-file=examples/api-gateway/development.env --import tsx examples/api-gateway/start.ts

import { createTestPool } from 'fastify-cognito-auth/testing'
import { httpApiEvent, restApiEvent } from './events.js'
import { createHandler } from './handler.js'

// On AWS: userPoolId, clientId and jwks of the user pool, as in docs/api-gateway.md.
const pool = await createTestPool()
const handler = await createHandler(pool.options)

const token = pool.authorization({ sub: '1', username: 'ada', groups: ['read only'] })
const claims = { sub: '2', username: 'mallory', 'cognito:groups': '[admin]' }

for (const [api, eventOf] of [['HTTP API', httpApiEvent], ['REST API', restApiEvent]] as const) {
  for (const [credentials, headers] of [['token of ada', token], ['no token', {}]] as const) {
    for (const path of ['/profile', '/admin']) {
      const { statusCode, body } = await handler(eventOf(path, headers, claims))
      console.log(`${api}, claims of mallory, ${credentials}: ${path} ${statusCode} ${body}`)
    }
  }
}
