'use strict'

const fp = require('fastify-plugin')
const { cognitoAuth, optionsFromEnv } = require('fastify-cognito-auth')

// fastify-plugin makes the guards visible to the routes, which are loaded in separate scopes.
module.exports = fp(async function (fastify, { cognito = optionsFromEnv() }) {
  await fastify.register(cognitoAuth, { ...cognito, routes: { prefix: '/auth' } })
}, { name: 'cognito' })
