import { randomBytes } from 'node:crypto'
import { invalidSession, notAuthorized } from './exception.js'
import type { Contact } from './records.js'

/** A challenge lives three minutes, as an app client's AuthSessionValidity has it by default. */
const LIFETIME = 3 * 60 * 1000
/** How many wrong answers a Session takes; the last of them ends it. */
const TRIES = 3

export interface Challenge {
  name: string
  /** The user's name in the pool; where nobody has the name that was given, that one, in lower case. */
  who: string
  clientId: string
  /** Whether it asks who somebody is; all others are put to people who have shown that. */
  first?: boolean
  /** A code that was sent, and where to. */
  code?: string
  contact?: Contact
  /** The secret of an authenticator that is being set up, and whether it has shown a code. */
  secret?: string
  verified?: boolean
}

interface Open extends Challenge { expiresAt: number, misses: number }

/** The challenges that were put to people signing in, and not answered yet. */
export class Challenges {
  readonly #open = new Map<string, Open>()
  readonly #now: () => number

  constructor (now: () => number) {
    this.#now = now
  }

  /** Put a challenge; returns its Session. */
  open (challenge: Challenge): string {
    const now = this.#now()
    for (const [session, { expiresAt }] of this.#open) if (expiresAt <= now) this.#open.delete(session)
    const session = randomBytes(96).toString('base64url')
    this.#open.set(session, { ...challenge, expiresAt: now + LIFETIME, misses: 0 })
    return session
  }

  /** Throws unless the Session is of this challenge, put to this user through this client. */
  check (session: string, name: string, who: string, clientId: string): Challenge {
    const challenge = this.#open.get(session)
    if (challenge?.who !== who || challenge.clientId !== clientId) throw invalidSession()
    return this.find(session, name)
  }

  /** Throws unless the Session is of this challenge, whoever has it. */
  find (session: string, name: string): Challenge {
    const challenge = this.#open.get(session)
    if (challenge?.name !== name) throw invalidSession()
    if (challenge.expiresAt <= this.#now()) throw notAuthorized('Invalid session for the user, session is expired.')
    return challenge
  }

  /** A wrong answer leaves a challenge open, a few times. */
  miss (session: string): void {
    const challenge = this.#open.get(session) as Open
    challenge.misses += 1
    if (challenge.misses >= TRIES) this.close(session)
  }

  /** A challenge is answered once. */
  close (session: string): void {
    this.#open.delete(session)
  }
}
