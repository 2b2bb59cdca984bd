import { randomBytes } from 'node:crypto'
import { notAuthorized } from './exception.js'
import type { User } from './emulator.js'

/** A challenge lives three minutes, as an app client's AuthSessionValidity has it by default. */
const LIFETIME = 3 * 60 * 1000

interface Challenge { name: string, username: string, clientId: string, expiresAt: number }

/** The challenges that were put to people signing in, and not answered yet. */
export class Challenges {
  readonly #open = new Map<string, Challenge>()
  readonly #now: () => number

  constructor (now: () => number) {
    this.#now = now
  }

  /** Put a challenge; returns its Session. */
  open (name: string, username: string, clientId: string): string {
    const now = this.#now()
    for (const [session, { expiresAt }] of this.#open) if (expiresAt <= now) this.#open.delete(session)
    const session = randomBytes(96).toString('base64url')
    this.#open.set(session, { name, username, clientId, expiresAt: now + LIFETIME })
    return session
  }

  /** Throws unless the Session is of this challenge, put to this user through this client. */
  check (session: string, name: string, user: User | null, clientId: string): asserts user is User {
    const challenge = this.#open.get(session)
    if (challenge?.name !== name || challenge.username !== user?.Username || challenge.clientId !== clientId) {
      throw notAuthorized('Invalid session for the user.')
    }
    if (challenge.expiresAt <= this.#now()) throw notAuthorized('Invalid session for the user, session is expired.')
  }

  /** A challenge is answered once; a wrong answer leaves it open. */
  close (session: string): void {
    this.#open.delete(session)
  }
}
