// node --env-file=examples/tenants/development.env --import tsx examples/tenants/start.ts

import type { ResolvedPoolOptions } from 'fastify-cognito-auth'
import { startLocalCognito, type LocalCognito } from 'fastify-cognito-auth/local'
import { buildApp } from './app.js'

const { HOST = '127.0.0.1', PORT = '3000', LOG_LEVEL = 'warn' } = process.env

const admin = { email: 'admin@example.com', password: 'Admin-passw0rd', name: 'Ada Admin', groups: ['admin'] }

// Each tenant has a user pool, here a local Cognito. In production, this is a table in your database.
const tenants = new Map<string, ResolvedPoolOptions>()
const cognitos = new Map<string, LocalCognito>()
for (const name of ['operator', 'acme']) {
  const cognito = await startLocalCognito({ users: [admin] })
  cognitos.set(name, cognito)
  tenants.set(cognito.issuer, { name, ...cognito.options })
}

const app = await buildApp(async issuer => tenants.get(issuer) ?? null, { logger: { level: LOG_LEVEL } })
app.addHook('onClose', async () => {
  await Promise.all([...cognitos.values()].map(async cognito => cognito.close()))
})
const url = await app.listen({ host: HOST, port: Number(PORT) })
for (const [name, cognito] of cognitos) {
  console.log(`An administrator of ${name}:\n  TOKEN=${await accessToken(cognito)}`)
  console.log(`  curl -s -X POST ${url}/orders/a-book-of-${name} -H "authorization: Bearer $TOKEN"`)
  console.log(`  curl -s ${url}/tenants -H "authorization: Bearer $TOKEN"`)
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await app.close()
  })
}
console.log('Ctrl-C stops it.')

/** Does what a tenant's front end does: signs in to the tenant's pool, and returns the access token. */
async function accessToken ({ endpoint, clientId }: LocalCognito): Promise<string> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth'
    },
    body: JSON.stringify({
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: admin.email, PASSWORD: admin.password }
    })
  })
  const { AuthenticationResult } = (await response.json()) as {
    AuthenticationResult: { AccessToken: string }
  }
  return AuthenticationResult.AccessToken
}
