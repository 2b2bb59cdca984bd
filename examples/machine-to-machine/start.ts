// node --env-file=examples/machine-to-machine/development.env --import tsx \
//   examples/machine-to-machine/start.ts

import { optionsFromEnv } from 'fastify-cognito-auth'
import { startLocalCognito } from 'fastify-cognito-auth/local'
import { buildApp } from './app.js'
import { machineToken } from './machine-token.js'

const {
  HOST = '127.0.0.1',
  PORT = '3000',
  COGNITO_PORT = '9229',
  LOG_LEVEL = 'warn',
  AWS_COGNITO_USER_POOL_ID,
  TOKEN_ENDPOINT = '',
  MACHINE_CLIENT_ID = '',
  MACHINE_CLIENT_SECRET = ''
} = process.env

// Your own pool if the environment names one, otherwise the local Cognito.
const local =
  AWS_COGNITO_USER_POOL_ID === undefined ? await startLocalCognito({ port: Number(COGNITO_PORT) }) : null

// The API accepts the tokens of the machine's app client.
const options = local === null ? optionsFromEnv() : { ...local.options, clientId: local.machine.clientId }
const app = await buildApp(options, { logger: { level: LOG_LEVEL } })
app.addHook('onClose', async () => {
  await local?.close()
})
const url = await app.listen({ host: HOST, port: Number(PORT) })
console.log(`The API is at ${url}`)

// The other service, which would run in a separate process.
const getToken = machineToken(
  local === null
    ? { tokenEndpoint: TOKEN_ENDPOINT, clientId: MACHINE_CLIENT_ID, clientSecret: MACHINE_CLIENT_SECRET }
    : { tokenEndpoint: `${local.endpoint}/oauth2/token`, ...local.machine }
)

const headers = { authorization: `Bearer ${await getToken()}` }
const created = await fetch(`${url}/orders`, {
  method: 'POST',
  headers: { ...headers, 'content-type': 'application/json' },
  body: JSON.stringify({ item: 'a book' })
})
console.log(`POST /orders: ${created.status} ${await created.text()}`)
const listed = await fetch(`${url}/orders`, { headers: { authorization: `Bearer ${await getToken()}` } })
console.log(`GET /orders: ${listed.status} ${await listed.text()}`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await app.close()
  })
}
console.log('Ctrl-C stops it.')
