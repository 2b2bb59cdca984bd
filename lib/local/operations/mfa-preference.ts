import { authenticated } from '../access-token.js'
import { context, type Fields, type Pool } from '../emulator.js'
import type { User } from '../records.js'
import { CognitoException, invalidParameter } from '../exception.js'
import { canUse, type Factor } from '../factors.js'
import { isObject } from '../input.js'
import { namedUser } from '../named-user.js'
import type { Parts } from '../parts.js'

const SETTINGS: [string, Factor][] = [['SMSMfaSettings', 'SMS_MFA'], ['SoftwareTokenMfaSettings', 'SOFTWARE_TOKEN_MFA'], ['EmailMfaSettings', 'EMAIL_OTP']]

interface Preference { factor: Factor, enabled: boolean, preferred: boolean }

export async function setUserMFAPreference (parts: Parts, body: Fields): Promise<Fields> {
  const { pool, user } = await authenticated(parts, body)
  const preferences = preferencesOf(body)
  // Developer Guide: where MFA is required, people choose a method, but can't switch one off.
  const off = preferences.some(({ factor, enabled }) => !enabled && user.UserMFASettingList?.includes(factor) === true)
  if (off && pool.options.MfaConfiguration === 'ON') throw invalidParameter('MFA is required in the user pool: no method can be switched off.')
  await prefer(pool, user, preferences)
  return {}
}

/** An administrator who switches an authenticator off takes it away, so that its owner, who may have lost it, is asked to set one up. */
export async function adminSetUserMFAPreference (parts: Parts, body: Fields): Promise<Fields> {
  const { pool, user } = await namedUser(parts, body)
  const preferences = preferencesOf(body)
  const lost = preferences.some(({ factor, enabled }) => factor === 'SOFTWARE_TOKEN_MFA' && !enabled)
  await prefer(pool, lost ? { ...user, SoftwareTokenMfaConfiguration: undefined } : user, preferences)
  return {}
}

function preferencesOf (body: Fields): Preference[] {
  return SETTINGS.flatMap(([field, factor]) => {
    const settings = body[field] ?? undefined
    if (settings === undefined) return []
    if (!isObject(settings)) throw new CognitoException('SerializationException', `${field} is of the wrong type.`)
    return [{ factor, enabled: settings['Enabled'] === true, preferred: settings['PreferredMfa'] === true }]
  })
}

async function prefer (pool: Pool, user: User, preferences: readonly Preference[]): Promise<void> {
  const preferred = preferences.filter(preference => preference.preferred)
  if (preferred.length > 1 || preferred.some(({ enabled }) => !enabled)) throw invalidParameter('Only one method can be preferred, and it has to be enabled.')
  const enabled = preferences.filter(preference => preference.enabled).map(({ factor }) => factor)
  const unfit = enabled.find(factor => !canUse(user, factor, pool.options))
  if (unfit !== undefined) throw invalidParameter(`User does not have delivery config set to turn on ${unfit}`)
  const untouched = (factor: string | undefined) => !preferences.some(preference => preference.factor === factor)
  await pool.saveUser(context, {
    ...user,
    UserMFASettingList: [...(user.UserMFASettingList ?? []).filter(untouched), ...enabled],
    PreferredMfaSetting: preferred[0]?.factor ?? (untouched(user.PreferredMfaSetting) ? user.PreferredMfaSetting : undefined)
  })
}
