import { optionsFromEnv } from 'fastify-cognito-auth'
import { startLocalCognito, type LocalCognito } from 'fastify-cognito-auth/local'
import { buildApp } from './app.js'
import { guide, users } from './guide.js'

const {
  HOST = '127.0.0.1',
  PORT = '3000',
  COGNITO_PORT = '9229',
  LOG_LEVEL = 'info',
  AWS_COGNITO_USER_POOL_ID
} = process.env

const logger = {
  level: LOG_LEVEL,
  transport: {
    target: 'pino-pretty',
    options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss', singleLine: true }
  }
}

/** Your own pool if the environment names one, otherwise the local Cognito. */
async function start (): Promise<void> {
  const local =
    AWS_COGNITO_USER_POOL_ID === undefined
      ? await startLocalCognito({ port: Number(COGNITO_PORT), pool: { mfa: 'optional' }, users })
      : null
  try {
    await serve(local)
  } catch (error) {
    await local?.close()
    throw error
  }
}

async function serve (local: LocalCognito | null): Promise<void> {
  const app = await buildApp(local === null ? optionsFromEnv() : localOptions(local), { logger })
  const address = await app.listen({ host: HOST, port: Number(PORT) })
  console.log(guide(address, local))
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
