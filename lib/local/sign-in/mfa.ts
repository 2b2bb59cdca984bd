import { context } from '../emulator.js'
import type { User } from '../records.js'
import { CognitoException, invalidSession } from '../exception.js'
import { factorsDue, type Factor } from '../factors.js'
import { parameter } from '../input.js'
import { askFactor } from './ask.js'
import { signedIn } from './next-step.js'
import type { Answer, SignIn } from './caller.js'

export const answerMfaType: Answer = async (parts, caller, responses) => {
  const signIn = caller as SignIn
  const factor = parameter(responses, 'ANSWER') as Factor
  const due = factorsDue(signIn.user, signIn.pool.options)
  if (!due.includes(factor)) throw new CognitoException('MFAMethodNotFoundException', 'The MFA method is not available to the user.')
  return await askFactor(parts, signIn, factor)
}

/** The answer to MFA_SETUP: no more than the Session by which an authenticator showed its first code. That is the factor from now on. */
export const answerMfaSetup: Answer = async (parts, caller) => {
  const { user, client, pool } = caller as SignIn
  const { secret, verified } = caller.challenge
  // Another authenticator may have been set up meanwhile.
  if (verified !== true || user.SoftwareTokenMfaConfiguration?.Secret !== secret) throw invalidSession()
  const ready: User = {
    ...user,
    UserMFASettingList: [...new Set([...user.UserMFASettingList ?? [], 'SOFTWARE_TOKEN_MFA'])],
    PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA'
  }
  await pool.saveUser(context, ready)
  return await signedIn(parts, { user: ready, client, pool })
}
