import type { ConfirmSignUpRequest, ConfirmSignUpResponse, ResendConfirmationCodeRequest, ResendConfirmationCodeResponse, SignUpRequest, SignUpResponse } from '@aws-sdk/client-cognito-identity-provider'
import { writable } from '../attributes.js'
import { sendKept, simulated, take } from '../codes.js'
import { checkPolicy } from '../passwords.js'
import type { Pool } from '../pool.js'
import { expiredCode, invalidParameter, invalidSession, notAuthorized, Refusal, userNotFound } from '../refusal.js'
import { checkSecretHash, clientOf } from '../secret-hash.js'
import type { Pending } from '../sessions.js'
import type { Person } from '../users.js'

const nobody = () => userNotFound('Username/client id combination not found.')

export function signUp (pool: Pool, { ClientId = '', SecretHash, Username: email = '', Password: password, UserAttributes = [] }: SignUpRequest): SignUpResponse {
  const { settings, users } = pool
  const client = clientOf(settings, ClientId)
  checkSecretHash(client, SecretHash, [email])
  if (!settings.selfSignUp) throw notAuthorized('SignUp is not permitted for this user pool')
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw invalidParameter('Username should be an email.')
  const attributes = { ...writable(UserAttributes, settings), email }
  const missing = settings.requiredAttributes.filter(name => !(name in attributes))
  if (missing.length > 0) throw invalidParameter(`Attributes did not conform to the schema: ${missing.map(name => `${name}: The attribute ${name} is required`).join('\n')}`)
  checkNewPassword(pool, password)
  if (users.find(email) !== null) throw new Refusal('UsernameExistsException', 'User already exists')
  const person = users.add({ email, attributes, status: 'UNCONFIRMED', ...(password !== undefined && { password }) })
  const pending: Pending = { person, username: person.sub, clientId: client.id, told: false }
  return {
    UserConfirmed: false,
    UserSub: person.sub,
    CodeDeliveryDetails: sendKept(pool, person, 'email', 'sign up'),
    // For signing in straight after confirming.
    Session: settings.flows.includes('USER_AUTH') ? pool.sessions.open('SIGN_UP', pending) : undefined
  }
}

/** Who can sign in by a code needs no password. */
function checkNewPassword ({ settings }: Pool, password: string | undefined): void {
  if (password !== undefined) checkPolicy(password, settings, 'Password did not conform with policy')
  else if (!settings.flows.includes('USER_AUTH') || !settings.firstFactors.includes('EMAIL_OTP')) throw invalidParameter('Missing required parameter Password')
}

export function confirmSignUp (pool: Pool, { ClientId = '', SecretHash, Username: name = '', ConfirmationCode: code = '', Session: session }: ConfirmSignUpRequest): ConfirmSignUpResponse {
  const client = clientOf(pool.settings, ClientId)
  checkSecretHash(client, SecretHash, [name])
  const person = pool.users.find(name)
  if (person === null) throw pool.settings.hidesUsers ? expiredCode() : nobody()
  if (person.status !== 'UNCONFIRMED') throw notAuthorized(`User cannot be confirmed. Current status is ${person.status}`)
  const pending = session === undefined ? undefined : pool.sessions.find(session, 'SIGN_UP', client.id)
  if (pending !== undefined && pending.person !== person) throw invalidSession()
  take(pool, person, 'sign up', code)
  confirm(person)
  if (session === undefined || pending === undefined) return {}
  pool.sessions.use(session)
  return { Session: pool.sessions.open('SIGNED_UP', pending) }
}

function confirm (person: Person): void {
  person.status = 'CONFIRMED'
  person.attributes['email_verified'] = 'true'
}

export function resendConfirmationCode (pool: Pool, { ClientId = '', SecretHash, Username: name = '' }: ResendConfirmationCodeRequest): ResendConfirmationCodeResponse {
  checkSecretHash(clientOf(pool.settings, ClientId), SecretHash, [name])
  const person = pool.users.find(name)
  if (person === null) {
    if (pool.settings.hidesUsers) return { CodeDeliveryDetails: simulated(name) }
    throw nobody()
  }
  if (person.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.')
  return { CodeDeliveryDetails: sendKept(pool, person, 'email', 'sign up') }
}
