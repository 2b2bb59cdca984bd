import { maskDelivery, deliveryBy, type Delivery } from './delivery.js'
import { CognitoException, expiredCode, wrongCode } from './exception.js'
import { createCode } from './ids.js'
import { deliver } from './messages.js'
import type { Code, CodePurpose, Contact, User } from './records.js'
import { save } from './save.js'
import type { MessageSource } from './triggers/types.js'
import type { UserPool } from './user-pool.js'

const HOUR = 3600 * 1000
/** The lifetime of a code, in milliseconds (Developer Guide, Quotas). */
const LIFETIME: Record<CodePurpose, number> = {
  signUp: 24 * HOUR,
  email: 24 * HOUR,
  phone_number: 24 * HOUR,
  password: HOUR
}
/** The number of wrong attempts after which a code is no longer valid. */
const ATTEMPTS = 5

/** A code to send. */
export interface CodeRequest {
  purpose: CodePurpose
  source: MessageSource
  contact: Contact
  /** The email address or phone number that the code is sent to. */
  destination: string
  /** The value that the attribute gets when the code is returned. */
  pending?: string | undefined
  clientId?: string | undefined
  clientMetadata?: Record<string, string> | undefined
}

/**
 * Sends a new code, and returns its delivery with the masked destination. An older code for the same purpose
 * is no longer valid.
 */
export async function sendCode (pool: UserPool, user: User, request: CodeRequest): Promise<Delivery> {
  const { purpose, contact, destination, pending } = request
  const value = createCode(6)
  const delivery = deliveryBy(contact, destination)
  user.codes[purpose] = {
    value,
    attribute: contact,
    expiresAt: pool.now() + LIFETIME[purpose],
    misses: 0,
    ...(pending !== undefined && { pending })
  }
  pool.users.save(user)
  await deliver(pool, user, delivery, { ...request, code: value })
  return maskDelivery(delivery)
}

/**
 * Accepts a code, once.
 *
 * @throws ExpiredCodeException, CodeMismatchException, or the exception for too many wrong codes
 */
export function takeCode (pool: UserPool, user: User, purpose: CodePurpose, value: string): Code {
  const code = user.codes[purpose]
  if (code === undefined || code.expiresAt <= pool.now()) throw expiredCode()
  if (code.misses >= ATTEMPTS) throw tooMany(purpose)
  if (code.value !== value) {
    code.misses += 1
    pool.users.save(user)
    throw wrongCode()
  }
  delete user.codes[purpose]
  save(pool, user)
  return code
}

/**
 * The API Reference has one exception for ConfirmSignUp and ConfirmForgotPassword, another for
 * VerifyUserAttribute.
 */
function tooMany (purpose: CodePurpose): CognitoException {
  const isOwn = purpose === 'signUp' || purpose === 'password'
  const name = isOwn ? 'TooManyFailedAttemptsException' : 'LimitExceededException'
  return new CognitoException(name, 'Attempt limit exceeded, please request a code again.')
}
