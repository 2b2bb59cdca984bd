/** The record of a user. It does not refer to the AWS SDK, because it is part of the public types. */

/** An attribute that messages can be sent to. */
export type Contact = 'email' | 'phone_number'

/** An MFA factor, by the name that challenges and preferences have for it. */
export type Factor = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP'

export type FirstFactor = 'PASSWORD' | 'PASSWORD_SRP' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN'

export type UserStatus =
  'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'RESET_REQUIRED' | 'EXTERNAL_PROVIDER'

/** The purpose of a code. Each purpose has a code of its own. */
export type CodePurpose = 'signUp' | 'password' | Contact

export type Attributes = Record<string, string>

export interface Code {
  value: string
  /** The attribute that the code was sent to. */
  attribute: Contact
  expiresAt: number
  /** The number of wrong codes that were sent instead of it. */
  misses: number
  /** The new value of the attribute, if it takes effect with the code. */
  pending?: string
}

/** Failed attempts to sign in. */
export interface Attempts {
  failed: number
  lockedUntil: number
  lastAt: number
}

export interface SoftwareToken {
  secret: string
  name?: string
  /** The time step of the last code that was accepted: each code is accepted once. */
  usedStep: number
}

/** A device that the user confirmed. */
export interface Device {
  key: string
  groupKey: string
  name?: string
  /** The SRP verifier and salt in hexadecimal. */
  verifier: string
  salt: string
  remembered: boolean
  createdAt: number
  modifiedAt: number
  usedAt: number
}

/** A public key (RFC 7517). */
export type PublicJwk = Record<string, unknown>

export interface Passkey {
  id: string
  /** A public key in JWK form. */
  publicKey: PublicJwk
  algorithm: number
  counter: number
  transports: string[]
  attachment?: string
  relyingPartyId: string
  createdAt: number
}

/** A passkey registration that was started. */
export interface PasskeyRegistration {
  challenge: string
  clientId: string
  expiresAt: number
}

/** An identity at a provider that the user signs in with. */
export interface Identity {
  providerName: string
  userId: string
  /** The attribute that the provider's user was linked by. */
  attributeName?: string
  createdAt: number
  primary: boolean
}

export type ChallengeResults = Partial<Record<'Password' | 'Mfa', 'Success' | 'Failure'>>

export interface AuthEvent {
  id: string
  type: 'SignIn' | 'SignUp' | 'ForgotPassword' | 'PasswordChange' | 'ResendCode'
  response: 'Pass' | 'Fail' | 'InProgress'
  /** The results of a sign-in's password and of its MFA factor, as far as they were given. */
  results?: ChallengeResults
  createdAt: number
  /** The token that feedback of users needs; AWS sends it in notifications of threat protection. */
  feedbackToken: string
  feedback?: { value: 'Valid' | 'Invalid', provider: string, at: number }
}

export interface User {
  username: string
  sub: string
  status: UserStatus
  enabled: boolean
  /** Undefined for users who sign in without a password. */
  password?: string | undefined
  /** Since when the password is a temporary one. */
  temporarySince?: number
  formerPasswords: string[]
  attributes: Attributes
  groups: string[]
  factors: Factor[]
  preferredFactor?: Factor | undefined
  softwareToken?: SoftwareToken | undefined
  /** The secret of an authenticator that has not shown a code yet. */
  pendingSecret?: string | undefined
  codes: Partial<Record<CodePurpose, Code>>
  attempts?: Attempts | undefined
  devices: Device[]
  passkeys: Passkey[]
  /** Whether a passkey with user verification counts as two factors. */
  passkeyMfa?: boolean
  registration?: PasskeyRegistration | undefined
  identities: Identity[]
  events: AuthEvent[]
  createdAt: number
  modifiedAt: number
}
