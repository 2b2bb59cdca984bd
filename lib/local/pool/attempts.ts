import { notAuthorized, type CognitoException } from './exception.js'
import type { Attempts, User } from './records.js'
import type { UserPool } from './user-pool.js'

/** The number of failed attempts after which a user is locked out. */
const LOCKOUT_THRESHOLD = 5
/** The longest lockout, in milliseconds. */
const MAX_LOCKOUT = 15 * 60 * 1000
/** The time without an attempt after which a lockout is forgotten, in milliseconds. */
const RESET_TIME = 15 * 60 * 1000

/**
 * Checks a password or a code of a user, and counts a wrong one. After five wrong ones the user is locked out
 * for a second, and twice as long after each further one (Developer Guide, Lockout behavior for failed
 * sign-in attempts).
 *
 * @param exception - the exception for a wrong one
 */
export function attempt (pool: UserPool, user: User, isRight: boolean, exception: CognitoException): void {
  const now = pool.now()
  const attempts = recentAttempts(user, now)
  if (attempts !== undefined && attempts.lockedUntil > now) {
    pool.users.save(user, { attempts: { ...attempts, lastAt: now } })
    throw notAuthorized('Password attempts exceeded')
  }
  if (isRight) return
  pool.users.save(user, { attempts: afterFailure(attempts, now) })
  throw exception
}

/** Forgets failed attempts, after a sign-in. */
export function forgetAttempts (pool: UserPool, user: User): void {
  if (user.attempts !== undefined) pool.users.save(user, { attempts: undefined })
}

function afterFailure (attempts: Attempts | undefined, now: number): Attempts {
  const failed = (attempts?.failed ?? 0) + 1
  const excess = failed - LOCKOUT_THRESHOLD
  const lock = excess < 0 ? 0 : Math.min(2 ** excess * 1000, MAX_LOCKOUT)
  return { failed, lockedUntil: now + lock, lastAt: now }
}

function recentAttempts ({ attempts }: User, now: number): Attempts | undefined {
  if (attempts === undefined) return undefined
  return attempts.failed >= LOCKOUT_THRESHOLD && now - attempts.lastAt >= RESET_TIME ? undefined : attempts
}
