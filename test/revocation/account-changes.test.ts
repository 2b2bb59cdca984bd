import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import cognitoAuth, { errors, memoryRevocations } from '../../dist/index.js'
import { storeError } from '../../dist/revocation/revocations.js'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, logLines, post, signIn, startCognito, USER } from '../api.js'
import { exception, startScripted } from '../scripted.js'
import { startPool, type RunningPool } from '../local-pool.js'

/**
 * After a change of password, addresses or factors, other sessions are signed out, and an event is published.
 */

const ADA = { email: 'ada@example.com', password: 'Correct-horse-7', groups: ['admin'] }
const BOB = { email: 'bob@example.com', password: 'Correct-horse-7' }
const NEW = 'Another-horse-8'

const CHANNELS = [
  'password-changed',
  'contact-changed',
  'mfa-changed',
  'passkey-registered',
  'passkey-deleted'
].map(name => `fastify-cognito-auth:${name}`)

function listen (t: Test): [string, object][] {
  const received: [string, object][] = []
  for (const channel of CHANNELS) {
    const listener = (message: unknown) => {
      received.push([channel.split(':')[1] as string, message as object])
    }
    subscribe(channel, listener)
    t.teardown(() => {
      unsubscribe(channel, listener)
    })
  }
  return received
}

async function build (
  t: Test,
  {
    isOn,
    revocation = memoryRevocations()
  }: { isOn?: boolean, revocation?: ReturnType<typeof memoryRevocations> } = {}
) {
  const cognito = await startPool(t, { users: [ADA, BOB] })
  const { lines, logger } = logLines()
  const app = await buildApi(t, cognito, {
    server: { logger },
    clock: cognito.clock,
    revocation,
    routes: {
      prefix: '/auth',
      rateLimit: false,
      admin: { users: { groups: ['admin'] } },
      ...(isOn !== undefined && { signOutOthersOnPasswordChange: isOn })
    }
  })
  const isValid = ({ accessToken }: { accessToken: string }) =>
    app.cognito.verify(accessToken).then(
      () => true,
      () => false
    )
  return {
    app,
    cognito,
    isValid,
    lines,
    here: await signIn(app, BOB),
    there: await signIn(app, BOB),
    received: listen(t)
  }
}

const change = (app: Awaited<ReturnType<typeof buildApi>>, accessToken: string) =>
  post(app, '/auth/password/change', { password: BOB.password, newPassword: NEW }, bearer(accessToken))

t.test('a password change revokes the other sessions and keeps the one that changed it', async t => {
  const { app, cognito, isValid, here, there, received } = await build(t)
  t.equal((await change(app, here.accessToken)).statusCode, 204)
  t.strictSame([await isValid(here), await isValid(there)], [true, false])
  const renewed = (await post(app, '/auth/refresh', { refreshToken: here.refreshToken })).json()
  t.ok(await isValid(renewed), 'tokens refreshed from it remain valid too')
  t.match((await post(app, '/auth/refresh', { refreshToken: there.refreshToken })).json(), {
    statusCode: 401,
    code: 'FST_COGNITO_INVALID_REFRESH_TOKEN'
  })
  t.equal(cognito.requests.at(-1)?.operation, 'RevokeToken', 'the refresh token is revoked in Cognito too')
  cognito.advance(1000)
  t.ok(await isValid(await signIn(app, { ...BOB, password: NEW })))
  t.strictSame(received, [['password-changed', { pool: 'default', user: cognito.user(BOB.email).sub }]])
})

t.test('a failed password change revokes nothing', async t => {
  const { app, isValid, here, there, received } = await build(t)
  t.equal(
    (
      await post(
        app,
        '/auth/password/change',
        { password: 'Wrong-horse-7', newPassword: NEW },
        bearer(here.accessToken)
      )
    ).statusCode,
    401
  )
  t.strictSame([await isValid(here), await isValid(there), received], [true, true, []])
})

t.test('with the option off, other sessions stay, and the event is published', async t => {
  const { app, isValid, here, there, received } = await build(t, { isOn: false })
  t.equal((await change(app, here.accessToken)).statusCode, 204)
  t.strictSame([await isValid(here), await isValid(there), received.length], [true, true, 1])
})

t.test('a reset by code ends every session, in Cognito too', async t => {
  const { app, cognito, isValid, here, there, received } = await build(t)
  await post(app, '/auth/password/forgot', { username: BOB.email })
  const reset = { username: BOB.email, code: cognito.mailbox.last(BOB.email)?.code, newPassword: NEW }
  const [ada] = [await signIn(app, ADA)]
  t.equal((await post(app, '/auth/password/reset', reset)).statusCode, 200)
  t.strictSame([await isValid(here), await isValid(there), await isValid(ada)], [false, false, true])
  t.equal((await post(app, '/auth/refresh', { refreshToken: here.refreshToken })).statusCode, 401)
  t.ok(cognito.requests.some(({ operation }) => operation === 'AdminUserGlobalSignOut'))
  t.strictSame(received, [['password-changed', { pool: 'default', user: cognito.user(BOB.email).sub }]])
})

t.test('a sign-in that follows a reset at once is not taken for an earlier one', async t => {
  // Its clock runs.
  const cognito = await startCognito(t)
  const app = await buildApi(t, cognito, {
    revocation: memoryRevocations(),
    routes: { prefix: '/auth', rateLimit: false, signOutOthersOnPasswordChange: true }
  })
  const { email } = USER
  await post(app, '/auth/password/forgot', { username: email })
  const reset = { username: email, code: cognito.mailbox.last(email)?.code, newPassword: NEW }
  t.equal((await post(app, '/auth/password/reset', reset)).statusCode, 200)
  const { accessToken } = await signIn(app, { email, password: NEW })
  t.match(await app.cognito.verify(accessToken), { email: null })
})

t.test('a reset succeeds even if the sessions cannot be ended, and the log says so', async t => {
  const { app, cognito, isValid, here, lines, received } = await build(t)
  cognito.local.fail('AdminGetUser', exception('NotAuthorizedException'))
  await post(app, '/auth/password/forgot', { username: BOB.email })
  const reset = { username: BOB.email, code: cognito.mailbox.last(BOB.email)?.code, newPassword: NEW }
  t.equal((await post(app, '/auth/password/reset', reset)).statusCode, 200)
  t.ok(await isValid(here))
  const logged = lines
    .map(line => JSON.parse(line))
    .find(({ msg }) => msg === 'sign-out of other sessions failed')
  t.match(logged, { level: 50, err: { code: 'FST_COGNITO_INVALID_USER_STATUS' } })
  t.strictSame(received, [['password-changed', { pool: 'default', user: null }]])
})

t.test('an administrator who resets a password ends the sessions of the user', async t => {
  const { app, isValid, here } = await build(t)
  const ada = await signIn(app, ADA)
  t.equal(
    (
      await app.inject({
        method: 'POST',
        url: `/auth/admin/users/${BOB.email}/reset-password`,
        headers: bearer(ada.accessToken)
      })
    ).statusCode,
    204
  )
  t.strictSame([await isValid(here), await isValid(ada)], [false, true])
})

/** Returns valid responses for operations that are only passed on. */
async function passing (t: Test) {
  const pool = await createTestPool()
  const { endpoint } = await startScripted(t, ({ operation }) => ({
    body: operation === 'VerifySoftwareToken' ? { Status: 'SUCCESS' } : {}
  }))
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(cognitoAuth, { ...pool.options, endpoint, revocation: memoryRevocations() })
  const session = (origin: string) => pool.signIn({ sub: 'c7f2a1de', claims: { origin_jti: origin } })
  return { app, pool, accessToken: session('session-1'), other: session('session-2') }
}

const changes: Record<
  string,
  [string, (app: Awaited<ReturnType<typeof passing>>['app'], accessToken: string) => Promise<unknown>]
> = {
  'setting up an authenticator': [
    'mfa-changed',
    (app, accessToken) => app.cognito.verifyTotp({ accessToken, code: '123456' })
  ],
  'disabling MFA': [
    'mfa-changed',
    (app, accessToken) =>
      app.cognito.setMfaPreferences({ accessToken, preferences: { totp: { enabled: false } } })
  ],
  'registering a passkey': [
    'passkey-registered',
    (app, accessToken) => app.cognito.completePasskeyRegistration({ accessToken, credential: {} as never })
  ],
  'deleting a passkey': [
    'passkey-deleted',
    (app, accessToken) => app.cognito.deletePasskey({ accessToken, id: 'abc' })
  ]
}

for (const [label, [event, act]] of Object.entries(changes)) {
  t.test(`${label} revokes the other sessions and is published`, async t => {
    const { app, accessToken, other } = await passing(t)
    const received = listen(t)
    await act(app, accessToken)
    await t.resolves(app.cognito.verify(accessToken))
    await t.rejects(app.cognito.verify(other), { code: 'FST_COGNITO_INVALID_TOKEN' })
    t.strictSame(received, [[event, { pool: 'default', user: 'c7f2a1de' }]])
    t.notOk(inspect(received, { depth: Infinity, showHidden: true }).includes(accessToken))
  })
}

t.test(
  'a change of address is published when it is requested and when it is verified; sessions stay',
  async t => {
    const { app, accessToken, other } = await passing(t)
    const received = listen(t)
    await app.cognito.updateProfile({
      accessToken,
      attributes: { name: 'Jane', email: 'canary@example.com' }
    })
    await app.cognito.verifyAttribute({ accessToken, name: 'email', code: '123456' })
    const message = { pool: 'default', user: 'c7f2a1de', attribute: 'email' }
    t.strictSame(received, [
      ['contact-changed', { ...message, verified: false }],
      ['contact-changed', { ...message, verified: true }]
    ])
    await t.resolves(app.cognito.verify(other))
  }
)

for (const [challenge, event] of [
  ['NEW_PASSWORD_REQUIRED', 'password-changed'],
  ['MFA_SETUP', 'mfa-changed'],
  ['SMS_MFA', null]
] as const) {
  t.test(`${challenge} during a sign-in`, async t => {
    const pool = await createTestPool()
    const [fresh, other] = ['session-1', 'session-2'].map(session =>
      pool.signIn({ sub: 'c7f2a1de', claims: { origin_jti: session } })
    ) as [string, string]
    const { endpoint } = await startScripted(t, ({ operation }) => ({
      body:
        operation === 'VerifySoftwareToken'
          ? { Status: 'SUCCESS', Session: 's'.repeat(30) }
          : { AuthenticationResult: { AccessToken: fresh, IdToken: 'b', ExpiresIn: 3600 } }
    }))
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(cognitoAuth, { ...pool.options, endpoint, revocation: memoryRevocations() })
    const received = listen(t)
    await app.cognito.respondToChallenge({
      challenge,
      session: 's'.repeat(30),
      username: 'jane',
      responses: {}
    } as never)
    await t.resolves(app.cognito.verify(fresh))
    t.equal(
      await app.cognito.verify(other).then(
        () => true,
        () => false
      ),
      event === null
    )
    t.strictSame(
      received.map(([name]) => name),
      event === null ? [] : [event]
    )
  })
}

/** Responds to challenges until there are tokens. */
function requireNewPassword (cognito: RunningPool): void {
  cognito.users.change(BOB.email, user => {
    user.status = 'FORCE_CHANGE_PASSWORD'
  })
}

async function requireMfa ({ api, options }: RunningPool): Promise<void> {
  await api.setUserPoolMfaConfig({
    UserPoolId: options.userPoolId,
    MfaConfiguration: 'ON',
    SmsMfaConfiguration: { SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sns' } }
  })
}

const PHONE = '+491719999999'

async function signInBySteps (
  app: Awaited<ReturnType<typeof buildApi>>,
  responses: Record<string, () => object>
) {
  let { session, challenge, ...tokens } = (
    await post(app, '/auth/signin', { username: BOB.email, password: BOB.password })
  ).json()
  const challenges: string[] = []
  while (challenge !== undefined) {
    challenges.push(challenge)
    const response = { challenge, session, username: BOB.email, responses: responses[challenge]?.() }
    ;({ session, challenge, ...tokens } = (await post(app, '/auth/signin/challenge', response)).json())
  }
  return { challenges, tokens: tokens as { accessToken: string } }
}

t.test(
  'a password or factor that is set during a sign-in takes effect when the sign-in is complete',
  async t => {
    for (const [first, second, event] of [
      ['NEW_PASSWORD_REQUIRED', 'EMAIL_OTP', 'password-changed'],
      ['MFA_SETUP', 'SMS_MFA', 'mfa-changed']
    ] as const) {
      const mfa = first === 'MFA_SETUP' ? [] : ['EMAIL_OTP' as const]
      const cognito = await startPool(t, { users: [{ ...BOB, mfa }], firstFactors: ['PASSWORD'] })
      const app = await buildApi(t, cognito, { clock: cognito.clock, revocation: memoryRevocations() })
      const responses = {
        NEW_PASSWORD_REQUIRED: () => ({ NEW_PASSWORD: NEW }),
        MFA_SETUP: () => ({ PHONE_NUMBER: PHONE }),
        SMS_MFA: () => ({ SMS_MFA_CODE: cognito.mailbox.last(PHONE)?.code }),
        EMAIL_OTP: () => ({ EMAIL_OTP_CODE: cognito.mailbox.last(BOB.email)?.code })
      }
      const there = await signInBySteps(app, responses)
      await (first === 'MFA_SETUP' ? requireMfa(cognito) : requireNewPassword(cognito))
      cognito.advance(1000)
      const received = listen(t)
      const here = await signInBySteps(app, responses)
      t.strictSame(here.challenges, [first, second])
      await t.resolves(app.cognito.verify(here.tokens.accessToken))
      await t.rejects(
        app.cognito.verify(there.tokens.accessToken),
        { code: 'FST_COGNITO_INVALID_TOKEN' },
        first
      )
      t.strictSame(received, [[event, { pool: 'default', user: cognito.user(BOB.email).sub }]])
    }
  }
)

t.test('the application can revoke all but one session of a user', async t => {
  const pool = await createTestPool({ clock: true })
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(cognitoAuth, { ...pool.options, revocation: memoryRevocations() })
  const session = (origin: string) => pool.signIn({ sub: 'jane', claims: { origin_jti: origin } })
  const [first, second, third] = [session('a'), session('b'), session('c')] as const
  const isValid = (token: string) =>
    app.cognito.verify(token).then(
      () => true,
      () => false
    )
  await app.cognito.revoke({ user: 'jane', except: 'a' })
  t.strictSame([await isValid(first), await isValid(second), await isValid(third)], [true, false, false])
  pool.advance(1)
  await app.cognito.revoke({ user: 'jane', except: 'b' })
  t.notOk(await isValid(first), 'the later one counts')
  t.ok(await isValid(pool.signIn({ sub: 'joe' })))
  await t.rejects(app.cognito.revoke({ user: 'jane', except: '' }), {
    code: 'FST_COGNITO_INVALID_INPUT',
    message: /except must be an ID/
  })
  await t.rejects(app.cognito.revoke({ session: 'jane', except: 'a' } as never), { message: /except/ })
  t.equal(app.cognito.health()['default']?.revocations?.entries, 1)
})

t.test('the option requires revocation', async t => {
  const { options } = await createTestPool()
  const register = async (extra: object) => {
    await Fastify().register(cognitoAuth, { ...options, ...extra })
  }
  await t.rejects(register({ routes: { signOutOthersOnPasswordChange: true } }), {
    code: 'FST_COGNITO_INVALID_OPTIONS',
    message: /options\.routes\.signOutOthersOnPasswordChange requires the option revocation/
  })
  await t.rejects(register({ routes: { signOutOthersOnPasswordChange: 'yes' } }), {
    code: 'FST_COGNITO_INVALID_OPTIONS',
    message: /must be true or false/
  })
})

t.test('a refresh works while the store cannot be read', async t => {
  const { app, here } = await build(t, {
    revocation: {
      open: async () => ({
        isRevoked: () => {
          throw new Error('no connection')
        },
        revoke: async () => {},
        health: () => ({ status: 'disconnected', entries: 0, lastError: null }),
        close: async () => {}
      })
    }
  })
  t.equal(
    (await post(app, '/auth/refresh', { refreshToken: here.refreshToken })).statusCode,
    200,
    'each use of the token checks again'
  )
  t.match(await app.cognito.verify(here.accessToken).catch((error: unknown) => error), {
    code: 'FST_COGNITO_REVOCATIONS_UNAVAILABLE'
  })
})

t.test('a store may throw any error', async t => {
  for (const thrown of [undefined, null, 'no connection', new Error('no connection')]) {
    t.match(storeError(thrown), { code: 'FST_COGNITO_REVOCATIONS_UNAVAILABLE', statusCode: 503 })
  }
  const own = new errors.FST_COGNITO_REVOCATIONS_UNAVAILABLE()
  t.equal(storeError(own), own, 'an error of this package is passed on')
})
