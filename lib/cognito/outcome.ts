import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider'
import { errors } from '../errors.js'
import type { Challenge, Tokens } from '../schemas/tokens.js'
import { carry, type Carried } from './carried-session.js'

/** How a step of a sign-in ends, as Cognito tells it. */
export interface Outcome {
  readonly AuthenticationResult?: AuthenticationResultType | undefined
  readonly ChallengeName?: string | undefined
  readonly ChallengeParameters?: Record<string, string> | undefined
  readonly AvailableChallenges?: readonly string[] | undefined
  readonly Session?: string | undefined
}

/** @throws FST_COGNITO_UNEXPECTED_RESPONSE where they are not whole */
export function tokensOf (result: AuthenticationResultType | undefined): Tokens {
  const { AccessToken: accessToken, IdToken: idToken, RefreshToken: refreshToken, ExpiresIn: expiresIn, NewDeviceMetadata: device } = result ?? {}
  if (accessToken === undefined || idToken === undefined || expiresIn === undefined) throw new errors.FST_COGNITO_UNEXPECTED_RESPONSE()
  return {
    accessToken,
    idToken,
    ...(refreshToken !== undefined && { refreshToken }),
    expiresIn,
    tokenType: 'Bearer',
    ...(device?.DeviceKey !== undefined && device.DeviceGroupKey !== undefined && { device: { key: device.DeviceKey, groupKey: device.DeviceGroupKey } })
  }
}

/** What the next step has to show or to compute with, and the session that it goes back with. */
export function challengeOf ({ ChallengeName, ChallengeParameters = {}, AvailableChallenges = [], Session }: Outcome, carried: Carried): Challenge {
  if (ChallengeName === undefined) throw new errors.FST_COGNITO_UNEXPECTED_RESPONSE()
  const session = carry(Session, carried)
  return {
    challenge: ChallengeName,
    ...(session !== undefined && { session }),
    parameters: shown(ChallengeName, ChallengeParameters),
    ...(AvailableChallenges.length > 0 && { availableChallenges: [...AvailableChallenges] })
  }
}

/** Under what a challenge tells the name in the pool: custom challenges by the second alone. */
const NAMES = ['USER_ID_FOR_SRP', 'USERNAME']

/** The name in the pool, where a challenge tells it. */
export function nameTold (parameters: Readonly<Record<string, string>> = {}): string | undefined {
  return NAMES.map(name => parameters[name]).find(name => name !== undefined)
}

/** SRP is computed with the name in the pool; for all else it is the server's own business. */
const NEEDS_NAME = new Set(['PASSWORD_VERIFIER', 'DEVICE_PASSWORD_VERIFIER'])

function shown (challenge: string, parameters: Readonly<Record<string, string>>): Record<string, string> {
  if (NEEDS_NAME.has(challenge)) return { ...parameters }
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !NAMES.includes(name)))
}
