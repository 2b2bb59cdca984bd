import fastifyJwt from '@fastify/jwt'
import buildGetJwks from 'get-jwks'

// As the READMEs of both show, except for the domain, which they take from the token before it is verified.
export default async function jwtAndGetJwks (app, { issuer, keyHost }) {
  const getJwks = buildGetJwks()

  app.register(fastifyJwt, {
    decode: { complete: true },
    secret: (request, token) => {
      const {
        header: { kid, alg }
      } = token
      return getJwks.getPublicKey({ kid, domain: keyHost, alg })
    },
    verify: { allowedIss: issuer }
  })

  app.addHook('onRequest', async request => {
    await request.jwtVerify()
  })

  app.get('/me', async request => ({ id: request.user.sub }))
}
