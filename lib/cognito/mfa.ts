import { errors } from '../errors.js'
import type {
  MfaFactors,
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
const COGNITO_NAMES = {
  totp: 'SOFTWARE_TOKEN_MFA',
  sms: 'SMS_MFA',
  email: 'EMAIL_OTP',
  passkey: 'WEB_AUTHN_MFA'
} as const

/** Releases of the AWS SDK without this export do not send `WebAuthnMfaSettings`. */
const PASSKEY_MFA = {
  name: 'WebAuthnFactorConfigurationType',
  feature: 'MFA by passkey',
  release: '3.1048.0'
} as const

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
    const { default: encodeQR } = await import('qr')
    const svg = encodeQR(uri, 'svg')
    return { secret, uri, qr: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}` }
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
  ): Promise<MfaFactors> {
    const [preferences, configured] = await Promise.all([
      this.#preferencesOf(accessToken, caller),
      this.#configuredFactors(accessToken, caller)
    ])
    return { ...preferences, configured }
  }

  async #preferencesOf (accessToken: string, caller: Caller | undefined): Promise<MfaPreferences> {
    return mfaPreferencesFrom(await this.#api.call('GetUser', { AccessToken: accessToken }, caller))
  }

  /** Null if Cognito does not return them, as a replica or an emulator without this operation. */
  async #configuredFactors (accessToken: string, caller: Caller | undefined): Promise<string[] | null> {
    try {
      const { ConfiguredUserAuthFactors: factors = [] } = await this.#api.call(
        'GetUserAuthFactors',
        { AccessToken: accessToken },
        caller
      )
      return factors
    } catch {
      return null
    }
  }

  async setMfaPreferences (
    {
      accessToken,
      preferences: { passkey, ...changes }
    }: { accessToken: string, preferences: MfaPreferencesBody },
    caller?: Caller
  ): Promise<MfaPreferences> {
    if (passkey !== undefined) await this.#api.requireExport(PASSKEY_MFA, caller)
    const { totp, sms, email } =
      passkey?.enabled === true
        ? { ...(await this.#otherFactors(accessToken, changes, caller)), ...changes }
        : changes
    await this.#api.call(
      'SetUserMFAPreference',
      {
        AccessToken: accessToken,
        SoftwareTokenMfaSettings: preferenceInput(totp),
        SMSMfaSettings: preferenceInput(sms),
        EmailMfaSettings: preferenceInput(email),
        ...(passkey !== undefined && { WebAuthnMfaSettings: { Enabled: passkey.enabled } })
      },
      caller
    )
    await this.#changes.factorsChanged('mfa-changed', accessToken, caller)
    return this.#preferencesOf(accessToken, caller)
  }

  /**
   * Returns the user's other enabled factors: Cognito enables passkeys only in a request that enables another
   * factor.
   *
   * @throws FST_COGNITO_INVALID_INPUT if none is enabled after the change
   */
  async #otherFactors (
    accessToken: string,
    changes: Omit<MfaPreferencesBody, 'passkey'>,
    caller: Caller | undefined
  ): Promise<Partial<Omit<MfaPreferences, 'passkey'>>> {
    const { passkey: _passkey, ...others } = await this.#preferencesOf(accessToken, caller)
    if (!Object.values({ ...others, ...changes }).some(({ enabled }) => enabled)) {
      throw new errors.FST_COGNITO_INVALID_INPUT('body/passkey requires another enabled factor.')
    }
    return Object.fromEntries(Object.entries(others).filter(([, { enabled }]) => enabled))
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
  return {
    totp: state(COGNITO_NAMES.totp),
    sms: state(COGNITO_NAMES.sms),
    email: state(COGNITO_NAMES.email),
    passkey: { enabled: UserMFASettingList.includes(COGNITO_NAMES.passkey) }
  }
}

function preferenceInput (
  preference: MfaPreferencesBody['totp']
): { Enabled: boolean, PreferredMfa: boolean } | undefined {
  return preference === undefined
    ? undefined
    : { Enabled: preference.enabled, PreferredMfa: preference.preferred ?? false }
}
