import type { Challenge } from '../challenges.js'
import type { Fields, Pool } from '../emulator.js'
import type { AppClient, User } from '../records.js'
import type { Parts } from '../parts.js'

/** Somebody signing in through a client. */
export interface SignIn { user: User, client: AppClient, pool: Pool }

/** Somebody who has not shown who they are. `user` is null where nobody has the name, and that is kept secret. */
export interface Caller {
  /** The user's name in the pool; for nobody, what was given, in lower case. */
  who: string
  user: User | null
  client: AppClient
  pool: Pool
  /** Of the challenge they answer, if they answer one. */
  session?: string
}

/** Answers a challenge: gives the next step, or throws. */
export type Answer = (parts: Parts, caller: Caller & { session: string, challenge: Challenge }, responses: Record<string, string>) => Promise<Fields>

export function whoIs (user: User | null, username: string): string {
  return user?.Username ?? username.toLowerCase()
}
