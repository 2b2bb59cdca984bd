import type { ChangePasswordRequest, ConfirmForgotPasswordRequest, ForgotPasswordRequest, ForgotPasswordResponse } from '@aws-sdk/client-cognito-identity-provider'
import { sendKept, simulated, take } from '../codes.js'
import { checkPassword, checkPolicy, setPassword } from '../passwords.js'
import type { Pool } from '../pool.js'
import { invalidParameter, notAuthorized, Refusal, userNotFound, wrongCode } from '../refusal.js'
import { checkSecretHash, clientOf } from '../secret-hash.js'
import type { Person } from '../users.js'

const nobody = () => userNotFound('Username/client id combination not found.')

export function forgotPassword (pool: Pool, { ClientId = '', SecretHash, Username: name = '' }: ForgotPasswordRequest): ForgotPasswordResponse {
  checkSecretHash(clientOf(pool.settings, ClientId), SecretHash, [name])
  try {
    return { CodeDeliveryDetails: sendKept(pool, resettable(pool.users.find(name)), 'email', 'password') }
  } catch (thrown) {
    if (thrown instanceof Refusal && pool.settings.hidesUsers) return { CodeDeliveryDetails: simulated(name) }
    throw thrown
  }
}

/** Throws where there is nobody, or nobody who can be sent a code to reset the password with. */
export function resettable (person: Person | null): Person {
  if (person === null) throw nobody()
  const { status, disabled, attributes } = person
  if (disabled) throw notAuthorized('User is disabled.')
  if (status === 'FORCE_CHANGE_PASSWORD') throw notAuthorized('User password cannot be reset in the current state.')
  if (attributes['email_verified'] === 'true') return person
  throw invalidParameter('Cannot reset password for the user as there is no registered/verified email or phone_number')
}

export function confirmForgotPassword (pool: Pool, { ClientId = '', SecretHash, Username: name = '', ConfirmationCode: code = '', Password: password = '' }: ConfirmForgotPasswordRequest): object {
  checkSecretHash(clientOf(pool.settings, ClientId), SecretHash, [name])
  const person = pool.users.find(name)
  if (person === null) throw pool.settings.hidesUsers ? wrongCode() : nobody()
  if (person.status === 'UNCONFIRMED') throw new Refusal('UserNotConfirmedException', 'User is not confirmed.')
  checkPolicy(password, pool.settings, 'Password does not conform to policy')
  take(pool, person, 'password', code)
  setPassword(person, password, pool.settings)
  person.status = 'CONFIRMED'
  return {}
}

export async function changePassword (pool: Pool, { AccessToken = '', PreviousPassword, ProposedPassword = '' }: ChangePasswordRequest): Promise<object> {
  const { person } = await pool.owner(AccessToken)
  // Only somebody who has no password yet may leave out the previous one.
  if (person.password !== null) checkPassword(person, PreviousPassword ?? '', pool.now())
  setPassword(person, ProposedPassword, pool.settings)
  return {}
}
