import { invalidParameter, notAuthorized } from './exception.js'
import type { AppClient, Attributes, Contact, PoolSettings, User } from './records.js'
import { requiredAttributes, schemaOf, signsInBy } from './settings.js'
import { checkValue } from './schema.js'

/** Attributes that only Cognito sets, also if the list of an app client has them. */
const OWN = new Set(['sub', 'identities', 'email_verified', 'phone_number_verified'])

const CONTACTS: readonly string[] = ['email', 'phone_number'] satisfies Contact[]

/** Returns whether messages can be sent to the attribute of this name. */
export function isContact (name: string): name is Contact {
  return CONTACTS.includes(name)
}

const schemaError = (text: string) => invalidParameter(`Attributes did not conform to the schema: ${text}`)

/** Throws unless the user may write attributes of these names through the app client. */
export function checkWritable (names: readonly string[], client: AppClient, settings: PoolSettings): void {
  checkKnown(names, settings)
  const isForbidden = names.some(name => OWN.has(name) || !writes(client, name))
  if (isForbidden) throw notAuthorized('A client attempted to write unauthorized attribute')
}

/** Without a list, an app client writes the standard attributes. */
function writes ({ settings }: AppClient, name: string): boolean {
  if (name.startsWith('dev:')) return false
  return settings.WriteAttributes?.includes(name) ?? !name.startsWith('custom:')
}

/** Throws for the name of an attribute that the pool does not have. */
export function checkKnown (names: readonly string[], settings: PoolSettings): void {
  const unknown = names.find(name => !schemaOf(settings).some(({ Name }) => Name === name))
  if (unknown !== undefined) throw schemaError(`Type for attribute {${unknown}} could not be determined`)
}

/** Throws for the names of attributes to delete that the pool does not have. */
export function checkExisting (names: readonly string[], settings: PoolSettings): void {
  const unknown = names.filter(name => !schemaOf(settings).some(({ Name }) => Name === name))
  if (unknown.length === 0) return
  const lines = unknown.map(name => `user.${name}: Attribute does not exist in the schema.\n`)
  throw invalidParameter(`Invalid user attributes: ${lines.join('')}`)
}

/** Throws for values that the schema does not allow. An empty value removes an attribute. */
export function checkValues (attributes: Attributes, settings: PoolSettings): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === '') continue
    const reason = checkValue(
      name,
      value,
      schemaOf(settings).find(({ Name }) => Name === name)
    )
    if (reason !== undefined) {
      throw reason.startsWith('Invalid') ? invalidParameter(reason) : schemaError(`${name}: ${reason}`)
    }
  }
}

/** Throws for attributes that never change. */
export function checkMutable (names: readonly string[], settings: PoolSettings): void {
  const fixed = schemaOf(settings).find(({ Name = '', Mutable }) => Mutable === false && names.includes(Name))
  if (fixed === undefined) return
  throw invalidParameter(`user.${fixed.Name}: Attribute cannot be updated. (changing an immutable attribute)`)
}

/** The names of the attributes that the pool requires and that have no value. */
export function missingAttributes (attributes: Attributes, settings: PoolSettings): string[] {
  return requiredAttributes(settings).filter(name => !attributes[name])
}

/** Throws unless every attribute that the pool requires has a value. */
export function checkRequired (attributes: Attributes, settings: PoolSettings): void {
  checkNoneMissing(missingAttributes(attributes, settings))
}

/** Throws for attributes that the pool requires. */
export function checkRemovable (names: readonly string[], settings: PoolSettings): void {
  checkNoneMissing(requiredAttributes(settings).filter(name => names.includes(name)))
}

function checkNoneMissing (names: readonly string[]): void {
  if (names.length === 0) return
  throw schemaError(names.map(name => `${name}: The attribute ${name} is required`).join('\n'))
}

/** Returns the attributes that the app client may read. Without a list, those are the standard ones. */
export function readableAttributes (user: User, { settings }: AppClient): Attributes {
  const isReadable = (name: string) =>
    !name.startsWith('dev:') && (settings.ReadAttributes?.includes(name) ?? !name.startsWith('custom:'))
  const readable = Object.entries(user.attributes).filter(([name]) => isReadable(name))
  return { sub: user.sub, ...Object.fromEntries(readable) }
}

/** Adds the name that the user signs up with, if it is an email address or a phone number. */
export function withSignInName (
  attributes: Attributes,
  username: string,
  settings: PoolSettings
): Attributes {
  const contact = contactOf(username, settings)
  return contact === undefined ? attributes : { ...attributes, [contact]: username }
}

const PHONE_NUMBER = /^\+\d+$/

/** Returns the attribute that a sign-in name is, or undefined in pools whose users have usernames. */
export function contactOf (username: string, settings: PoolSettings): Contact | undefined {
  const [byEmail, byPhone] = [signsInBy(settings, 'email'), signsInBy(settings, 'phone_number')]
  if (!byEmail && !byPhone) return undefined
  if (byEmail && username.includes('@')) return 'email'
  if (byPhone && PHONE_NUMBER.test(username)) return 'phone_number'
  if (byEmail && byPhone) throw invalidParameter('Username should be either an email or a phone number.')
  throw invalidParameter(`Username should be ${byEmail ? 'an email' : 'a phone number'}.`)
}
