// node --env-file=examples/server-rendered/development.env --import tsx examples/server-rendered/start.ts

import { optionsFromEnv } from 'fastify-cognito-auth'
import { startLocalCognito } from 'fastify-cognito-auth/local'
import { buildApp } from './app.js'

const { PORT = '3000', COGNITO_PORT = '9229', LOG_LEVEL = 'warn', AWS_COGNITO_USER_POOL_ID } = process.env

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
// Over plain http, browsers only store `Secure` cookies for http://localhost.
await app.listen({ host: 'localhost', port: Number(PORT) })
console.log(`Open http://localhost:${PORT}`)
if (local !== null) for (const { email, password } of users) console.log(`  ${email} / ${password}`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await app.close()
  })
}
console.log('Ctrl-C stops it.')
