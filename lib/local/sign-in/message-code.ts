import { isSame } from '../app-client.js'
import { attempt } from '../attempts.js'
import { verify } from '../contact.js'
import { CognitoException } from '../exception.js'
import { parameter } from '../input.js'
import { afterFirstFactor, signedIn } from './next-step.js'
import type { Contact } from '../records.js'
import type { Answer } from './caller.js'

/** The answer to SMS_MFA and EMAIL_OTP, be that the first factor or the second. Who has the code has the address. */
export const answerMessageCode: Answer = async (parts, caller, responses) => {
  const { challenge, client, pool } = caller
  const given = parameter(responses, `${challenge.name}_CODE`)
  const wrong = new CognitoException('CodeMismatchException', 'Invalid code or auth state for the user.')
  const proven = await attempt(parts, caller, () => isSame(given, challenge.code as string), wrong)
  const user = await verify(pool, proven, challenge.contact as Contact, challenge.first === true && proven.UserStatus === 'UNCONFIRMED' ? { UserStatus: 'CONFIRMED' } : {})
  const signIn = { user, client, pool }
  return challenge.first === true ? await afterFirstFactor(parts, signIn) : await signedIn(parts, signIn)
}
