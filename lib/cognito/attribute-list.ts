import type { AttributeType } from '@aws-sdk/client-cognito-identity-provider'
import { errors } from '../errors.js'
import type { LinkedIdentity } from '../schemas/linked-identity.js'
import { withIdentities } from './linked-identities.js'

/** Converts attributes to the list that Cognito accepts. */
export function attributeList (
  attributes: Readonly<Record<string, unknown>>
): { Name: string, Value: string }[] {
  return Object.entries(toStringMap(attributes)).map(([Name, Value]) => ({ Name, Value }))
}

/** A change of attributes: those to set, and the names of those to remove. */
export interface AttributeChange {
  readonly set: Readonly<Record<string, unknown>>
  readonly removed: readonly string[]
}

/** Separates the attributes to set from those to remove, whose value is null or an empty string. */
export function attributeChange (attributes: Readonly<Record<string, unknown>>): AttributeChange {
  const entries = Object.entries(attributes).filter(([, value]) => value !== undefined)
  const isRemoved = (value: unknown) => value === null || value === ''
  return {
    set: Object.fromEntries(entries.filter(([, value]) => !isRemoved(value))),
    removed: entries.filter(([, value]) => isRemoved(value)).map(([name]) => name)
  }
}

/**
 * Returns a change, and asserts that it is not empty.
 *
 * @throws FST_COGNITO_INVALID_INPUT without attributes to change
 */
export function assertChange (change: AttributeChange): AttributeChange {
  if (Object.keys(change.set).length + change.removed.length > 0) return change
  throw new errors.FST_COGNITO_INVALID_INPUT('Send at least one attribute to change.')
}

/**
 * Converts values to strings and omits null and undefined. Cognito only accepts strings, but an application's
 * own schema may allow numbers and booleans.
 */
export function toStringMap (values: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]))
}

/** The username and the attributes of a request body. */
export interface AccountInput {
  readonly username?: string
  readonly email?: string
  readonly attributes?: Readonly<Record<string, unknown>>
}

/**
 * Returns the username to send to Cognito, and the attributes with the email address.
 *
 * @throws FST_COGNITO_INVALID_INPUT without a username and email address, or with two different email
 * addresses
 */
export function accountInput ({ username, email, attributes = {} }: AccountInput): {
  readonly name: string
  readonly attributes: Readonly<Record<string, unknown>>
} {
  const name = username ?? email
  if (name === undefined) {
    throw new errors.FST_COGNITO_INVALID_INPUT(
      'Send an email address, or a username if the users of the pool sign in with usernames.'
    )
  }
  if (email !== undefined && (attributes['email'] ?? email) !== email) {
    throw new errors.FST_COGNITO_INVALID_INPUT('email and attributes.email must be equal.')
  }
  return { name, attributes: { ...(email !== undefined && { email }), ...attributes } }
}

/** The most used attributes of a user, and all attributes by name. */
export interface ProfileAttributes {
  readonly email: string | null
  readonly emailVerified: boolean
  readonly name: string | null
  readonly attributes: Record<string, string>
  /** Accounts at identity providers. Omitted if there are none. */
  readonly identities?: LinkedIdentity[]
}

/** Converts the list of attributes that Cognito returns. */
export function profileAttributes (list: readonly AttributeType[]): ProfileAttributes {
  const attributes: Record<string, string> = Object.fromEntries(
    list.map(({ Name, Value = '' }) => [Name as string, Value])
  )
  return {
    email: attributes['email'] ?? null,
    // `email_verified` may remain after the email address is removed.
    emailVerified: attributes['email'] !== undefined && attributes['email_verified'] === 'true',
    name: attributes['name'] ?? null,
    attributes,
    ...withIdentities(attributes['identities'])
  }
}
