import { optionsFromEnv } from 'fastify-cognito-auth'
import { startLocalCognito, type LocalCognito, type LocalPoolOptions } from 'fastify-cognito-auth/local'
import { buildApp } from './app.js'
import { guide, users } from './guide.js'

const {
  HOST = '127.0.0.1',
  PORT = '3000',
  COGNITO_PORT = '9229',
  LOG_LEVEL = 'info',
  AWS_COGNITO_USER_POOL_ID,
  COGNITO_DOMAIN,
  ORIGIN = `http://localhost:${PORT}`
} = process.env

/** What users see in their browser begins with it. */
const AUTH = `${ORIGIN}/api/v1/auth`

const logger = {
  level: LOG_LEVEL,
  transport: {
    target: 'pino-pretty',
    options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss', singleLine: true }
  }
}

const pool: LocalPoolOptions = {
  mfa: 'optional',
  callbackURLs: [`${AUTH}/callback`],
  logoutURLs: [`${ORIGIN}/`],
  identityProviders: ['Google']
}

/** Your own pool if the environment names one, otherwise the local Cognito. */
async function start (): Promise<void> {
  const local =
    AWS_COGNITO_USER_POOL_ID === undefined
      ? await startLocalCognito({ port: Number(COGNITO_PORT), pool, users })
      : null
  try {
    await serve(local)
  } catch (error) {
    await local?.close()
    throw error
  }
}

async function serve (local: LocalCognito | null): Promise<void> {
  const app = await buildApp(local === null ? optionsFromEnv() : localOptions(local), {
    logger,
    origin: ORIGIN,
    domain: local?.endpoint ?? COGNITO_DOMAIN,
    local: local === null ? null : { mailbox: local.mailbox, users }
  })
  await app.listen({ host: HOST, port: Number(PORT) })
  console.log(guide(ORIGIN, local))
  local?.mailbox.on('message', ({ code, destination }) => {
    console.log(`The code for ${destination} is ${code}`)
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      await app.close()
      await local?.close()
    })
  }
}

/** Users sign in with one app client, machines with the other; tokens of both are accepted. */
function localOptions ({ options, clientId, machine }: LocalCognito) {
  return { ...options, clientId: [clientId, machine.clientId], routes: { clientId } }
}

/** Prints in one line why the demo cannot start, such as a port in use or a missing variable. */
function exitWithError ({ code, message }: Error & { code?: string }): void {
  console.error(
    `Cannot start: ${code === 'EADDRINUSE' ? `port ${PORT} is in use; name another with PORT` : message}`
  )
  process.exitCode = 1
}

await start().catch(exitWithError)
