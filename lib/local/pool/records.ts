/** The records of a user pool. Every record is plain JSON; times are in milliseconds since the epoch. */
import type {
  AuthFactorType,
  EmailMfaConfigType,
  PasswordPolicyType,
  UserPoolClientType,
  UserPoolMfaType,
  UserPoolType,
  WebAuthnConfigurationType
} from '@aws-sdk/client-cognito-identity-provider'

export type * from './user-record.js'

export interface Group {
  name: string
  description?: string
  precedence?: number
  roleArn?: string
  createdAt: number
  modifiedAt: number
}

/** A session: a sign-in and every token that was issued for it. */
export interface Session {
  id: string
  eventId: string
  clientId: string
  sub: string
  /** The time of the sign-in in seconds, also in tokens of a refresh. */
  authTime: number
  /** When tokens were last issued. */
  activeAt: number
  expiresAt: number
  revoked: boolean
  scope: string
  /** The key of the device that the user signed in from. */
  deviceKey?: string
  deviceGroupKey?: string
  nonce?: string
  /** The audience of its access tokens (RFC 8707). */
  resource?: string
  /** Whether the session is of managed login, whose refresh tokens `/oauth2/token` accepts. */
  managedLogin?: boolean
  /** SHA-256 of each refresh token, and when it was exchanged for a newer one. */
  refreshTokens: Record<string, number | null>
}

export interface ClientSecret {
  id: string
  value: string
  createdAt: number
}

/** Settings as DescribeUserPoolClient returns them, with defaults. */
export interface ClientSettings extends Omit<
  UserPoolClientType,
  'UserPoolId' | 'ClientId' | 'ClientSecret' | 'CreationDate' | 'LastModifiedDate'
> {
  ClientName: string
  /** The lifetime of a challenge, in minutes. */
  AuthSessionValidity: number
}

export interface AppClient {
  id: string
  poolId: string
  settings: ClientSettings
  secrets: ClientSecret[]
  createdAt: number
  modifiedAt: number
}

/** Settings as DescribeUserPool returns them, with defaults. */
export interface PoolSettings extends Omit<
  UserPoolType,
  'Id' | 'CreationDate' | 'LastModifiedDate' | 'Arn' | 'EstimatedNumberOfUsers'
> {
  MfaConfiguration: UserPoolMfaType
  Policies: {
    PasswordPolicy: PasswordPolicyType & { MinimumLength: number }
    SignInPolicy: { AllowedFirstAuthFactors: AuthFactorType[] }
  }
  UserPoolTags: Record<string, string>
}

/** Settings of MFA and passkeys, as GetUserPoolMfaConfig returns them. */
export interface FactorSettings {
  /** Undefined until SetUserPoolMfaConfig has set it. */
  softwareToken?: boolean | undefined
  email?: EmailMfaConfigType | undefined
  /** The message of codes by SMS. Their configuration is `SmsConfiguration` of the pool. */
  smsMessage?: string | undefined
  webAuthn?: WebAuthnConfigurationType | undefined
}

export interface PoolRecord {
  id: string
  settings: PoolSettings
  factors: FactorSettings
  createdAt: number
  modifiedAt: number
}
