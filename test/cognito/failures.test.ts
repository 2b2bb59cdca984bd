import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import type { FastifyInstance } from 'fastify'
import { bearer, buildApi, logLines, newUser, PASSWORD, signIn, startCognito, USER } from '../api.js'
import { SUCCESS } from '../routes/answers.js'
import { BODIES, BODILESS, EVERY_ROUTE, SESSION, type RouteRequest } from '../routes/bodies.js'
import { exception, startScripted, type ScriptedResponse, type Call } from '../scripted.js'
import { OPERATIONS } from '../service-model.js'
import { EXPECTED, type Situation } from './expected-errors.js'

const pool = await createTestPool()
const token = pool.signIn({ groups: ['admin'] })

const inputOf = ({ method, url }: RouteRequest) => [method, url, undefined] as const
const sent = (name: string) => {
  const { method, url, body } = BODIES[name] as (typeof BODIES)[string]
  return [method, url, body] as const
}

const SETUP = {
  body: {
    ChallengeName: 'MFA_SETUP',
    Session: SESSION,
    ChallengeParameters: { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]' }
  }
}
const BY_SERVER = `next.${Buffer.from('{"admin":true}').toString('base64url')}.${SESSION}`

/** One request for each operation, or for each use of it; the calls before it succeed. */
const REQUESTS = {
  SignUp: ['POST', '/auth/signup', newUser('jane@example.com')],
  ConfirmSignUp: ['POST', '/auth/signup/confirm', { username: 'jane@example.com', code: '123456' }],
  ResendConfirmationCode: ['POST', '/auth/signup/resend', { username: 'jane@example.com' }],
  InitiateAuth: ['POST', '/auth/signin', { username: 'jane@example.com', password: PASSWORD }],
  AdminInitiateAuth: [
    'POST',
    '/auth/signin',
    { flow: 'ADMIN_USER_PASSWORD_AUTH', username: 'jane@example.com', password: PASSWORD }
  ],
  RespondToAuthChallenge: [
    'POST',
    '/auth/signin/challenge',
    {
      challenge: 'EMAIL_OTP',
      session: SESSION,
      username: 'jane@example.com',
      responses: { EMAIL_OTP_CODE: '123456' }
    }
  ],
  PasswordChallenge: [
    'POST',
    '/auth/signin/challenge',
    { challenge: 'PASSWORD', session: SESSION, username: 'jane@example.com', responses: { PASSWORD } }
  ],
  VerifySoftwareToken: [
    'POST',
    '/auth/signin/challenge',
    {
      challenge: 'MFA_SETUP',
      session: SESSION,
      username: 'jane@example.com',
      responses: { SOFTWARE_TOKEN_MFA_CODE: '123456' }
    }
  ],
  GetTokensFromRefreshToken: ['POST', '/auth/refresh', { refreshToken: 'abc' }],
  RevokeToken: ['POST', '/auth/signout', { refreshToken: 'abc' }],
  GlobalSignOut: ['POST', '/auth/signout', { everywhere: true }],
  ForgotPassword: ['POST', '/auth/password/forgot', { username: 'jane@example.com' }],
  ConfirmForgotPassword: [
    'POST',
    '/auth/password/reset',
    { username: 'jane@example.com', code: '123456', newPassword: PASSWORD }
  ],
  ChangePassword: ['POST', '/auth/password/change', { password: PASSWORD, newPassword: PASSWORD }],
  GetUser: ['GET', '/auth/me', undefined],
  UpdateUserAttributes: ['PATCH', '/auth/me', { name: 'Jane' }],
  GetUserAttributeVerificationCode: ['POST', '/auth/me/attributes/email/code', undefined],
  VerifyUserAttribute: ['POST', '/auth/me/attributes/email/verify', { code: '123456' }],
  DeleteUser: ['DELETE', '/auth/me', undefined],
  AdminRespondToAuthChallenge: [
    'POST',
    '/auth/signin/challenge',
    {
      challenge: 'EMAIL_OTP',
      session: BY_SERVER,
      username: 'jane@example.com',
      responses: { EMAIL_OTP_CODE: '123456' }
    }
  ],
  AssociateSoftwareToken: ['POST', '/auth/signin', { username: 'jane@example.com', password: PASSWORD }],
  'AssociateSoftwareToken with an access token': inputOf(BODILESS.setupTotp),
  'VerifySoftwareToken with an access token': sent('verifyTotp'),
  SetUserMFAPreference: sent('setMfaPreferences'),
  StartWebAuthnRegistration: inputOf(BODILESS.startPasskeyRegistration),
  CompleteWebAuthnRegistration: sent('completePasskeyRegistration'),
  ListWebAuthnCredentials: inputOf(BODILESS.listPasskeys),
  DeleteWebAuthnCredential: inputOf(BODILESS.deletePasskey),
  ConfirmDevice: sent('updateDevice'),
  UpdateDeviceStatus: sent('updateDevice'),
  ListDevices: inputOf(BODILESS.listDevices),
  ForgetDevice: inputOf(BODILESS.forgetDevice),
  ListUserSessions: inputOf(BODILESS.listSessions),
  RevokeUserSession: inputOf(BODILESS.revokeSession),
  UpdateAuthEventFeedback: sent('setAuthEventFeedbackByToken'),
  ListUsers: inputOf(BODILESS.listUsers),
  AdminGetUser: inputOf(BODILESS.getUser),
  AdminCreateUser: sent('inviteUser'),
  AdminUpdateUserAttributes: sent('updateUser'),
  AdminDeleteUserAttributes: sent('updateUser'),
  AdminConfirmSignUp: inputOf(BODILESS.confirmUser),
  AdminSetUserPassword: sent('setUserPassword'),
  AdminSetUserMFAPreference: inputOf(BODILESS.removeUserTotp),
  AdminEnableUser: inputOf(BODILESS.enableUser),
  AdminDisableUser: inputOf(BODILESS.disableUser),
  AdminResetUserPassword: inputOf(BODILESS.resetUserPassword),
  AdminUserGlobalSignOut: inputOf(BODILESS.signOutUser),
  AdminListUserSessions: inputOf(BODILESS.listUserSessions),
  AdminRevokeUserSession: inputOf(BODILESS.revokeUserSession),
  AdminListUserAuthEvents: inputOf(BODILESS.listUserAuthEvents),
  AdminUpdateAuthEventFeedback: sent('setUserAuthEventFeedback'),
  AdminLinkProviderForUser: sent('linkIdentity'),
  AdminDisableProviderForUser: inputOf(BODILESS.unlinkIdentity),
  AdminDeleteUser: inputOf(BODILESS.deleteUser),
  ListGroups: inputOf(BODILESS.listGroups),
  GetGroup: sent('updateGroup'),
  CreateGroup: sent('createGroup'),
  UpdateGroup: sent('updateGroup'),
  DeleteGroup: inputOf(BODILESS.deleteGroup),
  ListUsersInGroup: inputOf(BODILESS.listUsersInGroup),
  AdminListGroupsForUser: inputOf(BODILESS.getUser),
  AdminAddUserToGroup: inputOf(BODILESS.addUserToGroup),
  AdminRemoveUserFromGroup: inputOf(BODILESS.removeUserFromGroup)
} as const satisfies Record<Situation, readonly unknown[]>

/** The Cognito operation. */
const operationOf = (situation: Situation) =>
  situation === 'PasswordChallenge' ? 'RespondToAuthChallenge' : (situation.split(' ')[0] as string)

/** Sends it with a valid access token. */
function request (app: FastifyInstance, situation: Situation) {
  const [method, url, payload] = REQUESTS[situation]
  return app.inject({ method, url, headers: bearer(token), ...(payload !== undefined && { payload }) })
}

async function scriptedApi (t: Test, response: (call: Call) => ScriptedResponse) {
  const { endpoint, calls } = await startScripted(t, response)
  const { lines, logger } = logLines()
  return { app: await buildApi(t, pool, { endpoint, routes: EVERY_ROUTE, server: { logger } }), calls, lines }
}

t.test('the table has every exception that AWS declares for every operation', async t => {
  for (const [situation, exceptions] of Object.entries(EXPECTED) as [Situation, object][]) {
    t.strictSame(
      OPERATIONS[operationOf(situation)]?.errors.filter(name => !(name in exceptions)),
      [],
      situation
    )
  }
})

t.test('every exception of every operation has the expected response', async t => {
  // The SDK waits a random fraction of the delay before a retry.
  t.intercept(Math, 'random', { value: () => 0 })
  let response: ScriptedResponse = {}
  let failing: Situation = 'SignUp'
  const before = (operation: string) =>
    failing === 'AssociateSoftwareToken' && operation === 'InitiateAuth' ? SETUP : SUCCESS
  const { app, calls, lines } = await scriptedApi(t, ({ operation }) =>
    operation === operationOf(failing) ? response : before(operation)
  )
  for (const [situation, exceptions] of Object.entries(EXPECTED) as [
    Situation,
    (typeof EXPECTED)[Situation]
  ][]) {
    failing = situation
    for (const [name, [statusCode, code]] of Object.entries(exceptions)) {
      calls.length = 0
      response = exception(
        name,
        'Value at password failed: Canary-passw0rd',
        name === 'InternalErrorException' ? 500 : 400
      )
      const given = await request(app, situation)
      t.match(
        { statusCode: given.statusCode, code: given.body === '' ? undefined : given.json().code },
        { statusCode, code },
        `${situation}: ${name}`
      )
      t.equal(calls.at(-1)?.operation, operationOf(situation), 'no operation is called after it')
      t.equal(
        'retry-after' in given.headers,
        statusCode === 429 || statusCode === 503,
        `${situation}: ${name} and Retry-After`
      )
      t.equal(
        'www-authenticate' in given.headers,
        statusCode === 401,
        `${situation}: ${name} and WWW-Authenticate`
      )
      if (code !== 'FST_COGNITO_SIGN_UP_DENIED') {
        t.notMatch(given.body, 'Canary', 'what Cognito said in ' + 'its own words stays here')
      }
    }
  }
  t.notMatch(lines.join(''), 'Canary')
  t.ok(
    lines.some(
      line =>
        line.includes('"exception":"SomethingNewException"') &&
        line.includes('"cognitoRequestId":"request-0001"')
    ),
    'the log has the request ID that AWS support asks for'
  )
})

t.test('exceptions that differ only in their message', async t => {
  let response: ScriptedResponse = {}
  const { app } = await scriptedApi(t, () => response)
  const send = async (situation: Situation) => (await request(app, situation)).json()

  response = exception('NotAuthorizedException', 'A client attempted to write unauthorized attribute')
  t.match(await send('SignUp'), { statusCode: 400, code: 'FST_COGNITO_INVALID_PARAMETER' })
  response = exception(
    'NotAuthorizedException',
    'Client 1 is configured with secret but SECRET_HASH was not received'
  )
  t.match(await send('InitiateAuth'), { statusCode: 500, code: 'FST_COGNITO_MISCONFIGURED' })
  response = exception('InvalidParameterException', 'USER_PASSWORD_AUTH flow not enabled for this client')
  t.match(await send('InitiateAuth'), { statusCode: 403, code: 'FST_COGNITO_NOT_ENABLED' })
  response = exception(
    'InvalidPasswordException',
    'Password did not conform with policy: Password must have symbol characters'
  )
  t.match(await send('SignUp'), {
    message: 'The password does not meet the policy of the user pool: Password must have symbol characters.'
  })
  response = exception(
    'InvalidPasswordException',
    'Password does not conform to policy: Password not long enough'
  )
  t.match(
    await send('ChangePassword'),
    { message: 'The password does not meet the policy of the user pool: Password not long enough.' },
    'in both wordings of Cognito'
  )
  response = exception('NotAuthorizedException', 'Incorrect username or password.')
  t.match(await send('ChangePassword'), { statusCode: 401, code: 'FST_COGNITO_WRONG_CREDENTIALS' })
  response = exception('NotAuthorizedException', 'A client attempted to write unauthorized attribute')
  t.match(await send('UpdateUserAttributes'), { statusCode: 400, code: 'FST_COGNITO_INVALID_PARAMETER' })
  response = exception('PasswordHistoryPolicyViolationException', 'Password has previously been used')
  t.match(await send('ChangePassword'), {
    message: 'The password does not meet the policy of the user pool: it was used before.'
  })
  response = exception('NotAuthorizedException', 'Password attempts exceeded')
  t.match(
    await send('RespondToAuthChallenge'),
    { statusCode: 400, code: 'FST_COGNITO_INVALID_CODE' },
    'an account locked by wrong codes looks like any other'
  )
  t.match(await send('PasswordChallenge'), { statusCode: 401, code: 'FST_COGNITO_WRONG_CREDENTIALS' })
  response = exception('ResourceNotFoundException', 'Device does not exist.')
  t.match(
    await send('InitiateAuth'),
    { statusCode: 401, code: 'FST_COGNITO_WRONG_CREDENTIALS' },
    'a device key that the caller invented'
  )
  t.match(await send('RespondToAuthChallenge'), { statusCode: 401, code: 'FST_COGNITO_INVALID_SESSION' })
  t.match(await send('GetTokensFromRefreshToken'), {
    statusCode: 401,
    code: 'FST_COGNITO_INVALID_REFRESH_TOKEN'
  })
  response = exception(
    'UserLambdaValidationException',
    `PreSignUp failed with error Only people of \nexample.com${'!'.repeat(300)}.`
  )
  t.match(
    await send('SignUp'),
    {
      statusCode: 403,
      code: 'FST_COGNITO_SIGN_UP_DENIED',
      message: /^The sign-up was denied: Only people of {2}example\.com!{170,180}$/
    },
    'the message of a trigger, truncated'
  )
  response = exception('UserLambdaValidationException', 'PreSignUp failed with error .')
  t.match(await send('SignUp'), { message: 'The sign-up was denied: no reason was given' })
  response = exception('InvalidPasswordException', 'Provided password abc cannot be used')
  t.match(
    await send('SignUp'),
    { message: 'The password does not meet the policy of the user pool: choose another.' },
    'unknown messages are not repeated'
  )
})

t.test('a missing user pool is distinguished from a missing group, credential or device', async t => {
  let failing: Situation = 'ListUsers'
  let message = ''
  const { app } = await scriptedApi(t, ({ operation }) =>
    operation === operationOf(failing) ? exception('ResourceNotFoundException', message) : SUCCESS
  )
  const NAMES: [Situation, string][] = [
    ['GetGroup', 'Group not found.'],
    ['DeleteGroup', 'Group not found.'],
    ['ListUsersInGroup', 'Group not found.'],
    ['AdminAddUserToGroup', 'Group not found.'],
    ['AdminRemoveUserFromGroup', 'Group not found.'],
    ['DeleteWebAuthnCredential', 'Credential not found.'],
    ['ConfirmDevice', 'Device does not exist.'],
    ['UpdateDeviceStatus', 'Device does not exist.'],
    ['ForgetDevice', 'Device does not exist.']
  ]
  for (const [situation, names] of NAMES) {
    failing = situation
    message = names
    t.match(
      (await request(app, situation)).json(),
      { statusCode: 404, code: 'FST_COGNITO_NOT_FOUND' },
      situation
    )
    for (const ours of [
      'User pool eu-west-1_TestPool1 does not exist.',
      'User pool client testclient1 does not exist.',
      'No such user pool'
    ]) {
      message = ours
      t.match(
        (await request(app, situation)).json(),
        { statusCode: 500, code: 'FST_COGNITO_MISCONFIGURED' },
        situation
      )
    }
  }
})

t.test('an MFA factor that the user lacks is distinguished from an invalid preference', async t => {
  let message = ''
  const { app } = await scriptedApi(t, () => exception('InvalidParameterException', message))
  for (const lacking of [
    'User has not verified software token mfa',
    'User does not have delivery config set to turn on SMS_MFA',
    'User does not have delivery config set to turn on EMAIL_OTP'
  ]) {
    message = lacking
    t.match(
      (await request(app, 'SetUserMFAPreference')).json(),
      { statusCode: 400, code: 'FST_COGNITO_MFA_FACTOR_NOT_FOUND' },
      message
    )
    t.match(
      (await request(app, 'ConfirmDevice')).json(),
      { statusCode: 400, code: 'FST_COGNITO_INVALID_PARAMETER' },
      'for this operation only'
    )
  }
  for (const lacking of [
    'WebAuthn MFA is not enabled for the user pool.',
    'FactorConfiguration must be MULTI_FACTOR_WITH_USER_VERIFICATION'
  ]) {
    message = lacking
    t.match((await request(app, 'SetUserMFAPreference')).json(), {
      statusCode: 403,
      code: 'FST_COGNITO_NOT_ENABLED'
    })
  }
  message = 'Multiple MFA options are set as preferred'
  t.match((await request(app, 'SetUserMFAPreference')).json(), {
    statusCode: 400,
    code: 'FST_COGNITO_INVALID_PARAMETER'
  })
})

t.test('Cognito is unreachable', async t => {
  const send = async (t: Test, app: FastifyInstance) => {
    const given = await request(app, 'InitiateAuth')
    t.match(given.json(), { statusCode: 503, code: 'FST_COGNITO_UNAVAILABLE' })
    t.equal(given.headers['retry-after'], '5')
  }
  await t.test('a connection that is cut returns 503', async t => {
    const { app } = await scriptedApi(t, () => ({ connection: 'reset' }))
    await send(t, app)
  })
  await t.test('no response within the deadline returns 503', async t => {
    const { endpoint } = await startScripted(t, () => ({ connection: 'hang' }))
    await send(t, await buildApi(t, pool, { endpoint, cognito: { timeout: 300 } }))
  })
  await t.test('a refused connection returns 503', async t => {
    await send(t, await buildApi(t, pool, { endpoint: 'http://127.0.0.1:9' }))
  })
})

t.test('malformed responses of Cognito return 502', async t => {
  let response: ScriptedResponse = {}
  const { app } = await scriptedApi(t, () => response)
  for (const strange of [
    { body: {} },
    { body: { AuthenticationResult: { AccessToken: 'a' } } },
    { body: '<html>' },
    { status: 404, body: '<html>' }
  ]) {
    response = strange
    t.match((await request(app, 'GetTokensFromRefreshToken')).json(), {
      statusCode: 502,
      code: 'FST_COGNITO_UNEXPECTED_RESPONSE'
    })
    t.match((await request(app, 'SignUp')).json(), {
      statusCode: 502,
      code: 'FST_COGNITO_UNEXPECTED_RESPONSE'
    })
  }
})

t.test('a challenge is returned without the parameters that are only for the server', async t => {
  const { app } = await scriptedApi(t, () => ({
    body: {
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
      Session: SESSION,
      ChallengeParameters: { FRIENDLY_DEVICE_NAME: 'phone', USER_ID_FOR_SRP: 'c7f2a1de' }
    }
  }))
  const response = await request(app, 'InitiateAuth')
  t.equal(response.statusCode, 200)
  const { session, ...shown } = response.json()
  t.strictSame(shown, { challenge: 'SOFTWARE_TOKEN_MFA', parameters: { FRIENDLY_DEVICE_NAME: 'phone' } })
  t.ok(session.endsWith(SESSION))
})

t.test('a challenge without a session or parameters', async t => {
  const { app } = await scriptedApi(t, () => ({ body: { ChallengeName: 'NEW_ONE' } }))
  t.strictSame((await request(app, 'InitiateAuth')).json(), { challenge: 'NEW_ONE', parameters: {} })
})

t.test('a sign-up that is confirmed immediately has no code delivery', async t => {
  const { app } = await scriptedApi(t, () => ({ body: { UserConfirmed: true, UserSub: 'c7f2a1de' } }))
  t.strictSame((await request(app, 'SignUp')).json(), { sub: 'c7f2a1de', confirmed: true, delivery: null })
})

t.test('a sign-up whose code delivery has no destination', async t => {
  const { app } = await scriptedApi(t, () => ({
    body: { UserConfirmed: false, UserSub: 'c7f2a1de', CodeDeliveryDetails: { DeliveryMedium: 'EMAIL' } }
  }))
  t.strictSame((await request(app, 'SignUp')).json(), { sub: 'c7f2a1de', confirmed: false, delivery: null })
})

t.test('a profile', async t => {
  let response: ScriptedResponse = {}
  const { endpoint, calls } = await startScripted(t, () => response)
  const app = await buildApi(t, pool, { endpoint })
  const me = (token: string) => app.inject({ url: '/auth/me', headers: bearer(token) })

  await t.test('with few attributes has null for the others', async t => {
    response = { body: { Username: 'jane', UserAttributes: [{ Name: 'nickname' }] } }
    t.strictSame((await me(pool.signIn({ sub: 'c7f2a1de' }))).json(), {
      id: 'c7f2a1de',
      username: 'jane',
      email: null,
      emailVerified: false,
      name: null,
      attributes: { nickname: '' }
    })
    response = { body: { Username: 'jane' } }
    t.strictSame((await me(pool.signIn())).json().attributes, {})
  })

  await t.test('that is malformed returns 502', async t => {
    response = { body: {} }
    t.match((await me(pool.signIn())).json(), { statusCode: 502, code: 'FST_COGNITO_UNEXPECTED_RESPONSE' })
  })

  await t.test('is not requested for machines, or with a token that lacks the scope', async t => {
    calls.length = 0
    const machine = await me(pool.machine({ scopes: ['orders/read'] }))
    t.match(machine.json(), { statusCode: 403, code: 'FST_COGNITO_USER_REQUIRED' })
    const scoped = await me(pool.signIn({ scopes: ['openid'] }))
    t.match(scoped.json(), { statusCode: 403, code: 'FST_COGNITO_INSUFFICIENT_SCOPE' })
    t.equal(scoped.headers['www-authenticate'], 'Bearer realm="cognito", error="insufficient_scope"')
    t.strictSame(calls, [])
  })

  await t.test('of an ID token comes from its claims', async t => {
    const idApp = await buildApi(t, pool, { endpoint, tokenUse: 'id' })
    const profile = (token: string) => idApp.inject({ url: '/profile', headers: bearer(token) })
    t.match(
      (
        await profile(
          pool.idToken({ sub: 'c7f2a1de', claims: { 'custom:seats': '7', address: { formatted: 'Here 1' } } })
        )
      ).json(),
      {
        id: 'c7f2a1de',
        emailVerified: true,
        name: null,
        attributes: { 'custom:seats': '7', address: '{"formatted":"Here 1"}', email: 'jane@example.com' }
      }
    )
  })
})

t.test('operations fail when no option says which app client to use', async t => {
  const cognito = await startCognito(t)
  const app = await buildApi(t, cognito)
  const { refreshToken } = await signIn(app, USER)
  const { routes, ...options } = { ...cognito.options, clientId: null, routes: undefined }
  const { default: Fastify } = await import('fastify')
  const { default: cognitoAuth } = await import('../../dist/index.js')
  const open = Fastify()
  t.teardown(async () => {
    await open.close()
  })
  await open.register(cognitoAuth, options)
  await t.rejects(open.cognito.refresh({ refreshToken }), {
    code: 'FST_COGNITO_INVALID_OPTIONS',
    message: /routes\.clientId is required .*; set it to the app client that signs users in$/
  })
})
