import { invalidParameter } from './exception.js'
import type { FactorSettings, PoolSettings } from './records.js'
import { isPasswordless, recoveryContacts } from './settings.js'

/** Checks settings that CreateUserPool and UpdateUserPool set together, as AWS does. */
export function checkPoolSettings (settings: PoolSettings, hasFactor: boolean): void {
  // These two operations set no factor but SMS.
  if (settings.MfaConfiguration !== 'OFF' && !hasFactor) {
    throw invalidParameter(
      'SMS configuration and Auto verification for phone_number are required when MFA is required/optional'
    )
  }
  checkPasswordless(settings)
}

/** Developer Guide, Things to know about user pool MFA. */
export function checkPasswordless (settings: PoolSettings): void {
  if (settings.MfaConfiguration === 'ON' && isPasswordless(settings)) {
    throw invalidParameter('Passwordless sign-in is not compatible with required MFA')
  }
}

/** Developer Guide, User pool settings and their effect on MFA options. */
export function checkEmailMfa (settings: PoolSettings, factors: FactorSettings): void {
  if (factors.email !== undefined && recoveryContacts(settings).every(contact => contact === 'email')) {
    throw invalidParameter('Email MFA is not compatible with account recovery by email only')
  }
}
