import { recoveryContacts } from './delivery.js'
import { attributeOf, type Contact, type PoolOptions, type User } from './records.js'
import { invalidParameter } from './exception.js'

/** Second factors, by the names that challenges and preferences have for them. */
export type Factor = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP'
export type MessageFactor = Exclude<Factor, 'SOFTWARE_TOKEN_MFA'>

export const CONTACT: Record<MessageFactor, Contact> = { SMS_MFA: 'phone_number', EMAIL_OTP: 'email' }

/** The second factors that a pool has switched on. */
export function poolFactors (pool: PoolOptions): Factor[] {
  const on: [Factor, boolean][] = [
    ['SMS_MFA', Boolean(pool.SmsConfiguration)],
    ['SOFTWARE_TOKEN_MFA', pool.SoftwareTokenMfaConfiguration?.Enabled === true],
    ['EMAIL_OTP', Boolean(pool.EmailMfaConfiguration)]
  ]
  return on.filter(([, isOn]) => isOn).map(([factor]) => factor)
}

/** Whether the user has what the factor takes, and the pool lets them use it. An authenticator once set up works on where the pool takes no new ones. */
export function canUse (user: User, factor: Factor, pool: PoolOptions): boolean {
  if (factor === 'SOFTWARE_TOKEN_MFA') return user.SoftwareTokenMfaConfiguration?.Verified === true
  return poolFactors(pool).includes(factor) && Boolean(attributeOf(user, CONTACT[factor]))
}

/** Those that the user switched on, the preferred one alone where there is one. */
function chosenFactors (user: User, pool: PoolOptions): Factor[] {
  const chosen = (['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] as const)
    .filter(factor => user.UserMFASettingList?.includes(factor) === true && canUse(user, factor, pool))
  const preferred = chosen.filter(factor => factor === user.PreferredMfaSetting)
  return preferred.length > 0 ? preferred : chosen
}

/**
 * What is asked of somebody besides the first factor: nothing, one factor, one of several, or to set one up
 * (Developer Guide: Details of MFA logic at user runtime).
 */
export function factorsDue (user: User, pool: PoolOptions): Factor[] | 'MFA_SETUP' {
  const { MfaConfiguration: mfa = 'OFF' } = pool
  const chosen = mfa === 'OFF' ? [] : chosenFactors(user, pool)
  if (chosen.length > 0 || mfa !== 'ON') return chosen
  const on = poolFactors(pool)
  // Not where a password is reset by: one mailbox would be all it takes.
  const [recovery] = recoveryContacts(pool)
  const possible = on.filter(factor => canUse(user, factor, pool) && (factor === 'SOFTWARE_TOKEN_MFA' || CONTACT[factor] !== recovery))
  if (possible.length > 0) return possible
  if (on.includes('SOFTWARE_TOKEN_MFA')) return 'MFA_SETUP'
  throw invalidParameter('User has no attribute that codes for MFA can be sent to')
}
