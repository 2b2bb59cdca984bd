import type { ChangeSource } from './attribute-changes.js'
import { sendCode, takeCode } from './codes.js'
import { deliveryBy, type Delivery } from './delivery.js'
import { CognitoException, disabled, invalidParameter, notAuthorized, userNotConfirmed } from './exception.js'
import { CONTACT, type MessageFactor } from './factors.js'
import { recordEvent } from './events.js'
import { checkPassword, setPassword } from './password.js'
import type { AppClient, User } from './records.js'
import { recoveryContacts } from './settings.js'
import { postConfirmation } from './sign-up.js'
import type { UserPool } from './user-pool.js'

/** Returns the delivery of a code to reset the password, or the exception if the user cannot be sent one. */
export function resetDelivery ({ settings }: UserPool, user: User): Delivery | CognitoException {
  if (!user.enabled) return disabled()
  if (user.status === 'FORCE_CHANGE_PASSWORD' || user.status === 'EXTERNAL_PROVIDER') {
    return notAuthorized('User password cannot be reset in the current state.')
  }
  // Not to the destination of an MFA factor (Developer Guide, Things to know about user pool MFA).
  const taken = user.factors.map(factor => CONTACT[factor as MessageFactor])
  const contact = recoveryContacts(settings).find(
    contact => !taken.includes(contact) && user.attributes[`${contact}_verified`] === 'true'
  )
  const destination = contact && user.attributes[contact]
  if (destination) return deliveryBy(contact, destination)
  return invalidParameter(
    'Cannot reset password for the user as there is no registered/verified email or phone_number'
  )
}

/** Sends a code to reset the password with. */
export async function sendReset (pool: UserPool, user: User, source: ChangeSource): Promise<Delivery> {
  const delivery = resetDelivery(pool, user)
  if (delivery instanceof CognitoException) throw delivery
  recordEvent(pool, user, 'ForgotPassword', 'InProgress')
  const { attribute: contact, destination } = delivery
  return await sendCode(pool, user, {
    purpose: 'password',
    source: 'ForgotPassword',
    contact,
    destination,
    ...source
  })
}

/** Sets a new password with the code. */
export async function confirmReset (
  pool: UserPool,
  client: AppClient,
  user: User,
  code: string,
  password: string,
  clientMetadata: Record<string, string> | undefined
): Promise<void> {
  if (user.status === 'UNCONFIRMED') throw userNotConfirmed()
  checkPassword(password, pool.settings)
  takeCode(pool, user, 'password', code)
  setPassword(pool, user, password, { status: 'CONFIRMED' })
  await postConfirmation(pool, client.id, user, 'ConfirmForgotPassword', clientMetadata)
}
