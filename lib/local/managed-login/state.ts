import type { UserPool } from '../pool/user-pool.js'
import { TemporaryValues } from './temporary-values.js'

/** The grant of an authorization code. */
export interface Grant {
  clientId: string
  redirectUri: string
  sub: string
  scope: string
  /** The time of the sign-in in seconds. */
  authTime: number
  nonce?: string
  codeChallenge?: string
  /** The audience of the access token. */
  resource?: string
}

/** A user who has signed in with this browser. */
export interface BrowserSession {
  sub: string
  authTime: number
}

/** A form that follows another: a challenge, or a code to confirm something. */
export interface PendingStep {
  name: string
  username: string
  /** The CSRF token of the browser that it belongs to. */
  browser: string
  session: string
  parameters: Record<string, string>
  /** The secret of an authenticator that is being set up. */
  secret?: string
}

/** A visit to an identity provider, and the claims that it returned. */
export interface ProviderVisit {
  provider: string
  query: string
  browser: string
  code?: string
  claims?: Record<string, string>
}

interface State {
  grants: TemporaryValues<Grant>
  browsers: TemporaryValues<BrowserSession>
  steps: TemporaryValues<PendingStep>
  visits: TemporaryValues<ProviderVisit>
}

const states = new WeakMap<UserPool, State>()

/** Returns the state of managed login for a pool. It is in memory: a restart ends sign-ins in progress. */
export function stateOf (pool: UserPool): State {
  let state = states.get(pool)
  if (state === undefined) {
    const now = () => pool.now()
    state = {
      grants: new TemporaryValues(now),
      browsers: new TemporaryValues(now),
      steps: new TemporaryValues(now),
      visits: new TemporaryValues(now)
    }
    states.set(pool, state)
  }
  return state
}
