import { errors } from '../errors.js'
import type { Challenge } from '../schemas/tokens.js'
import type { Caller, CognitoApi } from './api.js'
import type { AuthResponse } from './auth-response.js'
import { otpauthUri } from './otpauth.js'

// The setup of an authenticator app (TOTP) as a step of a sign-in. With an access token, see mfa.ts.

/** Returns whether the user has to set up an MFA factor, and an authenticator app is one of them. */
export function canSetUpTotp ({ ChallengeName, ChallengeParameters }: AuthResponse): boolean {
  return (
    ChallengeName === 'MFA_SETUP' &&
    (ChallengeParameters?.['MFAS_CAN_SETUP'] ?? '').includes('"SOFTWARE_TOKEN_MFA"')
  )
}

interface TotpSetup {
  /** The session that the next step continues with. */
  readonly session: string | undefined
  readonly totp: NonNullable<Challenge['totp']>
}

/**
 * Starts the setup. Returns the secret of the authenticator app.
 *
 * @param options.issuer - the issuer that the authenticator app displays
 * @param options.account - the account that the authenticator app displays
 */
export async function startTotpSetup (
  api: CognitoApi,
  { session, issuer, account }: { session: string | undefined, issuer: string, account: string },
  caller: Caller | undefined
): Promise<TotpSetup> {
  const { SecretCode: secret, Session: next = session } = await api.call(
    'AssociateSoftwareToken',
    { Session: session },
    caller
  )
  if (secret === undefined) throw new errors.FST_COGNITO_UNEXPECTED_RESPONSE()
  return { session: next, totp: { secret, uri: otpauthUri({ issuer, account, secret }) } }
}

/**
 * Completes the setup with the first code of the authenticator app. Returns the session that the next step
 * continues with.
 *
 * @throws FST_COGNITO_INVALID_CODE
 */
export async function completeTotpSetup (
  api: CognitoApi,
  { session, code, name }: { session: string | undefined, code: string, name: string | undefined },
  caller: Caller | undefined
): Promise<string | undefined> {
  const { Status, Session } = await api.call(
    'VerifySoftwareToken',
    { Session: session, UserCode: code, FriendlyDeviceName: name },
    caller
  )
  if (Status !== 'SUCCESS') throw new errors.FST_COGNITO_INVALID_CODE()
  return Session
}
