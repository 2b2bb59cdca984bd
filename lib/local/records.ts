/**
 * What is kept of users, app clients and pools: cognito-local's records, as much of them as is
 * used, and what is laid over them.
 */

export interface Attribute { Name: string, Value?: string }

/** An attribute that codes can be sent to. */
export type Contact = 'email' | 'phone_number'

export interface Code {
  value: string
  /** Where it was sent: who has the code has that. */
  attribute: Contact
  /** Milliseconds since 1970. */
  expiresAt: number
  /** How often something else was given for it. */
  misses?: number
  /** What the attribute becomes once the code is given. */
  pending?: string
}

/** What a code was sent for: each purpose has a code of its own. */
export type CodePurpose = 'signUp' | 'password' | Contact

/** Wrong passwords and codes of late; times in milliseconds since 1970. */
export interface Attempts { failed: number, lockedUntil: number, lastAt: number }

export interface User {
  Username: string
  Attributes: Attribute[]
  Enabled: boolean
  Password: string
  UserStatus: string
  UserCreateDate: Date
  UserLastModifiedDate: Date
  RefreshTokens: string[]
  /** The second factors that are asked for. */
  UserMFASettingList?: string[]
  PreferredMfaSetting?: string | undefined
  /** The authenticator; `UsedStep` is ours: the time step of the last code that was taken. */
  SoftwareTokenMfaConfiguration?: { Secret: string, Verified: boolean, FriendlyDeviceName?: string | undefined, UsedStep: number } | undefined
  /** Ours: the secret of an authenticator that has shown no code yet. */
  PendingSoftwareToken?: string | undefined
  /** Ours: codes that were sent and not used yet. */
  Codes?: Partial<Record<CodePurpose, Code>>
  /** Ours. */
  Attempts?: Attempts | undefined
  /** Ours: since when the password is one to be changed, in milliseconds since 1970, where that is not since the user was made. */
  TemporaryPasswordSince?: number
}

export interface Group {
  GroupName: string
  Description?: string
  Precedence?: number
  RoleArn?: string
  CreationDate: Date
  LastModifiedDate: Date
  /** By their names in the pool. */
  members?: string[]
}

export interface RefreshTokenRotation { Feature: 'ENABLED' | 'DISABLED', RetryGracePeriodSeconds: number }

export interface AppClient {
  ClientId: string
  UserPoolId: string
  ClientSecret?: string
  ExplicitAuthFlows?: string[]
  PreventUserExistenceErrors?: string
  ReadAttributes?: string[]
  WriteAttributes?: string[]
  AccessTokenValidity?: number
  IdTokenValidity?: number
  RefreshTokenValidity?: number
  TokenValidityUnits: { AccessToken: string, IdToken: string, RefreshToken: string }
  AllowedOAuthFlows?: string[]
  AllowedOAuthFlowsUserPoolClient?: boolean
  AllowedOAuthScopes?: string[]
  /** Ours: cognito-local does not keep it. */
  RefreshTokenRotation?: RefreshTokenRotation
}

interface PasswordPolicy {
  MinimumLength?: number
  RequireUppercase?: boolean
  RequireLowercase?: boolean
  RequireNumbers?: boolean
  RequireSymbols?: boolean
  TemporaryPasswordValidityDays?: number
}

export interface PoolOptions {
  Id: string
  Name?: string
  Policies?: { PasswordPolicy?: PasswordPolicy, SignInPolicy?: { AllowedFirstAuthFactors?: string[] } }
  SchemaAttributes: { Name: string, Required?: boolean, Mutable?: boolean }[]
  UsernameAttributes?: string[]
  AliasAttributes?: string[]
  UsernameConfiguration?: { CaseSensitive?: boolean }
  AutoVerifiedAttributes?: string[]
  AdminCreateUserConfig?: { AllowAdminCreateUserOnly?: boolean }
  AccountRecoverySetting?: { RecoveryMechanisms?: { Name: string, Priority: number }[] }
  UserAttributeUpdateSettings?: { AttributesRequireVerificationBeforeUpdate?: string[] }
  MfaConfiguration?: string
  SmsConfiguration?: unknown
  SoftwareTokenMfaConfiguration?: { Enabled: boolean }
  /** Ours: cognito-local knows no codes by email for signing in. */
  EmailMfaConfiguration?: unknown
}

/** The value of one of a user's attributes. */
export function attributeOf (user: User, name: string): string | undefined {
  return user.Attributes.find(attribute => attribute.Name === name)?.Value
}
