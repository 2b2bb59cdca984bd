import { checkFormats, checkKnown } from '../attributes.js'
import { context, type Fields } from '../emulator.js'
import { CognitoException, invalidParameter, userNotFound } from '../exception.js'
import { attributeList, optionalText, text } from '../input.js'
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
  return await parts.delegate('AdminCreateUser', { ...body, TemporaryPassword, UserAttributes: attributes })
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
  const pool = await parts.pools.getUserPool(context, text(body, 'UserPoolId'))
  const user = await pool.getUserByUsername(context, text(body, 'Username'))
  if (user === null) throw userNotFound()
  return await parts.delegate('AdminListGroupsForUser', { ...body, Username: user.Username })
}
