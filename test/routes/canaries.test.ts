import t from 'tap'
import { bearer, buildApi, logLines, post, startCognito, PASSWORD } from '../api.js'
import { exception, startScripted } from '../scripted.js'

/** What no log line at any level, and no error, may contain: every secret here contains this word. */
const CANARY = 'Canary'

t.test('no password, code, token or secret is in a log line or an error', async t => {
  const cognito = await startCognito(t)
  const { lines, logger } = logLines()
  const app = await buildApi(t, cognito, { server: { logger } })
  const password = `${CANARY}-passw0rd`
  const secrets: string[] = [CANARY]
  const bodies: string[] = []
  const send = async (url: string, body: object | string, headers = {}) => {
    const response = await app.inject({
      method: 'POST',
      url,
      payload: body,
      headers: { 'content-type': 'application/json', ...headers }
    })
    if (response.statusCode >= 400) bodies.push(response.body)
    return response
  }
  const jane = {
    email: 'jane@example.com',
    password,
    attributes: { name: 'Jane', phone_number: '+491711234567' }
  }

  await send('/auth/signup', { ...jane, password: `${CANARY}x` })
  await send('/auth/signup', { ...jane, extra: CANARY })
  await send('/auth/signup', jane)
  await send('/auth/signup', jane)
  const lastCode = () => cognito.mailbox.last('jane@example.com')?.code as string
  secrets.push(lastCode())
  await send('/auth/signup/confirm', { username: 'jane@example.com', code: `${CANARY}1` })
  await send('/auth/signup/resend', { username: 'jane@example.com' })
  secrets.push(lastCode())
  await send('/auth/signup/confirm', { username: 'jane@example.com', code: lastCode() })
  await send('/auth/signin', { username: 'jane@example.com', password: `${CANARY}-wrong` })
  await send('/auth/signin', { username: 'jane@example.com', password: [CANARY] })
  await send('/auth/signin', `{"username":"jane@example.com","password":"${CANARY}`)
  const tokens = (await send('/auth/signin', { username: 'jane@example.com', password })).json()
  for (const token of [tokens.accessToken, tokens.idToken, tokens.refreshToken] as string[]) {
    secrets.push(
      token,
      ...token
        .split('.')
        .slice(1)
        .filter(part => part.length > 20)
    )
  }
  await app.inject({ url: '/auth/me', headers: bearer(tokens.accessToken) })
  await app.inject({ url: '/auth/me', headers: bearer(`${tokens.accessToken.slice(0, -4)}AAAA`) })
  await app.inject({ url: '/auth/me', headers: bearer(tokens.idToken) })
  await app.inject({ url: '/auth/me', headers: { authorization: `Bearer ${CANARY} ${CANARY}` } })
  await app.inject({ url: '/auth/me', headers: { authorization: `Basic ${CANARY}` } })
  await app.inject({ url: '/admin', headers: bearer(tokens.accessToken) })
  const me = bearer(tokens.accessToken)
  await send('/auth/password/change', { password: `${CANARY}-wrong`, newPassword: password }, me)
  await send('/auth/password/change', { password, newPassword: `${CANARY}x` }, me)
  await send('/auth/password/change', { password, newPassword: `${password}2` }, me)
  await send('/auth/password/forgot', { username: 'jane@example.com' })
  secrets.push(lastCode())
  await send('/auth/password/reset', {
    username: 'jane@example.com',
    code: `${CANARY}1`,
    newPassword: password
  })
  await send('/auth/password/reset', {
    username: 'jane@example.com',
    code: lastCode(),
    newPassword: `${CANARY}x`
  })
  await send('/auth/password/reset', {
    username: 'jane@example.com',
    code: lastCode(),
    newPassword: password
  })
  await send('/auth/signin/challenge', {
    challenge: 'PASSWORD',
    session: `${CANARY}-session-of-20`,
    username: 'jane@example.com',
    responses: { PASSWORD: password }
  })
  await app.inject({ method: 'PATCH', url: '/auth/me', headers: me, payload: { email: 'joan@example.com' } })
  secrets.push(cognito.mailbox.last('joan@example.com')?.code as string)
  await send('/auth/me/attributes/email/verify', { code: `${CANARY}1` }, me)
  await send(
    '/auth/me/attributes/email/verify',
    { code: cognito.mailbox.last('joan@example.com')?.code as string },
    me
  )
  await send('/auth/refresh', { refreshToken: `${CANARY}token` })
  await send('/auth/refresh', { refreshToken: `${CANARY} token` })
  const refreshed = (await send('/auth/refresh', { refreshToken: tokens.refreshToken })).json()
  secrets.push(refreshed.accessToken)
  await send('/auth/signout', { refreshToken: `${CANARY}token` })
  await send('/auth/signout', { refreshToken: tokens.refreshToken })
  await send('/auth/signout', { everywhere: true }, bearer(tokens.accessToken))
  await app.inject({ url: '/auth/me', headers: bearer(tokens.accessToken) })

  t.ok(lines.length > 40, 'there are log lines')
  // A code could also occur in the digits of a timestamp.
  const log = lines.join('').replace(/"(?:time|responseTime)":[\d.]+/g, '')
  t.notOk(secrets.some(secret => typeof secret !== 'string'))
  for (const secret of secrets) {
    t.notOk(log.includes(secret), `the log does not contain ${secret.slice(0, 8)}`)
    t.notOk(bodies.join('').includes(secret), `errors do not contain ${secret.slice(0, 8)}`)
  }
})

t.test('no password or secret is logged if Cognito repeats it, or is unreachable', async t => {
  const { lines, logger } = logLines()
  let count = 0
  const { endpoint } = await startScripted(t, () =>
    count++ % 2 === 0
      ? exception('InvalidParameterException', `Value '${CANARY}' at 'password' failed to satisfy constraint`)
      : { connection: 'reset' }
  )
  const clientSecret = `${CANARY}0secret`
  const app = await buildApi(
    t,
    { options: { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1', clientSecret, endpoint } },
    { server: { logger } }
  )
  for (let i = 0; i < 4; i++) {
    const response = await post(app, '/auth/signin', {
      username: 'jane@example.com',
      password: `${CANARY}${PASSWORD}`
    })
    t.notMatch(response.body, CANARY)
  }
  t.notMatch(lines.join(''), CANARY)
})
