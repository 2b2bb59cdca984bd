import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider'
import { errors } from '../errors.js'
import type { Challenge, Tokens } from '../schemas/tokens.js'
import { encodeSession, type SessionState } from './session-state.js'

/** The response of Cognito to a step of a sign-in. */
export interface AuthResponse {
  readonly AuthenticationResult?: AuthenticationResultType | undefined
  readonly ChallengeName?: string | undefined
  readonly ChallengeParameters?: Record<string, string> | undefined
  readonly AvailableChallenges?: readonly string[] | undefined
  readonly Session?: string | undefined
}

/**
 * Converts the tokens of a Cognito response.
 *
 * @throws FST_COGNITO_UNEXPECTED_RESPONSE if a token is missing
 */
export function tokensFrom (result: AuthenticationResultType | undefined): Tokens {
  const {
    AccessToken: accessToken,
    IdToken: idToken,
    RefreshToken: refreshToken,
    ExpiresIn: expiresIn,
    NewDeviceMetadata: device
  } = result ?? {}
  if (accessToken === undefined || idToken === undefined || expiresIn === undefined) {
    throw new errors.FST_COGNITO_UNEXPECTED_RESPONSE()
  }
  return {
    accessToken,
    idToken,
    ...(refreshToken !== undefined && { refreshToken }),
    expiresIn,
    tokenType: 'Bearer',
    ...(device?.DeviceKey !== undefined &&
      device.DeviceGroupKey !== undefined && {
      device: { key: device.DeviceKey, groupKey: device.DeviceGroupKey }
    })
  }
}

/** Returns a challenge: its parameters, and the session to send back. */
export function challengeFrom (
  { ChallengeName, ChallengeParameters = {}, AvailableChallenges = [], Session }: AuthResponse,
  state: SessionState
): Challenge {
  if (ChallengeName === undefined) throw new errors.FST_COGNITO_UNEXPECTED_RESPONSE()
  const session = encodeSession(Session, state)
  return {
    challenge: ChallengeName,
    ...(session !== undefined && { session }),
    parameters: visibleParameters(ChallengeName, ChallengeParameters),
    ...(AvailableChallenges.length > 0 && { availableChallenges: [...AvailableChallenges] })
  }
}

/** The challenge parameters that contain the username. Custom challenges only have the second. */
const USERNAME_PARAMETERS = ['USER_ID_FOR_SRP', 'USERNAME']

/** Returns the username in the pool, if the challenge contains it. */
export function usernameIn (parameters: Readonly<Record<string, string>> = {}): string | undefined {
  return USERNAME_PARAMETERS.map(name => parameters[name]).find(name => name !== undefined)
}

/** SRP is computed with the username in the pool. Other challenges do not reveal it. */
const NEEDS_USERNAME = new Set(['PASSWORD_VERIFIER', 'DEVICE_PASSWORD_VERIFIER'])

function visibleParameters (
  challenge: string,
  parameters: Readonly<Record<string, string>>
): Record<string, string> {
  if (NEEDS_USERNAME.has(challenge)) return { ...parameters }
  return Object.fromEntries(
    Object.entries(parameters).filter(([name]) => !USERNAME_PARAMETERS.includes(name))
  )
}
