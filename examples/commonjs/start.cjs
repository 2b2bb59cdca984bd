// node --env-file=examples/commonjs/development.env examples/commonjs/start.cjs
'use strict'

const Fastify = require('fastify')
const { startLocalCognito } = require('fastify-cognito-auth/local')
const app = require('./app.cjs')

const {
  HOST = '127.0.0.1', PORT = '3000', COGNITO_PORT = '9229', LOG_LEVEL = 'warn', AWS_COGNITO_USER_POOL_ID
} = process.env

const users = [
  { email: 'admin@example.com', password: 'Admin-passw0rd', name: 'Ada Admin', groups: ['admin'] },
  { email: 'user@example.com', password: 'User-passw0rd', name: 'Uli User' }
]

async function start () {
  // Your own pool if the environment names one, otherwise the local Cognito.
  const local = AWS_COGNITO_USER_POOL_ID === undefined
    ? await startLocalCognito({ port: Number(COGNITO_PORT), users })
    : null
  const fastify = Fastify({ logger: { level: LOG_LEVEL } })
  fastify.register(app, local === null ? {} : { cognito: local.options })
  fastify.addHook('onClose', async () => { await local?.close() })
  console.log(`The application is at ${await fastify.listen({ host: HOST, port: Number(PORT) })}`)
  if (local !== null) for (const { email, password } of users) console.log(`  ${email} / ${password}`)
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, async () => { await fastify.close() })
  console.log('Ctrl-C stops it.')
}

start()
