import { authenticated } from '../access-token.js'
import { checkSecretHash, clientOf, hidesUsers, isSame } from '../app-client.js'
import { sendCode, takeCode, wrongCode } from '../code.js'
import { deliveryBy, recoveryContacts, simulatedDelivery } from '../delivery.js'
import { context, type Delivery, type Fields } from '../emulator.js'
import { attributeOf, type PoolOptions, type User } from '../records.js'
import { CognitoException, disabled, invalidParameter, notAuthorized, userNotFound, wrongPassword } from '../exception.js'
import { CONTACT, type MessageFactor } from '../factors.js'
import { optionalText, text } from '../input.js'
import { namedUser } from '../named-user.js'
import { checkPassword } from '../password.js'
import type { Parts } from '../parts.js'

export async function forgotPassword (parts: Parts, body: Fields): Promise<Fields> {
  const { client, pool } = await clientOf(parts, body)
  const username = text(body, 'Username')
  const user = await pool.getUserByUsername(context, username)
  checkSecretHash(client, optionalText(body, 'SecretHash'), username, user)
  const delivery = user === null ? userNotFound() : resetDelivery(user, pool.options)
  if (user !== null && !(delivery instanceof CognitoException)) return await sendCode(parts, pool, user, client.ClientId, 'password', delivery)
  if (hidesUsers(client)) return simulatedDelivery(username)
  throw delivery
}

/** The user signs in no more until they have reset their password with a code. */
export async function adminResetUserPassword (parts: Parts, body: Fields): Promise<Fields> {
  const { pool, user } = await namedUser(parts, body)
  const delivery = resetDelivery(user, pool.options)
  if (delivery instanceof CognitoException) throw delivery
  await sendCode(parts, pool, { ...user, UserStatus: 'RESET_REQUIRED', UserLastModifiedDate: new Date(parts.now()) }, null, 'password', delivery)
  return {}
}

/** Where a code to reset the password with goes; or why this user can't be sent one. */
function resetDelivery (user: User, pool: PoolOptions): Delivery | CognitoException {
  if (!user.Enabled) return disabled()
  if (user.UserStatus === 'FORCE_CHANGE_PASSWORD') return notAuthorized('User password cannot be reset in the current state.')
  // Not where codes for MFA go as well (Developer Guide: Things to know about user pool MFA).
  const taken = (user.UserMFASettingList ?? []).map(factor => CONTACT[factor as MessageFactor])
  const contact = recoveryContacts(pool).find(contact => !taken.includes(contact) && attributeOf(user, `${contact}_verified`) === 'true')
  const address = contact && attributeOf(user, contact)
  if (address) return deliveryBy(contact, address)
  return invalidParameter('Cannot reset password for the user as there is no registered/verified email or phone_number')
}

export async function confirmForgotPassword (parts: Parts, body: Fields): Promise<Fields> {
  const { client, pool } = await clientOf(parts, body)
  const username = text(body, 'Username')
  const code = text(body, 'ConfirmationCode')
  const password = text(body, 'Password')
  const user = await pool.getUserByUsername(context, username)
  checkSecretHash(client, optionalText(body, 'SecretHash'), username, user)
  checkPassword(password, pool.options)
  if (user === null) throw hidesUsers(client) ? wrongCode() : userNotFound()
  const { Codes } = await takeCode(parts, pool, user, 'password', code)
  await pool.saveUser(context, {
    ...user, Codes, Password: password, UserStatus: 'CONFIRMED', UserLastModifiedDate: new Date(parts.now())
  })
  return {}
}

export async function changePassword (parts: Parts, body: Fields): Promise<Fields> {
  const { pool, user } = await authenticated(parts, body)
  // Who signed up without a password has none to show (Developer Guide: Authentication flows).
  if (user.Password !== '' && !isSame(text(body, 'PreviousPassword'), user.Password)) throw wrongPassword()
  const Password = text(body, 'ProposedPassword')
  checkPassword(Password, pool.options)
  await pool.saveUser(context, { ...user, Password, UserLastModifiedDate: new Date(parts.now()) })
  return {}
}

export async function adminSetUserPassword (parts: Parts, body: Fields): Promise<Fields> {
  const { pool, user } = await namedUser(parts, body)
  const Password = text(body, 'Password')
  checkPassword(Password, pool.options)
  await pool.saveUser(context, {
    ...user,
    Password,
    UserStatus: body['Permanent'] === true ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD',
    UserLastModifiedDate: new Date(parts.now()),
    TemporaryPasswordSince: parts.now()
  })
  return {}
}
