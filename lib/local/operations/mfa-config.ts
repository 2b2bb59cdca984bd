import type {
  GetUserPoolMfaConfigRequest,
  GetUserPoolMfaConfigResponse,
  SetUserPoolMfaConfigRequest
} from '@aws-sdk/client-cognito-identity-provider'
import { invalidParameter } from '../pool/exception.js'
import { checkEmailMfa, checkPasswordless } from '../pool/pool-checks.js'
import type { FactorSettings, PoolSettings } from '../pool/records.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'

export function getUserPoolMfaConfig (
  pools: UserPools,
  input: Valid<GetUserPoolMfaConfigRequest>
): GetUserPoolMfaConfigResponse {
  const { settings, factors } = pools.get(input.UserPoolId)
  return describeMfaConfig(settings, factors)
}

/** Omitted settings stay unchanged. */
export function setUserPoolMfaConfig (
  pools: UserPools,
  input: Valid<SetUserPoolMfaConfigRequest>
): GetUserPoolMfaConfigResponse {
  const pool = pools.get(input.UserPoolId)
  const { MfaConfiguration = pool.settings.MfaConfiguration, SmsMfaConfiguration: sms } = input
  const factors: FactorSettings = {
    softwareToken: input.SoftwareTokenMfaConfiguration?.Enabled ?? pool.factors.softwareToken,
    email: input.EmailMfaConfiguration ?? pool.factors.email,
    smsMessage: sms?.SmsAuthenticationMessage ?? pool.factors.smsMessage,
    webAuthn: input.WebAuthnConfiguration ?? pool.factors.webAuthn
  }
  const settings: PoolSettings = {
    ...pool.settings,
    MfaConfiguration,
    ...(sms && { SmsConfiguration: sms.SmsConfiguration })
  }
  const hasFactor =
    factors.softwareToken === true ||
    factors.email !== undefined ||
    settings.SmsConfiguration !== undefined
  if (MfaConfiguration !== 'OFF' && !hasFactor) {
    throw invalidParameter(
      "Invalid MFA configuration given, can't disable all MFAs and require MFA configuration."
    )
  }
  checkPasswordless(settings)
  checkEmailMfa(settings, factors)
  pool.update({ settings: Object.assign(pool.settings, settings), factors })
  return describeMfaConfig(settings, factors)
}

function describeMfaConfig (
  { MfaConfiguration, SmsConfiguration }: PoolSettings,
  { softwareToken, email, smsMessage, webAuthn }: FactorSettings
): GetUserPoolMfaConfigResponse {
  return {
    SmsMfaConfiguration: SmsConfiguration && { SmsAuthenticationMessage: smsMessage, SmsConfiguration },
    SoftwareTokenMfaConfiguration: softwareToken === undefined ? undefined : { Enabled: softwareToken },
    EmailMfaConfiguration: email,
    MfaConfiguration,
    WebAuthnConfiguration: webAuthn
  }
}
