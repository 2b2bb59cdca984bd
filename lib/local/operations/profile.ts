import { authenticated } from '../access-token.js'
import { changeAttributes, isContact } from '../attribute-changes.js'
import { checkFormats, checkKnown, checkPermitted, checkWritable, readable } from '../attributes.js'
import { sendCode, takeCode } from '../code.js'
import { verify } from '../contact.js'
import { deliveryBy } from '../delivery.js'
import type { Fields } from '../emulator.js'
import { attributeOf, type Contact } from '../records.js'
import { invalidParameter } from '../exception.js'
import { attributeList, text } from '../input.js'
import { namedUser } from '../named-user.js'
import type { Operation, Parts } from '../parts.js'

export async function getUser (parts: Parts, body: Fields): Promise<Fields> {
  const { client, user } = await authenticated(parts, body)
  return { ...await parts.delegate('GetUser', body), UserAttributes: readable(user.Attributes, client) }
}

export async function updateUserAttributes (parts: Parts, body: Fields): Promise<Fields> {
  const { client, pool, user } = await authenticated(parts, body)
  const attributes = attributeList(body)
  checkWritable(attributes, client, pool.options)
  return { CodeDeliveryDetailsList: await changeAttributes(parts, pool, user, client.ClientId, attributes) }
}

export async function adminUpdateUserAttributes (parts: Parts, body: Fields): Promise<Fields> {
  const { pool, user } = await namedUser(parts, body)
  const attributes = attributeList(body)
  checkKnown(attributes.map(({ Name }) => Name), pool.options)
  checkFormats(attributes)
  await changeAttributes(parts, pool, user, null, attributes)
  return {}
}

export async function deleteUserAttributes (parts: Parts, body: Fields): Promise<Fields> {
  const { client, pool } = await authenticated(parts, body)
  const names = (body['UserAttributeNames'] ?? []) as string[]
  checkPermitted(names, client, pool.options)
  return await parts.delegate('DeleteUserAttributes', { ...body, UserAttributeNames: names })
}

/** A code for an address that is not verified; for the one that is to be, where one is waiting. */
export async function getUserAttributeVerificationCode (parts: Parts, body: Fields): Promise<Fields> {
  const { client, pool, user } = await authenticated(parts, body)
  const contact = contactOf(body)
  const pending = user.Codes?.[contact]?.pending
  const address = pending ?? attributeOf(user, contact)
  if (address === undefined) throw invalidParameter(`User has no ${contact}`)
  return await sendCode(parts, pool, user, client.ClientId, contact, deliveryBy(contact, address), pending)
}

export async function verifyUserAttribute (parts: Parts, body: Fields): Promise<Fields> {
  const { pool, user } = await authenticated(parts, body)
  const contact = contactOf(body)
  const { sent, Codes } = await takeCode(parts, pool, user, contact, text(body, 'Code'))
  const changes = sent.pending === undefined ? [] : [{ Name: contact, Value: sent.pending }]
  await verify(pool, user, contact, { Codes, UserLastModifiedDate: new Date(parts.now()) }, changes)
  return {}
}

function contactOf (body: Fields): Contact {
  const name = text(body, 'AttributeName')
  if (!isContact(name)) throw invalidParameter('Only email and phone_number can be verified')
  return name
}

/** An operation of cognito-local's that takes an access token, done only for one that is good. */
export function guarded (operation: string): Operation {
  return async (parts, body) => {
    await authenticated(parts, body)
    return await parts.delegate(operation, body)
  }
}
