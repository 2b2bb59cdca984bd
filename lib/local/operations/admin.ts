import { checkFormats, checkKnown } from '../attributes.js'
import { context, type Fields } from '../emulator.js'
import { deliveryTo } from '../delivery.js'
import { CognitoException, invalidParameter } from '../exception.js'
import { attributeList, optionalText, text } from '../input.js'
import { namedUser } from '../named-user.js'
import { checkPassword, temporaryPassword } from '../password.js'
import type { Parts } from '../parts.js'

export async function adminCreateUser (parts: Parts, body: Fields): Promise<Fields> {
  const pool = await parts.pools.getUserPool(context, text(body, 'UserPoolId'))
  text(body, 'Username')
  const attributes = attributeList(body)
  if (attributes.some(({ Name }) => Name === 'sub')) throw invalidParameter('Cannot modify the non-mutable attribute sub')
  checkKnown(attributes.map(({ Name }) => Name), pool.options)
  checkFormats(attributes)
  const TemporaryPassword = optionalText(body, 'TemporaryPassword') ?? temporaryPassword(pool.options)
  checkPassword(TemporaryPassword, pool.options)
  if (body['MessageAction'] === 'RESEND') return await inviteAgain(parts, body, TemporaryPassword)
  return await parts.delegate('AdminCreateUser', { ...body, TemporaryPassword, UserAttributes: attributes })
}

/** A new temporary password, for someone who has not signed in with theirs. */
async function inviteAgain (parts: Parts, body: Fields, Password: string): Promise<Fields> {
  const { pool, user } = await namedUser(parts, body)
  const { Username, Attributes, UserStatus, Enabled, UserCreateDate } = user
  if (UserStatus !== 'FORCE_CHANGE_PASSWORD') throw new CognitoException('UnsupportedUserStateException', 'Resend not possible. User status is not FORCE_CHANGE_PASSWORD')
  const UserLastModifiedDate = new Date(parts.now())
  const mediums = (body['DesiredDeliveryMediums'] ?? ['SMS']) as string[]
  const delivery = deliveryTo(user, mediums.map(medium => medium === 'EMAIL' ? 'email' : 'phone_number'))
  await pool.saveUser(context, { ...user, Password, TemporaryPasswordSince: parts.now(), UserLastModifiedDate })
  await parts.deliver(context, 'AdminCreateUser', null, pool.options.Id, user, Password, undefined, delivery)
  return { User: { Username, Attributes, UserStatus, Enabled, UserCreateDate, UserLastModifiedDate } }
}

/** cognito-local overwrites a group that is there, and its members are gone. */
export async function createGroup (parts: Parts, body: Fields): Promise<Fields> {
  const pool = await parts.pools.getUserPool(context, text(body, 'UserPoolId'))
  if (await pool.getGroupByGroupName(context, text(body, 'GroupName')) !== null) {
    throw new CognitoException('GroupExistsException', 'A group with the name already exists.')
  }
  return await parts.delegate('CreateGroup', body)
}

/** cognito-local looks members up by the name as it was sent, so an email finds none. */
export async function adminListGroupsForUser (parts: Parts, body: Fields): Promise<Fields> {
  const { user } = await namedUser(parts, body)
  return await parts.delegate('AdminListGroupsForUser', { ...body, Username: user.Username })
}
