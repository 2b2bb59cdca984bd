import type { Table } from '../store/table.js'
import type { AppClient, User } from '../pool/records.js'
import type { UserPool } from '../pool/user-pool.js'
import { stateOf } from './state.js'
import { cookie, type Visit } from './visit.js'

/** The lifetime of a session, in minutes, unless SetUserPoolClientSessionConfiguration has set another. */
const LIFETIME = 60

/** All pools share one origin, so the name of the cookie contains the ID of the pool. */
const nameOf = ({ id }: UserPool) => `cognito-${id}`

/** A user who is signed in to managed login. */
export interface SignedIn {
  user: User
  /** The time of the sign-in in seconds. */
  authTime: number
}

/** Returns the user who has signed in with this browser, if there is one. */
export function signedIn (pool: UserPool, { cookies }: Visit): SignedIn | undefined {
  const session = stateOf(pool).browsers.get(cookies.get(nameOf(pool)) ?? '')
  const user = session && pool.users.find(session.sub)
  return session !== undefined && user?.enabled === true ? { user, authTime: session.authTime } : undefined
}

/** Keeps a user signed in for the session's lifetime, which requests do not extend. Returns the cookies. */
export function keepSignedIn (pool: UserPool, client: AppClient, { user, authTime }: SignedIn): string[] {
  const lifetime = lifetimeOf(pool, client)
  if (lifetime === 0) return []
  const id = stateOf(pool).browsers.add({ sub: user.sub, authTime }, lifetime * 1000)
  return [cookie(nameOf(pool), id, lifetime)]
}

/** Signs the browser out. Returns the cookies. */
export function forgetBrowser (pool: UserPool, { cookies }: Visit): string[] {
  stateOf(pool).browsers.take(cookies.get(nameOf(pool)) ?? '')
  return [cookie(nameOf(pool), '', 0)]
}

/** Returns the lifetime of a session, in seconds. */
function lifetimeOf (pool: UserPool, { id }: AppClient): number {
  const table: Table<{ SSOSession?: { MaxValidityMinutes?: number } }> = pool.table('session-configurations')
  return (table.get(id)?.SSOSession?.MaxValidityMinutes ?? LIFETIME) * 60
}
