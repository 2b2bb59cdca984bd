import assert from 'node:assert/strict'
import { decodeJwt } from 'jose'
import { authenticatorCode, strictCode } from './authenticator.js'
import type { Differences, Emulator, Limits } from './limits.js'
import { JANE, OTHER_PASSWORD, PASSWORD } from './scenarios/steps.js'
import {
  backslashIsPartOfTheValue,
  byPassword,
  choiceIsRejected,
  devicesAreAbsent,
  emailMfaIsIgnored,
  invitedUser,
  isAbsent,
  nobodyIsLocked,
  passkeysAreAbsent,
  passwordIsReused,
  refreshIsAbsent,
  resendIsAbsent,
  resetWithWeakPassword,
  setMfa,
  tokens,
  totpCodeIsAcceptedTwice,
  unconfirmedUser,
  weakInvitation
} from './shared-limits.js'

const Username = JANE.email

/** USER_AUTH is missing, and so is everything that depends on it. */
const NO_CHOICE = 'the flow USER_AUTH is rejected'
const NO_REFRESH = 'GetTokensFromRefreshToken is missing'

/** The features that moto lacks, each with a proof. */
const limits: Limits = {
  'adjustable clock': { reason: 'it uses the time of the machine' },
  'sign-up codes': {
    reason: 'a sign-up is confirmed with any code',
    show: async trial =>
      trial.api.confirmSignUp({
        ClientId: trial.ClientId,
        Username: await unconfirmedUser(trial),
        ConfirmationCode: 'any'
      })
  },
  'resent codes': { reason: 'ResendConfirmationCode is missing', show: resendIsAbsent },
  'sign-in after confirming': { reason: 'SignUp returns no Session', show: unconfirmedUser },
  'hidden accounts': {
    reason: 'PreventUserExistenceErrors has no effect',
    show: trial =>
      assert.rejects(byPassword(trial, PASSWORD, 'nobody@example.com'), { name: 'UserNotFoundException' })
  },
  refresh: { reason: NO_REFRESH, show: refreshIsAbsent },
  rotation: { reason: NO_REFRESH },
  revocation: {
    reason: 'RevokeToken is missing',
    show: async trial =>
      isAbsent(trial.api.revokeToken({ ClientId: trial.ClientId, Token: (await tokens(trial)).RefreshToken }))
  },
  'attribute verification': {
    reason: 'VerifyUserAttribute is missing',
    show: async trial =>
      isAbsent(
        trial.api.verifyUserAttribute({
          AccessToken: (await tokens(trial)).AccessToken,
          AttributeName: 'email',
          Code: '123456'
        })
      )
  },
  'resent attribute codes': {
    reason: 'GetUserAttributeVerificationCode is missing',
    show: async trial =>
      isAbsent(
        trial.api.getUserAttributeVerificationCode({
          AccessToken: (await tokens(trial)).AccessToken,
          AttributeName: 'email'
        })
      )
  },
  "deletion of the user's own account": {
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
    show: resetWithWeakPassword
  },
  'password history': { reason: 'PasswordHistorySize has no effect', show: passwordIsReused },
  lockout: { reason: 'wrong passwords are not counted', show: nobodyIsLocked },
  'missing attributes': {
    reason: 'NEW_PASSWORD_REQUIRED does not list the required attributes',
    show: async trial => {
      const { ChallengeName, ChallengeParameters } = await byPassword(
        trial,
        PASSWORD,
        await invitedUser(trial)
      )
      assert.equal(ChallengeName, 'NEW_PASSWORD_REQUIRED')
      assert.equal(ChallengeParameters?.['requiredAttributes'], undefined)
    }
  },
  'authenticator setup': {
    reason:
      'MFA_SETUP has a list where AWS has its JSON text, and follows NEW_PASSWORD_REQUIRED and SRP only',
    show: async trial => {
      await setMfa(trial, 'ON')
      const USERNAME = await invitedUser(trial)
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
  'email MFA': { reason: 'SetUserMFAPreference ignores email', show: emailMfaIsIgnored },
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
        UserCode: await authenticatorCode(SecretCode, Date.now)
      })
      await trial.api.setUserMFAPreference({
        AccessToken,
        SMSMfaSettings: { Enabled: true },
        SoftwareTokenMfaSettings: { Enabled: true }
      })
      assert.ok((await byPassword(trial)).AuthenticationResult !== undefined)
    }
  },
  'choice of the first factor': { reason: NO_CHOICE, show: choiceIsRejected },
  'passwordless email codes': { reason: NO_CHOICE },
  'passwordless SMS codes': { reason: NO_CHOICE },
  passkeys: { reason: 'StartWebAuthnRegistration is missing', show: passkeysAreAbsent },
  devices: { reason: 'ListDevices is missing', show: devicesAreAbsent },
  'errors of disabled features': { reason: 'the operations for passkeys and devices are missing' },
  'byte-aligned secrets': {
    reason: 'every user has the same secret, with trailing bits that are not zero',
    show: async trial => {
      const { SecretCode = '' } = await trial.api.associateSoftwareToken({
        AccessToken: (await tokens(trial)).AccessToken
      })
      await assert.rejects(strictCode(SecretCode, Date.now()))
    }
  },
  'one-time TOTP codes': { reason: 'a TOTP code is accepted twice', show: totpCodeIsAcceptedTwice },
  'special characters in a search': {
    reason: 'a backslash before a quotation mark is taken as part of the value',
    show: backslashIsPartOfTheValue
  },
  'invalid page tokens': {
    reason: 'an invalid pagination token causes no Cognito exception',
    show: ({ api, UserPoolId }) => isAbsent(api.listUsers({ UserPoolId, PaginationToken: 'made-up' }))
  },
  invitations: {
    reason: 'no password is generated or sent',
    show: async trial => {
      const { User } = await trial.api.adminCreateUser({
        UserPoolId: trial.UserPoolId,
        Username: `${crypto.randomUUID()}@example.com`
      })
      await assert.rejects(byPassword(trial, PASSWORD, User?.Username))
    }
  },
  'resent invitations': {
    reason: 'an invitation is resent to an email address only',
    show: async ({ api, UserPoolId }) => {
      const { User } = await api.adminCreateUser({
        UserPoolId,
        Username: `${crypto.randomUUID()}@example.com`
      })
      await assert.rejects(
        api.adminCreateUser({ UserPoolId, Username: User?.Username, MessageAction: 'RESEND' }),
        { name: 'InvalidParameterException' }
      )
    }
  },
  'password policy on invitation': { reason: 'AdminCreateUser accepts any password', show: weakInvitation },
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
  'client secret': {
    reason:
      'its client secrets have hyphens, unlike those of AWS: the option `clientSecret` rejects them',
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

/** Other differences of moto from AWS. */
const differences: Differences = {
  issuer: {
    reason: 'tokens name AWS as their issuer, whatever the address of the server',
    show: async trial => {
      const { iss } = decodeJwt((await tokens(trial)).AccessToken)
      assert.equal(iss, `https://cognito-idp.us-east-1.amazonaws.com/${trial.UserPoolId}`)
    }
  },
  messages: { reason: 'nothing is sent; a header of ForgotPassword has the code' },
  'TOTP codes': {
    reason: 'any code is accepted unless `MOTO_COGNITO_IDP_USER_POOL_ENABLE_TOTP` is set'
  }
}

export const MOTO: Emulator = { name: 'moto', version: '5.2.1', limits, differences }
