import { request } from 'node:http'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { Amplify } from 'aws-amplify'
import * as auth from 'aws-amplify/auth'
import { cognitoUserPoolsTokenProvider } from 'aws-amplify/auth/cognito'
import { sharedInMemoryStorage } from 'aws-amplify/utils'
import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  ListUsersCommand,
  UpdateUserPoolCommand
} from '@aws-sdk/client-cognito-identity-provider'
import Fastify from 'fastify'
import cognitoAuth from '../../dist/index.js'
import t from 'tap'
import { ESC, READY, run, start } from './cli.js'

const PASSWORD = 'Passw0rd!'

const FILES = {
  'pool.json': JSON.stringify({ mfa: 'optional', callbackURLs: ['http://localhost:5173/'] }),
  // Some editors write a byte order mark.
  'users.json':
    '\ufeff' +
    JSON.stringify([
      { email: 'ada@example.com', password: PASSWORD, name: 'Ada', groups: ['admin'] },
      { email: 'bob@example.com', password: PASSWORD, name: 'Bob', confirmed: false }
    ])
}

interface Printed {
  amplify: Parameters<typeof Amplify.configure>[0]
  awsSdk: { region: string, endpoint: string, credentials: { accessKeyId: string, secretAccessKey: string } }
  fastify: { userPoolId: string, clientId: string, issuer: string, jwksUri: string, endpoint: string }
}

/** Evaluates the printed code, as an application that it is pasted into does. */
function evaluate (text: string): Printed {
  const code = text
    .replace(/^(.*\n)*?Amplify\n/, '')
    .replace(/^(AWS SDK|fastify-cognito-auth$|Managed login[^]*)/gm, '//$1')
    .replace(/^(Sign-in|Discovery):/gm, '//')
    .replace('await ', '')
    .replaceAll('new Cog', 'Cog')
  const printed: Record<string, unknown> = {}
  runInNewContext(code, {
    Amplify: {
      configure: (value: unknown) => {
        printed['amplify'] = value
      }
    },
    CognitoIdentityProviderClient: (value: unknown) => {
      printed['awsSdk'] = value
    },
    app: {
      register: (_: unknown, value: unknown) => {
        printed['fastify'] = value
      }
    },
    cognitoAuth
  })
  return JSON.parse(JSON.stringify(printed)) as Printed
}

t.test('in a pipe: the printed configuration works, and codes follow', async t => {
  const folder = t.testdir(FILES)
  const options = ['--user-pool', join(folder, 'pool.json'), '--users', join(folder, 'users.json')]
  const program = start(t, ['local', '--port', '0', '--region', 'eu-west-1', ...options])
  await program.waitForOutput(READY)
  t.notOk((program.stdout() + program.stderr()).includes(ESC), 'no colors')
  t.match(program.stderr(), /^\d\d:\d\d:\d\d {2}code \d{6} by email to bob@example\.com \(sign up\)\n/)
  t.match(program.stderr(), /Everything is in memory/)
  const { amplify, awsSdk, fastify } = evaluate(program.stdout())
  t.match(awsSdk, { region: 'eu-west-1', endpoint: /^http:\/\/127\.0\.0\.1:\d+$/ })

  await t.test('Amplify signs in, signs up and resets a password', async t => {
    Amplify.configure(amplify)
    // After configure(), which sets the storage, too.
    cognitoUserPoolsTokenProvider.setKeyValueStorage(sharedInMemoryStorage)
    t.equal((await auth.signIn({ username: 'ada@example.com', password: PASSWORD })).isSignedIn, true)
    await auth.signOut()
    const username = 'cleo@example.com'
    const userAttributes = { email: username, name: 'Cleo', phone_number: '+15555550100' }
    await auth.signUp({ username, password: PASSWORD, options: { userAttributes } })
    const [, code = ''] = await program.waitForOutput(
      /code (\d{6}) by email to cleo@example\.com \(sign up\)/
    )
    t.equal((await auth.confirmSignUp({ username, confirmationCode: code })).isSignUpComplete, true)
    await auth.resetPassword({ username })
    await program.waitForOutput(/code \d{6} by email to cleo@example\.com \(password\)/)
  })

  await t.test('the AWS SDK works, and settings without effect are named once', async t => {
    const client = new CognitoIdentityProviderClient(awsSdk)
    t.teardown(() => client.destroy())
    const { Users } = await client.send(new ListUsersCommand({ UserPoolId: fastify.userPoolId }))
    t.ok(Users?.some(({ Attributes }) => Attributes?.some(({ Value }) => Value === 'ada@example.com')))
    for (const UserPoolTier of ['LITE', 'PLUS'] as const) {
      await client.send(new UpdateUserPoolCommand({ UserPoolId: fastify.userPoolId, UserPoolTier }))
    }
    await program.waitForOutput(/\d {2}no effect here: UpdateUserPool UserPoolTier\n/)
    t.equal(program.stderr().split('UserPoolTier').length, 2)
  })

  await t.test('the plugin and its auth API work', async t => {
    const app = Fastify()
    t.teardown(async () => await app.close())
    await app.register(cognitoAuth, { ...fastify, routes: { prefix: '/auth' } })
    app.get('/', { preHandler: app.requireGroups(['admin']) }, async () => 'hello')
    const payload = { username: 'ada@example.com', password: PASSWORD }
    const { accessToken } = (await app.inject({ method: 'POST', url: '/auth/signin', payload })).json<{
      accessToken: string
    }>()
    const response = await app.inject({ url: '/', headers: { authorization: `Bearer ${accessToken}` } })
    t.equal(response.body, 'hello')
  })

  await t.test('managed login works', async t => {
    const [, url = ''] = await program.waitForOutput(/Sign-in: (\S+)/)
    const response = await fetch(url)
    t.equal(response.status, 200)
    t.match(new URL(response.url).pathname, /^\/login/)
    const [, discovery = ''] = await program.waitForOutput(/Discovery: (\S+)/)
    t.match(await (await fetch(discovery)).json(), { issuer: fastify.issuer })
  })

  await t.test('a page of another origin may call it, and not by a name that is not its own', async t => {
    const preflight = (headers: Record<string, string>) =>
      new Promise<{ status: number | undefined, origin: unknown }>(resolve => {
        const requested = {
          'access-control-request-method': 'POST',
          origin: 'http://localhost:5173',
          ...headers
        }
        request(awsSdk.endpoint, { method: 'OPTIONS', headers: requested }, response => {
          response.resume()
          resolve({ status: response.statusCode, origin: response.headers['access-control-allow-origin'] })
        }).end()
      })
    t.strictSame(await preflight({}), { status: 200, origin: '*' })
    t.match(await preflight({ host: 'rebound.example' }), { status: 403 })
  })

  program.kill('SIGINT')
  // npm forwards the signal that a terminal has sent to both.
  program.kill('SIGINT')
  const { code, stderr } = await program.ended
  t.equal(code, 0)
  t.match(stderr, /\nStopped\.\n$/)
})

t.test('two processes do not share a folder; the next start has the same pool', async t => {
  const folder = join(t.testdir(), '.cognito')
  const args = ['local', '--json', '--port=0', '--folder', folder]
  const first = start(t, args)
  await first.waitForOutput(READY)
  const second = await start(t, args).ended
  t.equal(second.code, 3)
  t.match(
    second.stderr,
    /^error: [^\n]*the folder [^\n]* is used by another local Cognito \(process \d+\)\.\n$/
  )
  t.equal((JSON.parse(second.stdout) as { error: { code: string } }).error.code, 'failed')
  first.kill('SIGTERM')
  const { code, stdout } = await first.ended
  t.equal(code, 0)
  const next = await run(args)
  t.equal(next.code, 0)
  t.notMatch(next.stderr, 'in memory')
  const clientId = (text: string) => (JSON.parse(text) as Printed).fastify.clientId
  t.equal(clientId(next.stdout), clientId(stdout))
})

t.test('--json prints one object, and nothing else to stdout', async t => {
  const { code, stdout } = await run(['local', '--json', '--port=0'])
  t.equal(code, 0)
  const printed = JSON.parse(stdout) as Printed
  t.strictSame(Object.keys(printed), ['amplify', 'awsSdk', 'fastify', 'managedLogin', 'machine'])
  t.match(printed, {
    amplify: {
      Auth: { Cognito: { userPoolId: printed.fastify.userPoolId, userPoolEndpoint: printed.awsSdk.endpoint } }
    },
    managedLogin: null
  })
  t.equal(stdout.split('\n').length, 2)
})

t.test('with a domain, the configuration for Amplify has managed login', async t => {
  const [callback, logout] = ['http://localhost:5173/', 'http://localhost:5173/bye']
  const folder = t.testdir({
    'pool.json': JSON.stringify({ callbackURLs: [callback], logoutURLs: [logout] }),
    'tokens.json': JSON.stringify({
      callbackURLs: [callback],
      allowedOAuthFlows: ['implicit'],
      allowedOAuthScopes: ['openid']
    })
  })
  const args = ['local', '--port=0', '--domain=localhost:9443']
  const withPool = async (name: string) => await run([...args, '--user-pool', join(folder, name)])
  const { amplify } = evaluate((await withPool('pool.json')).stdout)
  const oauth = {
    domain: 'localhost:9443',
    scopes: ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin'],
    redirectSignIn: [callback],
    redirectSignOut: [logout],
    responseType: 'code'
  }
  t.match(amplify, { Auth: { Cognito: { userPoolEndpoint: String, loginWith: { oauth } } } })
  t.match(evaluate((await withPool('tokens.json')).stdout).amplify, {
    Auth: {
      Cognito: {
        loginWith: { oauth: { ...oauth, scopes: ['openid'], redirectSignOut: [], responseType: 'token' } }
      }
    }
  })
  t.notMatch((await run(args)).stdout, 'loginWith', 'the app client has no callback URLs')
})

t.test('with a client secret there is no configuration for Amplify', async t => {
  const folder = t.testdir({ 'pool.json': '{"clientSecret":true}' })
  const { stdout } = await run(['local', '--port=0', '--user-pool', join(folder, 'pool.json')])
  t.match(stdout, /\nAmplify\nAmplify does not support app clients with a secret/)
  t.match(stdout, /clientSecret: '\w+'/)
  t.match(stdout, /\nManaged login\nNeeds callbackURLs/)
})

t.test('origins and hosts can be limited and added', async t => {
  const args = [
    'local',
    '--json',
    '--port=0',
    '--allowed-origin=http://localhost:5173',
    '--allowed-host=cognito.test'
  ]
  const program = start(t, args)
  await program.waitForOutput(READY)
  const {
    awsSdk: { endpoint }
  } = JSON.parse(program.stdout()) as Printed
  const origin = async (origin: string) =>
    (
      await fetch(endpoint, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' }
      })
    ).headers.get('access-control-allow-origin')
  t.equal(await origin('http://localhost:5173'), 'http://localhost:5173')
  t.equal(await origin('http://localhost:3000'), null)
  program.kill('SIGHUP')
  t.equal((await program.ended).code, 0)
  t.equal((await run([...args, '--allowed-origin=*'])).code, 0)
})

t.test('an invited user: the temporary password is printed', async t => {
  const program = start(t, ['local', '--json', '--port=0'])
  await program.waitForOutput(READY)
  const { awsSdk, fastify } = JSON.parse(program.stdout()) as Printed
  const client = new CognitoIdentityProviderClient(awsSdk)
  t.teardown(() => client.destroy())
  await client.send(
    new AdminCreateUserCommand({
      UserPoolId: fastify.userPoolId,
      Username: 'dan@example.com',
      UserAttributes: Object.entries({
        email: 'dan@example.com',
        name: 'D',
        phone_number: '+15555550100'
      }).map(([Name, Value]) => ({ Name, Value }))
    })
  )
  const [line] = await program.waitForOutput(/temporary password .*/)
  t.match(line, /^temporary password \S+ by (email to dan@example\.com|SMS to \+15555550100) \(invitation\)$/)
  program.kill('SIGTERM')
  t.equal((await program.ended).code, 0)
})
