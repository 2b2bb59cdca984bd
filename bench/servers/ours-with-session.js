import cognitoAuth, { memorySessions } from '../../dist/index.js'

/** The option `session` is set, and no request has a cookie. */
export default async function oursWithSession (app, { userPoolId, clientId, keyHost }) {
  await app.register(cognitoAuth, {
    userPoolId,
    clientId,
    jwksUri: `${keyHost}/.well-known/jwks.json`,
    endpoint: keyHost,
    routes: { prefix: '/auth' },
    session: { origin: 'http://localhost:3000', store: memorySessions() }
  })
  app.get('/me', { preHandler: app.requireUser() }, async request => ({ id: request.currentUser.id }))
}
