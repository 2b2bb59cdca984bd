import type { AttributeType, UserType } from '@aws-sdk/client-cognito-identity-provider'
import { attributeList } from '../attributes.js'
import type { Person } from '../users.js'

/** A person as the operations show them. */

export function attributesOf ({ sub, attributes }: Person): AttributeType[] {
  return attributeList({ sub, ...attributes })
}

export function mfaOf ({ mfa, preferredMfa }: Person) {
  return { UserMFASettingList: mfa.length > 0 ? mfa : undefined, PreferredMfaSetting: preferredMfa ?? undefined }
}

/** How the account is. */
export function accountOf ({ sub, disabled, status, createdAt, changedAt }: Person) {
  return { Username: sub, Enabled: !disabled, UserStatus: status, UserCreateDate: createdAt, UserLastModifiedDate: changedAt }
}

export function userOf (person: Person): UserType {
  return { ...accountOf(person), Attributes: attributesOf(person) }
}
