import type { Answer, Visitor } from './application.js'
import { JANE, newcomer, OTHER_PASSWORD, PASSWORD } from './scenarios/steps.js'
import type { Person, Setting } from './subject.js'

/** One request for each way that leads from the auth API to an operation of Cognito's. */

export interface Sender {
  readonly api: Visitor
  /** Of Jane's. */
  readonly accessToken: string
  readonly refreshToken: string
}

export interface Request {
  /** Of Cognito's. */
  readonly operation: string
  /** Default: Jane, who can sign in at once. */
  readonly setting?: Setting
  ask (sender: Sender): Promise<Answer>
}

const SESSION = 'a-session-of-more-than-20-characters'
const BY_ADMINISTRATOR = `next.${Buffer.from('{"admin":true}').toString('base64url')}.${SESSION}`
const username = JANE.email
const STRANGER: Person = { ...JANE, email: 'stranger@example.com' }

const answer = (challenge: string, responses: object, session = SESSION) => ({ challenge, session, username, responses })

export const REQUESTS: readonly Request[] = [
  { operation: 'SignUp', ask: ({ api }) => api.post('/signup', newcomer(STRANGER)) },
  { operation: 'ConfirmSignUp', ask: ({ api }) => api.post('/signup/confirm', { username, code: '123456' }) },
  { operation: 'ResendConfirmationCode', ask: ({ api }) => api.post('/signup/resend', { username }) },
  { operation: 'InitiateAuth', ask: ({ api }) => api.post('/signin', { username, password: PASSWORD }) },
  { operation: 'AdminInitiateAuth', ask: ({ api }) => api.post('/signin', { flow: 'ADMIN_USER_PASSWORD_AUTH', username, password: PASSWORD }) },
  { operation: 'AssociateSoftwareToken', setting: { people: [JANE], mfaRequired: true }, ask: ({ api }) => api.post('/signin', { username, password: PASSWORD }) },
  { operation: 'RespondToAuthChallenge', ask: ({ api }) => api.post('/signin/challenge', answer('EMAIL_OTP', { EMAIL_OTP_CODE: '123456' })) },
  { operation: 'RespondToAuthChallenge', ask: ({ api }) => api.post('/signin/challenge', answer('PASSWORD', { PASSWORD })) },
  { operation: 'AdminRespondToAuthChallenge', ask: ({ api }) => api.post('/signin/challenge', answer('EMAIL_OTP', { EMAIL_OTP_CODE: '123456' }, BY_ADMINISTRATOR)) },
  { operation: 'VerifySoftwareToken', ask: ({ api }) => api.post('/signin/challenge', answer('MFA_SETUP', { SOFTWARE_TOKEN_MFA_CODE: '123456' })) },
  { operation: 'GetTokensFromRefreshToken', ask: ({ api, refreshToken }) => api.post('/refresh', { refreshToken }) },
  { operation: 'GetTokensFromRefreshToken', ask: ({ api, refreshToken }) => api.post('/signout', { everywhere: true, refreshToken }) },
  { operation: 'GlobalSignOut', ask: ({ api, accessToken }) => api.post('/signout', { everywhere: true }, accessToken) },
  { operation: 'RevokeToken', ask: ({ api, refreshToken }) => api.post('/signout', { refreshToken }) },
  { operation: 'ForgotPassword', ask: ({ api }) => api.post('/password/forgot', { username }) },
  { operation: 'ConfirmForgotPassword', ask: ({ api }) => api.post('/password/reset', { username, code: '123456', newPassword: OTHER_PASSWORD }) },
  { operation: 'ChangePassword', ask: ({ api, accessToken }) => api.post('/password/change', { password: PASSWORD, newPassword: OTHER_PASSWORD }, accessToken) },
  { operation: 'GetUser', ask: ({ api, accessToken }) => api.get('/me', accessToken) },
  { operation: 'UpdateUserAttributes', ask: ({ api, accessToken }) => api.patch('/me', { name: 'Jane Roe' }, accessToken) },
  { operation: 'GetUserAttributeVerificationCode', ask: ({ api, accessToken }) => api.post('/me/attributes/email/code', undefined, accessToken) },
  { operation: 'VerifyUserAttribute', ask: ({ api, accessToken }) => api.post('/me/attributes/email/verify', { code: '123456' }, accessToken) },
  { operation: 'DeleteUser', ask: ({ api, accessToken }) => api.delete('/me', accessToken) }
]
