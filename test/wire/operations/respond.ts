import type { AdminRespondToAuthChallengeRequest, RespondToAuthChallengeRequest } from '@aws-sdk/client-cognito-identity-provider'
import { checkState, type Pool } from '../pool.js'
import { invalidSession, Refusal, required } from '../refusal.js'
import { checkSecretHash, clientOf } from '../secret-hash.js'
import type { Pending } from '../sessions.js'
import { checkPool } from './administered.js'
import { ANSWERS, type Answer } from './answers.js'
import type { Step } from './asking.js'

export async function respondToAuthChallenge (pool: Pool, body: RespondToAuthChallengeRequest): Promise<Step> {
  const client = clientOf(pool.settings, body.ClientId as string)
  const { ChallengeName: name = '' as never, ChallengeResponses: responses = {} } = body
  const { Session: session = responses['PASSWORD_CLAIM_SECRET_BLOCK'] ?? '' } = body
  const username = required(responses, 'USERNAME')
  required({ Session: session }, 'Session')
  const found = pool.sessions.find(session, name, client.id)
  const pending = { ...found, deviceKey: found.deviceKey ?? responses['DEVICE_KEY'] }
  if (!isNamed(pool, username, pending)) throw invalidSession()
  // Once the real username was told, a hash over the name that was signed in with is not taken any more.
  checkSecretHash(client, responses['SECRET_HASH'], pending.told ? [pending.username] : [pending.username, username])
  if (pending.person !== null) stillThere(pool, pending.person)
  // Before anything waits: of two answers at once, one finds the Session used.
  const putBack = pool.sessions.use(session)
  try {
    return await (ANSWERS[name] as Answer)({ pool, pending, responses })
  } catch (thrown) {
    // Who mistypes a code may try again; who is not let in begins anew.
    if (thrown instanceof Refusal && thrown.exception !== 'NotAuthorizedException') putBack()
    throw thrown
  }
}

export async function adminRespondToAuthChallenge (pool: Pool, { UserPoolId, ContextData, ...body }: AdminRespondToAuthChallengeRequest): Promise<Step> {
  checkPool(pool, UserPoolId)
  return respondToAuthChallenge(pool, body)
}

function isNamed (pool: Pool, name: string, { person, username }: Pending): boolean {
  if (name === username) return true
  return person === null ? pool.users.strangerName(name) === username : pool.users.find(name) === person
}

/** An account can change between the question and the answer. */
function stillThere (pool: Pool, person: NonNullable<Pending['person']>): void {
  if (!pool.users.has(person)) throw invalidSession()
  checkState(person)
}
