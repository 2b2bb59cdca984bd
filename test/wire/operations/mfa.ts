import { send } from '../codes.js'
import { comingFrom } from '../devices.js'
import type { Mfa } from '../options.js'
import type { Pool } from '../pool.js'
import { invalidParameter, Refusal } from '../refusal.js'
import type { Pending } from '../sessions.js'
import { stepOfCode } from '../totp.js'
import type { Authenticator, Person } from '../users.js'
import { ask, signedIn, type Step } from './asking.js'

/** What comes after the password: a new one, a second factor or a device in its place, the set-up of one, or the tokens. */
export async function afterPassword (pool: Pool, person: Person, pending: Pending): Promise<Step> {
  const device = comingFrom(person, pending.deviceKey, pool.settings)
  if (person.status === 'FORCE_CHANGE_PASSWORD') return askNewPassword(pool, person, pending)
  const { mfa, preferredMfa } = person
  // It proves itself before there are tokens: that is the second factor.
  if (mfa.length > 0 && device?.remembered === true && pool.settings.devices?.challengeOnNewDevice === true) return signedIn(pool, person, pending)
  const only = preferredMfa ?? (mfa.length === 1 ? mfa[0] : undefined)
  if (only !== undefined) return askMfa(pool, person, pending, only)
  if (mfa.length > 1) return askWhich(pool, mfa, pending)
  if (person.mustSetUpMfa) {
    const { mfaToSetUp } = pool.settings
    const parameters = { MFAS_CAN_SETUP: JSON.stringify(mfaToSetUp), USER_ID_FOR_SRP: person.sub }
    // For an authenticator, the Session goes to AssociateSoftwareToken first: by itself it answers nothing.
    const awaited = mfaToSetUp.includes('SOFTWARE_TOKEN_MFA') ? 'ASSOCIATE' : 'MFA_SETUP'
    return ask(pool, 'MFA_SETUP', pending, parameters, awaited)
  }
  return signedIn(pool, person, pending)
}

function askNewPassword (pool: Pool, person: Person, pending: Pending): Step {
  const missing = pool.settings.requiredAttributes.filter(name => !person.attributes[name])
  return ask(pool, 'NEW_PASSWORD_REQUIRED', pending, {
    USER_ID_FOR_SRP: person.sub,
    requiredAttributes: JSON.stringify(missing.map(name => `userAttributes.${name}`)),
    userAttributes: JSON.stringify(person.attributes)
  })
}

function askWhich (pool: Pool, choices: Mfa[], pending: Pending): Step {
  return ask(pool, 'SELECT_MFA_TYPE', { ...pending, choices }, { MFAS_CAN_CHOOSE: JSON.stringify(choices), USER_ID_FOR_SRP: pending.username })
}

/** Asks for one second factor; where it is a code, sends it. */
export function askMfa (pool: Pool, person: Person, pending: Pending, mfa: Mfa): Step {
  if (mfa === 'SOFTWARE_TOKEN_MFA') return ask(pool, mfa, pending, { FRIENDLY_DEVICE_NAME: 'Phone', USER_ID_FOR_SRP: person.sub })
  const { code, delivery } = send(pool, person, mfa === 'SMS_MFA' ? 'phone_number' : 'email', 'sign in')
  return ask(pool, mfa, { ...pending, code }, {
    CODE_DELIVERY_DELIVERY_MEDIUM: delivery.DeliveryMedium,
    CODE_DELIVERY_DESTINATION: delivery.Destination,
    USER_ID_FOR_SRP: person.sub
  })
}

/** The factor that was chosen. AWS's own page calls the email's by another name than the challenge has. */
export function chosen ({ choices = [] }: Pending, answer: string): Mfa {
  const name = answer === 'EMAIL_MFA' ? 'EMAIL_OTP' : answer
  if (!choices.includes(name)) throw invalidParameter('Invalid MFA type')
  return name as Mfa
}

/** Takes a code of an authenticator, each one once. */
export function takeTotp (authenticator: Authenticator | null, code: string, now: number): void {
  if (authenticator === null) throw new Refusal('SoftwareTokenMFANotFoundException', 'User has no software token')
  const step = stepOfCode(authenticator.secret, code, now)
  if (step === undefined) throw new Refusal('CodeMismatchException', 'Invalid code received for user')
  if (step <= authenticator.lastStep) throw new Refusal('ExpiredCodeException', 'Your software token has already been used once.')
  authenticator.lastStep = step
}
