import { randomUUID } from 'node:crypto'
import cognitoAuth, { memoryRevocations } from '../../dist/index.js'

const ENTRIES = 100_000

/** The same with as many revocations as a large application may have in a day, half of them of users. */
export default async function oursRevoking (app, { userPoolId, clientId, keyHost }) {
  await app.register(cognitoAuth, {
    userPoolId,
    clientId,
    jwksUri: `${keyHost}/.well-known/jwks.json`,
    revocation: memoryRevocations()
  })
  for (let i = 0; i < ENTRIES; i += 2) {
    await app.cognito.revoke({ session: randomUUID() })
    await app.cognito.revoke({ user: randomUUID() })
  }
  app.get('/me', { preHandler: app.requireUser() }, async request => ({ id: request.currentUser.id }))
}
