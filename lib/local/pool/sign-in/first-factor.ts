import { attempt } from '../attempts.js'
import { verifyContact } from '../attribute-changes.js'
import { isSame } from '../compare.js'
import { deliveryBy } from '../delivery.js'
import { invalidParameter, userNotConfirmed, wrongChallengeCode, wrongPassword } from '../exception.js'
import { availableFactors } from '../factors.js'
import { required } from '../parameters.js'
import { isPasswordOf } from '../password.js'
import type { Contact } from '../records.js'
import { save } from '../save.js'
import { recordResult } from './history.js'
import { issueChallenge } from './issue-challenge.js'
import { deliveryParameters, sendSignInCode } from './mfa.js'
import { afterFirstFactor } from './next-step.js'
import { issuePasskeyChallenge } from './passkey.js'
import { startSrp } from './srp.js'
import { isChallenge, type ChallengeHandler, type KnownSignIn, type SignIn, type Step } from './types.js'

/** Starts a choice-based sign-in: with the preferred factor or the only one, else with SELECT_CHALLENGE. */
export async function offerFactors (signIn: SignIn): Promise<Step> {
  const choices: string[] = availableFactors(signIn.pool, signIn.user)
  const preferred = signIn.parameters['PREFERRED_CHALLENGE']
  const only = choices.length === 1 ? choices[0] : undefined
  const factor = preferred !== undefined && choices.includes(preferred) ? preferred : only
  const step =
    factor === undefined
      ? issueChallenge(signIn, 'SELECT_CHALLENGE', {}, { choices, first: true })
      : await startFactor(signIn, factor)
  return isChallenge(step) ? { ...step, available: choices } : step
}

/** Starts a first factor, whose response may be among the parameters already. */
export async function startFactor (signIn: SignIn, factor: string): Promise<Step> {
  const { parameters } = signIn
  switch (factor) {
    case 'PASSWORD':
      return 'PASSWORD' in parameters
        ? await byPassword(signIn)
        : issueChallenge(signIn, 'PASSWORD', {}, { first: true })
    case 'PASSWORD_SRP':
      return 'SRP_A' in parameters
        ? startSrp(signIn)
        : issueChallenge(signIn, 'PASSWORD_SRP', {}, { first: true })
    case 'WEB_AUTHN':
      return issuePasskeyChallenge(signIn as KnownSignIn)
    default:
      return await issueFirstCodeChallenge(signIn, factor as 'EMAIL_OTP' | 'SMS_OTP')
  }
}

export const respondToChoice: ChallengeHandler = async (signIn, { choices = [] }) => {
  const factor = required(signIn.parameters, 'ANSWER')
  if (!choices.includes(factor)) throw invalidParameter('The selected challenge is not available to the user')
  return await startFactor(signIn, factor)
}

/** Signs in with a password. Only the correct password reveals that a user is disabled. */
export async function byPassword (signIn: SignIn): Promise<Step> {
  const password = required(signIn.parameters, 'PASSWORD')
  const { pool, user } = signIn
  if (user === undefined) throw wrongPassword()
  if (user.status === 'UNCONFIRMED') throw userNotConfirmed()
  const known = signIn as KnownSignIn
  recordResult(known, 'Password', () => attempt(pool, user, isPasswordOf(user, password), wrongPassword()))
  return await afterFirstFactor(known)
}

const CONTACT: Record<string, Contact> = { EMAIL_OTP: 'email', SMS_OTP: 'phone_number' }
/** A code that is the first factor is longer than one that is the second. */
const DIGITS = 8

/** Sends a code instead of a password. For users that do not exist, nothing is sent. */
async function issueFirstCodeChallenge (signIn: SignIn, factor: 'EMAIL_OTP' | 'SMS_OTP'): Promise<Step> {
  const { user, username, parameters } = signIn
  const contact = CONTACT[factor] as Contact
  // A user that does not exist can only choose a code by email.
  const destination = user === undefined ? required(parameters, 'USERNAME') : user.attributes[contact]
  const delivery = deliveryBy(contact, destination as string)
  const code =
    user === undefined ? {} : { code: await sendSignInCode(signIn as KnownSignIn, delivery, DIGITS) }
  return issueChallenge(
    signIn,
    factor,
    { ...deliveryParameters(delivery), USERNAME: username },
    { first: true, contact, ...code }
  )
}

/** Checks a code that was sent instead of a password. It confirms a user who has just signed up. */
export const respondToFirstCode: ChallengeHandler = async (signIn, { name, code, contact = 'email' }) => {
  const given = required(signIn.parameters, `${name}_CODE`)
  const { pool, user } = signIn
  if (user === undefined || code === undefined) throw wrongChallengeCode()
  attempt(pool, user, isSame(given, code), wrongChallengeCode())
  verifyContact(pool, user, contact)
  save(pool, user, user.status === 'UNCONFIRMED' ? { status: 'CONFIRMED' } : {})
  return await afterFirstFactor(signIn as KnownSignIn)
}
