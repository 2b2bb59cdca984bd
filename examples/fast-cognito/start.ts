// node --env-file=examples/fast-cognito/development.env --import tsx examples/fast-cognito/start.ts

import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
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

const admin = { email: 'admin@example.com', password: 'Admin-passw0rd', name: 'Ada Admin', groups: ['admin'] }

// Your own pool if the environment names one, otherwise the local Cognito.
const local =
  AWS_COGNITO_USER_POOL_ID === undefined
    ? await startLocalCognito({ port: Number(COGNITO_PORT), users: [admin] })
    : null
const options = local?.options ?? optionsFromEnv()

const app = await buildApp(
  options,
  { aws: awsClient(local), onRoleWish: printRole },
  { logger: { level: LOG_LEVEL } }
)
app.addHook('onClose', async () => {
  await local?.close()
})
console.log(`The FastCognito API is at ${await app.listen({ host: HOST, port: Number(PORT) })}/api/v1/auth`)
if (local !== null) console.log(`${admin.email} / ${admin.password} is a user in the group admin`)
local?.mailbox.on('message', ({ code, destination }) => {
  console.log(`The code for ${destination} is ${code}`)
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await app.close()
  })
}
console.log('Ctrl-C stops it.')

function awsClient (local: LocalCognito | null): CognitoIdentityProviderClient {
  if (local === null) {
    return new CognitoIdentityProviderClient({ region: AWS_COGNITO_USER_POOL_ID?.split('_')[0] as string })
  }
  return new CognitoIdentityProviderClient({
    region: 'local',
    endpoint: local.endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
  })
}

function printRole (sub: string, role: string): void {
  console.log(`${sub} chose the role ${role}. An administrator grants it with AdminAddUserToGroup.`)
}
