import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserAttribute,
  CognitoUserPool,
  type CognitoUserSession,
  type ICognitoStorage,
  type IMfaSettings,
  type ISignUpResult,
  type UserData
} from 'amazon-cognito-identity-js'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import t, { type Test } from 'tap'
import { ADA, BOB, startPool, type PoolOptions, type RunningPool } from '../local-pool.js'
import { otherThan } from './local.js'
import { totp } from './totp.js'

/** amazon-cognito-identity-js, the library before Amplify 6, which signs in by SRP by default. */

const CLEO = 'cleo@example.com'
const PASSWORD = 'Battery-staple-9'
const NEW_PASSWORD = 'Battery-staple-10'

/** What a browser would keep. */
function createStorage (): ICognitoStorage {
  const items = new Map<string, string>()
  return {
    getItem: key => items.get(key) ?? null,
    setItem: (key, value) => {
      items.set(key, value)
    },
    removeItem: key => {
      items.delete(key)
    },
    clear: () => items.clear()
  }
}

/** A pool, and the library as applications in browsers use it. */
async function open (t: Test, settings: PoolOptions = {}) {
  const pool = await startPool(t, settings)
  const { userPoolId, clientId, endpoint } = pool.options
  /** Returns a function for the users of one browser. */
  const browser = () => {
    const Storage = createStorage()
    const Pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint, Storage })
    return { Pool, user: (Username: string) => new CognitoUser({ Username, Pool, Storage }) }
  }
  return { ...pool, ...browser(), browser }
}

/** The result of a method with a callback as Node.js has them. */
const result = async <Value>(
  call: (callback: (error?: Error | null, value?: Value | null, details?: unknown) => void) => void
) =>
  await new Promise<Value>((resolve, reject) => {
    call((error, value) => (error == null ? resolve(value as Value) : reject(error)))
  })

interface Step {
  step: string
  session: CognitoUserSession
  /** Other parameters of the callback. */
  more: unknown[]
}

/** The result of a method with several callbacks: which is called, and with what. */
const outcome = async (call: (callbacks: any) => void) =>
  await new Promise<Step>((resolve, reject) => {
    const on =
      (step: string) =>
        (session: CognitoUserSession, ...more: unknown[]) =>
          resolve({ step, session, more: [session, ...more] })
    call({
      onFailure: reject,
      ...Object.fromEntries(
        [
          'onSuccess',
          'newPasswordRequired',
          'totpRequired',
          'mfaSetup',
          'customChallenge',
          'inputVerificationCode',
          'associateSecretCode'
        ].map(name => [name, on(name)])
      )
    })
  })

const signIn = async (user: CognitoUser, password: string) =>
  await outcome(callbacks =>
    user.authenticateUser(
      new AuthenticationDetails({ Username: user.getUsername(), Password: password }),
      callbacks
    )
  )

async function signedIn (user: CognitoUser, password: string): Promise<CognitoUserSession> {
  const { step, session } = await signIn(user, password)
  if (step !== 'onSuccess') throw new Error(`The sign-in stopped at ${step}.`)
  return session
}

const refresh = async (user: CognitoUser, session: CognitoUserSession) =>
  await result<CognitoUserSession>(callback => user.refreshSession(session.getRefreshToken(), callback))

const attributesOf = async (user: CognitoUser) => {
  const attributes = await result<CognitoUserAttribute[]>(callback => user.getUserAttributes(callback))
  return Object.fromEntries(attributes.map(({ Name, Value }) => [Name, Value]))
}

/** The challenges of RespondToAuthChallenge. */
const challenges = (requests: RunningPool['requests']) =>
  requests
    .filter(({ operation }) => operation === 'RespondToAuthChallenge')
    .map(({ input }) => input['ChallengeName'])

t.test('it signs up, confirms, signs in by SRP, and refreshes', async t => {
  const { Pool, user, mailbox, requests, options, advance } = await open(t)
  const attributes = [new CognitoUserAttribute({ Name: 'email', Value: CLEO })]
  const signedUp = await result<ISignUpResult>(callback =>
    Pool.signUp(CLEO, PASSWORD, attributes, [], callback)
  )
  t.equal(signedUp.userConfirmed, false)
  t.strictSame(signedUp.codeDeliveryDetails, {
    AttributeName: 'email',
    DeliveryMedium: 'EMAIL',
    Destination: 'c***@e***'
  })
  const cleo = user(CLEO)
  await t.rejects(signIn(cleo, PASSWORD), {
    name: 'UserNotConfirmedException',
    message: 'User is not confirmed.'
  })
  await result(callback => user(CLEO).resendConfirmationCode(callback))
  const code = mailbox.last(CLEO)?.code ?? ''
  await t.rejects(
    result(callback => user(CLEO).confirmRegistration(otherThan(code), false, callback)),
    { name: 'CodeMismatchException' }
  )
  t.equal(await result(callback => user(CLEO).confirmRegistration(code, false, callback)), 'SUCCESS')
  await t.rejects(signIn(user(CLEO), NEW_PASSWORD), {
    name: 'NotAuthorizedException',
    message: 'Incorrect username or password.'
  })

  requests.length = 0
  const session = await signedIn(user(CLEO), PASSWORD)
  t.strictSame(
    requests.map(({ operation, input }) => [operation, input['AuthFlow'] ?? input['ChallengeName']]),
    [
      ['InitiateAuth', 'USER_SRP_AUTH'],
      ['RespondToAuthChallenge', 'PASSWORD_VERIFIER']
    ]
  )
  t.equal(session.isValid(), true)
  const { payload } = await jwtVerify(
    session.getIdToken().getJwtToken(),
    createRemoteJWKSet(new URL(options.jwksUri)),
    { issuer: options.issuer, audience: options.clientId }
  )
  t.match(payload, { sub: signedUp.userSub, email: CLEO, email_verified: true, token_use: 'id' })

  advance(1000)
  const current = Pool.getCurrentUser()
  t.equal(current?.getUsername(), signedUp.userSub)
  const renewed = await refresh(current as CognitoUser, session)
  const [before, after] = [session, renewed].map(session => session.getAccessToken().payload)
  t.equal(after?.['origin_jti'], before?.['origin_jti'])
  t.equal(after?.['iat'], before?.['iat'] + 1)
  t.not(after?.['jti'], before?.['jti'])
})

t.test('it sets up an authenticator, and signs in with it', async t => {
  const { user, requests, clock, advance } = await open(t)
  const ada = user(ADA.email)
  await signedIn(ada, ADA.password)
  const associated = await outcome(callbacks => ada.associateSoftwareToken(callbacks))
  const secret = String(associated.more[0])
  t.match(secret, /^[A-Z2-7]{52}$/)
  const verified = await outcome(callbacks =>
    ada.verifySoftwareToken(totp(secret, clock()), 'Phone', callbacks)
  )
  t.match(verified, { step: 'onSuccess', more: [{ Status: 'SUCCESS' }] })
  const preferred: IMfaSettings = { PreferredMfa: true, Enabled: true }
  t.equal(await result(callback => ada.setUserMfaPreference(null, preferred, callback)), 'SUCCESS')
  const data = await result<UserData>(callback => ada.getUserData(callback, { bypassCache: true }))
  t.match(data, {
    Username: ADA.sub,
    PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
    UserMFASettingList: ['SOFTWARE_TOKEN_MFA']
  })

  advance(30_000)
  requests.length = 0
  const again = user(ADA.email)
  t.match(await signIn(again, ADA.password), { step: 'totpRequired', more: ['SOFTWARE_TOKEN_MFA'] })
  const code = totp(secret, clock())
  const send = async (code: string) =>
    await outcome(callbacks => again.sendMFACode(code, callbacks, 'SOFTWARE_TOKEN_MFA'))
  await t.rejects(send(otherThan(code)), {
    name: 'CodeMismatchException',
    message: 'Invalid code received for user'
  })
  const { session } = await send(code)
  t.equal(session.getAccessToken().payload['username'], ADA.sub)
  t.strictSame(challenges(requests), ['PASSWORD_VERIFIER', 'SOFTWARE_TOKEN_MFA', 'SOFTWARE_TOKEN_MFA'])
})

t.test('it sets up an authenticator during the sign-in, where MFA is required', async t => {
  const { user, clock } = await open(t, { users: [{ ...ADA, mustSetUpMfa: true }] })
  const ada = user(ADA.email)
  const { step } = await signIn(ada, ADA.password)
  t.equal(step, 'mfaSetup')
  const { more } = await outcome(callbacks => ada.associateSoftwareToken(callbacks))
  const { session } = await outcome(callbacks =>
    ada.verifySoftwareToken(totp(String(more[0]), clock()), 'Phone', callbacks)
  )
  t.equal(session.getAccessToken().payload['username'], ADA.sub)
})

t.test('it sets a forgotten password, and changes one', async t => {
  const { user, mailbox } = await open(t)
  const ada = user(ADA.email)
  const pending = await outcome(callbacks => ada.forgotPassword(callbacks))
  t.match(pending, {
    step: 'inputVerificationCode',
    more: [{ CodeDeliveryDetails: { AttributeName: 'email', Destination: 'a***@e***' } }]
  })
  const code = mailbox.last(ADA.email)?.code ?? ''
  const confirm = async (code: string) =>
    await outcome(callbacks => ada.confirmPassword(code, PASSWORD, callbacks))
  await t.rejects(confirm(otherThan(code)), { name: 'CodeMismatchException' })
  t.match(await confirm(code), { step: 'onSuccess', more: ['SUCCESS'] })
  await t.rejects(signIn(user(ADA.email), ADA.password), { name: 'NotAuthorizedException' })

  const again = user(ADA.email)
  await signedIn(again, PASSWORD)
  const change = async (from: string, to: string) =>
    await result(callback => again.changePassword(from, to, callback))
  await t.rejects(change(PASSWORD, 'short'), { name: 'InvalidPasswordException' })
  t.equal(await change(PASSWORD, NEW_PASSWORD), 'SUCCESS')
  await t.rejects(signIn(user(ADA.email), PASSWORD), { name: 'NotAuthorizedException' })
  t.ok((await signedIn(user(ADA.email), NEW_PASSWORD)).isValid())
})

t.test('it reads, updates, verifies and deletes attributes', async t => {
  const { user, mailbox } = await open(t, { users: [{ ...ADA, emailVerified: false }] })
  const ada = user(ADA.email)
  await signedIn(ada, ADA.password)
  const pending = await outcome(callbacks => ada.getAttributeVerificationCode('email', callbacks))
  t.equal(pending.step, 'inputVerificationCode')
  const verify = async (code: string) =>
    await outcome(callbacks => ada.verifyAttribute('email', code, callbacks))
  t.match(await verify(mailbox.last(ADA.email)?.code ?? ''), { more: ['SUCCESS'] })

  const changes = { name: 'Ada Lovelace', email: CLEO }
  const updated = await result(callback =>
    ada.updateAttributes(
      Object.entries(changes).map(([Name, Value]) => ({ Name, Value })),
      callback
    )
  )
  t.equal(updated, 'SUCCESS')
  t.match(await attributesOf(ada), { sub: ADA.sub, ...changes, email_verified: 'false' })
  const code = mailbox.last(CLEO)?.code ?? ''
  await t.rejects(verify(otherThan(code)), { name: 'CodeMismatchException' })
  await verify(code)
  t.equal((await attributesOf(ada))['email_verified'], 'true')
  t.equal(await result(callback => ada.deleteAttributes(['name'], callback)), 'SUCCESS')
  t.notOk('name' in (await attributesOf(ada)))
  t.ok((await signedIn(user(CLEO), ADA.password)).isValid())
})

t.test('a remembered device proves itself in place of the authenticator', async t => {
  const secret = 'A'.repeat(32)
  const { user, browser, requests, clock, advance, api, options } = await open(t, {
    users: [{ ...ADA, mfa: ['SOFTWARE_TOKEN_MFA'], totpSecret: secret }],
    devices: { challengeOnNewDevice: true, userOptIn: true }
  })
  const withCode = async (user: CognitoUser) => {
    const { step } = await signIn(user, ADA.password)
    t.equal(step, 'totpRequired')
    advance(30_000)
    return await outcome(callbacks =>
      user.sendMFACode(totp(secret, clock()), callbacks, 'SOFTWARE_TOKEN_MFA')
    )
  }
  const ada = user(ADA.email)
  const { more, session } = await withCode(ada)
  t.equal(more[1], true, 'the user decides whether to remember the device')
  const key: unknown = session.getAccessToken().payload['device_key']
  t.match(key, /^eu-west-1_[\da-f-]{36}$/)
  t.match(await outcome(callbacks => ada.setDeviceStatusRemembered(callbacks)), { more: ['SUCCESS'] })
  const listed = await outcome(callbacks => ada.listDevices(10, null, callbacks))
  t.match(listed.more, [
    {
      Devices: [
        {
          DeviceKey: key,
          DeviceAttributes: [
            { Name: 'device_status', Value: 'valid' },
            { Name: 'device_name', Value: 'nodejs' },
            { Name: 'dev:device_owner', Value: ADA.sub },
            { Name: 'last_ip_used', Value: '127.0.0.1' },
            { Name: 'dev:device_remembered_status', Value: 'remembered' }
          ]
        }
      ]
    }
  ])

  requests.length = 0
  const again = user(ADA.email)
  const proved = await signedIn(again, ADA.password)
  t.strictSame(challenges(requests), ['PASSWORD_VERIFIER', 'DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER'])
  t.equal(proved.getAccessToken().payload['device_key'], key)
  t.equal((await refresh(again, proved)).getAccessToken().payload['device_key'], key)
  const other = await withCode(browser().user(ADA.email))
  t.not(other.session.getAccessToken().payload['device_key'], key)

  t.match(await outcome(callbacks => again.setDeviceStatusNotRemembered(callbacks)), { more: ['SUCCESS'] })
  t.equal((await signIn(user(ADA.email), ADA.password)).step, 'totpRequired')

  // The device still has its key, and finds out at the next sign-in.
  await api.adminForgetDevice({
    UserPoolId: options.userPoolId,
    Username: ADA.email,
    DeviceKey: String(key)
  })
  const anew = await withCode(user(ADA.email))
  t.not(anew.session.getAccessToken().payload['device_key'], key)
})

t.test('an invited user sets a password, and the attributes that are missing', async t => {
  const { user, api, options } = await open(t, { requiredAttributes: ['name'] })
  await api.adminCreateUser({
    UserPoolId: options.userPoolId,
    Username: CLEO,
    TemporaryPassword: PASSWORD,
    MessageAction: 'SUPPRESS',
    UserAttributes: [{ Name: 'email', Value: CLEO }]
  })
  const cleo = user(CLEO)
  const { step, more } = await signIn(cleo, PASSWORD)
  t.equal(step, 'newPasswordRequired')
  t.strictSame(more, [{ email: CLEO }, ['name']])
  const complete = async (attributes: Record<string, string>) =>
    await outcome(callbacks => cleo.completeNewPasswordChallenge(NEW_PASSWORD, attributes, callbacks))
  await t.rejects(complete({}), { name: 'InvalidParameterException' })
  const { session } = await complete({ name: 'Cleo' })
  t.match(session.getIdToken().payload, { email: CLEO, name: 'Cleo' })
  t.ok((await signedIn(user(CLEO), NEW_PASSWORD)).isValid())
})

t.test('it responds to custom challenges', async t => {
  const { user } = await open(t, {
    users: [{ ...ADA, customAnswer: 'blue' }],
    customParameters: { question: 'color' }
  })
  const ada = user(ADA.email)
  ada.setAuthenticationFlowType('CUSTOM_AUTH')
  const pending = await signIn(ada, ADA.password)
  t.match(pending, { step: 'customChallenge', more: [{ question: 'color' }] })
  const respond = async (text: string) =>
    await outcome(callbacks => ada.sendCustomChallengeAnswer(text, callbacks))
  t.equal((await respond('green')).step, 'customChallenge')
  const { step, session } = await respond('blue')
  t.equal(step, 'onSuccess')
  t.equal(session.getAccessToken().payload['username'], ADA.sub)
})

t.test('it signs out: this session by RevokeToken, or every session', async t => {
  const { browser, api, options } = await open(t)
  const signedInBob = async () => {
    const bob = browser().user(BOB.email)
    return { bob, session: await signedIn(bob, BOB.password) }
  }
  const [first, second, third] = [await signedInBob(), await signedInBob(), await signedInBob()]
  // The library itself repeats a refresh that is rejected, for seconds.
  const renew = async ({ session }: typeof first) =>
    await api.initiateAuth({
      ClientId: options.clientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: session.getRefreshToken().getToken() }
    })
  const REVOKED = { name: 'NotAuthorizedException', message: 'Refresh Token has been revoked' }
  await new Promise<void>(resolve => first.bob.signOut(resolve))
  await t.rejects(renew(first), REVOKED)
  t.ok((await renew(third)).AuthenticationResult?.AccessToken)

  t.match(await outcome(callbacks => second.bob.globalSignOut(callbacks)), { more: ['SUCCESS'] })
  await t.rejects(renew(second), REVOKED)
  await t.rejects(renew(third), REVOKED)
})

t.test('it deletes the user', async t => {
  const { user } = await open(t)
  const bob = user(BOB.email)
  await signedIn(bob, BOB.password)
  t.equal(await result(callback => bob.deleteUser(callback)), 'SUCCESS')
  await t.rejects(signIn(user(BOB.email), BOB.password), {
    name: 'UserNotFoundException',
    message: 'User does not exist.'
  })
})
