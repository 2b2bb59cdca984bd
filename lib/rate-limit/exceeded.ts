import { errors } from '../errors.js'
import type { Count } from './counters.js'

/**
 * Rejects an attempt that was counted and exceeds the limit.
 *
 * @throws FST_COGNITO_TOO_MANY_ATTEMPTS if the attempt that was just counted exceeds the limit
 */
export function throwIfExceeded (count: Count): Count {
  return count.isExceeded ? throwTooManyAttempts(count) : count
}

/**
 * Rejects an attempt if none remains.
 *
 * @throws FST_COGNITO_TOO_MANY_ATTEMPTS if no attempt remains
 */
export function throwIfExhausted (count: Count): void {
  if (count.remaining === 0) throwTooManyAttempts(count)
}

function throwTooManyAttempts ({ max, ttlInSeconds }: Count): never {
  const seconds = Math.max(1, ttlInSeconds)
  const headers = { ...limitHeaders({ max, remaining: 0, ttlInSeconds: seconds }), 'retry-after': seconds }
  throw Object.assign(new errors.FST_COGNITO_TOO_MANY_ATTEMPTS(), { headers })
}

/** Returns the headers that describe a limit, under the names that `@fastify/rate-limit` uses. */
export function limitHeaders ({ max, remaining, ttlInSeconds }: Omit<Count, 'isExceeded'>) {
  return { 'x-ratelimit-limit': max, 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': ttlInSeconds }
}
