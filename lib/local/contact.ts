import { withAttributes } from './attributes.js'
import { context, type Pool } from './emulator.js'
import { attributeOf, type Attribute, type Contact, type User } from './records.js'
import { CognitoException } from './exception.js'

/** Mark an address as the user's, whom a code reached there. Throws where somebody else's it is already. */
export async function verify (pool: Pool, user: User, contact: Contact, more: Partial<User> = {}, changes: readonly Attribute[] = []): Promise<User> {
  const attributes = withAttributes(user.Attributes, [...changes, { Name: `${contact}_verified`, Value: 'true' }])
  const verified: User = { ...user, ...more, Attributes: attributes }
  await checkAlias(pool, verified, contact)
  await pool.saveUser(context, verified)
  return verified
}

/** What people sign in by is one person's, from when it is verified. */
async function checkAlias (pool: Pool, user: User, contact: Contact): Promise<void> {
  const { UsernameAttributes = [], AliasAttributes = [] } = pool.options
  if (![...UsernameAttributes, ...AliasAttributes].includes(contact)) return
  const address = attributeOf(user, contact)?.toLowerCase()
  const others = (await pool.listUsers(context)).filter(({ Username }) => Username !== user.Username)
  if (others.some(other => attributeOf(other, contact)?.toLowerCase() === address && attributeOf(other, `${contact}_verified`) === 'true')) throw aliasExists(contact)
}

export const aliasExists = (contact: Contact) => new CognitoException('AliasExistsException', `An account with the given ${contact} already exists.`)
