import type {
  AdminResetUserPasswordRequest,
  AdminSetUserPasswordRequest,
  ChangePasswordRequest,
  ConfirmForgotPasswordRequest,
  ForgotPasswordRequest,
  ForgotPasswordResponse
} from '@aws-sdk/client-cognito-identity-provider'
import { tokenOwner } from '../pool/access-token.js'
import { attempt } from '../pool/attempts.js'
import { simulatedDelivery } from '../pool/delivery.js'
import {
  clientUserNotFound,
  CognitoException,
  notAuthorized,
  wrongCode,
  wrongPassword
} from '../pool/exception.js'
import { recordEvent } from '../pool/events.js'
import { migrateUser } from '../pool/migrate-user.js'
import { isPasswordOf, setPassword } from '../pool/password.js'
import { confirmReset, resetDelivery, sendReset } from '../pool/recovery.js'
import { save } from '../pool/save.js'
import { hidesUsers, recoveryContacts } from '../pool/settings.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import { deliveryDetails } from './output.js'
import { clientAndUser, namedUser } from './lookup.js'

export async function forgotPassword (
  pools: UserPools,
  input: Valid<ForgotPasswordRequest>
): Promise<ForgotPasswordResponse> {
  const { pool, client, ...found } = clientAndUser(pools, input)
  // This is a setting of the pool, so it reveals nothing about the user.
  if (recoveryContacts(pool.settings).length === 0) {
    throw notAuthorized('Contact administrator to reset password.')
  }
  const user =
    found.user ?? (await migrateUser(pool, client, input.Username, undefined, input.ClientMetadata))
  const reset = user === undefined ? clientUserNotFound() : resetDelivery(pool, user)
  if (reset instanceof CognitoException) {
    if (hidesUsers(client)) return { CodeDeliveryDetails: deliveryDetails(simulatedDelivery(input.Username)) }
    throw reset
  }
  const source = { clientId: client.id, clientMetadata: input.ClientMetadata }
  const delivery = await sendReset(pool, user as NonNullable<typeof user>, source)
  return { CodeDeliveryDetails: deliveryDetails(delivery) }
}

export async function confirmForgotPassword (
  pools: UserPools,
  input: Valid<ConfirmForgotPasswordRequest>
): Promise<void> {
  const { pool, client, user } = clientAndUser(pools, input)
  if (user === undefined) throw hidesUsers(client) ? wrongCode() : clientUserNotFound()
  await confirmReset(pool, client, user, input.ConfirmationCode, input.Password, input.ClientMetadata)
}

export function changePassword (pools: UserPools, input: Valid<ChangePasswordRequest>): void {
  const { pool, user } = tokenOwner(pools, input.AccessToken)
  // Users who signed up without a password have no previous one (Developer Guide, Authentication flows).
  if (user.password !== undefined) {
    attempt(pool, user, isPasswordOf(user, input.PreviousPassword ?? ''), wrongPassword())
  }
  setPassword(pool, user, input.ProposedPassword)
  recordEvent(pool, user, 'PasswordChange', 'Pass')
}

export function adminSetUserPassword (pools: UserPools, input: Valid<AdminSetUserPasswordRequest>): void {
  const { pool, user } = namedUser(pools, input)
  const status = input.Permanent === true ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD'
  setPassword(pool, user, input.Password, { status, temporarySince: pool.now() })
}

/** The user no longer signs in until a code has set a new password. */
export async function adminResetUserPassword (
  pools: UserPools,
  input: Valid<AdminResetUserPasswordRequest>
): Promise<void> {
  const { pool, user } = namedUser(pools, input)
  await sendReset(pool, user, { clientMetadata: input.ClientMetadata })
  save(pool, user, { status: 'RESET_REQUIRED' })
}
