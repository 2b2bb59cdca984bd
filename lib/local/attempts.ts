import { context, type Pool } from './emulator.js'
import type { Attempts, User } from './records.js'
import { notAuthorized, type CognitoException } from './exception.js'
import type { Parts } from './parts.js'

const FREE = 5
const LONGEST_LOCK = 15 * 60 * 1000
/** So long without an attempt, and a lockout is forgotten. */
const QUIET = 15 * 60 * 1000

/** Who tries: `user` is null where nobody has the name, and `session` is of the challenge that is answered, if one is. */
interface Trier { user: User | null, pool: Pool, session?: string }

/**
 * A try at proving who one is. Gives the user where it is right, throws `refusal`
 * where it is wrong, and counts that. After five wrong ones the user is locked out,
 * for a second and twice as long with each further one: then the right one is refused too
 * (Developer Guide: Lockout behavior for failed sign-in attempts).
 */
export async function attempt (parts: Parts, { user, pool, session }: Trier, isRight: (user: User) => boolean, refusal: CognitoException): Promise<User> {
  if (user !== null) {
    await checkLock(parts.now(), user, pool)
    if (isRight(user)) return user
    await pool.saveUser(context, { ...user, Attempts: afterFailure(parts.now(), user) })
  }
  if (session !== undefined) parts.challenges.miss(session)
  throw refusal
}

async function checkLock (now: number, user: User, pool: Pool): Promise<void> {
  const attempts = remembered(now, user)
  if (attempts === undefined || attempts.lockedUntil <= now) return
  await pool.saveUser(context, { ...user, Attempts: { ...attempts, lastAt: now } })
  throw notAuthorized('Password attempts exceeded')
}

function afterFailure (now: number, user: User): Attempts {
  const failed = (remembered(now, user)?.failed ?? 0) + 1
  const lock = failed < FREE ? 0 : Math.min(2 ** (failed - FREE) * 1000, LONGEST_LOCK)
  return { failed, lockedUntil: now + lock, lastAt: now }
}

function remembered (now: number, { Attempts: attempts }: User): Attempts | undefined {
  if (attempts === undefined) return undefined
  return attempts.failed >= FREE && now - attempts.lastAt >= QUIET ? undefined : attempts
}
