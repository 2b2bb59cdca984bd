import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { credentials } from './credentials.js'

/**
 * Signs users in without Cognito: better-auth checks the password itself, against its hash, and keeps users
 * and sessions in a database, here in memory.
 */
export default async function betterAuthServer (app, { user }) {
  const auth = betterAuth({
    secret: 'a secret of the benchmark, which no other process has',
    baseURL: 'http://localhost',
    database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
    emailAndPassword: { enabled: true },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true }
  })
  await auth.api.signUpEmail({ body: { ...user } })
  app.post('/auth/signin', { schema: { body: credentials } }, async (request, reply) => {
    const { username: email, password } = request.body
    try {
      const { token } = await auth.api.signInEmail({ body: { email, password } })
      return { token }
    } catch (error) {
      return reply.code(401).send({ error: error.body?.code })
    }
  })
}
