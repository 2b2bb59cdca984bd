import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { covered } from '../examples/process.js'

/** Operations that the installed release of the AWS SDK does not have. */

/** Removes exports of the AWS SDK before the plugin imports it. */
const without = (...exports: readonly string[]) =>
  `data:text/javascript,${encodeURIComponent(`
  import { createRequire } from 'node:module'
  const require = createRequire(process.cwd() + '/')
  const sdk = require('@aws-sdk/client-cognito-identity-provider')
  for (const name of ${JSON.stringify(exports)}) delete sdk[name]
`)}`

type Sent = readonly [method: 'GET' | 'PUT', url: string, payload?: object]

/** Sends requests to an application in a process of its own, and prints the responses and their logs. */
const PROGRAM = `
  import Fastify from 'fastify'
  import cognitoAuth from './modules/index.js'
  import { startLocalCognito } from './modules/local/index.js'

  const user = { email: 'ada@example.com', password: 'Correct-horse-7', name: 'Ada', groups: ['admin'] }
  const local = await startLocalCognito({ users: [user] })
  const lines = []
  const app = Fastify({ logger: { stream: { write: line => lines.push(line) } } })
  const admin = { users: { groups: ['admin'] } }
  const { machine } = local
  await app.register(cognitoAuth, { ...local.options, machine, routes: { prefix: '/auth', admin } })
  app.get('/auth/machine', async () => app.cognito.clientToken())
  const signIn = { username: user.email, password: user.password }
  const { accessToken } = (await app.inject({ method: 'POST', url: '/auth/signin', payload: signIn })).json()
  const headers = { authorization: 'Bearer ' + accessToken }
  const responses = []
  for (const [method, url, payload] of JSON.parse(process.argv[1])) {
    lines.length = 0
    const response = await app.inject({ method, url: '/auth' + url, headers, ...payload && { payload } })
    responses.push({ status: response.statusCode, body: response.body, log: lines.join('') })
  }
  console.log(JSON.stringify(responses))
  await app.close()
  await local.close()
`

interface Received {
  status: number
  body: string
  log: string
}

/** Returns the responses to requests, with an SDK that lacks exports. */
async function send<const Requests extends readonly Sent[]> (
  missing: readonly string[],
  ...requests: Requests
): Promise<{ [Index in keyof Requests]: Received }> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', without(...missing), '--input-type=module', '-e', PROGRAM, JSON.stringify(requests)],
    { env: { ...covered, NODE_ENV: 'test' } }
  )
  return JSON.parse(stdout)
}

t.test('an SDK without the sessions of users', async t => {
  const [sessions, machine, me] = await send(
    ['ListUserSessionsCommand', 'RevokeUserSessionCommand'],
    ['GET', '/me/sessions'],
    ['GET', '/machine'],
    ['GET', '/me']
  )

  t.test('the log of a route whose operation is missing names the release that has it', async t => {
    const needed = 'ListUserSessions requires @aws-sdk/client-cognito-identity-provider 3.1168.0 or newer'
    t.equal(sessions.status, 501)
    t.strictSame(JSON.parse(sessions.body), {
      statusCode: 501,
      code: 'FST_COGNITO_SDK_TOO_OLD',
      error: 'Not Implemented',
      message: 'The server does not support this.'
    })
    t.match(sessions.log, '"level":50')
    t.match(sessions.log, `"reason":"${needed}"`)
  })

  t.test('other routes do not need the operations', async t => {
    t.match(machine, { status: 200, body: /^eyJ/ })
    t.match(me, { status: 200 })
  })
})

t.test('if the SDK lacks GetClientToken, the log names the release that has it', async t => {
  const needed = 'GetClientToken requires @aws-sdk/client-cognito-identity-provider 3.1124.0 or newer'
  const [{ status, body, log }] = await send(['GetClientTokenCommand'], ['GET', '/machine'])
  t.equal(status, 501)
  t.match(JSON.parse(body), { code: 'FST_COGNITO_SDK_TOO_OLD' })
  t.match(log, `"reason":"${needed}"`)
})

t.test('MFA by passkey requires a release that supports it', async t => {
  const missing = ['WebAuthnFactorConfigurationType']
  const payload = { passkey: { enabled: true }, totp: { enabled: true } }
  const [{ status, log }] = await send(missing, ['PUT', '/me/mfa', payload])
  t.equal(status, 501)
  t.match(log, /"reason":"MFA by passkey requires @aws-sdk\/client-cognito-identity-provider 3\.1048\.0/)
})

t.test('the log names the oldest supported release for an older SDK', async t => {
  const [me] = await send(['GetUserCommand'], ['GET', '/me'])
  t.match(me, {
    status: 501,
    log: 'GetUser requires @aws-sdk/client-cognito-identity-provider 3.800.0 or newer'
  })
})
