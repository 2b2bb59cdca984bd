// node --env-file=examples/permissions-sql/development.env --import tsx examples/permissions-sql/start.ts

import type { FastifyInstance } from 'fastify'
import { optionsFromEnv } from 'fastify-cognito-auth'
import { startLocalCognito } from 'fastify-cognito-auth/local'
import sqlite from 'node-sqlite3-wasm'
import { buildApp } from './app.js'
import { grant, makeTables } from './tables.js'

const {
  HOST = '127.0.0.1',
  PORT = '3000',
  COGNITO_PORT = '9229',
  LOG_LEVEL = 'warn',
  DATABASE = ':memory:',
  AWS_COGNITO_USER_POOL_ID
} = process.env

const ada = { email: 'ada@example.com', password: 'Ada-passw0rd', name: 'Ada' }

const database = new sqlite.Database(DATABASE)
makeTables(database)

// Your own pool if the environment names one, otherwise the local Cognito.
const local =
  AWS_COGNITO_USER_POOL_ID === undefined
    ? await startLocalCognito({ port: Number(COGNITO_PORT), users: [ada] })
    : null
const app = await buildApp(local?.options ?? optionsFromEnv(), database, { logger: { level: LOG_LEVEL } })
app.addHook('onClose', async () => {
  database.close()
  await local?.close()
})
const address = await app.listen({ host: HOST, port: Number(PORT) })
console.log(`Orders are at ${address}/orders`)
if (local !== null) {
  console.log(
    `As ${ada.email}, who may read orders and not delete them:\n  TOKEN=${await signIn(app)}\n  curl -s ` +
      `${address}/me -H "authorization: Bearer $TOKEN"`
  )
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await app.close()
  })
}
console.log('Ctrl-C stops it.')

/** In pools where users sign in with an email address, Cognito generates the username: it is in the token. */
async function signIn ({ cognito }: FastifyInstance): Promise<string> {
  const tokens = await cognito.signIn({ username: ada.email, password: ada.password })
  if (!('accessToken' in tokens)) throw new Error('the pool requires MFA')
  const { username } = await cognito.verify(tokens.accessToken)
  grant(database, username as string, { permissions: ['orders:read'], groups: ['staff'] })
  return tokens.accessToken
}
