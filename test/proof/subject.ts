import type { Test } from 'tap'
import type { SinglePoolOptions } from '../../dist/index.js'

/** What a scenario can ask of a Cognito that not every one of them has. */
export type Feature =
  | 'clock'
  | 'sign-up codes'
  | 'codes sent again'
  | 'sign-in after confirming'
  | 'hidden users'
  | 'refresh'
  | 'rotation'
  | 'revocation'
  | 'attribute codes'
  | 'deletion'
  | 'the words of a wrong password'
  | 'policy of a reset'
  | 'password history'
  | 'lockout'
  | 'new password'
  | 'missing attributes'
  | 'authenticator set-up'
  | 'authenticator'
  | 'codes by email'
  | 'codes by SMS'
  | 'choice of a factor'
  | 'choice'
  | 'codes instead of passwords'
  | 'codes by SMS instead of passwords'
  | 'passkeys'
  | 'custom challenge'
  | 'SRP'
  | 'proof of the password'
  | 'administrator'
  | 'secret'
  | 'secret of challenges'
  | 'whole secrets'
  | 'codes taken once'
  | 'what is switched off'
  | 'devices'
  | 'marks in a search'
  | 'refusal of pages'
  | 'invitations'
  | 'policy of an invitation'
  | 'reset by an administrator'
  | 'sign-out by an administrator'

export type Mfa = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP'
type Flow = 'USER_PASSWORD_AUTH' | 'ADMIN_USER_PASSWORD_AUTH' | 'USER_SRP_AUTH' | 'CUSTOM_AUTH' | 'USER_AUTH'

/** Somebody who is there already, and confirmed. */
export interface Person {
  email: string
  password: string
  phone?: string
  name?: string
  /** Has been given a password by an administrator, and has to choose another. */
  invited?: true
  /** Second factors. */
  mfa?: readonly Mfa[]
  /** The answer to the custom challenge. */
  customAnswer?: string
  passkey?: string
  groups?: readonly string[]
}

/** How a pool is to be set up. */
export interface Setting {
  people?: readonly Person[]
  /** Whether its app client has a secret. */
  clientSecret?: true
  /** Refresh tokens rotate; for so many seconds the old one goes on. */
  rotation?: number
  /** Default: by password, both ways. */
  flows?: readonly Flow[]
  /** Whether everybody has to have a second factor. */
  mfaRequired?: true
  /** Second factors that people may choose, whether or not anybody has. */
  offers?: readonly Mfa[]
  firstFactors?: readonly ('PASSWORD' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN')[]
  /** How many former passwords may not come back. */
  passwordHistory?: number
  /** Attributes that everybody must have. Default: whatever the subject requires anyway. */
  requiredAttributes?: readonly string[]
  /**
   * Whether devices are kept, all of them or those that the person says. One that is stands in for a second
   * factor. Default: none are.
   */
  devices?: 'kept' | 'kept on request'
}

/** A user pool of a subject's, for one scenario. */
export interface Pool {
  /** For `register`. */
  readonly options: SinglePoolOptions
  /** The newest code that was sent to an address or a phone number. */
  codeFor(address: string): Promise<string>
  /** The time there, in milliseconds. */
  now(): number
  /** Sets the clock forward. For scenarios that need one. */
  forward(milliseconds: number): void
  /** The secret of somebody's authenticator. */
  authenticatorOf(email: string): string
  /** What PASSWORD_VERIFIER is answered with. */
  proofOf(password: string, parameters: Readonly<Record<string, string>>): Record<string, string>
  /** What WEB_AUTHN is answered with. */
  passkeyAnswer(parameters: Readonly<Record<string, string>>): string
}

/** A Cognito that the scenarios run on. */
export interface Subject {
  readonly name: string
  /** What it cannot do, each with the reason. */
  readonly cannot: Partial<Record<Feature, string>>
  open(t: Test, setting: Setting): Promise<Pool>
}
