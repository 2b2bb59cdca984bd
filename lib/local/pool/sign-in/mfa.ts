import { attempt } from '../attempts.js'
import { verifyContact, writeAttributes } from '../attribute-changes.js'
import { isSame } from '../compare.js'
import { deliveryBy, maskDelivery, type Delivery } from '../delivery.js'
import { CognitoException, invalidParameter, invalidSession, wrongChallengeCode } from '../exception.js'
import { CONTACT, setupFactors, type MessageFactor } from '../factors.js'
import { createCode } from '../ids.js'
import { deliver } from '../messages.js'
import { required } from '../parameters.js'
import type { Factor, User } from '../records.js'
import { save } from '../save.js'
import { stepOf } from '../totp.js'
import { recordResult } from './history.js'
import { issueChallenge } from './issue-challenge.js'
import { finish } from './finish.js'
import type { ChallengeHandler, ChallengeStep, KnownSignIn, SignIn, Step } from './types.js'

/** Sends a challenge for a second factor. */
export async function issueFactorChallenge (signIn: KnownSignIn, factor: Factor): Promise<ChallengeStep> {
  const { user } = signIn
  if (factor !== 'SOFTWARE_TOKEN_MFA') return await issueCodeChallenge(signIn, factor)
  const name = user.softwareToken?.name
  return issueChallenge(signIn, factor, {
    ...(name !== undefined && { FRIENDLY_DEVICE_NAME: name }),
    USER_ID_FOR_SRP: user.username
  })
}

async function issueCodeChallenge (signIn: KnownSignIn, factor: MessageFactor): Promise<ChallengeStep> {
  const { user } = signIn
  const contact = CONTACT[factor]
  const delivery = deliveryBy(contact, user.attributes[contact] as string)
  const code = await sendSignInCode(signIn, delivery, contact === 'email' ? 8 : 6)
  return issueChallenge(
    signIn,
    factor,
    { ...deliveryParameters(delivery), USER_ID_FOR_SRP: user.username },
    { code, contact }
  )
}

/** Sends a code and returns it. */
export async function sendSignInCode (
  { pool, client, user, clientMetadata }: KnownSignIn,
  delivery: Delivery,
  digits: number
): Promise<string> {
  const code = createCode(digits)
  await deliver(pool, user, delivery, { source: 'Authentication', code, clientId: client.id, clientMetadata })
  return code
}

export function deliveryParameters (delivery: Delivery): Record<string, string> {
  return {
    CODE_DELIVERY_DELIVERY_MEDIUM: delivery.medium,
    CODE_DELIVERY_DESTINATION: maskDelivery(delivery).destination
  }
}

/** The user of a challenge that is only sent to users that exist. */
export function knownUser (signIn: SignIn): KnownSignIn {
  if (signIn.user === undefined) throw invalidSession()
  return signIn as KnownSignIn
}

/** SELECT_MFA_TYPE names the email factor EMAIL_MFA (API Reference); its challenge is EMAIL_OTP. */
export const respondToMfaType: ChallengeHandler = async (signIn, { choices = [] }) => {
  const choice = required(signIn.parameters, 'ANSWER')
  const factor = choice === 'EMAIL_MFA' ? 'EMAIL_OTP' : choice
  if (choices.includes(factor)) return await issueFactorChallenge(knownUser(signIn), factor as Factor)
  throw new CognitoException('MFAMethodNotFoundException', 'The MFA method is not available to the user.')
}

export const respondToSoftwareToken: ChallengeHandler = async signIn => {
  const known = knownUser(signIn)
  const { pool, user, parameters } = known
  const code = required(parameters, 'SOFTWARE_TOKEN_MFA_CODE')
  const token = user.softwareToken
  if (token === undefined) {
    throw new CognitoException(
      'SoftwareTokenMFANotFoundException',
      'Software Token MFA does not exist for the user.'
    )
  }
  const step = stepOf(token.secret, code, pool.now())
  recordResult(known, 'Mfa', () => {
    checkStep(known, step, token.usedStep)
  })
  pool.users.save(user, { softwareToken: { ...token, usedStep: step as number } })
  return await finish(known)
}

/** Checks the code of an authenticator, which is valid once. */
function checkStep ({ pool, user }: KnownSignIn, step: number | undefined, usedStep: number): void {
  attempt(pool, user, step !== undefined, wrongChallengeCode('Invalid code received for user'))
  if ((step as number) <= usedStep) {
    throw new CognitoException('ExpiredCodeException', 'Your software token has already been used once.')
  }
}

/** Responds to SMS_MFA, and to EMAIL_OTP as a second factor. The code also verifies its destination. */
export const respondToMfaCode: ChallengeHandler = async (signIn, { name, code = '', contact = 'email' }) => {
  const known = knownUser(signIn)
  const { pool, user } = known
  const isRight = isSame(required(signIn.parameters, `${name}_CODE`), code)
  recordResult(known, 'Mfa', () => attempt(pool, user, isRight, wrongChallengeCode()))
  verifyContact(pool, user, contact)
  save(pool, user)
  return await finish(known)
}

/** Responds to MFA_SETUP: with the Session of VerifySoftwareToken, or with a destination for codes. */
export const respondToMfaSetup: ChallengeHandler = async (signIn, challenge): Promise<Step> => {
  const known = knownUser(signIn)
  const {
    pool,
    user,
    parameters: { EMAIL, PHONE_NUMBER }
  } = known
  if (EMAIL !== undefined) return await setUpCodes(known, 'EMAIL_OTP', { email: EMAIL })
  if (PHONE_NUMBER !== undefined) return await setUpCodes(known, 'SMS_MFA', { phone_number: PHONE_NUMBER })
  // Another authenticator may have been set up meanwhile.
  if (challenge.verified !== true || user.softwareToken?.secret !== challenge.secret) throw invalidSession()
  enable(user, 'SOFTWARE_TOKEN_MFA')
  pool.users.save(user)
  return await finish(known)
}

async function setUpCodes (
  signIn: KnownSignIn,
  factor: MessageFactor,
  attributes: Record<string, string>
): Promise<Step> {
  const { pool, user } = signIn
  if (!setupFactors(pool, user).includes(factor)) throw invalidParameter(`${factor} cannot be set up`)
  writeAttributes(user, attributes)
  enable(user, factor)
  save(pool, user)
  return await issueCodeChallenge(signIn, factor)
}

function enable (user: User, factor: Factor): void {
  user.factors = [...new Set([...user.factors, factor])]
  user.preferredFactor = factor
}
