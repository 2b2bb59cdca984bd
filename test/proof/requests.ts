import type { ApiResponse, Visitor } from './application.js'
import { ADA, JANE, JOE, newUser, OTHER_PASSWORD, PASSWORD } from './scenarios/steps.js'
import type { TestUser, Setting } from './subject.js'

/** One request for each way from the auth API to a Cognito operation. */

export interface Sender {
  readonly api: Visitor
  /** Values of Ada, the administrator. */
  readonly accessToken?: string
  readonly refreshToken: string
}

export interface Request {
  /** The Cognito operation. */
  readonly operation: string
  /** Default: Ada, who can sign in, and two more users. */
  readonly setting?: Setting
  /** Whether attempts are rate-limited. */
  readonly isLimited?: true
  /** Exceptions that the operation declares for other uses, with the reason. */
  readonly cannot?: Readonly<Record<string, string>>
  send(sender: Sender): Promise<ApiResponse>
}

const SESSION = 'a-session-of-more-than-20-characters'
const BY_ADMINISTRATOR = `next.${Buffer.from('{"admin":true}').toString('base64url')}.${SESSION}`
const username = ADA.email
export const NEW_USER: TestUser = { ...JANE, email: 'stranger@example.com' }

/** Two administrators, so that neither is the last, and a user who has not signed in yet. */
export const SETTING: Setting = {
  accounts: [
    { ...ADA, groups: ['admin', 'editors'] },
    { ...JANE, groups: ['admin'] },
    { ...JOE, invited: true }
  ],
  flows: ['USER_PASSWORD_AUTH', 'ADMIN_USER_PASSWORD_AUTH'],
  firstFactors: ['PASSWORD', 'WEB_AUTHN'],
  devices: 'kept'
}

export const DEVICE = 'eu-west-1_c7f2a1de-1c2b-4a3d-9e5f-0a1b2c3d4e5f'
const CONFIRMATION = { passwordVerifier: 'AAAA', salt: 'AAAA' }

const response = (challenge: string, responses: object, session = SESSION) => ({
  challenge,
  session,
  username,
  responses
})

const isLimited = true

/** Public operations. */
const PUBLIC: readonly Request[] = [
  { operation: 'SignUp', isLimited, send: ({ api }) => api.post('/signup', newUser(NEW_USER)) },
  {
    operation: 'ConfirmSignUp',
    isLimited,
    send: ({ api }) => api.post('/signup/confirm', { username, code: '123456' })
  },
  {
    operation: 'ResendConfirmationCode',
    isLimited,
    send: ({ api }) => api.post('/signup/resend', { username })
  },
  {
    operation: 'InitiateAuth',
    isLimited,
    send: ({ api }) => api.post('/signin', { username, password: ADA.password })
  },
  {
    operation: 'AdminInitiateAuth',
    isLimited,
    send: ({ api }) =>
      api.post('/signin', { flow: 'ADMIN_USER_PASSWORD_AUTH', username, password: ADA.password })
  },
  {
    operation: 'AssociateSoftwareToken',
    setting: { accounts: [ADA], mfaRequired: true },
    send: ({ api }) => api.post('/signin', { username, password: ADA.password })
  },
  {
    operation: 'RespondToAuthChallenge',
    isLimited,
    send: ({ api }) => api.post('/signin/challenge', response('EMAIL_OTP', { EMAIL_OTP_CODE: '123456' }))
  },
  {
    operation: 'RespondToAuthChallenge',
    isLimited,
    send: ({ api }) => api.post('/signin/challenge', response('PASSWORD', { PASSWORD }))
  },
  {
    operation: 'AdminRespondToAuthChallenge',
    isLimited,
    send: ({ api }) =>
      api.post('/signin/challenge', response('EMAIL_OTP', { EMAIL_OTP_CODE: '123456' }, BY_ADMINISTRATOR))
  },
  {
    operation: 'VerifySoftwareToken',
    isLimited,
    send: ({ api }) =>
      api.post('/signin/challenge', response('MFA_SETUP', { SOFTWARE_TOKEN_MFA_CODE: '123456' }))
  },
  {
    operation: 'GetTokensFromRefreshToken',
    isLimited,
    send: ({ api, refreshToken }) => api.post('/refresh', { refreshToken })
  },
  {
    operation: 'GetTokensFromRefreshToken',
    isLimited,
    send: ({ api, refreshToken }) => api.post('/signout', { everywhere: true, refreshToken })
  },
  {
    operation: 'UpdateAuthEventFeedback',
    isLimited,
    send: ({ api }) =>
      api.post('/auth-events/feedback', { username, eventId: 'event-1', feedbackToken: 'abc', valid: false })
  },
  {
    operation: 'RevokeToken',
    isLimited,
    send: ({ api, refreshToken }) => api.post('/signout', { refreshToken })
  },
  { operation: 'ForgotPassword', isLimited, send: ({ api }) => api.post('/password/forgot', { username }) },
  {
    operation: 'ConfirmForgotPassword',
    isLimited,
    send: ({ api }) => api.post('/password/reset', { username, code: '123456', newPassword: OTHER_PASSWORD })
  }
]

/** Operations on the user's own account. */
const OWN: readonly Request[] = [
  {
    operation: 'GlobalSignOut',
    isLimited,
    send: ({ api, accessToken }) => api.post('/signout', { everywhere: true }, accessToken)
  },
  {
    operation: 'ChangePassword',
    isLimited,
    send: ({ api, accessToken }) =>
      api.post('/password/change', { password: ADA.password, newPassword: OTHER_PASSWORD }, accessToken)
  },
  { operation: 'GetUser', send: ({ api, accessToken }) => api.get('/me', accessToken) },
  {
    operation: 'UpdateUserAttributes',
    send: ({ api, accessToken }) => api.patch('/me', { name: 'Ada King' }, accessToken)
  },
  {
    operation: 'GetUserAttributeVerificationCode',
    isLimited,
    send: ({ api, accessToken }) => api.post('/me/attributes/email/code', undefined, accessToken)
  },
  {
    operation: 'VerifyUserAttribute',
    isLimited,
    send: ({ api, accessToken }) => api.post('/me/attributes/email/verify', { code: '123456' }, accessToken)
  },
  ...['GetUser', 'AdminListGroupsForUser', 'ListUsersInGroup'].map(operation => ({
    operation,
    send: ({ api, accessToken }: Sender) => api.delete('/me', accessToken)
  })),
  { operation: 'DeleteUser', send: ({ api, accessToken }) => api.delete('/me', accessToken) },
  { operation: 'GetUser', send: ({ api, accessToken }) => api.get('/me/mfa', accessToken) },
  { operation: 'GetUser', send: ({ api, accessToken }) => api.post('/me/mfa/totp', undefined, accessToken) },
  {
    operation: 'AssociateSoftwareToken',
    send: ({ api, accessToken }) => api.post('/me/mfa/totp', undefined, accessToken)
  },
  {
    operation: 'VerifySoftwareToken',
    isLimited,
    send: ({ api, accessToken }) => api.post('/me/mfa/totp/verify', { code: '123456' }, accessToken)
  },
  {
    operation: 'SetUserMFAPreference',
    send: ({ api, accessToken }) => api.put('/me/mfa', { totp: { enabled: false } }, accessToken)
  },
  {
    operation: 'GetUser',
    send: ({ api, accessToken }) => api.put('/me/mfa', { totp: { enabled: false } }, accessToken)
  },
  {
    operation: 'StartWebAuthnRegistration',
    send: ({ api, accessToken }) => api.post('/me/passkeys/options', {}, accessToken)
  },
  {
    operation: 'CompleteWebAuthnRegistration',
    send: ({ api, accessToken }) => api.post('/me/passkeys', { credential: { id: 'YQ' } }, accessToken)
  },
  {
    operation: 'ListWebAuthnCredentials',
    send: ({ api, accessToken }) => api.get('/me/passkeys', accessToken)
  },
  {
    operation: 'DeleteWebAuthnCredential',
    send: ({ api, accessToken }) => api.delete('/me/passkeys/YQ', accessToken)
  },
  { operation: 'ListDevices', send: ({ api, accessToken }) => api.get('/me/devices', accessToken) },
  {
    operation: 'ConfirmDevice',
    send: ({ api, accessToken }) => api.put(`/me/devices/${DEVICE}`, { confirm: CONFIRMATION }, accessToken)
  },
  {
    operation: 'UpdateDeviceStatus',
    send: ({ api, accessToken }) => api.put(`/me/devices/${DEVICE}`, { remembered: true }, accessToken)
  },
  {
    operation: 'ForgetDevice',
    send: ({ api, accessToken }) => api.delete(`/me/devices/${DEVICE}`, accessToken)
  },
  { operation: 'ListUserSessions', send: ({ api, accessToken }) => api.get('/me/sessions', accessToken) },
  {
    operation: 'RevokeUserSession',
    send: ({ api, accessToken }) => api.delete('/me/sessions/tkn1', accessToken)
  },
  ...['GetUser', 'AdminListUserAuthEvents'].map(operation => ({
    operation,
    send: ({ api, accessToken }: Sender) => api.get('/me/auth-events', accessToken)
  })),
  ...['GetUser', 'AdminUpdateAuthEventFeedback'].map(operation => ({
    operation,
    send: ({ api, accessToken }: Sender) =>
      api.put('/me/auth-events/event-1/feedback', { valid: false }, accessToken)
  }))
]

const PERSON = `/admin/users/${JANE.email}`
const MEMBER = `/admin/groups/admin/members/${JANE.email}`

/** An account that is linked to a user. */
const GOOGLE = { provider: 'Google', userId: '1' }

const FOR_RESEND = { UserNotFoundException: 'an invitation that is resent' }

/** Administrative operations. */
export const ADMINISTERING: readonly Request[] = [
  { operation: 'ListUsers', send: ({ api, accessToken }) => api.get('/admin/users', accessToken) },
  { operation: 'AdminGetUser', send: ({ api, accessToken }) => api.get(PERSON, accessToken) },
  { operation: 'AdminListGroupsForUser', send: ({ api, accessToken }) => api.get(PERSON, accessToken) },
  {
    operation: 'AdminCreateUser',
    cannot: FOR_RESEND,
    send: ({ api, accessToken }) => api.post('/admin/users', { email: NEW_USER.email }, accessToken)
  },
  {
    operation: 'AdminGetUser',
    send: ({ api, accessToken }) => api.post(`/admin/users/${JOE.email}/invitation`, undefined, accessToken)
  },
  {
    operation: 'AdminCreateUser',
    send: ({ api, accessToken }) => api.post(`/admin/users/${JOE.email}/invitation`, undefined, accessToken)
  },
  {
    operation: 'AdminEnableUser',
    send: ({ api, accessToken }) => api.post(`${PERSON}/enable`, undefined, accessToken)
  },
  {
    operation: 'AdminGetUser',
    send: ({ api, accessToken }) => api.post(`${PERSON}/disable`, undefined, accessToken)
  },
  {
    operation: 'AdminListGroupsForUser',
    send: ({ api, accessToken }) => api.post(`${PERSON}/disable`, undefined, accessToken)
  },
  {
    operation: 'ListUsersInGroup',
    send: ({ api, accessToken }) => api.post(`${PERSON}/disable`, undefined, accessToken)
  },
  {
    operation: 'AdminDisableUser',
    send: ({ api, accessToken }) => api.post(`${PERSON}/disable`, undefined, accessToken)
  },
  ...['AdminGetUser', 'AdminUpdateUserAttributes'].map(operation => ({
    operation,
    send: ({ api, accessToken }: Sender) => api.patch(PERSON, { attributes: { name: 'Jane' } }, accessToken)
  })),
  {
    operation: 'AdminDeleteUserAttributes',
    send: ({ api, accessToken }) => api.patch(PERSON, { attributes: { phone_number: null } }, accessToken)
  },
  {
    operation: 'AdminConfirmSignUp',
    send: ({ api, accessToken }) => api.post(`${PERSON}/confirm`, undefined, accessToken)
  },
  ...['AdminGetUser', 'AdminSetUserPassword', 'AdminUserGlobalSignOut'].map(operation => ({
    operation,
    send: ({ api, accessToken }: Sender) =>
      api.put(`${PERSON}/password`, { password: OTHER_PASSWORD }, accessToken)
  })),
  ...['AdminGetUser', 'AdminSetUserMFAPreference', 'AdminUserGlobalSignOut'].map(operation => ({
    operation,
    send: ({ api, accessToken }: Sender) => api.delete(`${PERSON}/mfa/totp`, accessToken)
  })),
  ...['AdminGetUser', 'AdminListGroupsForUser', 'ListUsersInGroup'].map(operation => ({
    operation,
    send: ({ api, accessToken }: Sender) => api.post(`${PERSON}/reset-password`, undefined, accessToken)
  })),
  {
    operation: 'AdminResetUserPassword',
    send: ({ api, accessToken }) => api.post(`${PERSON}/reset-password`, undefined, accessToken)
  },
  {
    operation: 'AdminGetUser',
    send: ({ api, accessToken }) => api.post(`${PERSON}/signout`, undefined, accessToken)
  },
  {
    operation: 'AdminUserGlobalSignOut',
    send: ({ api, accessToken }) => api.post(`${PERSON}/signout`, undefined, accessToken)
  },
  {
    operation: 'AdminListUserSessions',
    send: ({ api, accessToken }) => api.get(`${PERSON}/sessions`, accessToken)
  },
  ...['AdminGetUser', 'AdminRevokeUserSession'].map(operation => ({
    operation,
    send: ({ api, accessToken }: Sender) => api.delete(`${PERSON}/sessions/tkn1`, accessToken)
  })),
  {
    operation: 'AdminListUserAuthEvents',
    send: ({ api, accessToken }) => api.get(`${PERSON}/auth-events`, accessToken)
  },
  {
    operation: 'AdminUpdateAuthEventFeedback',
    send: ({ api, accessToken }) =>
      api.put(`${PERSON}/auth-events/event-1/feedback`, { valid: false }, accessToken)
  },
  ...['AdminGetUser', 'AdminLinkProviderForUser'].map(operation => ({
    operation,
    send: ({ api, accessToken }: Sender) => api.post(`${PERSON}/identities`, GOOGLE, accessToken)
  })),
  ...['AdminGetUser', 'AdminDisableProviderForUser', 'AdminUserGlobalSignOut'].map(operation => ({
    operation,
    send: async ({ api, accessToken }: Sender) => {
      await api.post(`${PERSON}/identities`, GOOGLE, accessToken)
      return api.delete(`${PERSON}/identities/Google/1`, accessToken)
    }
  })),
  { operation: 'AdminGetUser', send: ({ api, accessToken }) => api.delete(PERSON, accessToken) },
  { operation: 'AdminListGroupsForUser', send: ({ api, accessToken }) => api.delete(PERSON, accessToken) },
  { operation: 'ListUsersInGroup', send: ({ api, accessToken }) => api.delete(PERSON, accessToken) },
  { operation: 'AdminDeleteUser', send: ({ api, accessToken }) => api.delete(PERSON, accessToken) },
  { operation: 'ListGroups', send: ({ api, accessToken }) => api.get('/admin/groups', accessToken) },
  {
    operation: 'CreateGroup',
    send: ({ api, accessToken }) => api.post('/admin/groups', { name: 'readers' }, accessToken)
  },
  {
    operation: 'GetGroup',
    send: ({ api, accessToken }) => api.patch('/admin/groups/editors', { precedence: 1 }, accessToken)
  },
  {
    operation: 'UpdateGroup',
    send: ({ api, accessToken }) => api.patch('/admin/groups/editors', { precedence: 1 }, accessToken)
  },
  {
    operation: 'DeleteGroup',
    send: ({ api, accessToken }) => api.delete('/admin/groups/editors', accessToken)
  },
  {
    operation: 'ListUsersInGroup',
    send: ({ api, accessToken }) => api.get('/admin/groups/admin/members', accessToken)
  },
  {
    operation: 'AdminAddUserToGroup',
    send: ({ api, accessToken }) => api.put(MEMBER, undefined, accessToken)
  },
  { operation: 'AdminGetUser', send: ({ api, accessToken }) => api.delete(MEMBER, accessToken) },
  { operation: 'ListUsersInGroup', send: ({ api, accessToken }) => api.delete(MEMBER, accessToken) },
  { operation: 'AdminRemoveUserFromGroup', send: ({ api, accessToken }) => api.delete(MEMBER, accessToken) }
]

/** The requests that have an access token. */
export const BY_TOKEN: readonly Request[] = [...OWN, ...ADMINISTERING]

export const REQUESTS: readonly Request[] = [...PUBLIC, ...BY_TOKEN]
