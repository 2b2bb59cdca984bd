import type { Challenge } from '../challenges.js'
import { sessionLifetime } from '../settings.js'
import type { ChallengeStep, SignIn } from './types.js'

/** Opens a challenge. */
export function issueChallenge (
  { pool, client, user, username, parameters: given, state }: SignIn,
  name: string,
  parameters: Record<string, string> = {},
  more: Partial<Challenge> = {}
): ChallengeStep {
  const revealed = state.revealed === true || 'USERNAME' in parameters || 'USER_ID_FOR_SRP' in parameters
  const { deviceKey, rounds, managedLogin, eventId, results } = state
  const givenName = user === undefined ? given['USERNAME']?.toLowerCase() : undefined
  const challenge: Challenge = {
    name,
    clientId: client.id,
    username,
    revealed,
    deviceKey,
    ...(givenName !== undefined && { givenName }),
    ...(rounds !== undefined && { rounds }),
    ...(managedLogin !== undefined && { managedLogin }),
    ...(eventId !== undefined && { eventId }),
    ...(results !== undefined && { results }),
    ...more
  }
  return { name, parameters, session: pool.challenges.open(challenge, sessionLifetime(client)) }
}
