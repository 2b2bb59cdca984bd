import { randomInt } from 'node:crypto'
import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider'
import type { Purpose } from './mailbox.js'
import { LIFETIME } from './options.js'
import type { Pool } from './pool.js'
import { expiredCode, invalidParameter, wrongCode } from './refusal.js'
import type { Person } from './users.js'

export type Address = 'email' | 'phone_number'

/** Under what a code is kept with its person: those of attributes by attribute. */
const keyOf = (purpose: Purpose, attribute: string) => purpose === 'attribute' ? attribute : purpose

interface Sent { code: string, delivery: { AttributeName: Address, DeliveryMedium: 'EMAIL' | 'SMS', Destination: string } }

/** Sends a code of so many digits to one of a person's addresses. */
export function send (pool: Pool, person: Person, attribute: Address, purpose: Purpose, digits = 6): Sent {
  const destination = person.attributes[attribute]
  if (destination === undefined) throw invalidParameter(`User does not have ${attribute}`)
  const medium = attribute === 'email' ? 'EMAIL' : 'SMS'
  const code = String(randomInt(10 ** digits)).padStart(digits, '0')
  pool.mailbox.deliver({ medium, destination, code, purpose })
  return { code, delivery: { AttributeName: attribute, DeliveryMedium: medium, Destination: masked(destination) } }
}

/** Sends a code that is given back by its purpose. An older one does not work any more. */
export function sendKept (pool: Pool, person: Person, attribute: Address, purpose: Purpose): CodeDeliveryDetailsType {
  const { code, delivery } = send(pool, person, attribute, purpose)
  const lifetime = purpose === 'password' ? LIFETIME.resetCode : LIFETIME.code
  person.codes[keyOf(purpose, attribute)] = { value: code, expiresAt: pool.now() + lifetime }
  return delivery
}

/** Throws unless this is the code that was sent last, and in time; and that is the last time it works. */
export function take (pool: Pool, person: Person, purpose: Purpose, code: string, attribute = 'email'): void {
  const key = keyOf(purpose, attribute)
  const sent = person.codes[key]
  if (sent === undefined || sent.expiresAt <= pool.now()) throw expiredCode()
  if (sent.value !== code) throw wrongCode()
  delete person.codes[key]
}

/** What is said of a code that was not sent: there is nobody to send it to. */
export function simulated (name: string): CodeDeliveryDetailsType {
  return { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: masked(name) }
}

/** `j***@e***`, `+*******4567`. */
function masked (destination: string): string {
  if (destination.startsWith('+')) return `+${'*'.repeat(Math.max(destination.length - 5, 0))}${destination.slice(-4)}`
  const [local = '', domain = ''] = destination.toLowerCase().split('@')
  return `${local.charAt(0)}***@${domain.charAt(0)}***`
}
