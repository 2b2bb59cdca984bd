import { startLocalCognito } from '../../dist/local/index.js'
import { load } from '../load.js'
import { startServer } from '../server-process.js'
import { summary } from '../statistics.js'
import { sendWarmUp, timeOf } from './requests.js'

const USER = { email: 'jane@example.com', password: 'Passw0rd!', name: 'Jane Doe' }

const request = {
  method: 'POST',
  path: '/auth/signin',
  body: JSON.stringify({ username: USER.email, password: USER.password })
}

/** Checking a password takes some 200 ms of CPU time, so a few requests are enough. */
const CHECKS_PASSWORD = { warmUp: 20, requests: 20 }

/**
 * Measures the CPU time of a sign-in with a password in the server process, without that of Cognito, which
 * is a local Cognito in this process: for the route of the plugin, for a handler written by hand, and for a
 * library that has no Cognito, and checks the password in the server process.
 */
export async function measureSignIn ({ rounds, ...size }, progress) {
  // The local Cognito is for development only.
  process.env.NODE_ENV = 'test'
  const samples = { 'hand-written': [], 'ours-api': [], 'better-auth': [] }
  for (let round = 1; round <= rounds; round++) {
    for (const name of Object.keys(samples)) {
      progress(`sign-in, round ${round} of ${rounds}: ${name}`)
      samples[name].push(await measureServer(name, name === 'better-auth' ? CHECKS_PASSWORD : size))
    }
  }
  return {
    handWritten: summary(samples['hand-written']),
    api: summary(samples['ours-api']),
    betterAuth: summary(samples['better-auth'])
  }
}

async function measureServer (name, { warmUp, requests }) {
  const cognito = await startLocalCognito({ users: [USER] })
  const server = await startServer(name, { cognito: cognito.options, user: USER })
  const send = count =>
    load(server.url, Array(count).fill({ 'content-type': 'application/json' }), 200, { request })
  try {
    await sendWarmUp(send, warmUp)
    return await timeOf(server, send, requests)
  } finally {
    await server.close()
    await cognito.close()
  }
}
