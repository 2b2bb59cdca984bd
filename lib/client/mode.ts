import type { StartedSession } from '../schemas/session.js'
import type { Tokens } from '../schemas/tokens.js'
import type { Api, Send } from './api.js'
import type { AuthEvent, Session, SignedIn, SignedOut } from './types.js'

/** How a client keeps its user signed in: by a cookie, or by tokens. */
export interface Mode {
  /** The headers of requests that sign in. */
  readonly headers: Readonly<Record<string, string>>
  /** Sends a request as the user. */
  readonly send: Send
  /** Keeps the result of a sign-in. */
  start(result: StartedSession | Tokens, deviceKey: string | undefined): SignedIn
  session(fresh: boolean): Promise<Session | null>
  signOut(everywhere: boolean): Promise<SignedOut>
  /** Forgets a user whose account is deleted. */
  forget(): Promise<void>
  close(): void
}

/** The dependencies of the modes. */
export interface ModeContext {
  readonly api: Api
  /** Publishes a change of the session in this tab. */
  readonly emit: (event: AuthEvent) => void
}
