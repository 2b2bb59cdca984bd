/** Reads settings of pools and app clients, with AWS's defaults. */
import type { SchemaAttributeType } from '@aws-sdk/client-cognito-identity-provider'
import { invalidParameter } from './exception.js'
import type { AppClient, Contact, Factor, FactorSettings, FirstFactor, PoolSettings } from './records.js'

const HOUR = 3600
const DAY = 24 * HOUR
const UNITS: Record<string, number> = { seconds: 1, minutes: 60, hours: HOUR, days: DAY }

export function isCaseSensitive ({ UsernameConfiguration }: PoolSettings): boolean {
  return UsernameConfiguration?.CaseSensitive !== false
}

export function signsInBy ({ UsernameAttributes = [] }: PoolSettings, contact: Contact): boolean {
  return UsernameAttributes.includes(contact)
}

export function schemaOf ({ SchemaAttributes = [] }: PoolSettings): readonly SchemaAttributeType[] {
  return SchemaAttributes
}

/** Returns the names of the attributes that the pool requires. */
export function requiredAttributes (settings: PoolSettings): string[] {
  return schemaOf(settings)
    .filter(({ Name, Required }) => Required === true && Name !== 'sub')
    .map(({ Name }) => Name as string)
}

/** Returns the first factors of a pool. */
export function firstFactors ({ Policies }: PoolSettings): readonly FirstFactor[] {
  return Policies.SignInPolicy.AllowedFirstAuthFactors as FirstFactor[]
}

/** Returns whether users can sign in with a code instead of a password. */
export function isPasswordless (settings: PoolSettings): boolean {
  return firstFactors(settings).some(factor => factor === 'EMAIL_OTP' || factor === 'SMS_OTP')
}

export function hasThreatProtection ({ UserPoolAddOns }: PoolSettings): boolean {
  return (UserPoolAddOns?.AdvancedSecurityMode ?? 'OFF') !== 'OFF'
}

interface PoolConfiguration {
  settings: PoolSettings
  factors: FactorSettings
}

/** Returns the second factors of a pool. */
export function poolFactors ({ settings, factors }: PoolConfiguration): Factor[] {
  const enabled: [Factor, boolean][] = [
    ['SMS_MFA', settings.SmsConfiguration !== undefined],
    ['SOFTWARE_TOKEN_MFA', factors.softwareToken === true],
    ['EMAIL_OTP', factors.email !== undefined]
  ]
  return enabled.filter(([, isEnabled]) => isEnabled).map(([factor]) => factor)
}

const RECOVERY: Record<string, Contact> = { verified_email: 'email', verified_phone_number: 'phone_number' }

/** Returns whether emails that confirm a sign-up have a link and not a code. */
export function verifiesByLink ({ VerificationMessageTemplate }: PoolSettings): boolean {
  return VerificationMessageTemplate?.DefaultEmailOption === 'CONFIRM_WITH_LINK'
}

/** Returns the attributes that codes to reset a password are sent to. Defaults to phone before email. */
export function recoveryContacts ({ AccountRecoverySetting }: PoolSettings): Contact[] {
  const mechanisms = AccountRecoverySetting?.RecoveryMechanisms
  if (mechanisms === undefined) return ['phone_number', 'email']
  return mechanisms
    .toSorted((a, b) => Number(a.Priority) - Number(b.Priority))
    .flatMap(({ Name }) => RECOVERY[String(Name)] ?? [])
}

export function hidesUsers ({ settings }: AppClient): boolean {
  return settings.PreventUserExistenceErrors === 'ENABLED'
}

export function rotates ({ settings }: AppClient): boolean {
  return settings.RefreshTokenRotation?.Feature === 'ENABLED'
}

/** The lifetime of a challenge's Session in milliseconds. */
export function sessionLifetime ({ settings }: AppClient): number {
  return settings.AuthSessionValidity * 60 * 1000
}

type Token = 'AccessToken' | 'IdToken' | 'RefreshToken'

/** The lifetimes of tokens, in seconds, if the app client has none, or 0. */
const DEFAULT_LIFETIME: Record<Token, number> = { AccessToken: HOUR, IdToken: HOUR, RefreshToken: 30 * DAY }

/** The lifetime of a token in seconds. */
export function tokenLifetime ({ settings }: Pick<AppClient, 'settings'>, token: Token): number {
  const amount = settings[`${token}Validity`]
  if (!amount) return DEFAULT_LIFETIME[token]
  const unit = settings.TokenValidityUnits?.[token] ?? (token === 'RefreshToken' ? 'days' : 'hours')
  return amount * (UNITS[unit] as number)
}

/** ExplicitAuthFlows had names without `ALLOW_` before 2019; AWS still accepts them. */
const OLD_NAMES: Record<string, string> = {
  ADMIN_NO_SRP_AUTH: 'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  USER_PASSWORD_AUTH: 'ALLOW_USER_PASSWORD_AUTH',
  CUSTOM_AUTH_FLOW_ONLY: 'ALLOW_CUSTOM_AUTH'
}

/** Without a list, AWS allows SRP, custom authentication and refreshing. */
const DEFAULT_FLOWS = ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH']

/** The flows of an app client, by their names with `ALLOW_`. */
export function flowsOf ({ settings }: AppClient): string[] {
  const flows = settings.ExplicitAuthFlows
  if (flows === undefined || flows.length === 0) return DEFAULT_FLOWS
  const areOld = flows.every(flow => OLD_NAMES[flow] !== undefined)
  const renamed = flows.map(flow => OLD_NAMES[flow] ?? flow)
  if (!areOld) return renamed
  // With the old names, SRP and refreshing are always allowed.
  return [
    ...renamed,
    ...(flows.includes('CUSTOM_AUTH_FLOW_ONLY') ? ['ALLOW_REFRESH_TOKEN_AUTH'] : DEFAULT_FLOWS)
  ]
}

export function allowsFlow (client: AppClient, flow: string): boolean {
  return flowsOf(client).includes(`ALLOW_${flow}`)
}

/**
 * Checks that an app client allows a flow.
 *
 * @throws InvalidParameterException if the app client does not allow the flow
 */
export function checkFlow (client: AppClient, flow: string): void {
  if (!allowsFlow(client, flow)) throw invalidParameter(`${flow} flow not enabled for this client`)
}
