import t from 'tap'
import { startLocalCognito, type LocalCognitoOptions } from '../../dist/local/index.js'
import {
  PASSWORD,
  respondToChallenge,
  startSignIn,
  createClock,
  secretHash,
  signIn,
  start,
  tokens,
  user
} from './local.js'
import { totp } from './totp.js'

const ADA = 'ada@example.com'
const users = [user(ADA)]

t.test('a pool in which users can set up an authenticator', async t => {
  const { clock, forward } = createClock()
  const started = await start(t, { clock, users, pool: { mfa: 'optional' } })
  const { local, api } = started
  t.match(await api.getUserPoolMfaConfig({ UserPoolId: local.userPoolId }), {
    MfaConfiguration: 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: true }
  })
  const { AccessToken } = await signIn(started, ADA)
  const { SecretCode = '' } = await api.associateSoftwareToken({ AccessToken })
  await api.verifySoftwareToken({ AccessToken, UserCode: totp(SecretCode, clock()) })
  await api.setUserMFAPreference({
    AccessToken,
    SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true }
  })
  forward(30)
  const { ChallengeName, Session } = await startSignIn(started, ADA)
  t.equal(ChallengeName, 'SOFTWARE_TOKEN_MFA')
  t.ok(
    tokens(
      await respondToChallenge(started, 'SOFTWARE_TOKEN_MFA', Session, ADA, {
        SOFTWARE_TOKEN_MFA_CODE: totp(SecretCode, clock())
      })
    ).AccessToken
  )
})

t.test('without the option, a pool has no authenticators', async t => {
  const started = await start(t, { users })
  const { AccessToken } = await signIn(started, ADA)
  await t.rejects(started.api.associateSoftwareToken({ AccessToken }), {
    name: 'SoftwareTokenMFANotFoundException'
  })
})

t.test('a pool with passkeys, also one that is in the folder already', async t => {
  const folder = t.testdir()
  const first = await startLocalCognito({ folder })
  await first.close()
  for (const userVerification of [undefined, 'required'] as const) {
    const { local, api } = await start(t, {
      folder,
      pool: { passkeys: { relyingPartyId: 'localhost', ...(userVerification && { userVerification }) } }
    })
    const UserPoolId = local.userPoolId
    t.match(await api.getUserPoolMfaConfig({ UserPoolId }), {
      WebAuthnConfiguration: {
        RelyingPartyId: 'localhost',
        UserVerification: userVerification ?? 'preferred'
      }
    })
    t.match(await api.describeUserPool({ UserPoolId }), {
      UserPool: { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } } }
    })
    await local.close()
  }
})

t.test('every option of createUserPool', async t => {
  const { local, api } = await start(t, {
    users: [user(ADA, { password: 'twelve letters' })],
    pool: {
      name: 'customers',
      clientName: 'shop',
      selfSignUp: false,
      passwordPolicy: { minLength: 12, uppercase: false, lowercase: true, numbers: false, symbols: false },
      refreshTokenRotation: { gracePeriod: 20 },
      passwordless: true,
      groups: ['buyers'],
      customAttributes: ['plan'],
      deletionProtection: true
    }
  })
  const { userPoolId: UserPoolId, clientId: ClientId } = local
  const { UserPool } = await api.describeUserPool({ UserPoolId })
  t.match(UserPool, {
    Name: 'customers',
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    Policies: {
      PasswordPolicy: { MinimumLength: 12, RequireUppercase: false, RequireLowercase: true },
      SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] }
    }
  })
  t.ok(UserPool?.SchemaAttributes?.some(({ Name }) => Name === 'custom:plan'))
  const { UserPoolClient } = await api.describeUserPoolClient({ UserPoolId, ClientId })
  t.match(UserPoolClient, {
    ClientName: 'shop',
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 20 }
  })
  t.same(
    (await api.listGroups({ UserPoolId })).Groups?.map(({ GroupName }) => GroupName),
    ['buyers']
  )
  t.ok(local.machine.clientId, 'and a client for machines as ever')
})

t.test('with clientSecret, the app client has a secret', async t => {
  const { local, api } = await start(t, {
    users: [user(ADA), user('new@example.com', { confirmed: false })],
    pool: { clientSecret: true }
  })
  t.match(local.clientSecret, /^\w{20,}$/)
  t.equal(local.options.clientSecret, local.clientSecret)
  const client = { ClientId: local.clientId, ClientSecret: local.clientSecret as string }
  const signIn = async (more: Record<string, string>) =>
    await api.initiateAuth({
      ClientId: local.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: ADA, PASSWORD, ...more }
    })
  t.ok(tokens(await signIn({ SECRET_HASH: secretHash(client, ADA) })).AccessToken)
  await t.rejects(signIn({}), { name: 'NotAuthorizedException' })
  t.ok(local.mailbox.last('new@example.com'), 'an unconfirmed user has signed up with it')
})

t.test('without clientSecret, the app client has no secret', async t => {
  const { local } = await start(t, { pool: {} })
  t.notOk('clientSecret' in local)
  t.notOk('clientSecret' in local.options)
})

t.test('a mistake is reported with its field', async t => {
  const mistakes: [unknown, string][] = [
    [[], 'pool must be an object, the options of createUserPool(); got an empty list'],
    [{ mfa: 'on' }, "pool.mfa must be 'off', 'optional' or 'required'; got \"on\""],
    [{ mfa: true }, "pool.mfa must be 'off', 'optional' or 'required'; got true"],
    [{ MFA: 'optional' }, 'pool.MFA is not an option; did you mean mfa?'],
    [{ clientSecret: 'x' }, 'pool.clientSecret must be true or false; got a string of 1 characters'],
    [{ passwordless: 1 }, 'pool.passwordless must be true or false; got 1'],
    [{ selfSignUp: null }, 'pool.selfSignUp must be true or false; got null'],
    [{ deletionProtection: 'no' }, 'pool.deletionProtection must be true or false; got "no"'],
    [
      { name: '' },
      'pool.name must be a name of up to 128 letters, digits, spaces and +=,.@-_; got an empty string'
    ],
    [
      { clientName: 'x/y' },
      'pool.clientName must be a name of up to 128 letters, digits, spaces and +=,.@-_; got "x/y"'
    ],
    [
      { passwordPolicy: { minLength: 5 } },
      'pool.passwordPolicy.minLength must be a whole number from 6 to 99; got 5'
    ],
    [
      { passwordPolicy: { upper: true } },
      'pool.passwordPolicy.upper is not an option; did you mean uppercase?'
    ],
    [{ passwordPolicy: { symbols: 2 } }, 'pool.passwordPolicy.symbols must be true or false; got 2'],
    [
      { refreshTokenRotation: true },
      'pool.refreshTokenRotation must be an object, { gracePeriod }; got true'
    ],
    [
      { refreshTokenRotation: { gracePeriod: 61 } },
      'pool.refreshTokenRotation.gracePeriod must be a whole number from 0 to 60; got 61'
    ],
    [{ groups: 'admin' }, 'pool.groups must be a list of unique group names; got "admin"'],
    [{ groups: ['a b'] }, 'pool.groups.0 must be a name without spaces; got "a b"'],
    [{ groups: ['a', 'a'] }, 'pool.groups must be a list of unique group names; got ["a", "a"]'],
    [
      { customAttributes: ['custom:role'] },
      'pool.customAttributes.0 must be a name of up to 20 characters, without custom:; got "custom:role"'
    ],
    [
      { mfa: 'required', passwordless: true },
      "pool.passwordless cannot be combined with mfa: 'required'; omit one of them"
    ],
    [
      { mfa: 'required', passkeys: { relyingPartyId: 'example.com' } },
      "pool.passkeys cannot be combined with mfa: 'required'; omit one of them"
    ],
    [
      { passkeys: { relyingPartyId: 'https://example.com' } },
      'pool.passkeys.relyingPartyId must be a domain such as example.com, without https://; got ' +
        '"https://example.com"'
    ]
  ]
  for (const [pool, line] of mistakes) {
    const error: Error & { code?: string } = await startLocalCognito({ pool } as LocalCognitoOptions).then(
      async local => {
        await local.close()
        return new Error('started')
      },
      error => error
    )
    t.equal(error.code, 'FST_COGNITO_LOCAL_COGNITO')
    t.equal(error.message.split('\n')[1], `- options.${line}`)
  }
})
