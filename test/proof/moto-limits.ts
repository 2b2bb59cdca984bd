import assert from 'node:assert/strict'
import type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { authenticatorCode, strictCode } from './authenticator.js'
import { JANE, OTHER_PASSWORD, PASSWORD } from './scenarios/steps.js'
import type { Feature } from './subject.js'

/**
 * The limits of moto, the reason for each, and a proof. A limit that no longer exists must be removed here.
 */

interface Limit {
  reason: string
  /** Throws once moto has the feature. Absent if there is nothing to call. */
  show?(trial: Trial): Promise<unknown>
}

/** A pool in moto in which Jane signs in with a password. */
export interface Trial {
  api: CognitoIdentityProvider
  UserPoolId: string
  ClientId: string
}

const Username = JANE.email

const byPassword = ({ api, ClientId }: Trial, PASSWORD = JANE.password, USERNAME = Username) =>
  api.initiateAuth({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME, PASSWORD } })

async function tokens (trial: Trial): Promise<{ AccessToken: string, RefreshToken: string }> {
  return (await byPassword(trial)).AuthenticationResult as { AccessToken: string, RefreshToken: string }
}

/** Signs up a user and does not confirm it. */
async function unconfirmedUser ({ api, ClientId }: Trial): Promise<string> {
  const Username = `${crypto.randomUUID()}@example.com`
  const { Session } = await api.signUp({ ClientId, Username, Password: PASSWORD })
  assert.equal(Session, undefined)
  return Username
}

/** A missing operation has no Cognito exception. */
const isAbsent = (asked: Promise<unknown>) =>
  assert.rejects(asked, ({ name }: Error) => !name.endsWith('Exception'))

/** USER_AUTH is missing, and so is everything that depends on it. */
const NO_CHOICE = 'the flow USER_AUTH is rejected'
const NO_REFRESH = 'GetTokensFromRefreshToken is missing'

const invited = async ({ api, UserPoolId }: Trial, mfa: 'OFF' | 'ON' = 'OFF') => {
  const Username = `${crypto.randomUUID()}@example.com`
  if (mfa === 'ON') {
    await api.setUserPoolMfaConfig({
      UserPoolId,
      MfaConfiguration: 'ON',
      SoftwareTokenMfaConfiguration: { Enabled: true }
    })
  }
  await api.adminCreateUser({ UserPoolId, Username, TemporaryPassword: PASSWORD, MessageAction: 'SUPPRESS' })
  return Username
}

export const LIMITS: { readonly [Name in Feature]?: Limit } = {
  clock: { reason: 'it uses the time of the machine' },
  'sign-up codes': {
    reason: 'a sign-up is confirmed with any code',
    show: async trial =>
      trial.api.confirmSignUp({
        ClientId: trial.ClientId,
        Username: await unconfirmedUser(trial),
        ConfirmationCode: 'any'
      })
  },
  'resent codes': {
    reason: 'ResendConfirmationCode is missing',
    show: async trial =>
      isAbsent(
        trial.api.resendConfirmationCode({ ClientId: trial.ClientId, Username: await unconfirmedUser(trial) })
      )
  },
  'sign-in after confirming': { reason: 'SignUp returns no Session', show: unconfirmedUser },
  'hidden accounts': {
    reason: 'PreventUserExistenceErrors has no effect',
    show: trial =>
      assert.rejects(byPassword(trial, PASSWORD, 'nobody@example.com'), { name: 'UserNotFoundException' })
  },
  refresh: {
    reason: NO_REFRESH,
    show: async trial =>
      isAbsent(
        trial.api.getTokensFromRefreshToken({
          ClientId: trial.ClientId,
          RefreshToken: (await tokens(trial)).RefreshToken
        })
      )
  },
  rotation: { reason: NO_REFRESH },
  revocation: {
    reason: 'RevokeToken is missing',
    show: async trial =>
      isAbsent(trial.api.revokeToken({ ClientId: trial.ClientId, Token: (await tokens(trial)).RefreshToken }))
  },
  'attribute verification': {
    reason: 'GetUserAttributeVerificationCode and VerifyUserAttribute are missing',
    show: async trial =>
      isAbsent(
        trial.api.getUserAttributeVerificationCode({
          AccessToken: (await tokens(trial)).AccessToken,
          AttributeName: 'email'
        })
      )
  },
  deletion: {
    reason: 'DeleteUser is missing',
    show: async trial => isAbsent(trial.api.deleteUser({ AccessToken: (await tokens(trial)).AccessToken }))
  },
  'wrong password message': {
    reason: 'ChangePassword returns the same message for a wrong password and a wrong token',
    show: async trial =>
      assert.rejects(
        trial.api.changePassword({
          AccessToken: (await tokens(trial)).AccessToken,
          PreviousPassword: OTHER_PASSWORD,
          ProposedPassword: OTHER_PASSWORD
        }),
        ({ name, message }: Error) => name === 'NotAuthorizedException' && !/password/i.test(message)
      )
  },
  'password policy on reset': {
    reason: 'ConfirmForgotPassword accepts any password',
    show: async ({ api, ClientId, ...trial }) => {
      const Username = await unconfirmedUser({ api, ClientId, ...trial })
      await api.confirmSignUp({ ClientId, Username, ConfirmationCode: 'any' })
      await api.forgotPassword({ ClientId, Username })
      await api.confirmForgotPassword({
        ClientId,
        Username,
        ConfirmationCode: 'any',
        Password: 'weak-indeed'
      })
    }
  },
  'password history': {
    reason: 'PasswordHistorySize has no effect',
    show: async ({ api }) => {
      const { UserPool } = await api.createUserPool({
        PoolName: 'history',
        Policies: { PasswordPolicy: { PasswordHistorySize: 2 } }
      })
      const UserPoolId = UserPool?.Id as string
      await api.adminCreateUser({ UserPoolId, Username, MessageAction: 'SUPPRESS' })
      for (let times = 0; times < 2; times++) {
        await api.adminSetUserPassword({ UserPoolId, Username, Password: PASSWORD, Permanent: true })
      }
    }
  },
  lockout: {
    reason: 'wrong passwords are not counted',
    show: async trial => {
      for (let tries = 0; tries < 6; tries++) await assert.rejects(byPassword(trial, OTHER_PASSWORD))
      await tokens(trial)
    }
  },
  'missing attributes': {
    reason: 'NEW_PASSWORD_REQUIRED does not list the required attributes',
    show: async trial => {
      const { ChallengeName, ChallengeParameters } = await byPassword(trial, PASSWORD, await invited(trial))
      assert.equal(ChallengeName, 'NEW_PASSWORD_REQUIRED')
      assert.equal(ChallengeParameters?.['requiredAttributes'], undefined)
    }
  },
  'authenticator setup': {
    reason:
      'MFA_SETUP has a list where AWS has its JSON text, and follows NEW_PASSWORD_REQUIRED and SRP only',
    show: async trial => {
      const USERNAME = await invited(trial, 'ON')
      const { Session } = await byPassword(trial, PASSWORD, USERNAME)
      const { ChallengeName, ChallengeParameters } = await trial.api.respondToAuthChallenge({
        ClientId: trial.ClientId,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session,
        ChallengeResponses: { USERNAME, NEW_PASSWORD: OTHER_PASSWORD }
      })
      assert.equal(ChallengeName, 'MFA_SETUP')
      assert.notEqual(typeof ChallengeParameters?.['MFAS_CAN_SETUP'], 'string')
    }
  },
  'email MFA': {
    reason: 'SetUserMFAPreference ignores email',
    show: async trial => {
      await trial.api.setUserMFAPreference({
        AccessToken: (await tokens(trial)).AccessToken,
        EmailMfaSettings: { Enabled: true, PreferredMfa: true }
      })
      await tokens(trial)
    }
  },
  'SMS MFA': {
    reason: 'SMS_MFA accepts any code, and none is sent',
    show: async trial => {
      await trial.api.setUserMFAPreference({
        AccessToken: (await tokens(trial)).AccessToken,
        SMSMfaSettings: { Enabled: true, PreferredMfa: true }
      })
      const { Session } = await byPassword(trial)
      const { AuthenticationResult } = await trial.api.respondToAuthChallenge({
        ClientId: trial.ClientId,
        ChallengeName: 'SMS_MFA',
        Session,
        ChallengeResponses: { USERNAME: Username, SMS_MFA_CODE: 'any' }
      })
      assert.ok(AuthenticationResult !== undefined)
    }
  },
  'MFA factor choice': {
    reason: 'a user with several MFA factors and no preferred one gets no challenge',
    show: async trial => {
      const { AccessToken } = await tokens(trial)
      const { SecretCode = '' } = await trial.api.associateSoftwareToken({ AccessToken })
      await trial.api.verifySoftwareToken({
        AccessToken,
        UserCode: await authenticatorCode(SecretCode, Date.now())
      })
      await trial.api.setUserMFAPreference({
        AccessToken,
        SMSMfaSettings: { Enabled: true },
        SoftwareTokenMfaSettings: { Enabled: true }
      })
      assert.ok((await byPassword(trial)).AuthenticationResult !== undefined)
    }
  },
  choice: {
    reason: NO_CHOICE,
    show: ({ api, ClientId }) =>
      assert.rejects(
        api.initiateAuth({ ClientId, AuthFlow: 'USER_AUTH', AuthParameters: { USERNAME: Username } })
      )
  },
  'passwordless email codes': { reason: NO_CHOICE },
  'passwordless SMS codes': { reason: NO_CHOICE },
  passkeys: {
    reason: 'StartWebAuthnRegistration is missing',
    show: async trial =>
      isAbsent(trial.api.startWebAuthnRegistration({ AccessToken: (await tokens(trial)).AccessToken }))
  },
  devices: {
    reason: 'ListDevices is missing',
    show: async trial => isAbsent(trial.api.listDevices({ AccessToken: (await tokens(trial)).AccessToken }))
  },
  'disabled features': { reason: 'the operations for passkeys and devices are missing' },
  'byte-aligned secrets': {
    reason: 'every user has the same secret, with trailing bits that are not zero',
    show: async trial => {
      const { SecretCode = '' } = await trial.api.associateSoftwareToken({
        AccessToken: (await tokens(trial)).AccessToken
      })
      await assert.rejects(strictCode(SecretCode, Date.now()))
    }
  },
  'one-time TOTP codes': {
    reason: 'a TOTP code is accepted twice',
    show: async trial => {
      const { AccessToken } = await tokens(trial)
      const { SecretCode = '' } = await trial.api.associateSoftwareToken({ AccessToken })
      const UserCode = await authenticatorCode(SecretCode, Date.now())
      for (let times = 0; times < 2; times++) await trial.api.verifySoftwareToken({ AccessToken, UserCode })
    }
  },
  'special characters in a search': {
    reason: 'a backslash before a quotation mark is taken as part of the value',
    show: async ({ api, UserPoolId }) => {
      const Value = 'Jane "J." Doe'
      await api.adminUpdateUserAttributes({ UserPoolId, Username, UserAttributes: [{ Name: 'name', Value }] })
      const found = async (Filter: string) => (await api.listUsers({ UserPoolId, Filter })).Users?.length
      assert.deepEqual([await found('name = "Jane \\"J.\\" Doe"'), await found(`name = "${Value}"`)], [0, 1])
    }
  },
  'invalid page tokens': {
    reason: 'an invalid pagination token causes no Cognito exception',
    show: ({ api, UserPoolId }) => isAbsent(api.listUsers({ UserPoolId, PaginationToken: 'made-up' }))
  },
  invitations: {
    reason: 'no password is generated or sent, and an invitation is resent to an email address only',
    show: async ({ api, UserPoolId, ...trial }) => {
      const { User } = await api.adminCreateUser({
        UserPoolId,
        Username: `${crypto.randomUUID()}@example.com`
      })
      await assert.rejects(
        api.adminCreateUser({ UserPoolId, Username: User?.Username, MessageAction: 'RESEND' }),
        { name: 'InvalidParameterException' }
      )
      await assert.rejects(byPassword({ api, UserPoolId, ...trial }, PASSWORD, User?.Username))
    }
  },
  'password policy on invitation': {
    reason: 'AdminCreateUser accepts any password',
    show: ({ api, UserPoolId }) =>
      api.adminCreateUser({
        UserPoolId,
        Username: 'weak@example.com',
        TemporaryPassword: 'weak',
        MessageAction: 'SUPPRESS'
      })
  },
  'sign-out by an administrator': {
    reason:
      'AdminUserGlobalSignOut revokes only sessions that were started with the same username',
    show: async trial => {
      const { AccessToken } = await tokens(trial)
      const { Username } = await trial.api.getUser({ AccessToken })
      await trial.api.adminUserGlobalSignOut({ UserPoolId: trial.UserPoolId, Username })
      await trial.api.getUser({ AccessToken })
    }
  },
  'reset by an administrator': {
    reason: 'AdminResetUserPassword sends no code, and the password remains valid',
    show: async trial => {
      await trial.api.adminResetUserPassword({ UserPoolId: trial.UserPoolId, Username })
      await tokens(trial)
    }
  },
  'custom challenge': {
    reason: 'CUSTOM_AUTH is accepted and returns nothing',
    show: async ({ api, ClientId }) => {
      const { ChallengeName } = await api.initiateAuth({
        ClientId,
        AuthFlow: 'CUSTOM_AUTH',
        AuthParameters: { USERNAME: Username }
      })
      assert.equal(ChallengeName, undefined)
    }
  },
  'SRP proof': {
    reason: 'SRP accepts any proof',
    show: async ({ api, ClientId }) => {
      const { ChallengeParameters = {}, Session } = await api.initiateAuth({
        ClientId,
        AuthFlow: 'USER_SRP_AUTH',
        AuthParameters: { USERNAME: Username, SRP_A: 'abcdef' }
      })
      const responses = {
        USERNAME: Username,
        PASSWORD_CLAIM_SECRET_BLOCK: ChallengeParameters['SECRET_BLOCK'] as string,
        PASSWORD_CLAIM_SIGNATURE: 'any',
        TIMESTAMP: 'any'
      }
      await api.respondToAuthChallenge({
        ClientId,
        ChallengeName: 'PASSWORD_VERIFIER',
        Session,
        ChallengeResponses: responses
      })
    }
  },
  secret: {
    reason:
      'its client secrets have hyphens, unlike those of AWS: the option rejects them',
    show: async ({ api, UserPoolId }) => {
      const { UserPoolClient } = await api.createUserPoolClient({
        UserPoolId,
        ClientName: 'secret',
        GenerateSecret: true
      })
      assert.match(UserPoolClient?.ClientSecret as string, /-/)
    }
  }
}
