import type { FastifyInstance, InjectOptions } from 'fastify'
import { bearer, newcomer, PASSWORD } from '../api.js'

/** A body that is right for every route, to make others of. */

// For what is called with AWS credentials.
process.env['AWS_ACCESS_KEY_ID'] = 'test'
process.env['AWS_SECRET_ACCESS_KEY'] = 'test'

export const SESSION = 'session-of-20-characters'
export const username = 'jane@example.com'

type Body = Readonly<Record<string, unknown>>

export interface Sent { method: 'POST' | 'PATCH', url: string, body: Body }

const sent = (url: string, body: Body, method: Sent['method'] = 'POST'): Sent => ({ method, url: `/auth${url}`, body })

export const challenge = (name: string, responses: Body): Sent => sent('/signin/challenge', { challenge: name, session: SESSION, username, responses })

const proof = { PASSWORD_CLAIM_SIGNATURE: 'a', PASSWORD_CLAIM_SECRET_BLOCK: 'b', TIMESTAMP: 'c' }

export const CHALLENGES = {
  SMS_MFA: { SMS_MFA_CODE: '1', DEVICE_KEY: 'd' },
  SMS_OTP: { SMS_OTP_CODE: '1', DEVICE_KEY: 'd' },
  EMAIL_OTP: { EMAIL_OTP_CODE: '1', DEVICE_KEY: 'd' },
  SOFTWARE_TOKEN_MFA: { SOFTWARE_TOKEN_MFA_CODE: '1', DEVICE_KEY: 'd' },
  SELECT_MFA_TYPE: { ANSWER: 'EMAIL_OTP' },
  MFA_SETUP: { SOFTWARE_TOKEN_MFA_CODE: '123456', FRIENDLY_DEVICE_NAME: 'phone' },
  NEW_PASSWORD_REQUIRED: { NEW_PASSWORD: PASSWORD, 'userAttributes.name': 'Jane' },
  PASSWORD_VERIFIER: { ...proof, DEVICE_KEY: 'd' },
  CUSTOM_CHALLENGE: { ANSWER: 'a' },
  SELECT_CHALLENGE: { ANSWER: 'PASSWORD', PASSWORD, SRP_A: 'a1', CREDENTIAL: '{}' },
  PASSWORD: { PASSWORD },
  PASSWORD_SRP: { SRP_A: 'a1' },
  WEB_AUTHN: { CREDENTIAL: '{}' },
  DEVICE_SRP_AUTH: { DEVICE_KEY: 'd', SRP_A: 'a1' },
  DEVICE_PASSWORD_VERIFIER: { DEVICE_KEY: 'd', ...proof },
  ONE_THAT_IS_NEW: { ANYTHING: 'a' }
} as const

/** Every route that takes a body; those with several forms of it by each form. */
export const BODIES: Readonly<Record<string, Sent>> = {
  signUp: sent('/signup', newcomer(username)),
  confirmSignUp: sent('/signup/confirm', { username, code: '123456', session: SESSION }),
  resendCode: sent('/signup/resend', { username }),
  USER_PASSWORD_AUTH: sent('/signin', { username, password: PASSWORD }),
  ADMIN_USER_PASSWORD_AUTH: sent('/signin', { flow: 'ADMIN_USER_PASSWORD_AUTH', username, password: PASSWORD }),
  USER_SRP_AUTH: sent('/signin', { flow: 'USER_SRP_AUTH', username, srpA: 'a1' }),
  CUSTOM_AUTH: sent('/signin', { flow: 'CUSTOM_AUTH', username, srpA: 'a1' }),
  USER_AUTH: sent('/signin', { flow: 'USER_AUTH', username, preferredChallenge: 'PASSWORD', password: PASSWORD, srpA: 'a1' }),
  ...Object.fromEntries(Object.entries(CHALLENGES).map(([name, responses]) => [`the answer to ${name}`, challenge(name, responses)])),
  refresh: sent('/refresh', { refreshToken: 'abc' }),
  signOut: sent('/signout', { refreshToken: 'abc', everywhere: false }),
  forgotPassword: sent('/password/forgot', { username }),
  resetPassword: sent('/password/reset', { username, code: '123456', newPassword: PASSWORD }),
  changePassword: sent('/password/change', { password: PASSWORD, newPassword: PASSWORD }),
  updateProfile: sent('/me', { email: username, name: 'Jane', phone_number: '+491711234567' }, 'PATCH'),
  verifyAttribute: sent('/me/attributes/email/verify', { code: '123456' })
}

/** The first is what a body without `flow` means. */
export const FLOWS = ['USER_PASSWORD_AUTH', 'ADMIN_USER_PASSWORD_AUTH', 'USER_SRP_AUTH', 'CUSTOM_AUTH', 'USER_AUTH'] as const

/** Sends any text as JSON, with an access token. */
export function send (app: FastifyInstance, { method, url }: Pick<Sent, 'method' | 'url'>, payload: string | undefined, token: string, type = 'application/json') {
  const options: InjectOptions = { method, url, headers: { ...bearer(token), 'content-type': type } }
  return app.inject(payload === undefined ? options : { ...options, payload })
}
