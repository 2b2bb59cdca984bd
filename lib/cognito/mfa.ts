import encodeQR from 'qr'
import { errors } from '../errors.js'
import type {
  MfaPreferences,
  MfaPreferencesBody,
  TotpSecret,
  VerifyTotpBody,
  VerifyTotpResult
} from '../schemas/mfa.js'
import type { AccountChanges } from './account-changes.js'
import type { Caller, CognitoApi } from './api.js'
import { otpauthUri } from './otpauth.js'

/** Cognito's names for the factors. */
const COGNITO_NAMES = { totp: 'SOFTWARE_TOKEN_MFA', sms: 'SMS_MFA', email: 'EMAIL_OTP' } as const

/** The MFA factors of the user of an access token. */
export class Mfa {
  readonly #api: CognitoApi
  readonly #changes: AccountChanges
  readonly #issuer: string

  /** @param issuer - the issuer that authenticator apps display */
  constructor (api: CognitoApi, { issuer, changes }: { issuer: string, changes: AccountChanges }) {
    this.#api = api
    this.#changes = changes
    this.#issuer = issuer
  }

  /** @param account - the account that the authenticator app displays */
  async setupTotp (
    { accessToken, account }: { accessToken: string, account: string },
    caller?: Caller
  ): Promise<TotpSecret> {
    const { SecretCode: secret } = await this.#api.call(
      'AssociateSoftwareToken',
      { AccessToken: accessToken },
      caller,
      'AuthenticatorByToken'
    )
    if (secret === undefined) throw new errors.FST_COGNITO_UNEXPECTED_RESPONSE()
    const uri = otpauthUri({ issuer: this.#issuer, account, secret })
    return {
      secret,
      uri,
      qr: `data:image/svg+xml;base64,${Buffer.from(encodeQR(uri, 'svg')).toString('base64')}`
    }
  }

  /** Verifies the authenticator app and enables it as an MFA factor. */
  async verifyTotp (
    { accessToken, code, name }: VerifyTotpBody & { accessToken: string },
    caller?: Caller
  ): Promise<VerifyTotpResult> {
    const { Status } = await this.#api.call(
      'VerifySoftwareToken',
      { AccessToken: accessToken, UserCode: code, FriendlyDeviceName: name },
      caller,
      'AuthenticatorByToken'
    )
    if (Status !== 'SUCCESS') throw new errors.FST_COGNITO_INVALID_CODE()
    await this.#api.call(
      'SetUserMFAPreference',
      { AccessToken: accessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } },
      caller
    )
    await this.#changes.factorsChanged('mfa-changed', accessToken, caller)
    return { verified: true }
  }

  async getMfaPreferences (
    { accessToken }: { accessToken: string },
    caller?: Caller
  ): Promise<MfaPreferences> {
    return mfaPreferencesFrom(await this.#api.call('GetUser', { AccessToken: accessToken }, caller))
  }

  async setMfaPreferences (
    {
      accessToken,
      preferences: { totp, sms, email }
    }: { accessToken: string, preferences: MfaPreferencesBody },
    caller?: Caller
  ): Promise<MfaPreferences> {
    await this.#api.call(
      'SetUserMFAPreference',
      {
        AccessToken: accessToken,
        SoftwareTokenMfaSettings: preferenceInput(totp),
        SMSMfaSettings: preferenceInput(sms),
        EmailMfaSettings: preferenceInput(email)
      },
      caller
    )
    await this.#changes.factorsChanged('mfa-changed', accessToken, caller)
    return this.getMfaPreferences({ accessToken }, caller)
  }
}

/** Converts the MFA factors that Cognito returns for a user. */
export function mfaPreferencesFrom ({
  UserMFASettingList = [],
  PreferredMfaSetting
}: {
  UserMFASettingList?: string[] | undefined
  PreferredMfaSetting?: string | undefined
}): MfaPreferences {
  const state = (name: string) => ({
    enabled: UserMFASettingList.includes(name),
    preferred: PreferredMfaSetting === name
  })
  return { totp: state(COGNITO_NAMES.totp), sms: state(COGNITO_NAMES.sms), email: state(COGNITO_NAMES.email) }
}

function preferenceInput (
  preference: MfaPreferencesBody['totp']
): { Enabled: boolean, PreferredMfa: boolean } | undefined {
  return preference === undefined
    ? undefined
    : { Enabled: preference.enabled, PreferredMfa: preference.preferred ?? false }
}
