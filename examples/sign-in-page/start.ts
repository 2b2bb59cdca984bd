// node --env-file=examples/sign-in-page/development.env --import tsx examples/sign-in-page/start.ts

import { optionsFromEnv } from 'fastify-cognito-auth'
import { startLocalCognito } from 'fastify-cognito-auth/local'
import { buildApp } from './app.js'

const { PORT = '3000', COGNITO_PORT = '9229', LOG_LEVEL = 'warn', AWS_COGNITO_USER_POOL_ID } = process.env
const origin = process.env['ORIGIN'] ?? `http://localhost:${PORT}`

const ada = { email: 'ada@example.com', password: 'Ada-passw0rd', name: 'Ada' }

// Your own pool if the environment names one, otherwise the local Cognito.
const local =
  AWS_COGNITO_USER_POOL_ID === undefined
    ? await startLocalCognito({ port: Number(COGNITO_PORT), users: [ada] })
    : null

const app = await buildApp(local?.options ?? optionsFromEnv(), { origin, logger: { level: LOG_LEVEL } })
app.addHook('onClose', async () => {
  await local?.close()
})
await app.listen({ host: 'localhost', port: Number(PORT) })
console.log(`Open ${origin}`)
if (local !== null) {
  console.log(`  ${ada.email} / ${ada.password}, or create an account. The codes that Cognito would send:`)
  local.mailbox.on('message', ({ destination, code }) => console.log(`  ${code} to ${destination}`))
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await app.close()
  })
}
console.log('Ctrl-C stops it.')
