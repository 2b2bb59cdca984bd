import type { AttributeType, UserType } from '@aws-sdk/client-cognito-identity-provider'
import { errors } from '../errors.js'
import type { User } from '../schemas/user.js'
import { profileAttributes } from './attribute-list.js'

/** A person as AdminGetUser tells of them: like others do, under another name for the attributes. */
export interface Account extends Omit<UserType, 'Attributes'> {
  readonly UserAttributes?: readonly AttributeType[] | undefined
}

/** @throws FST_COGNITO_UNEXPECTED_RESPONSE where something is missing that everybody has */
export function userFrom ({
  Username: username,
  UserAttributes = [],
  Enabled: enabled,
  UserStatus: status,
  UserCreateDate,
  UserLastModifiedDate
}: Account): User {
  const profile = profileAttributes(UserAttributes)
  const id = profile.attributes['sub']
  if (username === undefined || id === undefined || enabled === undefined || status === undefined) {
    throw new errors.FST_COGNITO_UNEXPECTED_RESPONSE()
  }
  return {
    id,
    username,
    ...profile,
    enabled,
    status,
    createdAt: isoTime(UserCreateDate),
    updatedAt: isoTime(UserLastModifiedDate)
  }
}

/** The same of how lists and new accounts are told. */
export function userFromList ({ Attributes: UserAttributes, ...user }: UserType): User {
  return userFrom({ ...user, UserAttributes })
}

/** In ISO 8601. */
export function isoTime (date: Date | undefined): string | null {
  return date?.toISOString() ?? null
}
