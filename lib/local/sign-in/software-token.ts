import { attempt } from '../attempts.js'
import { context } from '../emulator.js'
import type { User } from '../records.js'
import { CognitoException } from '../exception.js'
import { parameter } from '../input.js'
import { stepOf } from '../totp.js'
import { signedIn } from './next-step.js'
import type { Answer, SignIn } from './caller.js'

/** The answer to SOFTWARE_TOKEN_MFA. A code is good once (RFC 6238 section 5.2). */
export const answerSoftwareToken: Answer = async (parts, caller, responses) => {
  const { user, client, pool } = caller as SignIn
  const given = parameter(responses, 'SOFTWARE_TOKEN_MFA_CODE')
  const token = user.SoftwareTokenMfaConfiguration
  if (token === undefined) throw new CognitoException('SoftwareTokenMFANotFoundException', 'Software Token MFA does not exist for the user.')
  const step = stepOf(token.Secret, given, parts.now())
  await attempt(parts, caller, () => step !== undefined, new CognitoException('CodeMismatchException', 'Invalid code received for user'))
  const UsedStep = step as number
  if (UsedStep <= token.UsedStep) throw new CognitoException('ExpiredCodeException', 'Your software token has already been used once.')
  const used: User = { ...user, SoftwareTokenMfaConfiguration: { ...token, UsedStep } }
  await pool.saveUser(context, used)
  return await signedIn(parts, { user: used, client, pool })
}
