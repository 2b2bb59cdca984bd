import t from 'tap'
import { isNonIdempotent, type Operation } from '../../dist/cognito/api-operation.js'

/** Operations that are sent once, and operations that may be repeated if a response is lost. */

const ONCE: Record<string, Operation[]> = {
  'the second call fails, as the first has succeeded': [
    'SignUp',
    'ConfirmSignUp',
    'ConfirmForgotPassword',
    'ChangePassword',
    'VerifySoftwareToken',
    'VerifyUserAttribute',
    'DeleteUser',
    'CompleteWebAuthnRegistration',
    'DeleteWebAuthnCredential',
    'ConfirmDevice',
    'ForgetDevice',
    'RevokeUserSession',
    'AdminCreateUser',
    'AdminConfirmSignUp',
    'AdminRevokeUserSession',
    'AdminLinkProviderForUser',
    'AdminDisableProviderForUser',
    'AdminDeleteUser',
    'CreateGroup',
    'DeleteGroup'
  ],
  'a session or a refresh token can be used once': [
    'RespondToAuthChallenge',
    'AdminRespondToAuthChallenge',
    'GetTokensFromRefreshToken'
  ],
  'each call makes a new secret or challenge': ['AssociateSoftwareToken', 'StartWebAuthnRegistration'],
  'each call sends a message, or may send one': [
    'ResendConfirmationCode',
    'ForgotPassword',
    'GetUserAttributeVerificationCode',
    'UpdateUserAttributes',
    'AdminUpdateUserAttributes',
    'AdminResetUserPassword'
  ],
  'a password may not be one of the last ones': ['AdminSetUserPassword']
}

const REPEATED: Record<string, Operation[]> = {
  reads: [
    'GetUser',
    'GetUserAuthFactors',
    'ListWebAuthnCredentials',
    'ListDevices',
    'ListUserSessions',
    'ListUsers',
    'AdminGetUser',
    'AdminListUserSessions',
    'AdminListUserAuthEvents',
    'ListGroups',
    'GetGroup',
    'ListUsersInGroup',
    'AdminListGroupsForUser'
  ],
  'starts a sign-in': ['InitiateAuth', 'AdminInitiateAuth', 'GetClientToken'],
  'sets or removes a value': [
    'RevokeToken',
    'GlobalSignOut',
    'DeleteUserAttributes',
    'SetUserMFAPreference',
    'UpdateDeviceStatus',
    'UpdateAuthEventFeedback',
    'AdminDeleteUserAttributes',
    'AdminSetUserMFAPreference',
    'AdminEnableUser',
    'AdminDisableUser',
    'AdminUserGlobalSignOut',
    'AdminUpdateAuthEventFeedback',
    'UpdateGroup',
    'AdminAddUserToGroup',
    'AdminRemoveUserFromGroup'
  ]
}

for (const [reason, operations] of Object.entries(ONCE)) {
  t.test(`sent once: ${reason}`, async t => {
    for (const operation of operations) t.equal(isNonIdempotent(operation), true, operation)
  })
}

for (const [kind, operations] of Object.entries(REPEATED)) {
  t.test(`repeated: ${kind}`, async t => {
    for (const operation of operations) t.equal(isNonIdempotent(operation), false, operation)
  })
}
