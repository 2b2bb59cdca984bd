import { sendCode } from './code.js'
import { aliasExists } from './contact.js'
import { withAttributes } from './attributes.js'
import { deliveryBy } from './delivery.js'
import { context, type Delivery, type Pool } from './emulator.js'
import type { Attribute, Contact, PoolOptions, User } from './records.js'
import { invalidParameter } from './exception.js'
import type { Parts } from './parts.js'

const CONTACTS: readonly string[] = ['email', 'phone_number'] satisfies Contact[]

/** Whether codes can be sent to the attribute of this name. */
export function isContact (name: string): name is Contact {
  return CONTACTS.includes(name)
}

/**
 * Give attributes of a user new values. A new address is unverified, unless an administrator
 * vouches for it, and is sent a code where the pool verifies it; where the pool has it so, the old
 * one stays until that code is given. Gives what was sent.
 */
export async function changeAttributes (parts: Parts, pool: Pool, user: User, clientId: string | null, changes: readonly Attribute[]): Promise<Delivery[]> {
  checkMutable(changes, pool.options)
  const contacts = changes.filter(({ Name }) => isContact(Name) && !changes.some(other => other.Name === `${Name}_verified` && other.Value === 'true'))
  for (const change of changes) if (isContact(change.Name)) await checkFree(pool, user, change.Name, change.Value as string)
  const heldNames = pool.options.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate ?? []
  const held = contacts.filter(({ Name }) => heldNames.includes(Name))
  const unverified = contacts.filter(change => !held.includes(change)).map(({ Name }) => ({ Name: `${Name}_verified`, Value: 'false' }))
  const merged = withAttributes(user.Attributes, [...changes.filter(change => !held.includes(change)), ...unverified])
  // An empty value takes an attribute away.
  await pool.saveUser(context, { ...user, Attributes: merged.filter(({ Value }) => Value), UserLastModifiedDate: new Date(parts.now()) })
  const sent: Delivery[] = []
  for (const change of contacts.filter(({ Name }) => pool.options.AutoVerifiedAttributes?.includes(Name))) {
    const changed = await pool.getUserByUsername(context, user.Username) as User
    const contact = change.Name as Contact
    const pending = held.includes(change) ? change.Value : undefined
    const { CodeDeliveryDetails } = await sendCode(parts, pool, changed, clientId, contact, deliveryBy(contact, change.Value as string), pending)
    sent.push(CodeDeliveryDetails)
  }
  return sent
}

function checkMutable (changes: readonly Attribute[], pool: PoolOptions): void {
  const fixed = pool.SchemaAttributes.find(known => known.Mutable === false && changes.some(({ Name }) => Name === known.Name))
  if (fixed !== undefined) throw invalidParameter(`user.${fixed.Name}: Attribute cannot be updated. (changing an immutable attribute)`)
}

/** Where people sign in by an address, it is one person's, verified or not. */
async function checkFree (pool: Pool, user: User, contact: Contact, address: string): Promise<void> {
  if (pool.options.UsernameAttributes?.includes(contact) !== true) return
  const owner = await pool.getUserByUsername(context, address)
  if (owner !== null && owner.Username !== user.Username) throw aliasExists(contact)
}
