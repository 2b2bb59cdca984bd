import t from 'tap'
import { bearer, buildApi, post, signIn, startCognito, USER } from '../api.js'

t.test('signing out everywhere', async t => {
  const app = await buildApi(t, await startCognito(t))

  t.test('with an access token ends every session', async t => {
    const [here, there] = [await signIn(app, USER), await signIn(app, USER)]
    t.equal(
      (await post(app, '/auth/signout', { everywhere: true }, bearer(here.accessToken))).statusCode,
      204
    )
    for (const { refreshToken } of [here, there]) {
      t.equal((await post(app, '/auth/refresh', { refreshToken })).statusCode, 401)
    }
  })

  t.test('with a refresh token alone ends every session', async t => {
    const [here, there] = [await signIn(app, USER), await signIn(app, USER)]
    t.equal(
      (await post(app, '/auth/signout', { everywhere: true, refreshToken: here.refreshToken })).statusCode,
      204
    )
    t.equal((await post(app, '/auth/refresh', { refreshToken: there.refreshToken })).statusCode, 401)
  })

  t.test('without any token is a 401', async t => {
    const response = await post(app, '/auth/signout', { everywhere: true })
    t.equal(response.statusCode, 401)
    t.equal(response.json().code, 'FST_COGNITO_NO_CREDENTIALS')
    t.equal(response.headers['www-authenticate'], 'Bearer realm="cognito"')
  })

  t.test('with a malformed header is a 400', async t => {
    for (const authorization of ['Bearer', 'Bearer a b', 'Bearer a,b', 'Bearer "a"']) {
      const response = await post(app, '/auth/signout', { everywhere: true }, { authorization })
      t.match(response.json(), { statusCode: 400, code: 'FST_COGNITO_MALFORMED_CREDENTIALS' }, authorization)
      t.equal(response.headers['www-authenticate'], 'Bearer realm="cognito", error="invalid_request"')
    }
  })

  t.test('with an invalid token is a 401', async t => {
    t.equal(
      (await post(app, '/auth/signout', { everywhere: true }, bearer('abc'))).json().code,
      'FST_COGNITO_INVALID_TOKEN'
    )
  })
})

t.test('signing out', async t => {
  const app = await buildApi(t, await startCognito(t))

  t.test('ends one session and leaves the others', async t => {
    const [here, there] = [await signIn(app, USER), await signIn(app, USER)]
    t.equal((await post(app, '/auth/signout', { refreshToken: here.refreshToken })).statusCode, 204)
    t.equal((await post(app, '/auth/refresh', { refreshToken: here.refreshToken })).statusCode, 401)
    t.equal((await post(app, '/auth/refresh', { refreshToken: there.refreshToken })).statusCode, 200)
  })

  t.test('without a token reports what to send', async t => {
    const response = await post(app, '/auth/signout', {})
    t.equal(response.statusCode, 400)
    t.match(response.json().message, /refreshToken.*everywhere/)
  })
})

t.test('a profile', async t => {
  const app = await buildApi(t, await startCognito(t))

  t.test('is requested once, however many handlers load it', async t => {
    const { accessToken } = await signIn(app, USER)
    const responses = await Promise.all(
      Array.from({ length: 5 }, () => app.inject({ url: '/profile', headers: bearer(accessToken) }))
    )
    t.ok(responses.every(({ statusCode }) => statusCode === 200))
    await post(app, '/auth/signout', { everywhere: true }, bearer(accessToken))
    t.equal(
      (await app.inject({ url: '/profile', headers: bearer(accessToken) })).statusCode,
      200,
      'cached for a minute'
    )
    t.equal(
      (await app.inject({ url: '/auth/me', headers: bearer(accessToken) })).statusCode,
      401,
      '/me requests it each time'
    )
    t.equal(
      (await app.inject({ url: '/profile', headers: bearer(accessToken) })).statusCode,
      401,
      'a failure is not cached'
    )
  })

  t.test('comes from the claims of an ID token', async t => {
    const app = await buildApi(t, await startCognito(t), { tokenUse: 'id' })
    const { idToken } = await signIn(app, USER)
    const response = await app.inject({ url: '/profile', headers: bearer(idToken) })
    t.match(response.json(), {
      email: USER.email,
      emailVerified: true,
      name: USER.name,
      attributes: { name: USER.name, email_verified: 'true' }
    })
    t.equal(
      (await app.inject({ url: '/auth/me', headers: bearer(idToken) })).statusCode,
      401,
      '/me accepts access tokens only'
    )
  })
})
