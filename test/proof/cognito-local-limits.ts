import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { decodeJwt } from 'jose'
import { KEY_FILE } from './cognito-local-server.js'
import type { Differences, Emulator, Limits, Trial } from './limits.js'
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
const NO_CHOICE = 'the flow USER_AUTH is rejected'
const NO_REFRESH = 'GetTokensFromRefreshToken is missing'

const initiate = (trial: Trial, AuthFlow: 'CUSTOM_AUTH' | 'USER_SRP_AUTH') =>
  trial.api.initiateAuth({
    ClientId: trial.ClientId,
    AuthFlow,
    AuthParameters: { USERNAME: Username, SRP_A: 'abcdef' }
  })

/** The features that cognito-local lacks, each with a proof. */
const limits: Limits = {
  'adjustable clock': { reason: 'it uses the time of the machine' },
  'password policy': {
    reason: 'SignUp, ChangePassword and NEW_PASSWORD_REQUIRED accept any password',
    show: ({ api, ClientId }) =>
      api.signUp({ ClientId, Username: 'weak@example.com', Password: 'weak-indeed' })
  },
  'password policy on reset': {
    reason: 'ConfirmForgotPassword accepts any password',
    show: resetWithWeakPassword
  },
  'password policy on invitation': { reason: 'AdminCreateUser accepts any password', show: weakInvitation },
  'password history': { reason: 'PasswordHistorySize has no effect', show: passwordIsReused },
  lockout: { reason: 'wrong passwords are not counted', show: nobodyIsLocked },
  'resent codes': { reason: 'ResendConfirmationCode is missing', show: resendIsAbsent },
  'sign-in after confirming': { reason: 'SignUp returns no Session', show: unconfirmedUser },
  'hidden accounts': {
    reason: 'ForgotPassword ignores PreventUserExistenceErrors',
    show: ({ api, ClientId }) =>
      assert.rejects(api.forgotPassword({ ClientId, Username: 'nobody@example.com' }), {
        name: 'UserNotFoundException'
      })
  },
  refresh: { reason: NO_REFRESH, show: refreshIsAbsent },
  rotation: { reason: NO_REFRESH },
  revocation: {
    reason: 'RevokeToken does not revoke access tokens',
    show: async trial => {
      const { AccessToken, RefreshToken } = await tokens(trial)
      await trial.api.revokeToken({ ClientId: trial.ClientId, Token: RefreshToken })
      await trial.api.getUser({ AccessToken })
    }
  },
  'global sign-out': {
    reason: 'GlobalSignOut is missing',
    show: async trial => isAbsent(trial.api.globalSignOut({ AccessToken: (await tokens(trial)).AccessToken }))
  },
  'unique addresses': {
    reason: 'UpdateUserAttributes accepts the email address of another user',
    show: async trial => {
      const Value = await unconfirmedUser(trial)
      const { AccessToken } = await tokens(trial)
      await trial.api.updateUserAttributes({ AccessToken, UserAttributes: [{ Name: 'email', Value }] })
    }
  },
  'resent attribute codes': {
    reason: 'GetUserAttributeVerificationCode returns no CodeDeliveryDetails',
    show: async trial => {
      const { CodeDeliveryDetails } = await trial.api.getUserAttributeVerificationCode({
        AccessToken: (await tokens(trial)).AccessToken,
        AttributeName: 'email'
      })
      assert.equal(CodeDeliveryDetails, undefined)
    }
  },
  'missing attributes': {
    reason: 'NEW_PASSWORD_REQUIRED does not list the required attributes',
    show: async trial => {
      const { ChallengeName, ChallengeParameters } = await byPassword(
        trial,
        PASSWORD,
        await invitedUser(trial)
      )
      assert.equal(ChallengeName, 'NEW_PASSWORD_REQUIRED')
      assert.equal(ChallengeParameters?.['requiredAttributes'], '[]')
    }
  },
  'challenges with AWS credentials': {
    reason: 'AdminInitiateAuth returns tokens without a challenge',
    show: async trial => {
      const { AuthenticationResult } = await trial.api.adminInitiateAuth({
        UserPoolId: trial.UserPoolId,
        ClientId: trial.ClientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: await invitedUser(trial), PASSWORD }
      })
      assert.ok(AuthenticationResult !== undefined)
    }
  },
  'authenticator setup': {
    reason: 'there is no MFA_SETUP: the sign-in is rejected',
    show: async trial => {
      await setMfa(trial, 'ON')
      await assert.rejects(byPassword(trial), { name: 'NotAuthorizedException' })
    }
  },
  'email MFA': { reason: 'SetUserMFAPreference ignores email', show: emailMfaIsIgnored },
  'SMS MFA': {
    reason: 'SetUserMFAPreference enables SMS, which InitiateAuth does not support',
    show: async trial => {
      await setMfa(trial, 'OPTIONAL')
      await trial.api.setUserMFAPreference({
        AccessToken: (await tokens(trial)).AccessToken,
        SMSMfaSettings: { Enabled: true, PreferredMfa: true }
      })
      await isAbsent(byPassword(trial))
    }
  },
  'one-time TOTP codes': { reason: 'a TOTP code is accepted twice', show: totpCodeIsAcceptedTwice },
  'choice of the first factor': { reason: NO_CHOICE, show: choiceIsRejected },
  'passwordless email codes': { reason: NO_CHOICE },
  'passwordless SMS codes': { reason: NO_CHOICE },
  SRP: {
    reason: 'the flow USER_SRP_AUTH is missing',
    show: trial => isAbsent(initiate(trial, 'USER_SRP_AUTH'))
  },
  'SRP proof': { reason: 'the flow USER_SRP_AUTH is missing' },
  'custom challenge': {
    reason: 'the flow CUSTOM_AUTH is missing',
    show: trial => isAbsent(initiate(trial, 'CUSTOM_AUTH'))
  },
  passkeys: { reason: 'StartWebAuthnRegistration is missing', show: passkeysAreAbsent },
  devices: { reason: 'ListDevices is missing', show: devicesAreAbsent },
  'errors of disabled features': { reason: 'the operations for passkeys and devices are missing' },
  'disabled users': {
    reason: 'a disabled user can sign in',
    show: async trial => {
      await trial.api.adminDisableUser({ UserPoolId: trial.UserPoolId, Username })
      await tokens(trial)
    }
  },
  'reset by an administrator': {
    reason: 'AdminResetUserPassword is missing',
    show: ({ api, UserPoolId }) => isAbsent(api.adminResetUserPassword({ UserPoolId, Username }))
  },
  'sign-out by an administrator': {
    reason: 'AdminUserGlobalSignOut is missing',
    show: ({ api, UserPoolId }) => isAbsent(api.adminUserGlobalSignOut({ UserPoolId, Username }))
  },
  'resent invitations': {
    reason: 'AdminCreateUser rejects RESEND',
    show: async trial =>
      isAbsent(
        trial.api.adminCreateUser({
          UserPoolId: trial.UserPoolId,
          Username: await invitedUser(trial),
          MessageAction: 'RESEND'
        })
      )
  },
  'unique groups': {
    reason: 'CreateGroup replaces a group of the same name',
    show: async ({ api, UserPoolId }) => {
      for (let times = 0; times < 2; times++) await api.createGroup({ UserPoolId, GroupName: 'editors' })
    }
  },
  'pages of lists': {
    reason: 'ListUsers, ListGroups and ListUsersInGroup ignore the limit and return everything',
    show: async trial => {
      await unconfirmedUser(trial)
      const { Users } = await trial.api.listUsers({ UserPoolId: trial.UserPoolId, Limit: 1 })
      assert.equal(Users?.length, 2)
    }
  },
  'invalid page tokens': {
    reason: 'pagination tokens are ignored',
    show: ({ api, UserPoolId }) => api.listUsers({ UserPoolId, PaginationToken: 'made-up' })
  },
  'special characters in a search': {
    reason: 'a backslash before a quotation mark is taken as part of the value',
    show: backslashIsPartOfTheValue
  }
}

/** Other differences of cognito-local from AWS. */
const differences: Differences = {
  'signing key': {
    reason: 'tokens are signed with a key pair that is in its npm package; the plugin rejects them',
    show: async () => {
      const { pem } = JSON.parse(await readFile(KEY_FILE, 'utf8'))
      assert.match(pem, /PRIVATE KEY/)
    }
  },
  'lifetime of tokens': {
    reason: 'responses have no ExpiresIn; the default is 24 hours',
    show: async ({ api, UserPoolId, ...trial }) => {
      const { UserPoolClient } = await api.createUserPoolClient({ UserPoolId, ClientName: 'defaults' })
      const { AuthenticationResult: result } = await byPassword({
        ...trial,
        api,
        UserPoolId,
        ClientId: UserPoolClient?.ClientId as string
      })
      assert.equal(result?.ExpiresIn, undefined)
      const { exp = 0, iat = 0 } = decodeJwt(result?.AccessToken as string)
      assert.equal(exp - iat, 24 * 3600)
    }
  },
  'wrong passwords': {
    reason: 'InitiateAuth and ChangePassword throw InvalidPasswordException, not NotAuthorizedException',
    show: async trial => {
      const { AccessToken } = await tokens(trial)
      const wrong = { PreviousPassword: OTHER_PASSWORD, ProposedPassword: OTHER_PASSWORD }
      await assert.rejects(byPassword(trial, OTHER_PASSWORD), { name: 'InvalidPasswordException' })
      await assert.rejects(trial.api.changePassword({ AccessToken, ...wrong }), {
        name: 'InvalidPasswordException'
      })
    }
  },
  'temporary passwords': {
    reason: 'an invited user gets NEW_PASSWORD_REQUIRED with any password',
    show: async trial => {
      const { ChallengeName } = await byPassword(trial, OTHER_PASSWORD, await invitedUser(trial))
      assert.equal(ChallengeName, 'NEW_PASSWORD_REQUIRED')
    }
  },
  sessions: {
    reason: 'a challenge accepts any Session',
    show: async trial => {
      const { AuthenticationResult } = await trial.api.respondToAuthChallenge({
        ClientId: trial.ClientId,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session: 'this-session-never-existed',
        ChallengeResponses: { USERNAME: await invitedUser(trial), NEW_PASSWORD: OTHER_PASSWORD }
      })
      assert.ok(AuthenticationResult !== undefined)
    }
  },
  signatures: {
    reason: 'operations accept an access token with a wrong signature',
    show: async trial => {
      const { AccessToken } = await tokens(trial)
      await trial.api.getUser({ AccessToken: AccessToken.replace(/\.[^.]+$/, '.AAAA') })
    }
  },
  'client secrets': {
    reason: 'SECRET_HASH is not checked',
    show: async trial => {
      const { UserPoolClient } = await trial.api.createUserPoolClient({
        UserPoolId: trial.UserPoolId,
        ClientName: 'secret',
        GenerateSecret: true
      })
      await byPassword({ ...trial, ClientId: UserPoolClient?.ClientId as string })
    }
  },
  'destinations of codes': {
    reason: 'CodeDeliveryDetails has the whole email address or phone number',
    show: async ({ api, ClientId }) => {
      const { CodeDeliveryDetails } = await api.signUp({
        ClientId,
        Username: 'joe@example.com',
        Password: PASSWORD
      })
      assert.equal(CodeDeliveryDetails?.Destination, 'joe@example.com')
    }
  }
}

export const COGNITO_LOCAL: Emulator = { name: 'cognito-local', version: '5.3.0', limits, differences }
