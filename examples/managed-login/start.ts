// node --env-file=examples/managed-login/development.env --import tsx examples/managed-login/start.ts

import { optionsFromEnv } from 'fastify-cognito-auth'
import { startLocalCognito } from 'fastify-cognito-auth/local'
import { buildApp } from './app.js'

const {
  PORT = '3000',
  COGNITO_PORT = '9229',
  LOG_LEVEL = 'warn',
  COGNITO_DOMAIN,
  ORIGIN = `http://localhost:${PORT}`
} = process.env

const user = { email: 'ada@example.com', password: 'Ada-passw0rd', name: 'Ada' }

// Your own pool if the environment has its domain, otherwise the local Cognito.
const local =
  COGNITO_DOMAIN === undefined
    ? await startLocalCognito({
      port: Number(COGNITO_PORT),
      users: [user],
      pool: {
        callbackURLs: [`${ORIGIN}/auth/callback`],
        logoutURLs: [`${ORIGIN}/`],
        identityProviders: ['Google']
      }
    })
    : null

const app = await buildApp(local?.options ?? optionsFromEnv(), {
  origin: ORIGIN,
  domain: COGNITO_DOMAIN ?? (local?.endpoint as string),
  logger: { level: LOG_LEVEL }
})
app.addHook('onClose', async () => {
  await local?.close()
})
await app.listen({ host: 'localhost', port: Number(PORT) })
console.log(`Open ${ORIGIN}`)
if (local !== null) console.log(`  ${user.email} / ${user.password}, or any user of the page that replaces Google`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await app.close()
  })
}
console.log('Ctrl-C stops it.')
