import type { ResourcesConfig } from 'aws-amplify'
import type * as auth from 'aws-amplify/auth'
import root, { type Test } from 'tap'
import type { LocalCognito } from '../../../dist/local/index.js'
import { ADA, BOB, startPool, type PoolOptions, type RunningPool } from '../../local-pool.js'
import { otherThan } from '../local.js'
import { totp } from '../totp.js'

/** Amplify, in Node.js or in a page of a browser. */
export interface Caller {
  /** Calls a function of `aws-amplify/auth`. Returns its result as JSON has it. */
  call: (name: keyof typeof auth, input?: unknown) => Promise<any>
  /** Clears the storage of the browser, with the secrets of devices. */
  forget: () => Promise<void>
}

/** Configures Amplify for a pool. */
export type Connect = (t: Test, options: LocalCognito['options']) => Promise<Caller>

/** The argument of `Amplify.configure()`, as `npx fastify-cognito-auth local` prints it. */
export function configurationOf (
  { userPoolId, clientId, endpoint }: Pick<LocalCognito, 'userPoolId' | 'clientId' | 'endpoint'>,
  loginWith?: { oauth: object }
): ResourcesConfig {
  const cognito = { userPoolId, userPoolClientId: clientId, userPoolEndpoint: endpoint }
  return { Auth: { Cognito: { ...cognito, ...loginWith && { loginWith } } } } as ResourcesConfig
}

const CLEO = 'cleo@example.com'
const PASSWORD = 'Battery-staple-9'
const NEW_PASSWORD = 'Battery-staple-10'
const SECRET = 'A'.repeat(32)
const DONE = { isSignedIn: true, nextStep: { signInStep: 'DONE' } }
const TOTP = { isSignedIn: false, nextStep: { signInStep: 'CONFIRM_SIGN_IN_WITH_TOTP_CODE' } }
const BY_EMAIL = { attributeName: 'email', deliveryMedium: 'EMAIL' }
const MISMATCH = { name: 'CodeMismatchException' }

const signInAs = ({ call }: Caller, username: string, password: string) =>
  call('signIn', { username, password })

/** The challenges of RespondToAuthChallenge. */
const challenges = ({ requests }: RunningPool) =>
  requests
    .filter(({ operation }) => operation === 'RespondToAuthChallenge')
    .map(({ input }) => input['ChallengeName'])

type Check = (t: Test, pool: RunningPool, amplify: Caller) => Promise<void>

/** What Amplify does, each with a pool of its own. */
const CHECKS: [title: string, settings: PoolOptions, check: Check][] = [
  ['signs up, confirms, signs in by SRP, refreshes and deletes the user', {}, signsUp],
  ['sets up an authenticator, signs in with it, and disables it', {}, setsUpTotp],
  ['sets a forgotten password, and changes one', {}, changesPassword],
  [
    'reads, updates, verifies and deletes attributes',
    { users: [{ ...ADA, emailVerified: false }] },
    changesAttributes
  ],
  [
    'remembers a device, which proves itself in place of the authenticator',
    {
      users: [{ ...ADA, mfa: ['SOFTWARE_TOKEN_MFA'], totpSecret: SECRET }],
      devices: { challengeOnNewDevice: true, userOptIn: true }
    },
    remembersDevice
  ],
  [
    'sets the password of an invited user, and missing attributes',
    { requiredAttributes: ['name'] },
    acceptsInvitation
  ],
  ['signs in with a code by email', {}, signsInByEmail],
  ['signs out, or everywhere', {}, signsOut]
]

/** Tests every check. */
export function testAmplify (connect: Connect, { skip = false }: { skip?: string | false } = {}): void {
  for (const [title, settings, check] of CHECKS) {
    root.test(`Amplify ${title}`, { skip }, async t => {
      const pool = await startPool(t, settings)
      await check(t, pool, await connect(t, pool.options))
    })
  }
}

async function signsUp (
  t: Test,
  { mailbox, requests, options, advance }: RunningPool,
  amplify: Caller
): Promise<void> {
  const { call } = amplify
  const signedUp = await call('signUp', {
    username: CLEO,
    password: PASSWORD,
    options: { userAttributes: { email: CLEO } }
  })
  const codeDeliveryDetails = { ...BY_EMAIL, destination: 'c***@e***' }
  t.match(signedUp, {
    isSignUpComplete: false,
    nextStep: { signUpStep: 'CONFIRM_SIGN_UP', codeDeliveryDetails },
    userId: /^[\da-f-]{36}$/
  })
  t.match(await signInAs(amplify, CLEO, PASSWORD), { nextStep: { signInStep: 'CONFIRM_SIGN_UP' } })
  t.strictSame(await call('resendSignUpCode', { username: CLEO }), codeDeliveryDetails)
  const confirmationCode = mailbox.last(CLEO)?.code ?? ''
  const confirm = (confirmationCode: string) => call('confirmSignUp', { username: CLEO, confirmationCode })
  await t.rejects(confirm(otherThan(confirmationCode)), MISMATCH)
  t.strictSame(await confirm(confirmationCode), { isSignUpComplete: true, nextStep: { signUpStep: 'DONE' } })
  await t.rejects(signInAs(amplify, CLEO, NEW_PASSWORD), {
    name: 'NotAuthorizedException',
    message: 'Incorrect username or password.'
  })

  requests.length = 0
  t.strictSame(await signInAs(amplify, CLEO, PASSWORD), DONE)
  t.match(requests.slice(0, 2), [
    { operation: 'InitiateAuth', input: { AuthFlow: 'USER_SRP_AUTH' } },
    { operation: 'RespondToAuthChallenge', input: { ChallengeName: 'PASSWORD_VERIFIER' } }
  ])
  t.strictSame(await call('getCurrentUser'), {
    username: signedUp.userId,
    userId: signedUp.userId,
    signInDetails: { loginId: CLEO, authFlowType: 'USER_SRP_AUTH' }
  })
  const { tokens } = await call('fetchAuthSession')
  t.match(tokens.idToken.payload, { iss: options.issuer, aud: options.clientId, email: CLEO })
  advance(1000)
  const { tokens: renewed } = await call('fetchAuthSession', { forceRefresh: true })
  const [before, after] = [tokens.accessToken.payload, renewed.accessToken.payload]
  t.equal(after.origin_jti, before.origin_jti)
  t.equal(after.iat, before.iat + 1)
  t.not(after.jti, before.jti)

  await call('deleteUser')
  await t.rejects(signInAs(amplify, CLEO, PASSWORD), {
    name: 'UserNotFoundException',
    message: 'User does not exist.'
  })
}

async function setsUpTotp (t: Test, { clock, advance }: RunningPool, amplify: Caller): Promise<void> {
  const { call } = amplify
  await signInAs(amplify, ADA.email, ADA.password)
  const { sharedSecret } = await call('setUpTOTP')
  t.match(sharedSecret, /^[A-Z2-7]{52}$/)
  const code = totp(sharedSecret, clock())
  await t.rejects(call('verifyTOTPSetup', { code: otherThan(code) }), {
    name: 'EnableSoftwareTokenMFAException'
  })
  await call('verifyTOTPSetup', { code })
  await call('updateMFAPreference', { totp: 'PREFERRED' })
  t.strictSame(await call('fetchMFAPreference'), { enabled: ['TOTP'], preferred: 'TOTP' })
  await call('signOut')

  advance(30_000)
  t.strictSame(await signInAs(amplify, ADA.email, ADA.password), TOTP)
  const challengeResponse = totp(sharedSecret, clock())
  await t.rejects(call('confirmSignIn', { challengeResponse: otherThan(challengeResponse) }), MISMATCH)
  t.strictSame(await call('confirmSignIn', { challengeResponse }), DONE)

  await call('updateMFAPreference', { totp: 'DISABLED' })
  await call('signOut')
  t.strictSame(await signInAs(amplify, ADA.email, ADA.password), DONE)
}

async function changesPassword (
  t: Test,
  { mailbox, api, options }: RunningPool,
  amplify: Caller
): Promise<void> {
  const { call } = amplify
  const username = ADA.email
  t.strictSame(await call('resetPassword', { username }), {
    isPasswordReset: false,
    nextStep: {
      resetPasswordStep: 'CONFIRM_RESET_PASSWORD_WITH_CODE',
      codeDeliveryDetails: { ...BY_EMAIL, destination: 'a***@e***' }
    }
  })
  const code = mailbox.last(username)?.code ?? ''
  const confirm = (confirmationCode: string, newPassword: string) =>
    call('confirmResetPassword', { username, confirmationCode, newPassword })
  await t.rejects(confirm(otherThan(code), PASSWORD), MISMATCH)
  await confirm(code, PASSWORD)
  const WRONG = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' }
  await t.rejects(signInAs(amplify, username, ADA.password), WRONG)
  t.strictSame(await signInAs(amplify, username, PASSWORD), DONE)

  const update = (oldPassword: string, newPassword: string) =>
    call('updatePassword', { oldPassword, newPassword })
  await t.rejects(update(PASSWORD, 'short'), { name: 'InvalidPasswordException' })
  await update(PASSWORD, NEW_PASSWORD)
  await call('signOut')
  await t.rejects(signInAs(amplify, username, PASSWORD), WRONG)
  t.strictSame(await signInAs(amplify, username, NEW_PASSWORD), DONE)
  await call('signOut')

  await api.adminResetUserPassword({ UserPoolId: options.userPoolId, Username: username })
  t.match(await signInAs(amplify, username, NEW_PASSWORD), { nextStep: { signInStep: 'RESET_PASSWORD' } })
}

async function changesAttributes (t: Test, { mailbox }: RunningPool, amplify: Caller): Promise<void> {
  const { call } = amplify
  await signInAs(amplify, ADA.email, ADA.password)
  const userAttributeKey = 'email'
  t.strictSame(await call('sendUserAttributeVerificationCode', { userAttributeKey }), {
    ...BY_EMAIL,
    destination: 'a***@e***'
  })
  const confirm = (confirmationCode: string) =>
    call('confirmUserAttribute', { userAttributeKey, confirmationCode })
  await confirm(mailbox.last(ADA.email)?.code ?? '')
  t.match(await call('fetchUserAttributes'), { email: ADA.email, email_verified: 'true' })

  const userAttributes = { name: 'Ada Lovelace', email: CLEO }
  t.strictSame(await call('updateUserAttributes', { userAttributes }), {
    name: { isUpdated: true, nextStep: { updateAttributeStep: 'DONE' } },
    email: {
      isUpdated: false,
      nextStep: {
        updateAttributeStep: 'CONFIRM_ATTRIBUTE_WITH_CODE',
        codeDeliveryDetails: { ...BY_EMAIL, destination: 'c***@e***' }
      }
    }
  })
  t.match(await call('fetchUserAttributes'), { sub: ADA.sub, ...userAttributes, email_verified: 'false' })
  const code = mailbox.last(CLEO)?.code ?? ''
  await t.rejects(confirm(otherThan(code)), MISMATCH)
  await confirm(code)
  await call('deleteUserAttributes', { userAttributeKeys: ['name'] })
  const attributes = await call('fetchUserAttributes')
  t.equal(attributes.email_verified, 'true')
  t.notOk('name' in attributes)
}

async function remembersDevice (t: Test, pool: RunningPool, amplify: Caller): Promise<void> {
  const { api, clock, advance, requests, options } = pool
  const { call, forget } = amplify
  const signIn = () => signInAs(amplify, ADA.email, ADA.password)
  /** Signs in with a code. Returns the key of the device. */
  const withCode = async () => {
    t.strictSame(await signIn(), TOTP)
    advance(30_000)
    t.strictSame(await call('confirmSignIn', { challengeResponse: totp(SECRET, clock()) }), DONE)
    return (await call('fetchAuthSession')).tokens.accessToken.payload.device_key
  }
  const key = await withCode()
  t.match(key, /^eu-west-1_[\da-f-]{36}$/)
  await call('rememberDevice')
  t.match(await call('fetchDevices'), [
    {
      id: key,
      attributes: {
        device_status: 'valid',
        'dev:device_owner': ADA.sub,
        'dev:device_remembered_status': 'remembered'
      },
      createDate: new Date(clock()).toISOString()
    }
  ])
  await call('signOut')

  requests.length = 0
  t.strictSame(await signIn(), DONE)
  t.strictSame(challenges(pool), ['PASSWORD_VERIFIER', 'DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER'])
  const { tokens } = await call('fetchAuthSession', { forceRefresh: true })
  t.equal(tokens.accessToken.payload.device_key, key)
  await call('signOut')

  await forget()
  const other = await withCode()
  t.not(other, key)
  await call('rememberDevice')
  t.strictSame((await call('fetchDevices')).map(({ id }: { id: string }) => id).sort(), [key, other].sort())
  await call('forgetDevice', { device: { id: key } })
  t.match(await call('fetchDevices'), [{ id: other }])
  await call('signOut')

  // The browser still has the key of its device, and finds out at the next sign-in.
  await api.adminForgetDevice({
    UserPoolId: options.userPoolId,
    Username: ADA.email,
    DeviceKey: other
  })
  t.not(await withCode(), other)
}

async function acceptsInvitation (t: Test, { api, options }: RunningPool, amplify: Caller): Promise<void> {
  const { call } = amplify
  await api.adminCreateUser({
    UserPoolId: options.userPoolId,
    Username: CLEO,
    TemporaryPassword: PASSWORD,
    MessageAction: 'SUPPRESS',
    UserAttributes: [{ Name: 'email', Value: CLEO }]
  })
  t.match(await signInAs(amplify, CLEO, PASSWORD), {
    nextStep: { signInStep: 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED', missingAttributes: ['name'] }
  })
  const confirm = (userAttributes: Record<string, string>) =>
    call('confirmSignIn', { challengeResponse: NEW_PASSWORD, options: { userAttributes } })
  await t.rejects(confirm({}), { name: 'InvalidParameterException' })
  t.strictSame(await confirm({ name: 'Cleo' }), DONE)
  t.match(await call('fetchUserAttributes'), { email: CLEO, name: 'Cleo' })
  await call('signOut')
  t.strictSame(await signInAs(amplify, CLEO, NEW_PASSWORD), DONE)
}

async function signsInByEmail (t: Test, { mailbox }: RunningPool, { call }: Caller): Promise<void> {
  const options = { authFlowType: 'USER_AUTH', preferredChallenge: 'EMAIL_OTP' }
  t.match(await call('signIn', { username: ADA.email, options }), {
    isSignedIn: false,
    nextStep: {
      signInStep: 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE',
      codeDeliveryDetails: { deliveryMedium: 'EMAIL', destination: 'a***@e***' }
    }
  })
  const challengeResponse = mailbox.last(ADA.email)?.code ?? ''
  await t.rejects(call('confirmSignIn', { challengeResponse: otherThan(challengeResponse) }), MISMATCH)
  t.strictSame(await call('confirmSignIn', { challengeResponse }), DONE)
  t.equal((await call('getCurrentUser')).userId, ADA.sub)
}

async function signsOut (t: Test, { api, options, requests }: RunningPool, amplify: Caller): Promise<void> {
  const { call } = amplify
  /** A session of another browser. */
  const other = await api.initiateAuth({
    ClientId: options.clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: BOB.email, PASSWORD: BOB.password }
  })
  const { AccessToken, RefreshToken = '' } = other.AuthenticationResult ?? {}
  const renew = (REFRESH_TOKEN: string) =>
    api.initiateAuth({
      ClientId: options.clientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN }
    })
  const REVOKED = { name: 'NotAuthorizedException', message: 'Refresh Token has been revoked' }

  await signInAs(amplify, BOB.email, BOB.password)
  await call('signOut')
  t.equal((await call('fetchAuthSession')).tokens, undefined)
  const { operation, input } = requests.at(-1) ?? {}
  t.equal(operation, 'RevokeToken')
  await t.rejects(renew(String(input?.['Token'])), REVOKED)
  t.ok((await renew(RefreshToken)).AuthenticationResult?.AccessToken, 'the other session continues')

  await signInAs(amplify, BOB.email, BOB.password)
  await call('signOut', { global: true })
  t.equal((await call('fetchAuthSession')).tokens, undefined)
  await t.rejects(renew(RefreshToken), REVOKED)
  await t.rejects(api.getUser({ AccessToken }), {
    name: 'NotAuthorizedException',
    message: 'Access Token has been revoked'
  })

  // A session that was ended elsewhere is over here at its next refresh.
  await signInAs(amplify, BOB.email, BOB.password)
  t.ok((await call('fetchAuthSession', { forceRefresh: true })).tokens)
  await api.adminUserGlobalSignOut({ UserPoolId: options.userPoolId, Username: BOB.email })
  t.equal((await call('fetchAuthSession', { forceRefresh: true })).tokens, undefined)
}
