import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import Fastify from 'fastify'
import t from 'tap'
import { openCognito } from '../../dist/cognito/open-cognito.js'
import { connect } from '../../dist/cognito/client.js'
import cognitoAuth from '../../dist/index.js'
import { startScripted } from '../scripted.js'

/**
 * The connection to Cognito: created on first use, again after a failure, and closed with the application.
 */

process.env['NODE_ENV'] = 'test'

const SETTINGS = {
  flows: ['USER_PASSWORD_AUTH' as const],
  hideExistingUsers: false,
  issuer: 'Example',
  administrators: new Set<string>(),
  clock: Date.now,
  issuers: [],
  revocation: null,
  signOutOthers: false
}
const TOKENS = { body: { AuthenticationResult: { AccessToken: 'a', IdToken: 'b', ExpiresIn: 3600 } } }
const { log } = Fastify()

function opening (connects: () => ReturnType<typeof connect>) {
  let times = 0
  // `connect` is internal: it is not in the published types.
  const access = {
    connect: async () => {
      times++
      return connects()
    },
    pool: 'default',
    userPoolId: 'eu-west-1_AbC123xyz',
    clientId: 'client1',
    clientSecrets: [],
    timeout: 1000,
    log
  }
  const cognito = openCognito(access, SETTINGS)
  return { cognito, times: () => times }
}

t.test('is created once, whatever the number of calls', async t => {
  const { endpoint, calls } = await startScripted(t, () => TOKENS)
  const { cognito, times } = opening(() => connect({ region: null, endpoint }))
  t.equal(times(), 0)
  await Promise.all([
    cognito.prepare(),
    cognito.operations.refresh({ refreshToken: 'abc' }),
    cognito.operations.refresh({ refreshToken: 'abc' })
  ])
  t.equal(times(), 1)
  t.equal(calls.length, 2)
  await cognito.close()
})

t.test('is created again on the next call after a failure', async t => {
  const { endpoint } = await startScripted(t, () => TOKENS)
  let broken = true
  const { cognito, times } = opening(async () => {
    if (broken) throw new Error('no SDK')
    return connect({ region: null, endpoint })
  })
  await t.rejects(cognito.operations.refresh({ refreshToken: 'abc' }), { message: 'no SDK' })
  broken = false
  t.match(await cognito.operations.refresh({ refreshToken: 'abc' }), { accessToken: 'a' })
  t.equal(times(), 2)
  await cognito.close()
})

t.test('can be closed after a failed start, or before it was created', async t => {
  const { cognito, times } = opening(async () => {
    throw new Error('no SDK')
  })
  await t.resolves(cognito.close())
  t.equal(times(), 0, 'closing does not create one')
  await t.rejects(cognito.prepare())
  await t.resolves(cognito.close())
})

t.test('an unknown failure is retried only where a retry is harmless', async t => {
  const { client, nonIdempotentClient } = await connect({ region: null, endpoint: 'http://127.0.0.1:9' })
  t.teardown(() => {
    client.destroy()
    nonIdempotentClient.destroy()
  })
  const unknown = { errorType: 'TRANSIENT' as const }
  const triesAgain = async ({ config }: typeof client) => {
    const strategy = (await config.retryStrategy()) as Extract<
      Awaited<ReturnType<typeof config.retryStrategy>>,
      { recordSuccess: unknown }
    >
    const token = await strategy.acquireInitialRetryToken('test')
    return strategy.refreshRetryTokenForRetry(token, unknown).then(
      () => true,
      () => false
    )
  }
  t.equal(await triesAgain(client), true)
  t.equal(await triesAgain(nonIdempotentClient), false)
})

t.test('the application closes even if the connection could not be created', async t => {
  const app = Fastify()
  // Two app clients, and no option that says which one to use.
  await app.register(cognitoAuth, { userPoolId: 'eu-west-1_AbC123xyz', clientId: ['web', 'mobile'] })
  await t.rejects(app.cognito.refresh({ refreshToken: 'abc' }), { code: 'FST_COGNITO_INVALID_OPTIONS' })
  await t.resolves(app.close())
})

t.test('is closed with the application: no socket to Cognito stays open', async t => {
  const sockets = new Set<Socket>()
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(TOKENS.body))
  })
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('close', () => {
      sockets.delete(socket)
    })
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const app = Fastify()
  await app.register(cognitoAuth, {
    userPoolId: 'eu-west-1_AbC123xyz',
    clientId: 'client1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  // One that may be retried and one that may not: each has its own client.
  await Promise.all([
    app.cognito.signIn({ username: 'jane', password: 'x' }),
    app.cognito.refresh({ refreshToken: 'abc' })
  ])
  t.equal(sockets.size, 2)
  await app.close()
  await setTimeout(50)
  t.equal(sockets.size, 0)
})
