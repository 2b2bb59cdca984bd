import type { AttributeType } from '@aws-sdk/client-cognito-identity-provider'
import type { Settings } from './options.js'
import { invalidParameter, notAuthorized } from './refusal.js'

const STANDARD = new Set([
  'address', 'birthdate', 'email', 'family_name', 'gender', 'given_name', 'locale', 'middle_name', 'name', 'nickname', 'phone_number',
  'picture', 'preferred_username', 'profile', 'updated_at', 'website', 'zoneinfo'
])

/** Set by Cognito alone. */
const COGNITOS_OWN = new Set(['sub', 'email_verified', 'phone_number_verified'])

/** Attributes that a person may write through the client, as a record. Throws for any other. */
export function writable (attributes: readonly AttributeType[], settings: Settings): Record<string, string> {
  checkNames(attributes.map(({ Name = '' }) => Name), settings)
  return recordOf(attributes)
}

/** Attributes that an administrator may write: all but the one that never changes. */
export function writableByAdministrator (attributes: readonly AttributeType[], { customAttributes }: Settings): Record<string, string> {
  for (const { Name = '' } of attributes) {
    checkKnown(Name, customAttributes)
    if (Name === 'sub') throw invalidParameter('Cannot modify the non-mutable attribute sub')
  }
  return recordOf(attributes)
}

function recordOf (attributes: readonly AttributeType[]): Record<string, string> {
  const values = Object.fromEntries(attributes.map(({ Name = '', Value = '' }) => [Name, Value]))
  const { email, phone_number: phone } = values
  if (email !== undefined && !/^[^\s@]+@[^\s@]+$/.test(email)) throw invalidParameter('Invalid email address format.')
  if (phone !== undefined && !/^\+[1-9]\d{1,14}$/.test(phone)) throw invalidParameter('Invalid phone number format.')
  return values
}

export function checkNames (names: readonly string[], { customAttributes, writeAttributes }: Settings): void {
  for (const name of names) {
    checkKnown(name, customAttributes)
    const mayWrite = writeAttributes?.includes(name) ?? !name.startsWith('custom:')
    if (COGNITOS_OWN.has(name) || !mayWrite) throw notAuthorized('A client attempted to write unauthorized attribute')
  }
}

/** AWS documents no message for this; the exception is InvalidParameterException. */
export function checkRemovable (names: readonly string[], { requiredAttributes }: Settings): void {
  const required = names.find(name => requiredAttributes.includes(name))
  if (required !== undefined) throw invalidParameter(`Required attribute ${required} cannot be deleted.`)
}

export function checkKnown (name: string, customAttributes: readonly string[]): void {
  if (STANDARD.has(name) || COGNITOS_OWN.has(name) || customAttributes.includes(name)) return
  throw invalidParameter(`Attributes did not conform to the schema: Type for attribute {${name}} could not be determined`)
}

export function attributeList (values: Record<string, string>): AttributeType[] {
  return Object.entries(values).map(([Name, Value]) => ({ Name, Value }))
}
