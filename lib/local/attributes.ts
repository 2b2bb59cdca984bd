import { invalidParameter, notAuthorized } from './exception.js'
import type { AppClient, Attribute, PoolOptions } from './records.js'

/** Cognito sets these itself, whatever a client's lists say. */
const COGNITOS_OWN = new Set(['sub', 'email_verified', 'phone_number_verified'])
const EMAIL = /^[^\s@]+@[^\s@]+$/
/** E.164, with the plus sign Cognito asks for. */
const PHONE_NUMBER = /^\+[1-9]\d{1,14}$/

/** Throws unless the person themselves may give these attributes these values, through this client. */
export function checkWritable (attributes: readonly Attribute[], client: AppClient, pool: PoolOptions): void {
  checkPermitted(attributes.map(({ Name }) => Name), client, pool)
  checkFormats(attributes)
}

/** Throws unless the person themselves may touch the attributes of these names, through this client. */
export function checkPermitted (names: readonly string[], client: AppClient, pool: PoolOptions): void {
  checkKnown(names, pool)
  if (names.some(name => COGNITOS_OWN.has(name) || !writes(client, name))) throw notAuthorized('A client attempted to write unauthorized attribute')
}

/** Throws for the name of an attribute that the pool does not have. */
export function checkKnown (names: readonly string[], pool: PoolOptions): void {
  const unknown = names.find(name => !pool.SchemaAttributes.some(known => known.Name === name))
  if (unknown !== undefined) throw invalidParameter(`Attributes did not conform to the schema: Type for attribute {${unknown}} could not be determined`)
}

// A client without the list may write the standard attributes, and only those.
function writes (client: AppClient, name: string): boolean {
  return client.WriteAttributes?.includes(name) ?? !name.startsWith('custom:')
}

export function checkFormats (attributes: readonly Attribute[]): void {
  for (const { Name, Value = '' } of attributes) {
    if (Name === 'email' && !EMAIL.test(Value)) throw invalidParameter('Invalid email address format.')
    if (Name === 'phone_number' && !PHONE_NUMBER.test(Value)) throw invalidParameter('Invalid phone number format.')
  }
}

/** The names of the attributes that the pool requires and that are missing. */
export function missingAttributes (attributes: readonly Attribute[], pool: PoolOptions): string[] {
  return pool.SchemaAttributes
    .filter(known => known.Required === true && known.Name !== 'sub' && !attributes.some(({ Name, Value }) => Name === known.Name && Value))
    .map(known => known.Name)
}

/** The attributes that the client may read; without a list, the standard ones. */
export function readable (attributes: readonly Attribute[], client: AppClient): Attribute[] {
  return attributes.filter(({ Name }) =>
    Name === 'sub' || (client.ReadAttributes?.includes(Name) ?? !Name.startsWith('custom:')))
}

/** Who signs in by email has that email, whatever else the attributes say. */
export function withSignInName (attributes: readonly Attribute[], username: string, pool: PoolOptions): readonly Attribute[] {
  if (!pool.UsernameAttributes?.includes('email')) return attributes
  if (!username.includes('@')) throw invalidParameter('Username should be an email.')
  return withAttributes(attributes, [{ Name: 'email', Value: username }])
}

/** These attributes with others laid over them. */
export function withAttributes (attributes: readonly Attribute[], changes: readonly Attribute[]): Attribute[] {
  return [...attributes.filter(({ Name }) => !changes.some(change => change.Name === Name)), ...changes]
}
