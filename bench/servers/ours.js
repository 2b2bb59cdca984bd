import cognitoAuth from '../../dist/index.js'

export default async function ours (app, { userPoolId, clientId, keyHost }) {
  await app.register(cognitoAuth, { userPoolId, clientId, jwksUri: `${keyHost}/.well-known/jwks.json` })
  app.get('/me', { preHandler: app.requireUser() }, async request => ({ id: request.currentUser.id }))
}
