import { checkMutable, checkRemovable, checkValues, isContact } from './attributes.js'
import { sendCode } from './codes.js'
import type { Delivery } from './delivery.js'
import { CognitoException } from './exception.js'
import type { Attributes, Contact, User } from './records.js'
import { signsInBy } from './settings.js'
import { save } from './save.js'
import type { UserPool } from './user-pool.js'

/** The app client and the metadata of a change, for triggers. */
export interface ChangeSource {
  clientId?: string
  clientMetadata?: Record<string, string> | undefined
}

/** Removes attributes of a user. Throws for those that never change, or that the pool requires. */
export function removeAttributes (pool: UserPool, user: User, names: readonly string[]): void {
  checkMutable(names, pool.settings)
  checkRemovable(names, pool.settings)
  for (const name of names) delete user.attributes[name]
  save(pool, user)
}

/**
 * Changes attributes of a user. Throws for those that never change, and for values that the schema does not
 * allow.
 *
 * A new email address or phone number is unverified unless the change marks it as verified. It is sent a code
 * if the pool verifies it. If the pool requires verification first, the old one stays until the code is
 * returned.
 */
export async function changeAttributes (
  pool: UserPool,
  user: User,
  changes: Attributes,
  source: ChangeSource = {}
): Promise<Delivery[]> {
  checkMutable(Object.keys(changes), pool.settings)
  checkValues(changes, pool.settings)
  for (const [name, value] of Object.entries(changes)) if (isContact(name)) checkFree(pool, user, name, value)
  const contacts = Object.keys(changes)
    .filter(isContact)
    .filter(name => !isMarkedVerified(name, changes))
  const heldNames = pool.settings.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate ?? []
  const held = contacts.filter(name => heldNames.includes(name) && changes[name] !== '')
  writeAttributes(user, without(changes, held))
  for (const name of contacts) if (!held.includes(name)) setVerified(user, name, false)
  save(pool, user)
  const sent: Delivery[] = []
  for (const name of contacts) {
    const destination = changes[name] as string
    if (destination === '' || !pool.settings.AutoVerifiedAttributes?.includes(name)) continue
    const pending = held.includes(name) ? destination : undefined
    const message = { purpose: name, contact: name, destination, pending, ...source }
    sent.push(await sendCode(pool, user, { source: 'UpdateUserAttribute', ...message }))
  }
  return sent
}

/** Writes values as they are stored: booleans in lower case; an empty value removes the attribute. */
export function writeAttributes (user: User, changes: Attributes): void {
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') delete user.attributes[name]
    else user.attributes[name] = name.endsWith('_verified') ? value.toLowerCase() : value
  }
}

export function setVerified (user: User, contact: Contact, verified: boolean): void {
  if (user.attributes[contact] === undefined) delete user.attributes[`${contact}_verified`]
  else user.attributes[`${contact}_verified`] = String(verified)
}

/** Sets an email address or phone number as verified. Throws if another user already signs in with it. */
export function verifyContact (
  pool: UserPool,
  user: User,
  contact: Contact,
  value = user.attributes[contact]
): void {
  const { UsernameAttributes = [], AliasAttributes = [] } = pool.settings
  if (value === undefined) return
  if ([...UsernameAttributes, ...AliasAttributes].includes(contact)) {
    const owner = pool.users.otherOwner(user, contact, value)
    if (owner?.attributes[`${contact}_verified`] === 'true') throw aliasExists(contact)
  }
  user.attributes[contact] = value
  setVerified(user, contact, true)
}

function isMarkedVerified (name: Contact, changes: Attributes): boolean {
  return changes[`${name}_verified`]?.toLowerCase() === 'true'
}

function without (changes: Attributes, names: readonly string[]): Attributes {
  return Object.fromEntries(Object.entries(changes).filter(([name]) => !names.includes(name)))
}

/** Throws if users sign in with the value and another user has it, verified or not. */
function checkFree (pool: UserPool, user: User, contact: Contact, value: string): void {
  const isTaken = signsInBy(pool.settings, contact) && pool.users.otherOwner(user, contact, value)
  if (isTaken) throw aliasExists(contact)
}

export const aliasExists = (contact: Contact) =>
  new CognitoException('AliasExistsException', `An account with the given ${contact} already exists.`)
