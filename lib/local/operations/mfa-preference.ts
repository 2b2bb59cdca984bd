import type {
  AdminSetUserMFAPreferenceRequest,
  AdminSetUserSettingsRequest,
  SetUserMFAPreferenceRequest,
  SetUserSettingsRequest
} from '@aws-sdk/client-cognito-identity-provider'
import { tokenOwner } from '../pool/access-token.js'
import { invalidParameter } from '../pool/exception.js'
import { canUse, isMultiFactor, removeSoftwareToken } from '../pool/factors.js'
import type { Factor, User } from '../pool/records.js'
import type { UserPool } from '../pool/user-pool.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import { namedUser } from './lookup.js'

type Input = Omit<Valid<SetUserMFAPreferenceRequest>, 'AccessToken'>

const SETTINGS = [
  ['SMSMfaSettings', 'SMS_MFA'],
  ['SoftwareTokenMfaSettings', 'SOFTWARE_TOKEN_MFA'],
  ['EmailMfaSettings', 'EMAIL_OTP']
] as const

interface Preference {
  factor: Factor
  enabled: boolean
  preferred: boolean
}

export function setUserMFAPreference (pools: UserPools, input: Valid<SetUserMFAPreferenceRequest>): void {
  const { pool, user } = tokenOwner(pools, input.AccessToken)
  const preferences = preferencesOf(input)
  // Where MFA is required, users choose a factor but cannot disable one (Developer Guide).
  const isDisabling = preferences.some(({ factor, enabled }) => !enabled && user.factors.includes(factor))
  if (isDisabling && pool.settings.MfaConfiguration === 'ON') {
    throw invalidParameter('MFA is required in the user pool: no factor can be disabled.')
  }
  checkPasskeyMfa(pool, user, input)
  prefer(pool, user, preferences)
  setPasskeyMfa(pool, user, input)
}

/** An administrator who disables an authenticator removes it, so that the user sets one up again. */
export function adminSetUserMFAPreference (
  pools: UserPools,
  input: Valid<AdminSetUserMFAPreferenceRequest>
): void {
  const { pool, user } = namedUser(pools, input)
  const preferences = preferencesOf(input)
  checkPasskeyMfa(pool, user, input)
  prefer(pool, user, preferences)
  setPasskeyMfa(pool, user, input)
  const isRemoved = preferences.some(({ factor, enabled }) => factor === 'SOFTWARE_TOKEN_MFA' && !enabled)
  if (isRemoved) removeSoftwareToken(pool, user)
}

/** The older operation, for SMS only. */
export function setUserSettings (pools: UserPools, input: Valid<SetUserSettingsRequest>): void {
  const { pool, user } = tokenOwner(pools, input.AccessToken)
  prefer(pool, user, [{ factor: 'SMS_MFA', enabled: input.MFAOptions.length > 0, preferred: false }])
}

export function adminSetUserSettings (pools: UserPools, input: Valid<AdminSetUserSettingsRequest>): void {
  const { pool, user } = namedUser(pools, input)
  prefer(pool, user, [{ factor: 'SMS_MFA', enabled: input.MFAOptions.length > 0, preferred: false }])
}

function preferencesOf (input: Input): Preference[] {
  return SETTINGS.flatMap(([member, factor]) => {
    const settings = input[member]
    return settings === undefined
      ? []
      : [{ factor, enabled: settings.Enabled === true, preferred: settings.PreferredMfa === true }]
  })
}

function prefer (pool: UserPool, user: User, preferences: readonly Preference[]): void {
  const preferred = preferences.filter(preference => preference.preferred)
  if (preferred.length > 1 || preferred.some(({ enabled }) => !enabled)) {
    throw invalidParameter('Only one method can be preferred, and it has to be enabled.')
  }
  const enabled = preferences.filter(preference => preference.enabled).map(({ factor }) => factor)
  for (const factor of enabled) if (!canUse(pool, user, factor)) throw unusable(factor)
  const isUntouched = (factor: Factor | undefined) =>
    !preferences.some(preference => preference.factor === factor)
  const kept = isUntouched(user.preferredFactor) ? user.preferredFactor : undefined
  pool.users.save(user, {
    factors: [...user.factors.filter(isUntouched), ...enabled],
    preferredFactor: preferred[0]?.factor ?? kept
  })
}

/** The messages are those that users of Cognito report, except the one about the pool. */
function checkPasskeyMfa (pool: UserPool, user: User, { WebAuthnMfaSettings, ...others }: Input): void {
  if (WebAuthnMfaSettings?.Enabled !== true) return
  if (!isMultiFactor(pool)) throw invalidParameter('WebAuthn MFA is not enabled for the user pool.')
  if (user.passkeys.length === 0) {
    throw invalidParameter('User does not have applicable WebAuthn credentials to enable WebAuthn MFA.')
  }
  if (!preferencesOf(others).some(({ enabled }) => enabled)) {
    throw invalidParameter('WebAuthn MFA requires enabling an additional MFA setting.')
  }
}

function setPasskeyMfa (pool: UserPool, user: User, { WebAuthnMfaSettings }: Input): void {
  if (WebAuthnMfaSettings === undefined) return
  pool.users.save(user, { passkeyMfa: WebAuthnMfaSettings.Enabled === true })
}

function unusable (factor: Factor): Error {
  return invalidParameter(
    factor === 'SOFTWARE_TOKEN_MFA'
      ? 'User has not verified software token mfa'
      : `User does not have delivery config set to turn on ${factor}`
  )
}
