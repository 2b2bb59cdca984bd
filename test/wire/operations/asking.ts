import type { InitiateAuthResponse } from '@aws-sdk/client-cognito-identity-provider'
import { comingFrom } from '../devices.js'
import type { Pool } from '../pool.js'
import type { Pending } from '../sessions.js'
import type { Person } from '../users.js'

/** What every step of a sign-in answers: the next challenge, or the tokens. */
export type Step = InitiateAuthResponse

/** Puts a challenge. @param awaited - what the Session is good for, where it is not yet an answer */
export function ask (pool: Pool, name: NonNullable<Step['ChallengeName']>, pending: Pending, parameters: Record<string, string> = {}, awaited: string = name): Step {
  const told = pending.told || 'USERNAME' in parameters || 'USER_ID_FOR_SRP' in parameters
  const block = pool.settings.srpWithoutSession ? parameters['SECRET_BLOCK'] : undefined
  const session = pool.sessions.open(awaited, { ...pending, told }, block)
  const given = block === undefined ? { Session: session } : {}
  return { ChallengeName: name, ...given, ChallengeParameters: parameters }
}

/** The tokens. A device that is remembered has to prove itself first. */
export async function signedIn (pool: Pool, person: Person, pending: Pending): Promise<Step> {
  const device = comingFrom(person, pending.deviceKey, pool.settings)
  if (device?.remembered === true && pending.deviceProved !== true) return ask(pool, 'DEVICE_SRP_AUTH', pending, { USERNAME: pending.username })
  return { ChallengeParameters: {}, AuthenticationResult: await pool.signIn(person, pending.clientId, device) }
}
