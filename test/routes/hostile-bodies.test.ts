import { Type } from '@sinclair/typebox'
import t from 'tap'
import { bearer, buildApi, newUser, PASSWORD, post, signIn, startCognito, USER } from '../api.js'

t.test('invalid input never reaches Cognito', async t => {
  const cognito = await startCognito(t)
  const calls = cognito.requests
  calls.length = 0
  const app = await buildApi(t, cognito)
  const jane = newUser('jane@example.com')
  const signUp = (attributes: object) => ({ ...jane, attributes: { ...jane.attributes, ...attributes } })
  const sent = (url: string, body: unknown) => ({
    url,
    payload: JSON.stringify(body),
    type: 'application/json'
  })

  const hostile = {
    'a custom attribute': sent('/auth/signup', signUp({ 'custom:role': 'admin' })),
    'a verified email address': sent('/auth/signup', signUp({ email_verified: 'true' })),
    'a group': sent('/auth/signup', signUp({ 'cognito:groups': ['admin'] })),
    'a sub': sent('/auth/signup', signUp({ sub: 'c7f2a1de-1c2b-4a3d-9e5f-0a1b2c3d4e5f' })),
    'an unknown key': sent('/auth/signup', { ...jane, role: 'admin' }),
    'a key of the API': sent('/auth/signin', {
      username: USER.email,
      password: PASSWORD,
      ClientMetadata: {}
    }),
    'a secret hash': sent('/auth/signin', { username: USER.email, password: PASSWORD, SECRET_HASH: 'x' }),
    'a prototype': {
      url: '/auth/signup',
      payload: '{"email":"a@example.com","password":"x","__proto__":{"a":1}}',
      type: 'application/json'
    },
    'a constructor': {
      url: '/auth/signup',
      payload: '{"email":"a@example.com","password":"x","constructor":{"prototype":{}}}',
      type: 'application/json'
    },
    'a number as the password': sent('/auth/signin', { username: USER.email, password: 12345678 }),
    'a list as the username': sent('/auth/signin', { username: [USER.email], password: PASSWORD }),
    'an object as the username': sent('/auth/signin', { username: { toString: 'x' }, password: PASSWORD }),
    'no username': sent('/auth/signin', { password: PASSWORD }),
    'an empty username': sent('/auth/signin', { username: '', password: PASSWORD }),
    'a username with a line break': sent('/auth/signin', { username: 'a\nb', password: PASSWORD }),
    'a password that starts with a space': sent('/auth/signin', { username: USER.email, password: ' ab' }),
    'a password of 257 characters': sent('/auth/signin', { username: USER.email, password: 'x'.repeat(257) }),
    'an invalid email address': sent('/auth/signup', { ...jane, email: 'jane' }),
    'an invalid phone number': sent('/auth/signup', signUp({ phone_number: '0171' })),
    'a refresh token with spaces': sent('/auth/refresh', { refreshToken: 'a b' }),
    'a refresh token of 9,000 characters': sent('/auth/refresh', { refreshToken: 'x'.repeat(9000) }),
    'null as the body': sent('/auth/signin', null),
    'a list as the body': sent('/auth/signin', [1, 2]),
    'text as the body': sent('/auth/signin', 'hello'),
    'invalid JSON': { url: '/auth/signin', payload: '{"username":', type: 'application/json' },
    'an empty body with a JSON content type': { url: '/auth/signin', payload: '', type: 'application/json' }
  }
  for (const [label, { url, payload, type }] of Object.entries(hostile)) {
    const response = await app.inject({ method: 'POST', url, payload, headers: { 'content-type': type } })
    t.equal(response.statusCode, 400, `${label} is a 400`)
    t.strictSame(
      Object.keys(response.json()).sort(),
      ['code', 'error', 'message', 'statusCode'],
      `${label} returns an error in the common format`
    )
  }
  t.strictSame(calls, [], 'Cognito is not called')
})

t.test('an error names the unknown key, truncated, and repeats no value', async t => {
  const app = await buildApi(t, await startCognito(t))
  const named = await post(app, '/auth/signin', {
    username: USER.email,
    password: PASSWORD,
    pasword: 'S3cret-value'
  })
  t.match(named.json().message, "body must not have 'pasword'")
  t.notMatch(named.body, 'S3cret-value')
  const long = await post(app, '/auth/signin', {
    username: USER.email,
    password: PASSWORD,
    ['k\n'.repeat(500)]: 1
  })
  t.ok(long.json().message.length < 100)
  t.notMatch(long.json().message, '\n')
})

t.test('bodies are JSON of at most 64 KiB', async t => {
  const app = await buildApi(t, await startCognito(t))
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'multipart/form-data; boundary=x'
  ]) {
    const response = await app.inject({
      method: 'POST',
      url: '/auth/signin',
      payload: 'username=a&password=b',
      headers: { 'content-type': type }
    })
    t.equal(response.statusCode, 415, type)
  }
  const large = await app.inject({
    method: 'POST',
    url: '/auth/signin',
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify({ username: 'a', password: 'x'.repeat(65 * 1024) })
  })
  t.equal(large.statusCode, 413)
  t.equal(large.headers['cache-control'], 'no-store')
})

t.test('an application lists the attributes that users may write', async t => {
  const cognito = await startCognito(t)
  const calls = cognito.requests
  calls.length = 0
  const attributes = Type.Object({
    name: Type.String({ maxLength: 50 }),
    phone_number: Type.String(),
    'custom:age': Type.Optional(Type.Integer()),
    'custom:news': Type.Optional(Type.Boolean())
  })
  const app = await buildApi(t, cognito, { routes: { prefix: '/auth', signUp: { attributes } } })
  const jane = newUser('jane@example.com')

  t.equal(
    (await post(app, '/auth/signup', { ...jane, attributes: undefined })).statusCode,
    400,
    'a required one must be present'
  )
  t.equal(
    (await post(app, '/auth/signup', { ...jane, attributes: { ...jane.attributes, name: 'x'.repeat(51) } }))
      .statusCode,
    400,
    'its own limits apply'
  )
  t.equal(
    (await post(app, '/auth/signup', { ...jane, attributes: { ...jane.attributes, nickname: 'J' } }))
      .statusCode,
    400,
    'unlisted ones are rejected, even without additionalProperties: false'
  )
  t.strictSame(calls, [])

  await post(app, '/auth/signup', {
    ...jane,
    attributes: { ...jane.attributes, 'custom:age': 42, 'custom:news': true }
  })
  t.strictSame(
    calls[0]?.input['UserAttributes'],
    [
      { Name: 'email', Value: 'jane@example.com' },
      { Name: 'name', Value: 'Jane Doe' },
      { Name: 'phone_number', Value: '+491711234567' },
      { Name: 'custom:age', Value: '42' },
      { Name: 'custom:news', Value: 'true' }
    ],
    'Cognito receives text'
  )
})

t.test('a profile is requested once, however many handlers load it', async t => {
  const cognito = await startCognito(t)
  const calls = cognito.requests
  calls.length = 0
  const app = await buildApi(t, cognito)
  const { accessToken } = await signIn(app, USER)
  const send = () => app.inject({ url: '/profile', headers: bearer(accessToken) })
  await Promise.all([send(), send(), send()])
  await send()
  t.equal(calls.filter(({ operation }) => operation === 'GetUser').length, 1)
})
