import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { setImmediate as turn } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { ClientSecrets } from '../../dist/cognito/client-secrets.js'
import type { LocalCognito } from '../../dist/local/index.js'
import { bearer, buildApi, logLines, newUser, PASSWORD, post, startCognito, USER } from '../api.js'
import { exception, startScripted } from '../scripted.js'

/** Two client secrets, of which one replaces the other. */

const NEW = 'new1secret2of3the4app5client'
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' }
const SIGN_IN = { username: USER.email, password: USER.password }

/** Starts a local Cognito whose app client has a secret, and returns steps of a rotation. */
async function start (t: Test) {
  const cognito = await startCognito(t, { pool: { clientSecret: true } })
  const { endpoint, userPoolId: UserPoolId, clientId: ClientId } = cognito
  const aws = new CognitoIdentityProvider({ region: 'local', endpoint, credentials: CREDENTIALS })
  t.teardown(() => {
    aws.destroy()
  })
  const old = cognito.options.clientSecret as string
  const { ClientSecrets = [] } = await aws.listUserPoolClientSecrets({ UserPoolId, ClientId })
  const ClientSecretId = ClientSecrets[0]?.ClientSecretId
  return {
    cognito,
    aws,
    old,
    add: () => aws.addUserPoolClientSecret({ UserPoolId, ClientId, ClientSecret: NEW }),
    deleteOld: () => aws.deleteUserPoolClientSecret({ UserPoolId, ClientId, ClientSecretId })
  }
}

const build = (t: Test, cognito: LocalCognito, clientSecret: string | string[], more = {}) =>
  buildApi(t, cognito, { ...cognito.options, clientSecret, ...more })

/** The names of calls since the last time. */
function calls ({ requests }: LocalCognito): string[] {
  return requests.splice(0).map(({ operation }) => operation)
}

t.test('during a rotation, every sign-in, refresh, sign-up and sign-out works', async t => {
  const { cognito, old, add, deleteOld } = await start(t)
  const app = await build(t, cognito, [NEW, old])
  const state = { failures: 0, rounds: 0, isOver: false }
  const use = async () => {
    while (!state.isOver) {
      const signedIn = await post(app, '/auth/signin', SIGN_IN)
      const { refreshToken, accessToken } = signedIn.json()
      const responses = [
        signedIn,
        await post(app, '/auth/signup', newUser(`user${(state.rounds += 1)}@example.com`)),
        await post(app, '/auth/password/forgot', { username: USER.email }),
        await post(app, '/auth/refresh', { refreshToken }),
        await app.inject({ url: '/auth/me', headers: bearer(accessToken) }),
        await post(app, '/auth/signout', { refreshToken })
      ]
      state.failures += responses.filter(({ statusCode }) => statusCode >= 400).length
      await turn()
    }
  }
  const loops = [use(), use(), use()]
  const several = async () => {
    const until = state.rounds + 6
    await new Promise<void>(resolve => {
      const timer = setInterval(() => {
        if (state.rounds < until) return
        clearInterval(timer)
        resolve()
      }, 5)
    })
  }
  await several()
  await add()
  await several()
  await deleteOld()
  await several()
  state.isOver = true
  await Promise.all(loops)
  t.equal(state.failures, 0, `in ${state.rounds} rounds`)
})

t.test('the secret that works is remembered, until it does not work', async t => {
  const { cognito, old, add, deleteOld } = await start(t)
  const app = await build(t, cognito, [NEW, old])
  const signIn = async () => {
    cognito.requests.length = 0
    t.equal((await post(app, '/auth/signin', SIGN_IN)).statusCode, 200)
    return calls(cognito).length
  }
  t.equal(await signIn(), 2, 'the new secret is not there yet')
  t.equal(await signIn(), 1)
  await add()
  t.equal(await signIn(), 1, 'both are valid')
  await deleteOld()
  t.equal(await signIn(), 2)
  t.equal(await signIn(), 1)
  const { lines, logger } = logLines()
  const later = await build(t, cognito, NEW, { server: { logger } })
  t.equal((await post(later, '/auth/signin', SIGN_IN)).statusCode, 200)
  t.notOk(lines.join().includes(NEW))
})

t.test('a wrong password is sent to Cognito once', async t => {
  const { cognito, old, add } = await start(t)
  const app = await build(t, cognito, [NEW, old])
  const wrong = async () => {
    cognito.requests.length = 0
    const response = await post(app, '/auth/signin', { ...SIGN_IN, password: 'Wrong-passw0rd' })
    t.match(response.json(), { code: 'FST_COGNITO_WRONG_CREDENTIALS' })
    const hashes = cognito.requests.map(({ input }) => (input['AuthParameters'] as any).SECRET_HASH)
    t.equal(new Set(hashes).size, hashes.length, 'no call is repeated')
    return hashes.length
  }
  t.equal(await wrong(), 2, 'the first secret is rejected before the password is compared')
  t.equal(await wrong(), 1, 'a wrong password shows that the secret is right')
  await add()
  t.equal(await wrong(), 1)
})

t.test('a sign-in continues when its secret is deleted between two steps', async t => {
  const { cognito, aws, old, add, deleteOld } = await start(t)
  const app = await build(t, cognito, [old, NEW])
  const email = 'invited@example.com'
  await aws.adminCreateUser({
    UserPoolId: cognito.userPoolId,
    Username: email,
    TemporaryPassword: PASSWORD,
    MessageAction: 'SUPPRESS',
    UserAttributes: [{ Name: 'email', Value: email }, { Name: 'name', Value: 'Invited' }]
  })
  await add()
  const started = (await post(app, '/auth/signin', { username: email, password: PASSWORD })).json()
  t.equal(started.challenge, 'NEW_PASSWORD_REQUIRED')
  await deleteOld()
  const response = await post(app, '/auth/signin/challenge', {
    challenge: 'NEW_PASSWORD_REQUIRED',
    session: started.session,
    username: email,
    responses: { NEW_PASSWORD: `${PASSWORD}-2`, 'userAttributes.phone_number': '+491711234567' }
  })
  t.equal(response.statusCode, 200, response.body)
})

t.test('requests are sent with the secret that works, and no more than twice', async t => {
  const sent: (string | undefined)[] = []
  const send = async (secrets: ClientSecrets, valid: string | undefined) => {
    sent.length = 0
    const isValid = await secrets.send(
      async secret => {
        sent.push(secret)
        return secret === valid
      },
      result => !result
    )
    return [isValid, ...sent]
  }
  const none = new ClientSecrets([])
  t.notOk(none.areSet)
  t.strictSame(await send(none, 'a'), [false, undefined])
  const one = new ClientSecrets(['a'])
  t.ok(one.areSet)
  t.strictSame(await send(one, 'b'), [false, 'a'])
  const two = new ClientSecrets(['a', 'b'])
  t.ok(two.areSet)
  t.strictSame(await send(two, 'c'), [false, 'a', 'b'])
  t.strictSame(await send(two, 'a'), [true, 'a'], 'without a secret that works, the order stays')
  t.strictSame(await send(two, 'b'), [true, 'a', 'b'])
  t.strictSame(await send(two, 'b'), [true, 'b'])
  t.strictSame(await send(two, 'a'), [true, 'b', 'a'])
})

t.test('sign-ins with AWS credentials', async t => {
  const { cognito, old } = await start(t)
  const app = await build(t, cognito, [NEW, old], {
    routes: { prefix: '/auth', rateLimit: false, signIn: { flows: ['ADMIN_USER_PASSWORD_AUTH'] } }
  })
  t.equal((await post(app, '/auth/signin', SIGN_IN)).statusCode, 200)
  t.strictSame(calls(cognito).slice(-2), ['AdminInitiateAuth', 'AdminInitiateAuth'])
})

t.test('two wrong secrets are a misconfiguration, in two calls', async t => {
  const { cognito } = await start(t)
  const { lines, logger } = logLines()
  const app = await build(t, cognito, [NEW, 'another1secret2of3the4app5client'], { server: { logger } })
  for (const [url, body, operation] of [
    ['/auth/signin', SIGN_IN, 'InitiateAuth'],
    ['/auth/password/forgot', { username: USER.email }, 'ForgotPassword'],
    ['/auth/refresh', { refreshToken: 'x' }, 'GetTokensFromRefreshToken']
  ] as const) {
    cognito.requests.length = 0
    t.match((await post(app, url, body)).json(), { statusCode: 500, code: 'FST_COGNITO_MISCONFIGURED' }, url)
    t.strictSame(calls(cognito), [operation, operation])
  }
  const errors = lines.map(line => JSON.parse(line)).filter(({ msg }) => msg === 'Cognito request failed')
  t.match(errors, Array(3).fill({ reason: 'clientSecret is not the secret of the app client: correct it' }))
  t.notMatch(lines.join(), /new1secret|another1secret/)
})

t.test('exceptions after which the other secret is tried', async t => {
  const repeated: [string, string][] = [
    ['NotAuthorizedException', 'Unable to verify secret hash for client 1h57kf5cpq17m0eml12example'],
    ['NotAuthorizedException', 'SecretHash does not match for the client: 1h57kf5cpq17m0eml12example'],
    ['NotAuthorizedException', 'Invalid client secret'],
    ['UnauthorizedException', 'Secret does not match for the client: 1h57kf5cpq17m0eml12example'],
    ['NotAuthorizedException', 'invalid_client']
  ]
  const others: [string, string][] = [
    ['NotAuthorizedException', 'Incorrect username or password.'],
    ['NotAuthorizedException', 'Password attempts exceeded'],
    ['NotAuthorizedException', 'User is disabled.'],
    ['NotAuthorizedException', 'Client 1h57 is configured without secret but SECRET_HASH was received'],
    ['InvalidParameterException', "1 validation error detected: Value at 'secretHash' failed to satisfy"],
    ['UserLambdaValidationException', 'PreAuthentication failed with error wrong secret hash.'],
    ['LimitExceededException', 'Attempt limit exceeded, please try after some time.']
  ]
  for (const [name, message] of [...repeated, ...others]) {
    const count = repeated.some(([, text]) => text === message) ? 2 : 1
    const { endpoint, calls } = await startScripted(t, () => exception(name, message))
    const options = { userPoolId: 'eu-west-1_AbC123xyz', clientId: '1h57', clientSecret: [NEW, 'old1secret'] }
    const app = await buildApi(t, { options }, { endpoint })
    await post(app, '/auth/signin', SIGN_IN)
    t.equal(calls.length, count, message)
  }
})
