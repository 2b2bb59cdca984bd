import cognitoAuth from '../../dist/index.js'

/** Defaults throughout. The origin is http, which the plugin accepts on loopback for development. */
export async function oursWithSessions (app, { cognito }, store) {
  await app.register(cognitoAuth, {
    ...cognito,
    routes: { prefix: '/auth' },
    session: { origin: 'http://localhost:3000', store }
  })
  app.get('/me', { preHandler: app.requireUser() }, async request => ({ id: request.currentUser.id }))
}
