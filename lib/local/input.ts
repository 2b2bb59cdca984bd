import { CognitoException, invalidParameter } from './exception.js'
import type { Fields } from './emulator.js'
import type { Attribute } from './records.js'

const TEXTS = [
  'AccessToken', 'AttributeName', 'AuthFlow', 'ChallengeName', 'ClientId', 'ClientName', 'ClientSecret', 'Code', 'ConfirmationCode', 'Description', 'Filter',
  'FriendlyDeviceName', 'GroupName', 'Identifier', 'MessageAction', 'MfaConfiguration', 'Name', 'NextToken', 'PaginationToken', 'Password', 'PoolName', 'PreviousPassword', 'ProposedPassword', 'RefreshToken', 'RoleArn', 'SecretHash', 'Session',
  'TemporaryPassword', 'Token', 'UserCode', 'Username', 'UserPoolId'
]
const LISTS = ['AliasAttributes', 'AllowedOAuthFlows', 'AllowedOAuthScopes', 'AttributesToGet', 'AutoVerifiedAttributes', 'DesiredDeliveryMediums', 'ExplicitAuthFlows', 'ReadAttributes', 'UserAttributeNames', 'UsernameAttributes', 'WriteAttributes']
const MAPS = ['AuthParameters', 'ChallengeResponses', 'ClientMetadata']

/**
 * Refuses fields of the wrong type, by name, for every operation at once:
 * cognito-local would store them, and stumble over them ever after.
 */
export function checkShape (body: Fields): void {
  for (const name of TEXTS) check(body, name, isText)
  for (const name of LISTS) check(body, name, isList)
  for (const name of MAPS) check(body, name, isMap)
  check(body, 'UserAttributes', isAttributeList)
}

function check (body: Fields, name: string, accepts: (value: unknown) => boolean): void {
  const value = body[name]
  if (value !== undefined && value !== null && !accepts(value)) throw new CognitoException('SerializationException', `${name} is of the wrong type.`)
}

const isText = (value: unknown) => typeof value === 'string'
const isList = (value: unknown) => Array.isArray(value) && value.every(isText)
const isMap = (value: unknown) => isObject(value) && Object.values(value).every(isText)
const isAttributeList = (value: unknown) => Array.isArray(value) &&
  value.every(item => isObject(item) && isText(item['Name']) && (item['Value'] === undefined || isText(item['Value'])))

/** Whether a value of JSON is an object, neither null nor an array. */
export function isObject (value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isWithin (value: unknown, from: number, to: number): value is number {
  return Number.isInteger(value) && (value as number) >= from && (value as number) <= to
}

/** A text that has to be there. Its type was checked before. */
export function text (body: Fields, name: string): string {
  const value = body[name]
  if (typeof value === 'string' && value !== '') return value
  const member = name.charAt(0).toLowerCase() + name.slice(1)
  throw invalidParameter(`1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`)
}

export function optionalText (body: Fields, name: string): string | undefined {
  return (body[name] ?? undefined) as string | undefined
}

/** A map of texts; where it is missing, an empty one. */
export function texts (body: Fields, name: string): Record<string, string> {
  return (body[name] ?? {}) as Record<string, string>
}

/** One of AuthParameters or ChallengeResponses that has to be there. */
export function parameter (map: Record<string, string>, name: string): string {
  const value = Object.hasOwn(map, name) ? map[name] : undefined
  if (value) return value
  throw invalidParameter(`Missing required parameter ${name}`)
}

const LONGEST_VALUE = 2048

/** The attributes of a request; where they are missing, none. */
export function attributeList (body: Fields): Attribute[] {
  const attributes = (body['UserAttributes'] ?? []) as Attribute[]
  if (attributes.some(({ Value = '' }) => Value.length > LONGEST_VALUE)) {
    throw invalidParameter(`1 validation error detected: Value at 'userAttributes' failed to satisfy constraint: Member must have length less than or equal to ${LONGEST_VALUE}`)
  }
  return attributes
}
