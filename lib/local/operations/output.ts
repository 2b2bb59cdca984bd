/** Converts records of pools to members of AWS's output. */
import type {
  AttributeType,
  AuthenticationResultType,
  CodeDeliveryDetailsType,
  GetUserAuthFactorsResponse,
  UserType
} from '@aws-sdk/client-cognito-identity-provider'
import type { Delivery } from '../pool/delivery.js'
import { availableFactors } from '../pool/factors.js'
import { identitiesOf } from '../pool/identities.js'
import type { Attributes, User } from '../pool/records.js'
import type { Tokens } from '../pool/tokens.js'
import type { UserPool } from '../pool/user-pool.js'

export function attributeList (attributes: Attributes): AttributeType[] {
  return Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }))
}

/** The attributes of a request as a record. */
export function attributeRecord (
  list: readonly { Name: string, Value?: string | undefined }[] = []
): Attributes {
  return Object.fromEntries(list.map(({ Name, Value = '' }) => [Name, Value]))
}

export function deliveryDetails ({ attribute, medium, destination }: Delivery): CodeDeliveryDetailsType {
  return { AttributeName: attribute, DeliveryMedium: medium, Destination: destination }
}

/** The account of a user, without attributes. */
export function describedAccount ({ username, enabled, status, createdAt, modifiedAt }: User) {
  return {
    Username: username,
    Enabled: enabled,
    UserStatus: status,
    UserCreateDate: new Date(createdAt),
    UserLastModifiedDate: new Date(modifiedAt)
  }
}

export function allAttributes (user: User): Attributes {
  return { sub: user.sub, ...user.attributes, ...identitiesAttribute(user) }
}

/** The attribute `identities`, of users with an account at an identity provider. */
export function identitiesAttribute (user: User): Attributes {
  const identities = identitiesOf(user)
  return identities.length === 0 ? {} : { identities: JSON.stringify(identities) }
}

export function describedUser (user: User): UserType & { Attributes: AttributeType[] } {
  return { ...describedAccount(user), Attributes: attributeList(allAttributes(user)) }
}

export function describedFactors ({ factors, preferredFactor, passkeyMfa }: User) {
  const enabled: string[] = passkeyMfa === true ? [...factors, 'WEB_AUTHN_MFA'] : factors
  return {
    UserMFASettingList: enabled.length > 0 ? enabled : undefined,
    PreferredMfaSetting: preferredFactor
  }
}

export function authenticationResult (
  { accessToken, idToken, expiresIn }: Tokens,
  refreshToken?: string
): AuthenticationResultType {
  return {
    AccessToken: accessToken,
    IdToken: idToken,
    RefreshToken: refreshToken,
    ExpiresIn: expiresIn,
    TokenType: 'Bearer'
  }
}

type AuthFactor = NonNullable<GetUserAuthFactorsResponse['ConfiguredUserAuthFactors']>[number]

/** The first factors that a user can sign in with. A password is one factor, whatever its flow. */
export function configuredFactors (pool: UserPool, user: User): AuthFactor[] {
  const factors = availableFactors(pool, user).filter(factor => factor !== 'PASSWORD_SRP')
  return factors as AuthFactor[]
}
