// node --env-file=examples/spa/development.env --import tsx examples/spa/start.ts

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

const users = [
  { email: 'admin@example.com', password: 'Admin-passw0rd', name: 'Ada Admin', groups: ['admin'] },
  { email: 'user@example.com', password: 'User-passw0rd', name: 'Uli User' }
]

// Your own pool if the environment names one, otherwise the local Cognito.
const local =
  AWS_COGNITO_USER_POOL_ID === undefined
    ? await startLocalCognito({ port: Number(COGNITO_PORT), users })
    : null

const app = await buildApp(local?.options ?? optionsFromEnv(), { logger: { level: LOG_LEVEL } })
app.addHook('onClose', async () => {
  await local?.close()
})
console.log(`Open ${await app.listen({ host: HOST, port: Number(PORT) })}`)
if (local !== null) for (const { email, password } of users) console.log(`  ${email} / ${password}`)
local?.mailbox.on('message', ({ code, destination }) => {
  console.log(`The code for ${destination} is ${code}`)
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await app.close()
  })
}
console.log('Ctrl-C stops it.')
