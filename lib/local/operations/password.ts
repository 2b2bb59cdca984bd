import { authenticated } from '../access-token.js'
import { checkSecretHash, clientOf, hidesUsers, isSame } from '../app-client.js'
import { sendCode, simulatedDelivery, takeCode, wrongCode } from '../code.js'
import { attributeOf, context, type Fields, type User } from '../emulator.js'
import { disabled, invalidParameter, notAuthorized, userNotFound, wrongPassword, type CognitoException } from '../exception.js'
import { optionalText, text } from '../input.js'
import { checkPassword } from '../password.js'
import type { Parts } from '../parts.js'

export async function forgotPassword (parts: Parts, body: Fields): Promise<Fields> {
  const { client, pool } = await clientOf(parts, body)
  const username = text(body, 'Username')
  const user = await pool.getUserByUsername(context, username)
  checkSecretHash(client, optionalText(body, 'SecretHash'), username, user)
  const refusal = resetRefusal(user)
  if (user === null || refusal !== undefined) {
    if (hidesUsers(client)) return simulatedDelivery(username)
    throw refusal ?? userNotFound()
  }
  return await sendCode(parts, pool, user, client.ClientId, 'password', {
    AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: attributeOf(user, 'email') as string
  })
}

/** Why this user can't be sent a code to reset their password with, if they can't. */
function resetRefusal (user: User | null): CognitoException | undefined {
  if (user === null) return undefined
  if (!user.Enabled) return disabled()
  if (user.UserStatus === 'FORCE_CHANGE_PASSWORD') return notAuthorized('User password cannot be reset in the current state.')
  if (attributeOf(user, 'email') !== undefined && attributeOf(user, 'email_verified') === 'true') return undefined
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
  const { Codes } = takeCode(parts, user, 'password', code)
  await pool.saveUser(context, {
    ...user, Codes, Password: password, UserStatus: 'CONFIRMED', UserLastModifiedDate: new Date(parts.now())
  })
  return {}
}

export async function changePassword (parts: Parts, body: Fields): Promise<Fields> {
  const { pool, user } = await authenticated(parts, body)
  if (!isSame(text(body, 'PreviousPassword'), user.Password)) throw wrongPassword()
  checkPassword(text(body, 'ProposedPassword'), pool.options)
  return await parts.delegate('ChangePassword', body)
}

export async function adminSetUserPassword (parts: Parts, body: Fields): Promise<Fields> {
  const pool = await parts.pools.getUserPool(context, text(body, 'UserPoolId'))
  text(body, 'Username')
  checkPassword(text(body, 'Password'), pool.options)
  return await parts.delegate('AdminSetUserPassword', body)
}
