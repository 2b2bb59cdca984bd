// node --env-file=examples/verified-permissions/development.env --import tsx \
//   examples/verified-permissions/start.ts

import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { optionsFromEnv } from 'fastify-cognito-auth'
import { startLocalCognito, type LocalCognito } from 'fastify-cognito-auth/local'
import { createRemoteJWKSet } from 'jose'
import { buildApp } from './app.js'
import { listenerFor, startEndpoint } from './local-endpoint.js'

const {
  HOST = '127.0.0.1',
  PORT = '3000',
  COGNITO_PORT = '9229',
  LOG_LEVEL = 'warn',
  POLICY_STORE_ID
} = process.env

const ada = { email: 'ada@example.com', password: 'Ada-passw0rd', name: 'Ada', groups: ['staff'] }
const max = { email: 'max@example.com', password: 'Max-passw0rd', name: 'Max', groups: ['manager'] }

const logger = { level: LOG_LEVEL }
const { app, local } =
  POLICY_STORE_ID === undefined ? await buildLocally() : await buildWithAws(POLICY_STORE_ID)
const address = await app.listen({ host: HOST, port: Number(PORT) })
console.log(`Orders are at ${address}/orders`)
if (local !== null) {
  for (const [{ email, password }, about] of [
    [ada, 'who cannot delete orders'],
    [max, 'who can']
  ] as const) {
    console.log(
      `As ${email}, ${about}:\n  TOKEN=${await signIn(app, email, password)}\n  curl -s ${address}/orders ` +
        '-H "authorization: Bearer $TOKEN"'
    )
  }
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await app.close()
  })
}
console.log('Ctrl-C stops it.')

/** Your own user pool and policy store. */
async function buildWithAws (policyStoreId: string): Promise<{ app: FastifyInstance, local: null }> {
  return { app: await buildApp(optionsFromEnv(), { policyStoreId }, { logger }), local: null }
}

/** The local Cognito, and a policy store on this machine. */
async function buildLocally (): Promise<{ app: FastifyInstance, local: LocalCognito }> {
  const local = await startLocalCognito({ port: Number(COGNITO_PORT), users: [ada, max] })
  const policies = await readFile(new URL('policies.cedar', import.meta.url), 'utf8')
  const store = {
    policyStoreId: 'PSEXAMPLEabcdefg111111',
    policies: policies.replaceAll('eu-west-1_Example', local.userPoolId),
    principalEntityType: 'Shop::User',
    groupEntityType: 'Shop::Group',
    userPool: {
      id: local.userPoolId,
      issuer: local.issuer,
      clientIds: [local.clientId],
      keys: createRemoteJWKSet(new URL(local.jwksUri))
    }
  }
  const { endpoint, close } = await startEndpoint(listenerFor(store))
  const app = await buildApp(local.options, { policyStoreId: store.policyStoreId, endpoint }, { logger })
  app.addHook('onClose', async () => {
    await close()
    await local.close()
  })
  return { app, local }
}

async function signIn ({ cognito }: FastifyInstance, username: string, password: string): Promise<string> {
  const tokens = await cognito.signIn({ username, password })
  if (!('accessToken' in tokens)) throw new Error('the pool requires MFA')
  return tokens.accessToken
}
