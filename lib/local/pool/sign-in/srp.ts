import { createHash } from 'node:crypto'
import { required } from '../parameters.js'
import { userNotConfirmed } from '../exception.js'
import { proofParameters, startPasswordProof } from '../srp/server.js'
import type { Challenge } from '../challenges.js'
import { issueChallenge } from './issue-challenge.js'
import type { ChallengeStep, SignIn } from './types.js'

/** Starts the proof of a password. A user that does not exist fails at its end, as with a wrong password. */
export function startSrp (signIn: SignIn, more: Partial<Challenge> = {}): ChallengeStep {
  const { pool, user, username, parameters } = signIn
  if (user?.status === 'UNCONFIRMED') throw userNotConfirmed()
  const identity = `${pool.id.split('_')[1]}${username}`
  const proof = startPasswordProof(
    required(parameters, 'SRP_A'),
    identity,
    user?.password,
    saltOf(user?.sub ?? username)
  )
  const step = issueChallenge(
    signIn,
    'PASSWORD_VERIFIER',
    { ...proofParameters(proof), USERNAME: username, USER_ID_FOR_SRP: username },
    { first: true, passwordProof: proof, ...more }
  )
  // Clients may respond without the Session.
  pool.challenges.alias(proof.secretBlock, step.session)
  return step
}

/** The same salt each time, also for users that do not exist. */
function saltOf (name: string): bigint {
  return BigInt(`0x${createHash('sha256').update(`salt ${name}`).digest('hex').slice(0, 32)}`)
}
