import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import t from 'tap'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { startLocalCognito, type LocalCognitoOptions } from '../../dist/local/index.js'
import { raw, signIn, start, user } from './local.js'

t.test('startLocalCognito returns a pool, an app client, groups, users and a machine client', async t => {
  const { local, api } = await start(t, {
    users: [
      user('ada@example.com', { groups: ['admin', 'ops'] }),
      user('new@example.com', { confirmed: false })
    ]
  })
  t.match(local.endpoint, /^http:\/\/127\.0\.0\.1:\d+$/)
  t.equal(local.issuer, `${local.endpoint}/${local.userPoolId}`)
  t.equal(local.jwksUri, `${local.issuer}/.well-known/jwks.json`)
  const { endpoint, issuer, jwksUri, userPoolId, clientId } = local
  t.strictSame(local.options, { userPoolId, clientId, issuer, jwksUri, endpoint })

  const { Groups } = await api.listGroups({ UserPoolId: userPoolId })
  t.same(Groups?.map(group => group.GroupName).sort(), ['admin', 'ops', 'user'])
  const { access, id } = await signIn({ local, api }, 'ada@example.com')
  t.same(access['cognito:groups'], ['admin', 'ops'])
  t.match(id, { email: 'ada@example.com', email_verified: true, name: 'Ada', phone_number: '+15555550100' })
  const { ResourceServer } = await api.describeResourceServer({
    UserPoolId: userPoolId,
    Identifier: 'orders'
  })
  t.same(
    ResourceServer?.Scopes?.map(scope => scope.ScopeName),
    ['read', 'write']
  )

  t.equal(local.mailbox.messages.length, 1, 'only the unconfirmed user was sent a code')
  await t.rejects(signIn({ local, api }, 'new@example.com'), { name: 'UserNotConfirmedException' })
  const code = local.mailbox.last('new@example.com')?.code
  await api.confirmSignUp({ ClientId: clientId, Username: 'new@example.com', ConfirmationCode: code })
  t.ok(await signIn({ local, api }, 'new@example.com'))
})

t.test('access and ID tokens are signed with two keys of the key set', async t => {
  const started = await start(t, { users: [user('ada@example.com')] })
  const { AccessToken, IdToken } = await signIn(started, 'ada@example.com')
  const { keys } = (await (await fetch(started.local.jwksUri)).json()) as {
    keys: { kid: string, kty: string }[]
  }
  t.same(
    keys.map(key => key.kid),
    [AccessToken, IdToken].map(token => decodeProtectedHeader(token).kid)
  )
  t.not(keys[0]?.kid, keys[1]?.kid)
  t.strictSame(decodeProtectedHeader(AccessToken), { kid: keys[0]?.kid, alg: 'RS256' })
  const keySet = createRemoteJWKSet(new URL(started.local.jwksUri))
  await jwtVerify(AccessToken, keySet, { issuer: started.local.issuer })
  await jwtVerify(IdToken, keySet, { issuer: started.local.issuer, audience: started.local.clientId })
})

t.test('the discovery document has the URLs of the local Cognito', async t => {
  const { local } = await start(t)
  const response = await fetch(`${local.issuer}/.well-known/openid-configuration`)
  t.match(await response.json(), {
    issuer: local.issuer,
    jwks_uri: local.jwksUri,
    token_endpoint: `${local.endpoint}/oauth2/token`
  })
  t.equal((await fetch(`${local.endpoint}/local_unknown/.well-known/jwks.json`)).status, 400)
  t.equal((await fetch(`${local.endpoint}/anything`)).status, 404)
})

t.test('startLocalCognito works in development and test only', async t => {
  t.teardown(() => {
    process.env['NODE_ENV'] = 'test'
  })
  for (const env of ['production', 'staging', undefined]) {
    delete process.env['NODE_ENV']
    if (env !== undefined) process.env['NODE_ENV'] = env
    await t.rejects(startLocalCognito(), {
      code: 'FST_COGNITO_DEVELOPMENT_ONLY',
      message: /^The local Cognito is for development only/
    })
  }
  process.env['NODE_ENV'] = 'development'
  await (await startLocalCognito()).close()
})

t.test('a port in use is reported in one error', async t => {
  const { local } = await start(t)
  const port = Number(new URL(local.endpoint).port)
  await t.rejects(startLocalCognito({ port }), {
    code: 'FST_COGNITO_LOCAL_COGNITO',
    message:
      `The local Cognito cannot start: port ${port} is in use, or may not be opened (EADDRINUSE); ` +
      'set another one, or omit it for any that is free.',
    cause: { code: 'EADDRINUSE' }
  })
})

t.test('the server listens on the configured port of 127.0.0.1 only', async t => {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => probe.once('listening', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise(resolve => probe.close(resolve))
  const { local } = await start(t, { port })
  t.equal(local.endpoint, `http://127.0.0.1:${port}`)
  await t.rejects(fetch(`http://[::1]:${port}/`))
})

t.test('a mistake in the options is reported with its name', async t => {
  const mistakes: [unknown, string][] = [
    ['options', 'its options are wrong:\n- options must be an object; got "options"'],
    [null, 'its options are wrong:\n- options must be an object; got null'],
    [
      { port: '9229' },
      'its options are wrong:\n- options.port must be a whole number from 0 to 65535; got "9229"'
    ],
    [
      { port: 65536 },
      'its options are wrong:\n- options.port must be a whole number from 0 to 65535; got 65536'
    ],
    [{ hosts: 'cognito' }, 'its options are wrong:\n- options.hosts must be a list of host names; got '],
    [
      { hosts: ['cognito:9229'] },
      'its options are wrong:\n- options.hosts.0 must be a host name without a port; got '
    ],
    [
      { domain: 'https://localhost:9443' },
      'its options are wrong:\n- options.domain must be a domain such as localhost:9443, without https://; got ' +
        '"https://localhost:9443"'
    ],
    [
      { folder: '' },
      'its options are wrong:\n- options.folder must be the path of a folder; got an empty string'
    ],
    [{ clock: 5 }, 'its options are wrong:\n- options.clock must be a function that returns the time; got 5'],
    [
      { triggers: { preSignUp: 'auto' } },
      'its options are wrong:\n- options.triggers.preSignUp must be a function'
    ],
    [
      { triggers: { preTokenGeneration: { version: 'V4_0', handler: () => {} } } },
      'its options are wrong:\n' +
        "- options.triggers.preTokenGeneration.version must be one of 'V1_0', 'V2_0', 'V3_0'"
    ],
    [{ log: true }, 'its options are wrong:\n- options.log must be a function'],
    [{ users: {} }, 'its options are wrong:\n- options.users must be a list of users; got an object'],
    [{ Users: [] }, 'its options are wrong:\n- options.Users is not an option; did you mean users?'],
    [{ toString: 1 }, 'its options are wrong:\n- options.toString is not an option'],
    [
      { users: [null] },
      'its options are wrong:\n- options.users.0 must be a user, { email, password, name }; got null'
    ],
    [
      { users: [user('ada@example.com'), { email: 'a@example.com', name: 'A' }] },
      "its options are wrong:\n- options.users.1.password must be a password that meets the pool's policy; " +
        'got ' +
        'nothing'
    ],
    [
      { users: [user('ada@example.com', { groups: 'admin' })] },
      'its options are wrong:\n- options.users.0.groups must be a list of group names'
    ],
    [
      { users: [user('ada@example.com', { confirmed: 'no' })] },
      'its options are wrong:\n- options.users.0.confirmed must be true or false'
    ],
    [
      { users: [user('ada@example.com', { password: 'short' })] },
      'users[0]: Password did not conform with policy: Password not long enough'
    ]
  ]
  for (const [options, message] of mistakes) {
    await t.rejects(
      startLocalCognito(options as LocalCognitoOptions),
      {
        code: 'FST_COGNITO_LOCAL_COGNITO',
        message: new RegExp(`^The local Cognito cannot start: ${message.replace(/[[\]{}?.]/g, '\\$&')}`)
      },
      message
    )
  }
})

t.test('undefined is the same as an option that is left out', async t => {
  const { local } = await start(t, {
    users: [user('ada@example.com')],
    folder: undefined
  } as unknown as LocalCognitoOptions)
  t.ok(local.userPoolId)
})

t.test('close ends open connections immediately, and can be called twice', async t => {
  const local = await startLocalCognito()
  await fetch(local.jwksUri)
  const unfinished = connect(Number(new URL(local.endpoint).port), '127.0.0.1')
  const ended = new Promise(resolve => unfinished.on('error', resolve).on('close', resolve))
  await new Promise(resolve =>
    unfinished.write(
      `POST / HTTP/1.1\r\nhost: ${new URL(local.endpoint).host}\r\ncontent-length: 9\r\n\r\n{`,
      resolve
    )
  )
  const before = performance.now()
  await Promise.all([local.close(), local.close()])
  t.ok(performance.now() - before < 1000)
  await ended
  await t.rejects(fetch(local.jwksUri))
})

t.test('several run side by side', async t => {
  const [one, other] = await Promise.all([start(t, { users: [user('ada@example.com')] }), start(t)])
  await t.rejects(signIn({ local: other.local, api: one.api }, 'ada@example.com'), {
    name: 'ResourceNotFoundException'
  })
  const { AccessToken } = await signIn(one, 'ada@example.com')
  t.same(await raw(other.local, 'GetUser', { AccessToken }), {
    status: 400,
    body: { __type: 'NotAuthorizedException', message: 'Invalid Access Token' }
  })
})
