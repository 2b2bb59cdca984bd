import { send } from '../codes.js'
import { requestOptions } from '../passkey.js'
import { checkPassword } from '../passwords.js'
import type { Pool } from '../pool.js'
import { invalidParameter, required, wrongPassword } from '../refusal.js'
import type { Pending } from '../sessions.js'
import { checkSrpA, srpParameters } from '../srp.js'
import { firstFactorsOf, type Person } from '../users.js'
import { ask, type Step } from './asking.js'
import { afterPassword } from './mfa.js'

type Parameters = Readonly<Record<string, string>>

/** Digits of a code that signs a person in by itself; one that only comes second has six. */
const DIGITS = 8

/** What a sign-in by choice begins with: the choice, or at once what was preferred. */
export async function offer (pool: Pool, pending: Pending, parameters: Parameters): Promise<Step> {
  const choices = firstFactorsOf(pending.person, pool.settings)
  const preferred = parameters['PREFERRED_CHALLENGE']
  // Where there is nothing to choose from, AWS does not ask.
  const only = choices.length === 1 ? choices[0] : undefined
  const factor = preferred !== undefined && choices.includes(preferred) ? preferred : only
  const step = factor === undefined ? ask(pool, 'SELECT_CHALLENGE', { ...pending, choices }) : await begin(pool, pending, factor, parameters)
  if (step.AuthenticationResult !== undefined) return step
  return { ...step, AvailableChallenges: choices as NonNullable<Step['AvailableChallenges']> }
}

/** Goes on with what was chosen, which may come together with its answer. */
export async function choose (pool: Pool, pending: Pending, responses: Parameters): Promise<Step> {
  const factor = required(responses, 'ANSWER')
  if (!pending.choices?.includes(factor)) throw invalidParameter('Selected challenge is not available')
  return begin(pool, pending, factor, responses)
}

async function begin (pool: Pool, pending: Pending, factor: string, parameters: Parameters): Promise<Step> {
  switch (factor) {
    case 'PASSWORD': return 'PASSWORD' in parameters ? byPassword(pool, pending, parameters) : ask(pool, 'PASSWORD', pending)
    case 'PASSWORD_SRP': return 'SRP_A' in parameters ? bySrp(pool, pending, parameters) : ask(pool, 'PASSWORD_SRP', pending)
    case 'WEB_AUTHN': return byPasskey(pool, pending.person as Person, pending)
    default: return byCode(pool, pending, factor as 'EMAIL_OTP' | 'SMS_OTP')
  }
}

export async function byPassword (pool: Pool, pending: Pending, parameters: Parameters): Promise<Step> {
  const password = required(parameters, 'PASSWORD')
  if (pending.person === null) throw wrongPassword()
  checkPassword(pending.person, password, pool.now())
  return afterPassword(pool, pending.person, pending)
}

/** Also for somebody who is not there: it comes out at the proof, as a wrong password does. */
export function bySrp (pool: Pool, pending: Pending, parameters: Parameters): Step {
  checkSrpA(required(parameters, 'SRP_A'))
  const said = srpParameters(pending.username)
  return ask(pool, 'PASSWORD_VERIFIER', { ...pending, secret: said['SECRET_BLOCK'] as string }, said)
}

/** Only to somebody who has one: to a stranger it is never offered. */
async function byPasskey (pool: Pool, person: Person, pending: Pending): Promise<Step> {
  const { options, challenge } = await requestOptions(person, pool.settings.relyingParty)
  return ask(pool, 'WEB_AUTHN', { ...pending, secret: challenge }, { CREDENTIAL_REQUEST_OPTIONS: options, USERNAME: pending.username })
}

function byCode (pool: Pool, { person, ...pending }: Pending, factor: 'EMAIL_OTP' | 'SMS_OTP'): Step {
  const medium = factor === 'EMAIL_OTP' ? 'EMAIL' : 'SMS'
  const sent = person === null ? null : send(pool, person, medium === 'EMAIL' ? 'email' : 'phone_number', 'sign in', DIGITS)
  return ask(pool, factor, { person, ...pending, ...(sent !== null && { code: sent.code }) }, {
    CODE_DELIVERY_DELIVERY_MEDIUM: medium,
    CODE_DELIVERY_DESTINATION: sent?.delivery.Destination ?? 'n***@e***',
    USERNAME: pending.username
  })
}
