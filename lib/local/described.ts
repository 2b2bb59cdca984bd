import type { Fields } from './emulator.js'
import type { Attribute, Group, User } from './records.js'

/** What a list says of a user, who has more kept of them than anybody is told. */
export function describedUser (user: User, attributes: readonly Attribute[] = user.Attributes): Fields {
  const { Username, Enabled, UserStatus, UserCreateDate, UserLastModifiedDate } = user
  return { Username, Attributes: attributes, Enabled, UserStatus, UserCreateDate, UserLastModifiedDate }
}

export function describedGroup ({ members, ...group }: Group, UserPoolId: string): Fields {
  return { ...group, UserPoolId }
}
