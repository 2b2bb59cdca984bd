import { randomBytes, randomUUID } from 'node:crypto'
import type { AuthEvent, User } from './records.js'
import { hasThreatProtection } from './settings.js'
import type { UserPool } from './user-pool.js'

/** The maximum number of events that are kept of a user. */
const MAX_EVENTS = 50

interface EventDetails extends Pick<AuthEvent, 'results'> {
  /** The ID of an event that has more details now. */
  id?: string | undefined
}

/**
 * Records an event of a user's history and returns its ID. As on AWS, events are kept only in pools with
 * threat protection.
 */
export function recordEvent (
  pool: UserPool,
  user: User,
  type: AuthEvent['type'],
  response: AuthEvent['response'],
  { id = randomUUID(), ...details }: EventDetails = {}
): string {
  if (!hasThreatProtection(pool.settings)) return id
  const earlier = user.events.find(event => event.id === id) ?? {
    id,
    type,
    createdAt: pool.now(),
    feedbackToken: randomBytes(32).toString('base64url')
  }
  const event: AuthEvent = { ...earlier, response, ...details }
  const isNew = !user.events.includes(earlier as AuthEvent)
  const events = isNew ? [event, ...user.events] : user.events.map(one => (one === earlier ? event : one))
  pool.users.save(user, { events: events.slice(0, MAX_EVENTS) })
  return id
}
