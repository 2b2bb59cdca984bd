import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider'
import { sendKept } from '../codes.js'
import type { Pool } from '../pool.js'
import { Refusal } from '../refusal.js'
import type { Person } from '../users.js'

/** Writes attributes. An address that changes is not verified any more, and is sent a code, unless it is said to be verified. */
export function change (pool: Pool, person: Person, values: Record<string, string>): CodeDeliveryDetailsType[] {
  const owner = pool.users.find(values['email'] ?? '')
  if (owner !== null && owner !== person) throw new Refusal('AliasExistsException', 'An account with the given email already exists.')
  const changed = (['email', 'phone_number'] as const).filter(name =>
    values[name] !== undefined && values[name] !== person.attributes[name] && values[`${name}_verified`] !== 'true')
  Object.assign(person.attributes, values)
  person.changedAt = new Date(pool.now())
  return changed.map(name => {
    person.attributes[`${name}_verified`] = 'false'
    return sendKept(pool, person, name, 'attribute')
  })
}
