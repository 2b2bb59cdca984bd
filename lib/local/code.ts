import { randomInt } from 'node:crypto'
import { attributeOf, context, type Code, type CodePurpose, type Delivery, type Fields, type Pool, type User } from './emulator.js'
import { CognitoException, invalidParameter } from './exception.js'
import type { Parts } from './parts.js'

const LIFETIME = 24 * 3600 * 1000

export const expiredCode = () => new CognitoException('ExpiredCodeException', 'Invalid code provided, please request a code again.')
export const wrongCode = () => new CognitoException('CodeMismatchException', 'Invalid verification code provided, please try again.')

/** Six digits. */
export function createCode (): string {
  return String(randomInt(1_000_000)).padStart(6, '0')
}

/** Where a user's codes go: phone before email, as AWS has it, among what the pool verifies. */
export function deliveryTo (user: User, attributes: readonly string[]): Delivery {
  const phone = attributes.includes('phone_number') ? attributeOf(user, 'phone_number') : undefined
  if (phone) return { AttributeName: 'phone_number', DeliveryMedium: 'SMS', Destination: phone }
  const email = attributes.includes('email') ? attributeOf(user, 'email') : undefined
  if (email) return { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: email }
  throw invalidParameter('User has no attribute matching desired auto verified attributes')
}

/** Send a new code, and keep it with the user; an older one for the same purpose stops working. */
export async function sendCode (parts: Parts, pool: Pool, user: User, clientId: string, purpose: CodePurpose, delivery: Delivery): Promise<Fields> {
  const code: Code = { value: createCode(), attribute: delivery.AttributeName, expiresAt: parts.now() + LIFETIME }
  await pool.saveUser(context, { ...user, Codes: { ...user.Codes, [purpose]: code } })
  await parts.deliver(context, purpose, clientId, pool.options.Id, user, code.value, undefined, delivery)
  return { CodeDeliveryDetails: masked(delivery) }
}

/**
 * Use a code up: what was sent, and the codes that are left to keep.
 * Throws unless this is the one that was sent last, and in time.
 */
export function takeCode (parts: Parts, user: User, purpose: CodePurpose, code: string): { sent: Code, Codes: NonNullable<User['Codes']> } {
  const { [purpose]: sent, ...Codes } = user.Codes ?? {}
  if (sent === undefined || sent.expiresAt <= parts.now()) throw expiredCode()
  if (sent.value !== code) throw wrongCode()
  return { sent, Codes }
}

/** What the answer says of a delivery: `a***@e***`, `+*******4567`. */
export function masked (delivery: Delivery): Delivery {
  return { ...delivery, Destination: delivery.DeliveryMedium === 'SMS' ? maskedPhone(delivery.Destination) : maskedEmail(delivery.Destination) }
}

function maskedEmail (email: string): string {
  const [local = '', domain = ''] = email.toLowerCase().split('@')
  return `${local.charAt(0)}***@${domain.charAt(0)}***`
}

function maskedPhone (phone: string): string {
  return `+${'*'.repeat(Math.max(phone.length - 5, 0))}${phone.slice(-4)}`
}

/** What is answered for someone who does not exist, where that is kept secret. */
export function simulatedDelivery (username: string): Fields {
  return { CodeDeliveryDetails: masked({ AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: username }) }
}
