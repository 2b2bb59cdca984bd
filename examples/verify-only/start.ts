// node --env-file=examples/verify-only/development.env --import tsx examples/verify-only/start.ts

import { optionsFromEnv } from 'fastify-cognito-auth'
import { startLocalCognito, type LocalCognito } from 'fastify-cognito-auth/local'
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
const url = await app.listen({ host: HOST, port: Number(PORT) })
console.log(`The API is at ${url}`)
if (local !== null) {
  for (const { email, password } of users) {
    console.log(`As ${email}:\n  TOKEN=${await accessToken(local, email, password)}`)
    console.log(`  curl -s ${url}/me -H "authorization: Bearer $TOKEN"`)
  }
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await app.close()
  })
}
console.log('Ctrl-C stops it.')

/** Does what a front end does: signs in to Cognito, here with InitiateAuth, and returns the access token. */
async function accessToken ({ endpoint, clientId }: LocalCognito, username: string, password: string) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth'
    },
    body: JSON.stringify({
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: username, PASSWORD: password }
    })
  })
  const { AuthenticationResult } = (await response.json()) as {
    AuthenticationResult: { AccessToken: string }
  }
  return AuthenticationResult.AccessToken
}
