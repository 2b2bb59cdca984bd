import type { AttributeType } from '@aws-sdk/client-cognito-identity-provider'
import { errors } from '../errors.js'

/** Attributes as Cognito takes them. */
export function attributeList (attributes: Readonly<Record<string, unknown>>): { Name: string, Value: string }[] {
  return Object.entries(asText(attributes)).map(([Name, Value]) => ({ Name, Value }))
}

/** Cognito takes text only, so what an application's own schema lets through as a number or a boolean is written out. */
export function asText (values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))
}

/** What an account is called, and its attributes, as a body names them. */
export interface Named {
  readonly username?: string
  readonly email?: string
  readonly attributes?: Readonly<Record<string, unknown>>
}

/** @throws FST_COGNITO_INVALID_INPUT where there is no name, or two addresses */
export function named ({ username, email, attributes = {} }: Named): { readonly name: string, readonly attributes: Readonly<Record<string, unknown>> } {
  const name = username ?? email
  if (name === undefined) throw new errors.FST_COGNITO_INVALID_INPUT('Send an email, or a username where people sign in by name.')
  if (email !== undefined && (attributes['email'] ?? email) !== email) throw new errors.FST_COGNITO_INVALID_INPUT('email and attributes.email are two addresses: send one.')
  return { name, attributes: { ...(email !== undefined && { email }), ...attributes } }
}

/** What is asked most of a person, and all attributes by their names. */
export interface Personal {
  readonly email: string | null
  readonly emailVerified: boolean
  readonly name: string | null
  readonly attributes: Record<string, string>
}

/** Attributes as Cognito gives them. */
export function personal (list: readonly AttributeType[]): Personal {
  const attributes: Record<string, string> = Object.fromEntries(list.map(({ Name, Value = '' }) => [Name as string, Value]))
  return {
    email: attributes['email'] ?? null,
    emailVerified: attributes['email_verified'] === 'true',
    name: attributes['name'] ?? null,
    attributes
  }
}
