import t from 'tap'
import { bearer, buildApi, newUser, PASSWORD, ADMIN, startCognito } from '../api.js'

t.test(
  "a new user signs up, confirms, signs in, reads the profile, and is denied the administrators' route",
  async t => {
    const cognito = await startCognito(t)
    const app = await buildApi(t, cognito)
    const address = await app.listen()
    const post = async (path: string, body: object, headers: Record<string, string> = {}) => {
      const response = await fetch(`${address}/auth${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body)
      })
      const text = await response.text()
      t.equal(response.headers.get('cache-control'), 'no-store', `${path} is not cached`)
      return { status: response.status, body: text === '' ? null : JSON.parse(text) }
    }
    const get = async (path: string, token: string) => {
      const response = await fetch(`${address}${path}`, { headers: bearer(token) })
      return { status: response.status, body: await response.text() }
    }

    const signedUp = await post('/signup', newUser('jane@example.com'))
    t.equal(signedUp.status, 201)
    t.match(signedUp.body, {
      sub: /^[0-9a-f-]{36}$/,
      confirmed: false,
      delivery: { medium: 'EMAIL', destination: 'j***@e***' }
    })

    const { code } = cognito.mailbox.last('jane@example.com') ?? {}
    t.strictSame(await post('/signup/confirm', { username: 'jane@example.com', code }), {
      status: 200,
      body: { confirmed: true }
    })

    const { status, body: tokens } = await post('/signin', {
      username: 'jane@example.com',
      password: PASSWORD
    })
    t.equal(status, 200)
    t.match(tokens, {
      accessToken: /^eyJ/,
      idToken: /^eyJ/,
      refreshToken: String,
      expiresIn: 3600,
      tokenType: 'Bearer'
    })

    const profile = await get('/profile', tokens.accessToken)
    t.equal(profile.status, 200)
    t.match(JSON.parse(profile.body), {
      id: signedUp.body.sub,
      name: 'Jane Doe',
      email: 'jane@example.com',
      emailVerified: true
    })
    t.match(JSON.parse((await get('/auth/me', tokens.accessToken)).body), {
      id: signedUp.body.sub,
      attributes: { phone_number: '+491711234567' }
    })
    t.equal((await get('/admin', tokens.accessToken)).status, 403)
    t.equal((await get('/profile', tokens.idToken)).status, 401, 'an ID token opens no route')

    const refreshed = await post('/refresh', { refreshToken: tokens.refreshToken })
    t.equal(refreshed.status, 200)
    t.match(refreshed.body, { accessToken: /^eyJ/, idToken: /^eyJ/, expiresIn: 3600, tokenType: 'Bearer' })
    t.equal((await get('/profile', refreshed.body.accessToken)).status, 200)

    t.equal((await post('/signout', { refreshToken: tokens.refreshToken })).status, 204)
    t.match(await post('/refresh', { refreshToken: tokens.refreshToken }), {
      status: 401,
      body: { code: 'FST_COGNITO_INVALID_REFRESH_TOKEN' }
    })
    t.match(
      await get('/auth/me', tokens.accessToken),
      { status: 401 },
      'Cognito itself no longer accepts the token'
    )

    const admin = await post('/signin', { username: ADMIN.email, password: ADMIN.password })
    t.strictSame(await get('/admin', admin.body.accessToken), { status: 200, body: 'hello' })
  }
)

t.test('the operations exist on fastify.cognito too', async t => {
  const cognito = await startCognito(t)
  const app = await buildApi(t, cognito)
  const signedUp = await app.cognito.signUp(newUser('joe@example.com'))
  await app.cognito.resendConfirmationCode({ username: 'joe@example.com' })
  const { code } = cognito.mailbox.last('joe@example.com') as { code: string }
  t.strictSame(await app.cognito.confirmSignUp({ username: 'joe@example.com', code }), { confirmed: true })
  const tokens = await app.cognito.signIn({ username: 'joe@example.com', password: PASSWORD })
  if (!('accessToken' in tokens)) throw new Error('a challenge')
  t.match(signedUp, { sub: (await app.cognito.verify(tokens.accessToken)).id })
  const { accessToken } = await app.cognito.refresh({ refreshToken: tokens.refreshToken as string })
  await app.cognito.signOut({ refreshToken: tokens.refreshToken as string })
  await t.rejects(app.cognito.refresh({ refreshToken: tokens.refreshToken as string }), {
    code: 'FST_COGNITO_INVALID_REFRESH_TOKEN'
  })
  await t.rejects(
    app.cognito.signOutEverywhere({ accessToken }),
    { code: 'FST_COGNITO_INVALID_TOKEN' },
    'the session has ended'
  )
})
