import type { Delivery, Fields } from './emulator.js'
import { attributeOf, type Contact, type PoolOptions, type User } from './records.js'
import { invalidParameter } from './exception.js'

/** A message to one of a user's addresses. */
export function deliveryBy (attribute: Contact, Destination: string): Delivery {
  return { AttributeName: attribute, DeliveryMedium: attribute === 'email' ? 'EMAIL' : 'SMS', Destination }
}

/** Where a user's codes go: phone before email, as AWS has it, among what the pool verifies. */
export function deliveryTo (user: User, attributes: readonly string[]): Delivery {
  for (const contact of ['phone_number', 'email'] as const) {
    const address = attributes.includes(contact) ? attributeOf(user, contact) : undefined
    if (address) return deliveryBy(contact, address)
  }
  throw invalidParameter('User has no attribute matching desired auto verified attributes')
}

const RECOVERY = new Map<string, Contact>([['verified_email', 'email'], ['verified_phone_number', 'phone_number']])

/** Where codes to reset a password may go, the first choice first. Where the pool does not say: phone before email, the API Reference has it. */
export function recoveryContacts (pool: PoolOptions): Contact[] {
  const mechanisms = pool.AccountRecoverySetting?.RecoveryMechanisms
  if (!mechanisms) return ['phone_number', 'email']
  return mechanisms.toSorted((a, b) => a.Priority - b.Priority).flatMap(({ Name }) => RECOVERY.get(Name) ?? [])
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
  return { CodeDeliveryDetails: masked(deliveryBy('email', username)) }
}
