import { authenticated } from '../access-token.js'
import { checkPermitted, checkWritable, readable } from '../attributes.js'
import { masked } from '../code.js'
import { attributeList, text } from '../input.js'
import { context, type Attribute, type Delivery, type Fields, type Pool, type User } from '../emulator.js'
import { CognitoException } from '../exception.js'
import type { Operation, Parts } from '../parts.js'

export async function getUser (parts: Parts, body: Fields): Promise<Fields> {
  const { client, user } = await authenticated(parts, body)
  return { ...await parts.delegate('GetUser', body), UserAttributes: readable(user.Attributes, client) }
}

export async function updateUserAttributes (parts: Parts, body: Fields): Promise<Fields> {
  const { client, pool, user } = await authenticated(parts, body)
  const attributes = attributeList(body)
  checkWritable(attributes, client, pool.options)
  await checkEmailFree(pool, user, attributes)
  const answer = await parts.delegate('UpdateUserAttributes', { ...body, UserAttributes: attributes })
  return { CodeDeliveryDetailsList: (answer['CodeDeliveryDetailsList'] as Delivery[]).map(masked) }
}

/** Where people sign in by email, an email is one person's. */
async function checkEmailFree (pool: Pool, user: User, attributes: readonly Attribute[]): Promise<void> {
  const email = attributes.find(({ Name }) => Name === 'email')?.Value
  if (email === undefined) return
  const owner = await pool.getUserByUsername(context, email)
  if (owner !== null && owner.Username !== user.Username) {
    throw new CognitoException('AliasExistsException', 'An account with the given email already exists.')
  }
}

export async function deleteUserAttributes (parts: Parts, body: Fields): Promise<Fields> {
  const { client, pool } = await authenticated(parts, body)
  const names = (body['UserAttributeNames'] ?? []) as string[]
  checkPermitted(names, client, pool.options)
  return await parts.delegate('DeleteUserAttributes', { ...body, UserAttributeNames: names })
}

export async function verifyUserAttribute (parts: Parts, body: Fields): Promise<Fields> {
  await authenticated(parts, body)
  // Without this, no code at all equals the code of someone who was sent none.
  text(body, 'Code')
  return await parts.delegate('VerifyUserAttribute', body)
}

/** An operation of cognito-local's that takes an access token, done only for one that is good. */
export function guarded (operation: string): Operation {
  return async (parts, body) => {
    await authenticated(parts, body)
    return await parts.delegate(operation, body)
  }
}
