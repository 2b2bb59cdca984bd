import { optionsFromEnv } from 'fastify-cognito-auth'
import { startLocalCognito, type LocalCognito } from 'fastify-cognito-auth/local'
import { buildApp } from './app.js'
import { guide, people } from './guide.js'

const HOST = process.env['HOST'] ?? '127.0.0.1'
const PORT = Number(process.env['PORT'] ?? 3000)
const COGNITO_PORT = Number(process.env['COGNITO_PORT'] ?? 9229)

/** A pool of your own where the environment names one, the local Cognito where it does not. */
const local = process.env['AWS_COGNITO_USER_POOL_ID'] === undefined
  ? await orExit(startLocalCognito({ port: COGNITO_PORT, users: people }))
  : null

const app = await orExit(buildApp(local === null ? optionsFromEnv() : localOptions(local), {
  logger: {
    level: process.env['LOG_LEVEL'] ?? 'warn',
    transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss' } }
  }
}))

process.once('SIGINT', stop)
process.once('SIGTERM', stop)

const address = await orExit(app.listen({ host: HOST, port: PORT }))
console.log(guide(address, local))
local?.mailbox.on('message', ({ code, destination }) => {
  console.log(`The code for ${destination} is ${code}`)
})

/** People sign in by the one client, machines by the other; tokens of both are taken. */
function localOptions ({ options, clientId, machine }: LocalCognito) {
  return { ...options, clientId: [clientId, machine.clientId], routes: { clientId } }
}

async function stop (): Promise<void> {
  await app.close()
  await local?.close()
}

/** What keeps it from starting, in one line: a port in use, a variable that is missing. */
async function orExit<Value> (starting: Promise<Value>): Promise<Value> {
  try {
    return await starting
  } catch (error) {
    console.error(`Cannot start: ${(error as Error).message}`)
    await local?.close()
    process.exit(1)
  }
}
