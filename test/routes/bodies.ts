import type { FastifyInstance, InjectOptions } from 'fastify'
import { ROUTE_NAMES, type RouteName } from '../../dist/options/route-names.js'
import { bearer, newUser, PASSWORD } from '../api.js'

/** A valid body for every route, as a base for variations. */

// For operations with AWS credentials.
process.env['AWS_ACCESS_KEY_ID'] = 'test'
process.env['AWS_SECRET_ACCESS_KEY'] = 'test'

export const SESSION = 'session-of-20-characters'
export const username = 'jane@example.com'
export const DEVICE = 'eu-west-1_c7f2a1de-1c2b-4a3d-9e5f-0a1b2c3d4e5f'

/** The ID of a session at Cognito. */
export const SESSION_ID = 'tknm5k9p2q7r4s8t1v6w3x0y5z2b'

type Body = Readonly<Record<string, unknown>>

export interface Sent {
  method: 'POST' | 'PATCH' | 'PUT'
  url: string
  body: Body
}

const sent = (url: string, body: Body, method: Sent['method'] = 'POST'): Sent => ({
  method,
  url: `/auth${url}`,
  body
})

export const challenge = (name: string, responses: Body): Sent =>
  sent('/signin/challenge', { challenge: name, session: SESSION, username, responses })

const proof = { PASSWORD_CLAIM_SIGNATURE: 'a', PASSWORD_CLAIM_SECRET_BLOCK: 'b', TIMESTAMP: 'c' }

export const CHALLENGES = {
  SMS_MFA: { SMS_MFA_CODE: '1', DEVICE_KEY: DEVICE },
  SMS_OTP: { SMS_OTP_CODE: '1', DEVICE_KEY: DEVICE },
  EMAIL_OTP: { EMAIL_OTP_CODE: '1', DEVICE_KEY: DEVICE },
  SOFTWARE_TOKEN_MFA: { SOFTWARE_TOKEN_MFA_CODE: '1', DEVICE_KEY: DEVICE },
  SELECT_MFA_TYPE: { ANSWER: 'EMAIL_OTP' },
  MFA_SETUP: { SOFTWARE_TOKEN_MFA_CODE: '123456', FRIENDLY_DEVICE_NAME: 'phone' },
  NEW_PASSWORD_REQUIRED: { NEW_PASSWORD: PASSWORD, 'userAttributes.name': 'Jane' },
  PASSWORD_VERIFIER: { ...proof, DEVICE_KEY: DEVICE },
  CUSTOM_CHALLENGE: { ANSWER: 'a' },
  SELECT_CHALLENGE: { ANSWER: 'PASSWORD', PASSWORD, SRP_A: 'a1', CREDENTIAL: '{}' },
  PASSWORD: { PASSWORD },
  PASSWORD_SRP: { SRP_A: 'a1' },
  WEB_AUTHN: { CREDENTIAL: '{}' },
  DEVICE_SRP_AUTH: { DEVICE_KEY: DEVICE, SRP_A: 'a1' },
  DEVICE_PASSWORD_VERIFIER: { DEVICE_KEY: DEVICE, ...proof },
  ONE_THAT_IS_NEW: { ANYTHING: 'a' }
} as const

/** Every route with a body; routes with several forms, once for each form. */
export const BODIES: Readonly<Record<string, Sent>> = {
  signUp: sent('/signup', newUser(username)),
  confirmSignUp: sent('/signup/confirm', { username, code: '123456', session: SESSION }),
  resendConfirmationCode: sent('/signup/resend', { username }),
  USER_PASSWORD_AUTH: sent('/signin', { username, password: PASSWORD, deviceKey: DEVICE }),
  ADMIN_USER_PASSWORD_AUTH: sent('/signin', {
    flow: 'ADMIN_USER_PASSWORD_AUTH',
    username,
    password: PASSWORD,
    deviceKey: DEVICE
  }),
  USER_SRP_AUTH: sent('/signin', { flow: 'USER_SRP_AUTH', username, srpA: 'a1', deviceKey: DEVICE }),
  CUSTOM_AUTH: sent('/signin', { flow: 'CUSTOM_AUTH', username, srpA: 'a1', deviceKey: DEVICE }),
  USER_AUTH: sent('/signin', {
    flow: 'USER_AUTH',
    username,
    preferredChallenge: 'PASSWORD',
    password: PASSWORD,
    srpA: 'a1',
    deviceKey: DEVICE
  }),
  ...Object.fromEntries(
    Object.entries(CHALLENGES).map(([name, responses]) => [
      `the response to ${name}`,
      challenge(name, responses)
    ])
  ),
  refresh: sent('/refresh', { refreshToken: 'abc', deviceKey: DEVICE }),
  signOut: sent('/signout', { refreshToken: 'abc', deviceKey: DEVICE, everywhere: false }),
  forgotPassword: sent('/password/forgot', { username }),
  resetPassword: sent('/password/reset', { username, code: '123456', newPassword: PASSWORD }),
  changePassword: sent('/password/change', { password: PASSWORD, newPassword: PASSWORD }),
  updateProfile: sent('/me', { email: username, name: 'Jane', phone_number: '+491711234567' }, 'PATCH'),
  verifyAttribute: sent('/me/attributes/email/verify', { code: '123456' }),
  verifyTotp: sent('/me/mfa/totp/verify', { code: '123456', name: 'phone' }),
  setMfaPreferences: sent(
    '/me/mfa',
    { totp: { enabled: true, preferred: true }, sms: { enabled: true }, email: { enabled: false } },
    'PUT'
  ),
  completePasskeyRegistration: sent('/me/passkeys', {
    credential: { id: 'YQ', type: 'public-key', response: { clientDataJSON: 'YQ', attestationObject: 'YQ' } }
  }),
  updateDevice: sent(
    `/me/devices/${DEVICE}`,
    { confirm: { name: 'laptop', passwordVerifier: 'YQ==', salt: 'YQ==' }, remembered: true },
    'PUT'
  ),
  inviteUser: sent('/admin/users', {
    email: username,
    temporaryPassword: PASSWORD,
    attributes: { name: 'Jane', phone_number: '+491711234567' },
    emailVerified: true,
    phoneNumberVerified: false,
    delivery: ['EMAIL', 'SMS']
  }),
  updateUser: sent(
    '/admin/users/jane',
    { attributes: { name: 'Jane', phone_number: null }, emailVerified: true, phoneNumberVerified: false },
    'PATCH'
  ),
  setUserPassword: sent('/admin/users/jane/password', { password: PASSWORD, permanent: true }, 'PUT'),
  setAuthEventFeedback: sent('/me/auth-events/event-1/feedback', { valid: false }, 'PUT'),
  setUserAuthEventFeedback: sent('/admin/users/jane/auth-events/event-1/feedback', { valid: false }, 'PUT'),
  setAuthEventFeedbackByToken: sent('/auth-events/feedback', {
    username,
    eventId: 'event-1',
    feedbackToken: 'abc',
    valid: false
  }),
  linkIdentity: sent('/admin/users/jane/identities', { provider: 'Google', userId: '110169484474386276334' }),
  createGroup: sent('/admin/groups', {
    name: 'editors',
    description: 'Editors of articles',
    precedence: 1
  }),
  updateGroup: sent('/admin/groups/editors', { description: 'Editors of articles', precedence: 0 }, 'PATCH')
}

export interface RouteRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  payload?: Body
}

const request = (method: RouteRequest['method'], url: string): RouteRequest => ({
  method,
  url: `/auth${url}`
})

/** Every route without a body. */
export const BODILESS = {
  getProfile: request('GET', '/me'),
  deleteAccount: request('DELETE', '/me'),
  sendAttributeCode: request('POST', '/me/attributes/email/code'),
  setupTotp: request('POST', '/me/mfa/totp'),
  getMfaPreferences: request('GET', '/me/mfa'),
  startPasskeyRegistration: request('POST', '/me/passkeys/options'),
  listPasskeys: request('GET', '/me/passkeys'),
  deletePasskey: request('DELETE', '/me/passkeys/YQ'),
  listDevices: request('GET', '/me/devices'),
  forgetDevice: request('DELETE', `/me/devices/${DEVICE}`),
  listSessions: request('GET', '/me/sessions'),
  revokeSession: request('DELETE', `/me/sessions/${SESSION_ID}`),
  listAuthEvents: request('GET', '/me/auth-events'),
  listUsers: request('GET', '/admin/users'),
  getUser: request('GET', '/admin/users/jane'),
  resendInvitation: request('POST', '/admin/users/jane/invitation'),
  confirmUser: request('POST', '/admin/users/jane/confirm'),
  removeUserTotp: request('DELETE', '/admin/users/jane/mfa/totp'),
  enableUser: request('POST', '/admin/users/jane/enable'),
  disableUser: request('POST', '/admin/users/jane/disable'),
  resetUserPassword: request('POST', '/admin/users/jane/reset-password'),
  signOutUser: request('POST', '/admin/users/jane/signout'),
  listUserSessions: request('GET', '/admin/users/jane/sessions'),
  revokeUserSession: request('DELETE', `/admin/users/jane/sessions/${SESSION_ID}`),
  listUserAuthEvents: request('GET', '/admin/users/jane/auth-events'),
  unlinkIdentity: request('DELETE', '/admin/users/jane/identities/Google/110169484474386276334'),
  deleteUser: request('DELETE', '/admin/users/jane'),
  listGroups: request('GET', '/admin/groups'),
  deleteGroup: request('DELETE', '/admin/groups/editors'),
  listUsersInGroup: request('GET', '/admin/groups/editors/members'),
  addUserToGroup: request('PUT', '/admin/groups/editors/members/jane'),
  removeUserFromGroup: request('DELETE', '/admin/groups/editors/members/jane')
} as const satisfies Record<string, RouteRequest>

/** A valid request for every route, by its name; one form each of a sign-in and a challenge response. */
export const REQUESTS: Readonly<Record<RouteName, RouteRequest>> = {
  ...BODILESS,
  ...(Object.fromEntries(
    Object.entries({
      ...BODIES,
      signIn: BODIES['USER_PASSWORD_AUTH'],
      respondToChallenge: BODIES['the response to EMAIL_OTP']
    } as typeof BODIES)
      .filter(([name]) => ROUTE_NAMES.includes(name as RouteName))
      .map(([name, { method, url, body }]) => [name, { method, url, payload: body }])
  ) as Record<Exclude<RouteName, keyof typeof BODILESS>, RouteRequest>)
}

/** The first is the default of `flow`. */
export const FLOWS = [
  'USER_PASSWORD_AUTH',
  'ADMIN_USER_PASSWORD_AUTH',
  'USER_SRP_AUTH',
  'CUSTOM_AUTH',
  'USER_AUTH'
] as const

/** The administrators. */
export const ADMINISTRATION = { users: { groups: ['admin'] }, groups: { groups: ['admin'] } }

/** Options with which every route and every form of its body exists, without rate limits. */
export const EVERY_ROUTE = {
  prefix: '/auth',
  rateLimit: false as const,
  signIn: { flows: [...FLOWS] },
  admin: ADMINISTRATION
}

/** Sends any text as JSON, with an access token. */
export function send (
  app: FastifyInstance,
  { method, url }: Pick<RouteRequest, 'method' | 'url'>,
  payload: string | undefined,
  token: string,
  type = 'application/json'
) {
  const options: InjectOptions = { method, url, headers: { ...bearer(token), 'content-type': type } }
  return app.inject(payload === undefined ? options : { ...options, payload })
}
