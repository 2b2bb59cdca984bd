import type { AttributeType, UserType } from '@aws-sdk/client-cognito-identity-provider'
import { errors } from '../errors.js'
import type { User } from '../schemas/user.js'
import { profileAttributes } from './attribute-list.js'

/** A user as AdminGetUser returns it, with another name for the attributes than in other operations. */
export interface Account extends Omit<UserType, 'Attributes'> {
  readonly UserAttributes?: readonly AttributeType[] | undefined
}

/**
 * Converts a user of a Cognito response.
 *
 * @throws FST_COGNITO_UNEXPECTED_RESPONSE if a value is missing that every user has
 */
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

/** Converts a user as returned in lists and for new users. */
export function userFromList ({ Attributes: UserAttributes, ...user }: UserType): User {
  return userFrom({ ...user, UserAttributes })
}

/** Returns a date in ISO 8601, or null. */
export function isoTime (date: Date | undefined): string | null {
  return date?.toISOString() ?? null
}
