import type { AttributeType } from '@aws-sdk/client-cognito-identity-provider'
import { errors } from '../errors.js'

/** Attributes as Cognito takes them. */
export function attributeList (
  attributes: Readonly<Record<string, unknown>>
): { Name: string, Value: string }[] {
  return Object.entries(toStringMap(attributes)).map(([Name, Value]) => ({ Name, Value }))
}

/** A change of attributes: what Cognito is asked to write, and the names of what it is asked to remove. */
export interface AttributeChange {
  readonly set: Readonly<Record<string, unknown>>
  readonly removed: readonly string[]
}

/** Divides a change of attributes: null or an empty text removes one. */
export function attributeChange (attributes: Readonly<Record<string, unknown>>): AttributeChange {
  const entries = Object.entries(attributes).filter(([, value]) => value !== undefined)
  const isRemoved = (value: unknown) => value === null || value === ''
  return {
    set: Object.fromEntries(entries.filter(([, value]) => !isRemoved(value))),
    removed: entries.filter(([, value]) => isRemoved(value)).map(([name]) => name)
  }
}

/** @throws FST_COGNITO_INVALID_INPUT for a change of nothing */
export function assertChange (change: AttributeChange): AttributeChange {
  if (Object.keys(change.set).length + change.removed.length > 0) return change
  throw new errors.FST_COGNITO_INVALID_INPUT('Send at least one attribute to change.')
}

/**
 * Converts values to the texts that Cognito accepts: an application's own schema may allow numbers and
 * booleans. Leaves out what is null or undefined.
 */
export function toStringMap (values: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]))
}

/** What an account is called, and its attributes, as a body names them. */
export interface AccountInput {
  readonly username?: string
  readonly email?: string
  readonly attributes?: Readonly<Record<string, unknown>>
}

/** @throws FST_COGNITO_INVALID_INPUT where there is no name, or two addresses */
export function accountInput ({ username, email, attributes = {} }: AccountInput): {
  readonly name: string
  readonly attributes: Readonly<Record<string, unknown>>
} {
  const name = username ?? email
  if (name === undefined) {
    throw new errors.FST_COGNITO_INVALID_INPUT(
      'Send an email, or a username where ' + 'people sign in by name.'
    )
  }
  if (email !== undefined && (attributes['email'] ?? email) !== email) {
    throw new errors.FST_COGNITO_INVALID_INPUT('email and attributes.email are two addresses: send one.')
  }
  return { name, attributes: { ...(email !== undefined && { email }), ...attributes } }
}

/** What is asked most of a person, and all attributes by their names. */
export interface ProfileAttributes {
  readonly email: string | null
  readonly emailVerified: boolean
  readonly name: string | null
  readonly attributes: Record<string, string>
}

/** Attributes as Cognito gives them. */
export function profileAttributes (list: readonly AttributeType[]): ProfileAttributes {
  const attributes: Record<string, string> = Object.fromEntries(
    list.map(({ Name, Value = '' }) => [Name as string, Value])
  )
  return {
    email: attributes['email'] ?? null,
    // The attribute may outlive an address that was removed.
    emailVerified: attributes['email'] !== undefined && attributes['email_verified'] === 'true',
    name: attributes['name'] ?? null,
    attributes
  }
}
