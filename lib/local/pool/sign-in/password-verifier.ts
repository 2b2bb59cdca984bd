import { attempt } from '../attempts.js'
import { wrongPassword } from '../exception.js'
import { provesSecret } from '../srp/server.js'
import { continueCustom } from './custom.js'
import { afterFirstFactor } from './next-step.js'
import { recordResult } from './history.js'
import type { ChallengeHandler, KnownSignIn } from './types.js'

/** Responds to PASSWORD_VERIFIER: the proof of a password by SRP. */
export const respondToPasswordVerifier: ChallengeHandler = async (signIn, { passwordProof, rounds }) => {
  const { pool, user, username, parameters } = signIn
  if (user === undefined || passwordProof === undefined) throw wrongPassword()
  const isRight = provesSecret(parameters, passwordProof, [pool.id.split('_')[1] as string, username])
  const known = signIn as KnownSignIn
  recordResult(known, 'Password', () =>
    attempt(pool, user, isRight && user.password !== undefined, wrongPassword())
  )
  if (rounds === undefined) return await afterFirstFactor(known)
  return await continueCustom(signIn, [
    ...rounds,
    { challengeName: 'PASSWORD_VERIFIER', challengeResult: true }
  ])
}
