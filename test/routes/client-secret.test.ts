import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import t, { type Test } from 'tap'
import { createUserPool } from '../../dist/local/index.js'
import { bearer, buildApi, logLines, newUser, PASSWORD, post, startCognito } from '../api.js'

async function poolWithSecret (t: Test) {
  const cognito = await startCognito(t)
  const client = new CognitoIdentityProviderClient({
    region: 'local',
    endpoint: cognito.endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
  })
  t.teardown(() => {
    client.destroy()
  })
  const { userPoolId, clientId, clientSecret = '' } = await createUserPool(client, { clientSecret: true })
  const options = {
    userPoolId,
    clientId,
    clientSecret,
    issuer: `${cognito.endpoint}/${userPoolId}`,
    endpoint: cognito.endpoint
  }
  return { options, mailbox: cognito.mailbox }
}

t.test('an app client with a secret sends the secret hash in every step', async t => {
  const { options, mailbox } = await poolWithSecret(t)
  const app = await buildApi(t, { options })
  t.equal((await post(app, '/auth/signup', newUser('jane@example.com'))).statusCode, 201)
  t.equal((await post(app, '/auth/signup/resend', { username: 'jane@example.com' })).statusCode, 202)
  t.equal(
    (
      await post(app, '/auth/signup/confirm', {
        username: 'jane@example.com',
        code: mailbox.last('jane@example.com')?.code
      })
    ).statusCode,
    200
  )
  const tokens = (
    await post(app, '/auth/signin', { username: 'jane@example.com', password: PASSWORD })
  ).json()
  t.equal((await app.inject({ url: '/auth/me', headers: bearer(tokens.accessToken) })).statusCode, 200)
  t.equal((await post(app, '/auth/refresh', { refreshToken: tokens.refreshToken })).statusCode, 200)
  t.equal((await post(app, '/auth/signout', { refreshToken: tokens.refreshToken })).statusCode, 204)
  t.equal((await post(app, '/auth/refresh', { refreshToken: tokens.refreshToken })).statusCode, 401)
})

t.test(
  'a missing or wrong secret is a misconfiguration: a 500, and a log line',
  async t => {
    const {
      options: { clientSecret, ...options }
    } = await poolWithSecret(t)
    for (const secret of [{}, { clientSecret: 'wrong1secret' }]) {
      const { lines, logger } = logLines()
      const app = await buildApi(t, { options: { ...options, ...secret } }, { server: { logger } })
      for (const [url, body] of [
        ['/auth/signin', { username: 'jane@example.com', password: PASSWORD }],
        ['/auth/signup', newUser('jane@example.com')],
        ['/auth/signup/confirm', { username: 'jane@example.com', code: '000000' }],
        ['/auth/signup/resend', { username: 'jane@example.com' }]
      ] as const) {
        t.match(
          (await post(app, url, body)).json(),
          { statusCode: 500, code: 'FST_COGNITO_MISCONFIGURED' },
          url
        )
      }
      t.ok(lines.some(line => JSON.parse(line).level === 50 && line.includes('Cognito request failed')))
    }
  }
)
