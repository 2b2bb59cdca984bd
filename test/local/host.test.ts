import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { AdminSetUserPasswordCommand } from '@aws-sdk/client-cognito-identity-provider'
import { start, user } from './local.js'

/** A web page whose DNS record changes to 127.0.0.1 (DNS rebinding) sends its own name in `Host`. */

const started = await start(t, {
  users: [user('ada@example.com')],
  hosts: ['Host.docker.internal', 'cognito_1']
})
const { local, api } = started
const port = Number(new URL(local.endpoint).port)
const Username = 'ada@example.com'

/** Sends a raw request, and returns the status and the body. */
async function send (lines: readonly string[], body = '') {
  const socket = connect(port, '127.0.0.1')
  socket.write(`${lines.join('\r\n')}\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
  const response = await text(socket)
  return { status: Number(response.split(' ')[1]), text: response }
}

const setPassword = (host: string) =>
  send(
    [
      'POST / HTTP/1.1',
      host,
      'content-type: application/x-amz-json-1.1',
      'authorization: AWS4-HMAC-SHA256 Credential=test',
      'x-amz-target: AWSCognitoIdentityProviderService.AdminSetUserPassword'
    ],
    JSON.stringify({ UserPoolId: local.userPoolId, Username, Password: 'An0ther-one!', Permanent: true })
  )

const refused = {
  'the name of another site': `evil.example:${port}`,
  'a name that starts like this machine': `localhost.evil.example:${port}`,
  'a name that starts like its address': `127.0.0.1.evil.example:${port}`,
  'a name that ends alike': `evil-localhost:${port}`,
  'an address of no interface': `0.0.0.0:${port}`,
  'an address of the local network': `192.168.0.10:${port}`,
  'an address that is none': `127.0.0.256:${port}`,
  'another port': `localhost:${port === 65535 ? 1 : port + 1}`,
  'no port': 'localhost',
  'another port that has this one for its start': `localhost:${port}0`,
  'two ports': `evil.example:1:${port}`,
  'a user name': `localhost@evil.example:${port}`,
  'a user name that is this machine': `evil.example@localhost:${port}`,
  'a path': `evil.example/localhost:${port}`,
  'a name among its options with something before it': `evil.host.docker.internal:${port}`,
  nothing: ''
}

for (const [label, host] of Object.entries(refused)) {
  t.test(`Host with ${label} is a 403`, async t => {
    const { status, text } = await setPassword(`Host: ${host}`)
    t.equal(status, 403)
    t.match(text, /"__type":"ForbiddenException","message":"The Host header must be a loopback name /)
  })
}

t.test('the password that those requests would have set is not set', async t => {
  const parameters = { USERNAME: Username, PASSWORD: 'An0ther-one!' }
  const signIn = api.initiateAuth({
    ClientId: local.clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: parameters
  })
  await t.rejects(signIn, { name: 'NotAuthorizedException' })
})

t.test('loopback names with the port of the server are accepted in any case', async t => {
  for (const name of ['localhost', 'LocalHost', 'pool.localhost', '127.0.0.1', '127.1.2.3', '[::1]']) {
    t.equal((await setPassword(`Host: ${name}:${port}`)).status, 200, name)
  }
})

t.test('names of the option hosts are accepted with the port of the server', async t => {
  for (const name of ['host.docker.internal', 'HOST.docker.internal', 'cognito_1']) {
    t.equal((await setPassword(`Host: ${name}:${port}`)).status, 200, name)
    t.equal((await setPassword(`Host: ${name}:1`)).status, 403, name)
  }
})

t.test('several Host headers are a 403, or a 400 of the server itself', async t => {
  for (const second of [`localhost:${port}`, 'evil.example']) {
    const { status } = await setPassword(`Host: localhost:${port}\r\nHost: ${second}`)
    t.ok(status === 403 || status === 400, String(status))
  }
})

t.test('without Host, HTTP/1.0 is a 403 and HTTP/1.1 a 400', async t => {
  t.equal((await send(['GET / HTTP/1.0'])).status, 403)
  t.equal((await send(['GET / HTTP/1.1'])).status, 400)
  t.equal(
    (await send([`GET /${local.userPoolId}/.well-known/jwks.json HTTP/1.0`, `Host: localhost:${port}`]))
      .status,
    200
  )
})

t.test('Host is checked for every path and method', async t => {
  const paths = [
    `/${local.userPoolId}/.well-known/jwks.json`,
    `/${local.userPoolId}/.well-known/openid-configuration`,
    '/oauth2/token',
    '/',
    '/anything'
  ]
  for (const path of paths) {
    for (const method of ['GET', 'POST', 'OPTIONS', 'PUT']) {
      t.equal(
        (await send([`${method} ${path} HTTP/1.1`, 'Host: evil.example'], 'x=1')).status,
        403,
        `${method} ${path}`
      )
    }
  }
  t.not((await send([`POST http://localhost:${port}/ HTTP/1.1`, 'Host: evil.example'])).status, 200)
})

t.test('the SDK receives the reason', async t => {
  api.middlewareStack.addRelativeTo(
    (next: (args: any) => Promise<any>) => async (args: any) => {
      const request = args.request as { headers: Record<string, string> }
      request.headers['host'] = 'evil.example'
      return next(args)
    },
    { name: 'otherHost', relation: 'after', toMiddleware: 'hostHeaderMiddleware' }
  )
  const input = { UserPoolId: local.userPoolId, Username, Password: 'An0ther-one!', Permanent: true }
  await t.rejects(api.send(new AdminSetUserPasswordCommand(input)), {
    name: 'ForbiddenException',
    message: /loopback name/,
    $metadata: { httpStatusCode: 403 }
  })
})

t.test('the domain of a proxy is accepted with its port; the default port is left out', async t => {
  for (const [domain, host] of [
    ['Localhost:9443', 'localhost:9443'],
    ['login.example.test:443', 'login.example.test'],
    ['login.example.test', 'LOGIN.example.test']
  ] as const) {
    const { port } = new URL((await start(t, { domain })).local.endpoint)
    const status = async (host: string) => {
      const socket = connect(Number(port), '127.0.0.1')
      socket.write(`GET /managed-login/style.css HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)
      return Number((await text(socket)).split(' ')[1])
    }
    t.equal(await status(host), 200, host)
    t.equal(await status(`127.0.0.1:${port}`), 200)
    const name = host.replace(/:.*/, '')
    for (const other of [`${name}:9444`, `sub.${host}`, `evil.example:${port}`, 'login.example.tests']) {
      t.equal(await status(other), 403, other)
    }
  }
})
