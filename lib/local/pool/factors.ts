import { invalidParameter } from './exception.js'
import type { Contact, Factor, FirstFactor, User } from './records.js'
import { save } from './save.js'
import { firstFactors, poolFactors, recoveryContacts } from './settings.js'
import type { UserPool } from './user-pool.js'

export type MessageFactor = Exclude<Factor, 'SOFTWARE_TOKEN_MFA'>

/** The attribute that codes of a factor are sent to. */
export const CONTACT: Record<MessageFactor, Contact> = { SMS_MFA: 'phone_number', EMAIL_OTP: 'email' }

const FACTORS: readonly Factor[] = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP']

/**
 * Returns whether the user meets the requirements of a factor, and the pool allows it. An authenticator that
 * is set up still works in a pool that allows no new ones.
 */
export function canUse (pool: UserPool, user: User, factor: Factor): boolean {
  if (factor === 'SOFTWARE_TOKEN_MFA') return user.softwareToken !== undefined
  return poolFactors(pool).includes(factor) && Boolean(user.attributes[CONTACT[factor]])
}

/** The factors that the user has enabled: the preferred one alone, if there is one. */
function enabledFactors (pool: UserPool, user: User): Factor[] {
  const enabled = FACTORS.filter(factor => user.factors.includes(factor) && canUse(pool, user, factor))
  const preferred = enabled.filter(factor => factor === user.preferredFactor)
  return preferred.length > 0 ? preferred : enabled
}

/**
 * Returns the second factors of which the user must complete one, or `MFA_SETUP` if the user must set one up
 * (Developer Guide, Details of MFA logic at user runtime).
 */
export function factorsDue (pool: UserPool, user: User): Factor[] | 'MFA_SETUP' {
  const mode = pool.settings.MfaConfiguration
  const enabled = mode === 'OFF' ? [] : enabledFactors(pool, user)
  if (enabled.length > 0 || mode !== 'ON') return enabled
  const usable = poolFactors(pool).filter(factor => canUse(pool, user, factor) && !isRecovery(pool, factor))
  if (usable.length > 0) return usable
  if (setupFactors(pool, user).length > 0) return 'MFA_SETUP'
  throw invalidParameter('User has no attribute that codes for MFA can be sent to')
}

/** A password reset and a second factor with the same destination would be one factor. */
function isRecovery ({ settings }: UserPool, factor: Factor): boolean {
  return factor !== 'SOFTWARE_TOKEN_MFA' && CONTACT[factor] === recoveryContacts(settings)[0]
}

/** The factors that a user without one can set up while signing in. */
export function setupFactors (pool: UserPool, user: User): Factor[] {
  return poolFactors(pool).filter(
    factor => factor === 'SOFTWARE_TOKEN_MFA' || !user.attributes[CONTACT[factor]]
  )
}

/** Removes the authenticator of a user, who can set one up again. */
export function removeSoftwareToken (pool: UserPool, user: User): void {
  save(pool, user, {
    softwareToken: undefined,
    factors: user.factors.filter(factor => factor !== 'SOFTWARE_TOKEN_MFA'),
    preferredFactor: user.preferredFactor === 'SOFTWARE_TOKEN_MFA' ? undefined : user.preferredFactor
  })
}

/** The first factors that a user can choose from; for a user that does not exist, those that most have. */
export function availableFactors (pool: UserPool, user: User | undefined): FirstFactor[] {
  const available = firstFactors(pool.settings).filter(factor =>
    user === undefined ? factor === 'PASSWORD' || factor === 'EMAIL_OTP' : hasFirstFactor(pool, user, factor)
  )
  return available.flatMap(factor => (factor === 'PASSWORD' ? ['PASSWORD_SRP' as const, factor] : [factor]))
}

function hasFirstFactor (pool: UserPool, user: User, factor: FirstFactor): boolean {
  switch (factor) {
    case 'PASSWORD':
      return user.password !== undefined
    case 'EMAIL_OTP':
      return isReachable(user, 'email') && hasNoMfa(pool, user)
    case 'SMS_OTP':
      return isReachable(user, 'phone_number') && hasNoMfa(pool, user)
    default:
      if (user.passkeys.length === 0) return false
      return hasNoMfa(pool, user) || (isMultiFactor(pool) && user.passkeyMfa === true)
  }
}

/** A code verifies the destination of a user who has just signed up; that of others must be verified. */
function isReachable ({ status, attributes }: User, contact: Contact): boolean {
  if (status === 'UNCONFIRMED') return attributes[contact] !== undefined
  return status === 'CONFIRMED' && attributes[`${contact}_verified`] === 'true'
}

/** Users with a second factor sign in with a password. */
function hasNoMfa (pool: UserPool, user: User): boolean {
  return factorsDue(pool, user).length === 0
}

/** Whether a passkey with user verification counts as two factors. */
export function isMultiFactor ({ factors }: UserPool): boolean {
  return factors.webAuthn?.FactorConfiguration === 'MULTI_FACTOR_WITH_USER_VERIFICATION'
}
