import cognitoAuth from '../../dist/index.js'

/** The keys are fetched before the first request, as those of the other contenders are. */
export default async function oursWarm (app, { userPoolId, clientId, keyHost }) {
  const jwksUri = `${keyHost}/.well-known/jwks.json`
  await app.register(cognitoAuth, { userPoolId, clientId, jwksUri, warmUp: 'required' })
  app.get('/me', { preHandler: app.requireUser() }, async request => ({ id: request.currentUser.id }))
}
