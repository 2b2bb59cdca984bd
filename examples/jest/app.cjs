'use strict'

const Fastify = require('fastify')
const { cognitoAuth } = require('fastify-cognito-auth')

/** An application in CommonJS with a guarded route and the auth API. */
exports.buildApp = async function buildApp (options) {
  const app = Fastify()
  await app.register(cognitoAuth, { ...options, routes: { prefix: '/auth' } })
  app.get('/admin', { preHandler: app.requireGroups(['admin']) }, async () => 'hello, administrator')
  return app
}
