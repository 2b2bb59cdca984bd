import { startLocalCognito } from '../../dist/local/index.js'
import { load } from '../load.js'
import { startServer } from '../server-process.js'
import { summary } from '../statistics.js'
import { takeTurns, warmUpInTurns } from './requests.js'

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
  const samples = { handWritten: [], api: [], betterAuth: [] }
  for (let round = 1; round <= rounds; round++) {
    progress(`sign-in, round ${round} of ${rounds}`)
    const [handWritten, api] = await measureServers(['hand-written', 'ours-api'], size)
    const [betterAuth] = await measureServers(['better-auth'], CHECKS_PASSWORD)
    for (const [name, sample] of Object.entries({ handWritten, api, betterAuth })) samples[name].push(sample)
  }
  return Object.fromEntries(Object.entries(samples).map(([name, rounds]) => [name, summary(rounds)]))
}

/** Each server has a local Cognito of its own. */
async function measureServers (names, { warmUp, requests }) {
  const servers = []
  try {
    for (const name of names) {
      const cognito = await startLocalCognito({ users: [USER] })
      const server = await startServer(name, { cognito: cognito.options, user: USER })
      const send = count =>
        load(server.url, Array(count).fill({ 'content-type': 'application/json' }), 200, { request })
      servers.push({ server, send, cognito })
    }
    await warmUpInTurns(servers, warmUp)
    return await takeTurns(servers, requests)
  } finally {
    for (const { server, cognito } of servers) {
      await server.close()
      await cognito.close()
    }
  }
}
