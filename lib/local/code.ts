import { randomInt } from 'node:crypto'
import { masked } from './delivery.js'
import { context, type Delivery, type Fields, type Pool } from './emulator.js'
import type { Code, CodePurpose, User } from './records.js'
import { CognitoException } from './exception.js'
import type { Parts } from './parts.js'

const HOUR = 3600 * 1000
/** How long a code is good for (Developer Guide: Quotas). */
const LIFETIME: Record<CodePurpose, number> = { signUp: 24 * HOUR, email: 24 * HOUR, phone_number: 24 * HOUR, password: HOUR }
/** How many wrong ones are taken for a code. */
const TRIES = 5

export const expiredCode = () => new CognitoException('ExpiredCodeException', 'Invalid code provided, please request a code again.')
export const wrongCode = () => new CognitoException('CodeMismatchException', 'Invalid verification code provided, please try again.')

export function createCode (digits = 6): string {
  return String(randomInt(10 ** digits)).padStart(digits, '0')
}

/**
 * Send a new code, and keep it with the user; an older one for the same purpose stops working.
 * `pending` is what the attribute becomes by it, where that is not so yet.
 */
export async function sendCode (parts: Parts, pool: Pool, user: User, clientId: string | null, purpose: CodePurpose, delivery: Delivery, pending?: string): Promise<Fields & { CodeDeliveryDetails: Delivery }> {
  const code: Code = {
    value: createCode(),
    attribute: delivery.AttributeName,
    expiresAt: parts.now() + LIFETIME[purpose],
    ...pending !== undefined && { pending }
  }
  await pool.saveUser(context, { ...user, Codes: { ...user.Codes, [purpose]: code } })
  await parts.deliver(context, purpose, clientId, pool.options.Id, user, code.value, undefined, delivery)
  return { CodeDeliveryDetails: masked(delivery) }
}

/**
 * Use a code up: what was sent, and the codes that are left to keep.
 * Throws unless this is the one that was sent last, in time, and before too many others.
 */
export async function takeCode (parts: Parts, pool: Pool, user: User, purpose: CodePurpose, code: string): Promise<{ sent: Code, Codes: NonNullable<User['Codes']> }> {
  const { [purpose]: sent, ...Codes } = user.Codes ?? {}
  if (sent === undefined || sent.expiresAt <= parts.now()) throw expiredCode()
  const { misses = 0 } = sent
  if (misses >= TRIES) throw tooMany(purpose)
  if (sent.value === code) return { sent, Codes }
  await pool.saveUser(context, { ...user, Codes: { ...Codes, [purpose]: { ...sent, misses: misses + 1 } } })
  throw wrongCode()
}

/** The API Reference has the one for ConfirmSignUp and ConfirmForgotPassword, the other for VerifyUserAttribute. */
function tooMany (purpose: CodePurpose): CognitoException {
  const name = purpose === 'signUp' || purpose === 'password' ? 'TooManyFailedAttemptsException' : 'LimitExceededException'
  return new CognitoException(name, 'Attempt limit exceeded, please request a code again.')
}
