import type { Test } from 'tap'
import type { SinglePoolOptions } from '../../dist/index.js'

/** Features that scenarios need, and that not every Cognito here has. */
export const FEATURES = [
  'sign-up codes',
  'resent codes',
  'sign-in after confirming',
  'hidden accounts',
  'password policy',
  'password policy on reset',
  'password history',
  'wrong password message',
  'lockout',
  'new password',
  'missing attributes',
  'SRP',
  'SRP proof',
  'custom challenge',
  'sign-in with AWS credentials',
  'challenges with AWS credentials',
  'client secret',
  'refresh',
  'rotation',
  'revocation',
  'global sign-out',
  'authenticator',
  'authenticator setup',
  'one-time TOTP codes',
  'byte-aligned secrets',
  'SMS MFA',
  'email MFA',
  'MFA factor choice',
  'choice of the first factor',
  'passwordless email codes',
  'passwordless SMS codes',
  'passkeys',
  'devices',
  'errors of disabled features',
  'attribute verification',
  'resent attribute codes',
  'unique addresses',
  "deletion of the user's own account",
  'invitations',
  'resent invitations',
  'password policy on invitation',
  'disabled users',
  'reset by an administrator',
  'sign-out by an administrator',
  'unique groups',
  'pages of lists',
  'invalid page tokens',
  'special characters in a search',
  'adjustable clock'
] as const

export type Feature = (typeof FEATURES)[number]

export type Mfa = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP'
type Flow = 'USER_PASSWORD_AUTH' | 'ADMIN_USER_PASSWORD_AUTH' | 'USER_SRP_AUTH' | 'CUSTOM_AUTH' | 'USER_AUTH'

/** An existing, confirmed user. */
export interface TestUser {
  email: string
  password: string
  phone?: string
  name?: string
  /** Was created by an administrator, and must set a new password. */
  invited?: true
  /** MFA factors. */
  mfa?: readonly Mfa[]
  /** The answer to the custom challenge. */
  customAnswer?: string
  passkey?: string
  groups?: readonly string[]
}

/** The configuration of a pool. */
export interface Setting {
  accounts?: readonly TestUser[]
  /** Whether its app client has a secret. */
  clientSecret?: true
  /** Refresh tokens rotate; the old one stays valid for so many seconds. */
  rotation?: number
  /** Default: by password, both ways. */
  flows?: readonly Flow[]
  /** Whether every user must have an MFA factor. */
  mfaRequired?: true
  /** MFA factors that users may enable. */
  offers?: readonly Mfa[]
  firstFactors?: readonly ('PASSWORD' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN')[]
  /** How many previous passwords are rejected. */
  passwordHistory?: number
  /** Required attributes. Default: those that the subject always requires. */
  requiredAttributes?: readonly string[]
  /**
   * Whether devices are remembered: all of them, or those that the user chooses. A remembered device replaces
   * the MFA code. Default: none.
   */
  devices?: 'kept' | 'remembered on request'
}

/** A user pool of a subject, for one scenario. */
export interface Pool {
  /** Options for `register`. */
  readonly options: SinglePoolOptions
  /** Returns the newest code that was sent to an email address or phone number. */
  codeFor(address: string): Promise<string>
  /** The time of the subject, in milliseconds. */
  now(): number
  /** Moves the clock forward. For scenarios that need one. */
  forward(milliseconds: number): void
  /** The secret of a user's authenticator. */
  authenticatorOf(email: string): string
  /** The response to WEB_AUTHN. */
  passkeyAnswer(parameters: Readonly<Record<string, string>>): string
}

/** A Cognito that the scenarios run on. */
export interface Subject {
  readonly name: string
  /** The features that it lacks, each with the reason. */
  readonly cannot: Partial<Record<Feature, string>>
  open(t: Test, setting: Setting): Promise<Pool>
}
