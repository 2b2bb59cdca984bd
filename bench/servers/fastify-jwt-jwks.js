import fastifyJwtJwks from 'fastify-jwt-jwks'

// No audience: Cognito's access tokens have none.
export default async function jwtJwks (app, { issuer, keyHost }) {
  await app.register(fastifyJwtJwks, { jwksUrl: `${keyHost}/.well-known/jwks.json`, issuer })
  app.get('/me', { preValidation: app.authenticate }, async request => ({ id: request.user.sub }))
}
