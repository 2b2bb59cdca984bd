import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import Fastify from 'fastify'
import { decodeJwt } from 'jose'
import t, { type Test } from 'tap'
import cognitoAuth, { type ClientTokenRequest, type PoolOptions } from '../../dist/index.js'
import type { LocalCognito } from '../../dist/local/index.js'
import { logLines, startCognito } from '../api.js'
import { exception, startScripted } from '../scripted.js'

/** Access tokens of the application itself, by GetClientToken. */

const MINUTE = 60_000

async function build (t: Test, cognito: LocalCognito, options = {}) {
  const { lines, logger } = logLines()
  const app = Fastify({ logger })
  t.teardown(() => app.close())
  await app.register(cognitoAuth, { ...cognito.options, machine: cognito.machine, ...options })
  return { app, lines, token: async (request?: ClientTokenRequest) => app.cognito.clientToken(request) }
}

const requests = ({ requests }: LocalCognito) =>
  requests.filter(({ operation }) => operation === 'GetClientToken').length

t.test('another service accepts the token as that of a machine', async t => {
  const cognito = await startCognito(t)
  const { token } = await build(t, cognito)
  const orders = Fastify()
  t.teardown(() => orders.close())
  await orders.register(cognitoAuth, { ...cognito.options, clientId: cognito.machine.clientId })
  const preHandler = [orders.requireMachine(), orders.requireScopes(['orders/read'])]
  orders.get('/orders', { preHandler }, async ({ currentUser }) => ({
    client: currentUser?.id,
    scopes: currentUser?.scopes
  }))
  const get = async (accessToken: string) =>
    orders.inject({ url: '/orders', headers: { authorization: `Bearer ${accessToken}` } })
  const response = await get(await token({ scopes: ['orders/read'] }))
  t.strictSame(response.json(), { client: cognito.machine.clientId, scopes: ['orders/read'] })
  t.equal((await get(await token({ scopes: ['orders/write'] }))).statusCode, 403)
  t.equal(decodeJwt(await token())['scope'], 'orders/read orders/write', 'all scopes of the app client')
})

t.test('a token is cached by its scopes, and replaced a minute before it expires', async t => {
  const cognito = await startCognito(t)
  const clock = { now: Date.now() }
  const { token } = await build(t, cognito, { clock: () => clock.now })
  const first = await token({ scopes: ['orders/read', 'orders/write'] })
  t.equal(await token({ scopes: ['orders/write', 'orders/read', 'orders/read'] }), first)
  t.equal(requests(cognito), 1)
  t.not(await token({ scopes: ['orders/read'] }), first)
  t.not(await token(), first)
  t.equal(requests(cognito), 3)
  clock.now += 59 * MINUTE - 1000
  t.equal(await token({ scopes: ['orders/read', 'orders/write'] }), first)
  clock.now += 1000
  t.not(await token({ scopes: ['orders/read', 'orders/write'] }), first)
  t.equal(requests(cognito), 4)
})

t.test('each list of scopes has a token of its own', async t => {
  const cognito = await startCognito(t)
  let count = 0
  cognito.fail('GetClientToken', () => ({
    status: 200,
    body: {
      ClientAuthenticationResult: { AccessToken: `a.b.${(count += 1)}`, ExpiresIn: 60, TokenType: 'Bearer' }
    }
  }))
  const { token } = await build(t, cognito)
  const lists = [['a', 'b'], ['ab'], ['a'], undefined]
  const tokens = []
  for (const scopes of [...lists, ...lists]) tokens.push(await token(scopes && { scopes }))
  t.strictSame(tokens, ['a.b.1', 'a.b.2', 'a.b.3', 'a.b.4', 'a.b.1', 'a.b.2', 'a.b.3', 'a.b.4'])
})

t.test('a token with a short lifetime is replaced after half of it', async t => {
  const clock = { now: Date.now() }
  const cognito = await startCognito(t)
  cognito.fail('GetClientToken', {
    status: 200,
    body: { ClientAuthenticationResult: { AccessToken: 'a.b.c', ExpiresIn: 60, TokenType: 'Bearer' } }
  })
  const { token } = await build(t, cognito, { clock: () => clock.now })
  await token()
  clock.now += 29_999
  await token()
  t.equal(requests(cognito), 1)
  clock.now += 1
  await token()
  t.equal(requests(cognito), 2)
})

t.test('concurrent calls share one request, by their scopes', async t => {
  const cognito = await startCognito(t)
  const { token } = await build(t, cognito)
  cognito.delay('GetClientToken', 100)
  const read = { scopes: ['orders/read'] }
  const tokens = await Promise.all([token(read), token(read), token(), token(read), token()])
  t.equal(new Set(tokens).size, 2)
  t.equal(requests(cognito), 2)
})

t.test('a failure is not cached, and all that wait for it get it', async t => {
  const cognito = await startCognito(t)
  const { token } = await build(t, cognito, { cognito: { timeout: 10_000 } })
  cognito.fail('GetClientToken', { status: 503, body: {} }, { times: 3 })
  const results = await Promise.allSettled([token(), token()])
  t.match(results, [
    { status: 'rejected', reason: { code: 'FST_COGNITO_UNAVAILABLE', statusCode: 503 } },
    { status: 'rejected', reason: { code: 'FST_COGNITO_UNAVAILABLE' } }
  ])
  t.ok(await token())
})

t.test('what Cognito rejects is a misconfiguration, and never the mistake of a caller', async t => {
  const cognito = await startCognito(t)
  const { token, lines } = await build(t, cognito)
  await t.rejects(token({ scopes: ['orders/delete'] }), {
    code: 'FST_COGNITO_MISCONFIGURED',
    statusCode: 500
  })
  const line = lines.map(line => JSON.parse(line)).find(({ msg }) => msg === 'Cognito request failed')
  t.match(line, {
    level: 50,
    operation: 'GetClientToken',
    clientId: cognito.machine.clientId,
    reason: 'the app client may not request these scopes: add them to its AllowedOAuthScopes'
  })
  const other = await build(t, cognito, { machine: { ...cognito.machine, clientSecret: 'wrong1secret' } })
  await t.rejects(other.token(), { code: 'FST_COGNITO_MISCONFIGURED' })
  const users = await build(t, cognito, {
    machine: { clientId: cognito.clientId, clientSecret: 'wrong1secret' }
  })
  await t.rejects(users.token(), { code: 'FST_COGNITO_MISCONFIGURED' })
  t.notMatch([...lines, ...other.lines].join(), new RegExp(`wrong1secret|${cognito.machine.clientSecret}|eyJ`))

  const scripted = (name: string, message: string) => startScripted(t, () => exception(name, message))
  for (const [name, message, code] of [
    ['NotAuthorizedException', 'Not authorized', 'FST_COGNITO_MISCONFIGURED'],
    ['InvalidParameterException', 'Auth flow not enabled for this client', 'FST_COGNITO_MISCONFIGURED'],
    ['ForbiddenException', 'blocked', 'FST_COGNITO_MISCONFIGURED'],
    ['OperationNotEnabledException', 'not here', 'FST_COGNITO_MISCONFIGURED'],
    ['TooManyRequestsException', 'slow down', 'FST_COGNITO_UNAVAILABLE']
  ] as const) {
    const { endpoint } = await scripted(name, message)
    await t.rejects((await build(t, cognito, { endpoint })).token(), { code }, name)
  }
  const { endpoint } = await scripted('CodeMismatchException', 'not documented for this operation')
  await t.rejects((await build(t, cognito, { endpoint })).token(), {
    code: 'FST_COGNITO_MISCONFIGURED',
    cause: { code: 'FST_COGNITO_INVALID_CODE' }
  })
})

t.test('a response without a token', async t => {
  for (const result of [undefined, {}, { AccessToken: 'a' }, { ExpiresIn: 60 }]) {
    const body = result === undefined ? {} : { ClientAuthenticationResult: result }
    const cognito = await startCognito(t)
    cognito.fail('GetClientToken', { status: 200, body })
    const { token } = await build(t, cognito)
    await t.rejects(token(), { code: 'FST_COGNITO_UNEXPECTED_RESPONSE', statusCode: 502 })
  }
})

t.test('the secret of the app client is rotated like that of users', async t => {
  const cognito = await startCognito(t)
  const clock = { now: Date.now() }
  const { endpoint, userPoolId: UserPoolId, machine } = cognito
  const ClientSecret = 'new1secret2of3the4machine5'
  const { token } = await build(t, cognito, {
    clock: () => clock.now,
    machine: { ...machine, clientSecret: [ClientSecret, machine.clientSecret] }
  })
  await token()
  t.equal(requests(cognito), 2)
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const aws = new CognitoIdentityProvider({ region: 'local', endpoint, credentials })
  t.teardown(() => {
    aws.destroy()
  })
  const client = { UserPoolId, ClientId: machine.clientId }
  const { ClientSecrets: [{ ClientSecretId } = {}] = [] } = await aws.listUserPoolClientSecrets(client)
  await aws.addUserPoolClientSecret({ ...client, ClientSecret })
  await aws.deleteUserPoolClientSecret({ ...client, ClientSecretId })
  clock.now += 60 * MINUTE
  t.ok(await token())
})

t.test('of several pools, the one with the option machine, or the named one', async t => {
  const cognito = await startCognito(t)
  const { userPoolId, clientId, issuer, endpoint } = cognito.options
  const users = { userPoolId, clientId, issuer: issuer as string, endpoint: endpoint as string }
  const machines = { ...users, machine: cognito.machine }
  const others = { ...machines, issuer: `${issuer}2` }
  const withPools = async (userPools: object) => {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(cognitoAuth, { userPools: userPools as Record<string, PoolOptions> })
    return app.cognito
  }
  const one = await withPools({ users: { ...users, issuer: `${issuer}3` }, machines })
  t.ok(await one.clientToken())
  await t.rejects(one.clientToken({ pool: 'users' }), { message: /pool must be one of machines; got "users"/ })
  const two = await withPools({ machines, others })
  t.ok(await two.clientToken({ pool: 'others' }))
  await t.rejects(two.clientToken(), { message: /pool must be one of machines, others; got nothing/ })
})

t.test('invalid requests', async t => {
  const cognito = await startCognito(t)
  const { app } = await build(t, cognito)
  const token = app.cognito.clientToken as (request: unknown) => Promise<string>
  const before = requests(cognito)
  for (const [request, message] of [
    [['orders/read'], /must be an object \{ scopes, pool \}; got \["orders\/read"\]/],
    [null, /must be an object .*; got null/],
    ['orders/read', /must be an object .*; got "orders\/read"/],
    [{ scope: 'orders/read' }, /must have scopes or pool; got 'scope'/],
    [{ scopes: undefined }, /scopes must not be undefined; omit it/],
    [{ scopes: [] }, /must be a list of 1 to 50 scopes such as \['orders\/read'\]; got an empty list/],
    [{ scopes: 'orders/read' }, /got "orders\/read"/],
    [{ scopes: ['orders/read orders/write'] }, /got \["orders\/read orders\/write"\]/],
    [{ scopes: [''] }, /must be a list of 1 to 50/],
    [{ scopes: [7] }, /got a list of 1/],
    [{ scopes: Array(51).fill('a') }, /got a list of 51/],
    [{ pool: 'other' }, /pool must be one of default; got "other"/]
  ] as const) {
    await t.rejects(token(request), { code: 'FST_COGNITO_INVALID_REQUIREMENT', message })
  }
  t.equal(requests(cognito), before)
  const none = Fastify()
  t.teardown(() => none.close())
  await none.register(cognitoAuth, cognito.options)
  await t.rejects(none.cognito.clientToken(), { message: /requires the option machine, \{ clientId, clientSecret \}/ })
})
