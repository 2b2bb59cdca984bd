import { recoveryContacts } from '../delivery.js'
import { context, type Fields } from '../emulator.js'
import type { PoolOptions } from '../records.js'
import { invalidParameter } from '../exception.js'
import { poolFactors } from '../factors.js'
import { isObject, optionalText, text } from '../input.js'
import type { Parts } from '../parts.js'

export async function createUserPool (parts: Parts, body: Fields): Promise<Fields> {
  return await parts.delegate('CreateUserPool', checked(body, body['SmsConfiguration']))
}

export async function updateUserPool (parts: Parts, body: Fields): Promise<Fields> {
  const pool = await parts.pools.getUserPool(context, text(body, 'UserPoolId'))
  const { SoftwareTokenMfaConfiguration, EmailMfaConfiguration } = pool.options
  // These two stay as they are; all else that is not said goes back to its default.
  const others = SoftwareTokenMfaConfiguration?.Enabled === true || EmailMfaConfiguration
  const answer = await parts.delegate('UpdateUserPool', checked(body, body['SmsConfiguration'] ?? others))
  const Name = optionalText(body, 'PoolName')
  if (Name !== undefined) await pool.updateOptions(context, { ...pool.options, Name })
  return answer
}

function checked (body: Fields, hasFactor: unknown): Fields {
  const MfaConfiguration = mfaOf(body)
  // AWS's words: these two operations know no factor but SMS.
  if (MfaConfiguration !== 'OFF' && !hasFactor) throw invalidParameter('SMS configuration and Auto verification for phone_number are required when MFA is required/optional')
  checkPasswordless(MfaConfiguration, body['Policies'])
  listIn(body['UserAttributeUpdateSettings'], 'AttributesRequireVerificationBeforeUpdate')
  if (!listIn(body['AccountRecoverySetting'], 'RecoveryMechanisms').every(isObject)) throw invalidParameter('RecoveryMechanisms must be objects')
  return { ...body, MfaConfiguration }
}

function mfaOf (body: Fields, byDefault = 'OFF'): string {
  const mfa = optionalText(body, 'MfaConfiguration') ?? byDefault
  if (!['OFF', 'ON', 'OPTIONAL'].includes(mfa)) throw invalidParameter('MfaConfiguration must be OFF, ON or OPTIONAL')
  return mfa
}

/** Developer Guide: Things to know about user pool MFA. */
function checkPasswordless (mfa: string, policies: unknown): void {
  const factors = listIn(isObject(policies) && policies['SignInPolicy'], 'AllowedFirstAuthFactors')
  if (mfa === 'ON' && factors.some(factor => factor !== 'PASSWORD')) throw invalidParameter('Passwordless sign-in is not compatible with required MFA')
}

/** What is no list is refused before it is stored. */
function listIn (settings: unknown, name: string): unknown[] {
  const list = isObject(settings) ? settings[name] ?? [] : []
  if (!Array.isArray(list)) throw invalidParameter(`${name} must be a list`)
  return list
}

export async function getUserPoolMfaConfig (parts: Parts, body: Fields): Promise<Fields> {
  const pool = await parts.pools.getUserPool(context, text(body, 'UserPoolId'))
  return described(pool.options)
}

/** What is not said stays as it is. */
export async function setUserPoolMfaConfig (parts: Parts, body: Fields): Promise<Fields> {
  const pool = await parts.pools.getUserPool(context, text(body, 'UserPoolId'))
  const MfaConfiguration = mfaOf(body, pool.options.MfaConfiguration)
  const options = { ...withFactors(pool.options, body), MfaConfiguration }
  if (MfaConfiguration !== 'OFF' && poolFactors(options).length === 0) throw invalidParameter("Invalid MFA configuration given, can't disable all MFAs and require MFA configuration.")
  checkPasswordless(MfaConfiguration, options.Policies)
  // Developer Guide: User pool settings and their effect on MFA options.
  if (options.EmailMfaConfiguration !== undefined && recoveryContacts(options).every(contact => contact === 'email')) {
    throw invalidParameter('Email MFA is not compatible with account recovery by email only')
  }
  await pool.updateOptions(context, options)
  return described(options)
}

function withFactors (options: PoolOptions, body: Fields): PoolOptions {
  const [sms, totp, email] = ['SmsMfaConfiguration', 'SoftwareTokenMfaConfiguration', 'EmailMfaConfiguration'].map(name => {
    const setting = body[name] ?? undefined
    if (setting !== undefined && !isObject(setting)) throw invalidParameter(`${name} must be an object`)
    return setting
  })
  return {
    ...options,
    ...sms && { SmsConfiguration: sms['SmsConfiguration'] },
    ...totp && { SoftwareTokenMfaConfiguration: { Enabled: totp['Enabled'] === true } },
    ...email && { EmailMfaConfiguration: email }
  }
}

function described ({ MfaConfiguration = 'OFF', SmsConfiguration, SoftwareTokenMfaConfiguration = { Enabled: false }, EmailMfaConfiguration }: PoolOptions): Fields {
  return {
    MfaConfiguration,
    SoftwareTokenMfaConfiguration,
    ...Boolean(SmsConfiguration) && { SmsMfaConfiguration: { SmsConfiguration } },
    ...EmailMfaConfiguration !== undefined && { EmailMfaConfiguration }
  }
}
