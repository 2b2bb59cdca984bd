import type { Contact, PoolSettings, User } from './records.js'

/** The delivery of a message to a user, by email or SMS. */
export interface Delivery {
  attribute: Contact
  medium: 'EMAIL' | 'SMS'
  destination: string
}

export function deliveryBy (attribute: Contact, destination: string): Delivery {
  return { attribute, medium: attribute === 'email' ? 'EMAIL' : 'SMS', destination }
}

/** Returns the delivery of a user's codes: by an attribute that the pool verifies, phone before email. */
export function deliveryTo (user: User, settings: PoolSettings): Delivery | undefined {
  const verified: readonly string[] = settings.AutoVerifiedAttributes ?? []
  for (const contact of ['phone_number', 'email'] as const) {
    const destination = verified.includes(contact) ? user.attributes[contact] : undefined
    if (destination) return deliveryBy(contact, destination)
  }
  return undefined
}

/** Returns a delivery as responses describe it: `a***@e***`, `+*******4567`. */
export function maskDelivery (delivery: Delivery): Delivery {
  const mask = delivery.medium === 'SMS' ? maskPhone : maskEmail
  return { ...delivery, destination: mask(delivery.destination) }
}

function maskEmail (email: string): string {
  const [local = '', domain = ''] = email.toLowerCase().split('@')
  return `${local.charAt(0)}***@${domain.charAt(0)}***`
}

function maskPhone (phone: string): string {
  return `+${'*'.repeat(Math.max(phone.length - 5, 0))}${phone.slice(-4)}`
}

/** Returns a delivery for a user that does not exist, where that is hidden. */
export function simulatedDelivery (username: string): Delivery {
  return maskDelivery(deliveryBy('email', username))
}
