// node --env-file=examples/spa/development.env --import tsx examples/spa/start.ts

import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { optionsFromEnv } from 'fastify-cognito-auth'
import { startLocalCognito } from 'fastify-cognito-auth/local'
import { buildApp, servePage } from './app.js'
import { buildPage } from './build-page.js'

const {
  PORT = '3000',
  TOKENS_PORT = '3001',
  COGNITO_PORT = '9229',
  LOG_LEVEL = 'warn',
  AWS_COGNITO_USER_POOL_ID
} = process.env

const users = [
  { email: 'admin@example.com', password: 'Admin-passw0rd', name: 'Ada Admin', groups: ['admin'] },
  { email: 'user@example.com', password: 'User-passw0rd', name: 'Uli User' }
]
const pool = { refreshTokenRotation: { gracePeriod: 10 } }

// Your own pool if the environment names one, otherwise the local Cognito.
const local =
  AWS_COGNITO_USER_POOL_ID === undefined
    ? await startLocalCognito({ port: Number(COGNITO_PORT), users, pool })
    : null

const origin = `http://localhost:${PORT}`
const folder = await mkdtemp(join(tmpdir(), 'spa-'))
const [page, tokensPage] = [join(folder, 'sessions'), join(folder, 'tokens')] as const
await buildPage(page)
await buildPage(tokensPage, origin)

// The same page on another origin.
const tokens = Fastify({ forceCloseConnections: true })
await tokens.register(servePage, { page: tokensPage, api: origin })
await tokens.listen({ host: 'localhost', port: Number(TOKENS_PORT) })
const tokensOrigin = `http://localhost:${(tokens.server.address() as AddressInfo).port}`

const app = await buildApp(local?.options ?? optionsFromEnv(), {
  origin,
  page,
  tokensOrigin,
  logger: { level: LOG_LEVEL }
})
app.addHook('onClose', async () => {
  await Promise.all([tokens.close(), local?.close(), rm(folder, { recursive: true })])
})
await app.listen({ host: 'localhost', port: Number(PORT) })

console.log(`Open ${origin} (cookie sessions), or ${tokensOrigin} (tokens, on another origin)`)
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
