import { writable } from '../attributes.js'
import { isAnswered } from '../passkey.js'
import { setPassword, wrong } from '../passwords.js'
import type { Pool } from '../pool.js'
import { invalidParameter, notAuthorized, required, wrongOneTimeCode, wrongPassword } from '../refusal.js'
import type { Pending } from '../sessions.js'
import { isProved } from '../srp.js'
import type { Person } from '../users.js'
import { signedIn, type Step } from './asking.js'
import { deviceProof, deviceSrp } from './device-challenges.js'
import { byPassword, bySrp, choose } from './first-factor.js'
import { askCustom } from './initiate-auth.js'
import { afterPassword, askMfa, chosen, takeTotp } from './mfa.js'

export type Answer = (turn: { pool: Pool, pending: Pending, responses: Record<string, string> }) => Step | Promise<Step>

/** How many wrong answers a custom challenge takes, as in AWS's example of its Lambda functions. */
const CUSTOM_TRIES = 3

/** A code that was sent: as the second factor, or as the only one. */
const sentCode = (name: string): Answer => ({ pool, pending, responses }) => {
  const code = required(responses, `${name}_CODE`)
  if (pending.person === null || code !== pending.code) throw wrongOneTimeCode()
  return signedIn(pool, pending.person, pending)
}

const proof: Answer = ({ pool, pending, responses }) => {
  const { person, secret = '', thenCustom } = pending
  const proved = isProved(responses, secret, person?.password ?? null)
  if (person === null) throw wrongPassword()
  if (!proved) wrong(person, pool.now())
  return thenCustom === true ? askCustom(pool, pending) : afterPassword(pool, person, pending)
}

const authenticatorCode: Answer = ({ pool, pending, responses }) => {
  const person = somebody(pending)
  takeTotp(person.authenticator, required(responses, 'SOFTWARE_TOKEN_MFA_CODE'), pool.now())
  return signedIn(pool, person, pending)
}

const mfaSetUp: Answer = turn => {
  const { pool, pending, responses } = turn
  if ('EMAIL' in responses || 'PHONE_NUMBER' in responses) return messagesSetUp(turn)
  const person = somebody(pending)
  // Without an address, the Session of VerifySoftwareToken says that an authenticator is set up.
  if (pending.totpSecret === undefined) throw invalidParameter('Missing required parameter EMAIL')
  person.mfa = ['SOFTWARE_TOKEN_MFA']
  person.mustSetUpMfa = false
  return pool.settings.challengesAfterSetup ? afterPassword(pool, person, pending) : signedIn(pool, person, pending)
}

/** Codes go to the address from now on: the first of them finishes this sign-in. */
const messagesSetUp: Answer = ({ pool, pending, responses: { EMAIL, PHONE_NUMBER } }) => {
  const person = somebody(pending)
  const mfa = EMAIL === undefined ? 'SMS_MFA' : 'EMAIL_OTP'
  if (!pool.settings.mfaToSetUp.includes(mfa)) throw invalidParameter(`${mfa} cannot be set up`)
  if (EMAIL !== undefined) person.attributes['email'] = EMAIL
  if (PHONE_NUMBER !== undefined) person.attributes['phone_number'] = PHONE_NUMBER
  person.mfa = [mfa]
  person.mustSetUpMfa = false
  return askMfa(pool, person, pending, mfa)
}

const PREFIX = 'userAttributes.'

const newPassword: Answer = ({ pool, pending, responses }) => {
  const person = somebody(pending)
  const password = required(responses, 'NEW_PASSWORD')
  const given = Object.entries(responses).filter(([key]) => key.startsWith(PREFIX)).map(([key, Value]) => ({ Name: key.slice(PREFIX.length), Value }))
  const values = writable(given, pool.settings)
  const provided = Object.keys(values).find(name => person.attributes[name])
  if (provided !== undefined) throw notAuthorized(`Cannot modify an already provided ${provided}`)
  const missing = pool.settings.requiredAttributes.find(name => !person.attributes[name] && !values[name])
  if (missing !== undefined) throw invalidParameter(`Invalid attributes given, ${missing} is missing`)
  setPassword(person, password, pool.settings)
  Object.assign(person.attributes, values)
  person.status = 'CONFIRMED'
  return afterPassword(pool, person, pending)
}

const customAnswer: Answer = ({ pool, pending, responses }) => {
  const answer = required(responses, 'ANSWER')
  const { person, tries = 1 } = pending
  if (person !== null && person.customAnswer !== null && answer === person.customAnswer) return signedIn(pool, person, pending)
  if (tries === CUSTOM_TRIES) throw wrongPassword()
  return askCustom(pool, { ...pending, tries: tries + 1 })
}

const passkey: Answer = async ({ pool, pending, responses }) => {
  const person = somebody(pending)
  const answered = await isAnswered(required(responses, 'CREDENTIAL'), person, pending.secret ?? '', pool.settings.relyingParty)
  if (!answered) throw notAuthorized('Invalid passkey.')
  return signedIn(pool, person, pending)
}

/** What each challenge takes for an answer. No other is ever put. */
export const ANSWERS: Record<string, Answer> = {
  SELECT_CHALLENGE: ({ pool, pending, responses }) => choose(pool, pending, responses),
  PASSWORD: ({ pool, pending, responses }) => byPassword(pool, pending, responses),
  PASSWORD_SRP: ({ pool, pending, responses }) => bySrp(pool, pending, responses),
  PASSWORD_VERIFIER: proof,
  EMAIL_OTP: sentCode('EMAIL_OTP'),
  SMS_OTP: sentCode('SMS_OTP'),
  SMS_MFA: sentCode('SMS_MFA'),
  WEB_AUTHN: passkey,
  NEW_PASSWORD_REQUIRED: newPassword,
  SELECT_MFA_TYPE: ({ pool, pending, responses }) => askMfa(pool, somebody(pending), pending, chosen(pending, required(responses, 'ANSWER'))),
  SOFTWARE_TOKEN_MFA: authenticatorCode,
  MFA_SETUP: mfaSetUp,
  CUSTOM_CHALLENGE: customAnswer,
  DEVICE_SRP_AUTH: deviceSrp,
  DEVICE_PASSWORD_VERIFIER: deviceProof
}

/** Only a first factor is asked of somebody who is not there, and no passkey. */
function somebody ({ person }: Pending): Person {
  if (person === null) throw new Error('a stranger came past the first factor')
  return person
}
