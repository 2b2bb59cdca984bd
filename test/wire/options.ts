import type { SoftwareAuthenticator } from './software-authenticator.js'

/** What signs a person in first, where a sign-in offers a choice (USER_AUTH). */
type FirstFactor = 'PASSWORD' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN'

/** What a person is asked for after the password. */
export type Mfa = 'SMS_MFA' | 'EMAIL_OTP' | 'SOFTWARE_TOKEN_MFA'

export type Status = 'CONFIRMED' | 'UNCONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'RESET_REQUIRED'

export interface WireUser {
  email: string
  /** Without one, a person signs in by something else. */
  password?: string
  /** Default: a new one. */
  sub?: string
  /** Default: confirmed. */
  status?: Status
  disabled?: boolean
  /** Beside the email and its verification. */
  attributes?: Record<string, string>
  /** With a plus sign; verified. */
  phone?: string
  /** Default true. */
  emailVerified?: boolean
  groups?: string[]
  mfa?: Mfa[]
  /** Which of several is asked for; without one, the person is asked to choose. */
  preferredMfa?: Mfa
  /** Whether an authenticator has to be set up at the next sign-in. */
  mustSetUpMfa?: boolean
  /** Of the authenticator, in base32. Default: a new one, where `mfa` calls for it. */
  totpSecret?: string
  /** What answers the custom challenge. */
  customAnswer?: string
  /** Each has a passkey for this person. */
  passkeys?: SoftwareAuthenticator[]
}

/** Whom passkeys are for. */
export interface RelyingParty {
  /** A domain. */
  id: string
  /** Of the pages that may use them, with the port. Read at each use: a page that is up later than the pool adds its own. */
  origins: string[]
}

/** How a pool keeps the devices that people sign in from. */
interface Devices {
  /** Whether a device that is remembered stands in for the second factor (ChallengeRequiredOnNewDevice). Default false. */
  challengeOnNewDevice?: boolean
  /** Whether a device is remembered only where the person says so (DeviceOnlyRememberedOnUserPrompt). Default false. */
  userOptIn?: boolean
}

export interface WireOptions {
  users?: WireUser[]
  clientId?: string
  /** With one, the app client is confidential: every call has to prove it. */
  clientSecret?: string
  /** Another app client of the pool, without a secret. */
  otherClientId?: string
  /** Whether the secret block of SRP stands for a Session, as Cognito lawfully answers. Default false. */
  srpWithoutSession?: boolean
  /** What a user without a second factor may set up (MFAS_CAN_SETUP). Default: an authenticator. */
  mfaToSetUp?: Mfa[]
  /** Whether the client keeps it to itself who there is (PreventUserExistenceErrors: ENABLED). Default false (LEGACY). */
  preventUserExistenceErrors?: boolean
  /** The flows that the client may use. Default: all. */
  flows?: string[]
  /**
   * What the pool offers at USER_AUTH, as far as the person has it. Default: all. Without `WEB_AUTHN` there are no
   * passkeys; with a code among them, who is invited without a password gets none (AdminCreateUser).
   */
  firstFactors?: FirstFactor[]
  /** Whether people may sign up by themselves. Default true. */
  selfSignUp?: boolean
  /** Attributes without which nobody signs up. Default: none. */
  requiredAttributes?: string[]
  /** Custom attributes of the pool, such as `custom:role`. Default: none. */
  customAttributes?: string[]
  /** What the client may write. Default: the standard attributes. */
  writeAttributes?: string[]
  /** Of the password policy. Default 8; upper and lower case, a number and a symbol are always asked for. */
  minimumLength?: number
  /** How many former passwords may not come back. Default 0. */
  passwordHistory?: number
  /** Whether a refresh token is replaced at each use, and how many seconds the old one still works. */
  rotation?: { gracePeriod: number }
  /** Whether an authenticator that was just set up is asked for at once. Default false. */
  challengesAfterSetup?: boolean
  /** The public part of the custom challenge. */
  customParameters?: Record<string, string>
  /** Default: `localhost`, for pages at its usual ports. */
  relyingParty?: RelyingParty
  /** Default: none are kept. */
  devices?: Devices
}

/** How long things live, in milliseconds, by AWS's defaults. */
export const LIFETIME = {
  session: 3 * 60_000,
  accessToken: 3_600_000,
  refreshToken: 30 * 24 * 3_600_000,
  code: 24 * 3_600_000,
  resetCode: 3_600_000
} as const

const FLOWS = ['USER_PASSWORD_AUTH', 'USER_SRP_AUTH', 'USER_AUTH', 'CUSTOM_AUTH', 'REFRESH_TOKEN_AUTH', 'ADMIN_USER_PASSWORD_AUTH']
const FIRST_FACTORS: FirstFactor[] = ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN']

export type Settings = ReturnType<typeof settingsOf>

/** The options with what was left out. */
export function settingsOf (options: WireOptions) {
  const { clientId = 'wireclient1example', clientSecret, otherClientId } = options
  const clients = new Map<string, string | undefined>([[clientId, clientSecret]])
  if (otherClientId !== undefined) clients.set(otherClientId, undefined)
  return {
    clientId,
    clientSecret,
    /** Secrets by client. */
    clients,
    hidesUsers: options.preventUserExistenceErrors ?? false,
    flows: options.flows ?? FLOWS,
    firstFactors: options.firstFactors ?? FIRST_FACTORS,
    selfSignUp: options.selfSignUp ?? true,
    requiredAttributes: options.requiredAttributes ?? [],
    customAttributes: options.customAttributes ?? [],
    writeAttributes: options.writeAttributes,
    minimumLength: options.minimumLength ?? 8,
    passwordHistory: options.passwordHistory ?? 0,
    rotation: options.rotation,
    challengesAfterSetup: options.challengesAfterSetup ?? false,
    customParameters: options.customParameters ?? {},
    relyingParty: options.relyingParty ?? { id: 'localhost', origins: ['http://localhost', 'https://localhost'] },
    devices: options.devices,
    srpWithoutSession: options.srpWithoutSession ?? false,
    mfaToSetUp: options.mfaToSetUp ?? ['SOFTWARE_TOKEN_MFA']
  }
}
