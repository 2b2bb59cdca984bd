import { invalidSession, notAuthorized } from './exception.js'
import { createSession } from './ids.js'
import type { DeviceProof, PasswordProof } from './srp/server.js'
import type { Contact, ChallengeResults } from './records.js'

/** The number of wrong responses after which a challenge ends. */
const ATTEMPTS = 3
/** The lifetime of a challenge, in milliseconds, if the app client has no `AuthSessionValidity`. */
const LIFETIME = 3 * 60 * 1000

/** A challenge that was issued and has no accepted response yet. */
export interface Challenge {
  /** The name of the challenge, or the step that its Session allows. */
  name: string
  clientId: string
  /** The user's name in the pool; for users that do not exist, a generated name. */
  username: string
  /** The name that was given for a user that does not exist, in lower case. */
  givenName?: string
  /** Whether it is a first factor. All others are sent to users that have passed one. */
  first?: boolean
  /** Whether the real username was revealed: from then on SECRET_HASH is computed with it. */
  revealed?: boolean
  code?: string
  contact?: Contact
  /** The factors that the user may choose from. */
  choices?: string[]
  /** The challenge of a passkey. */
  passkeyChallenge?: string
  passwordProof?: PasswordProof
  deviceProof?: DeviceProof
  deviceKey?: string | undefined
  /** The secret of an authenticator that is being set up, and whether it has shown a code. */
  secret?: string
  verified?: boolean
  /** The rounds of custom challenges so far. */
  rounds?: ChallengeRound[]
  /** Private parameters of the custom challenge. */
  privateParameters?: Record<string, string>
  /** The event of the sign-in, and the results that it has so far. */
  eventId?: string
  results?: ChallengeResults
  /** Whether the sign-in is one of managed login, which issues tokens later. */
  managedLogin?: boolean
}

/** A round of custom authentication, as triggers see it. */
export interface ChallengeRound {
  challengeName: string
  challengeResult: boolean
  challengeMetadata?: string
}

interface Open {
  challenge: Challenge
  expiresAt: number
  misses: number
}

/** The challenges of sign-ins in progress, by their Session. */
export class Challenges {
  readonly #open = new Map<string, Open>()
  /** Sessions by the secret block of their SRP exchange. */
  readonly #aliases = new Map<string, string>()
  readonly #now: () => number

  constructor (now: () => number) {
    this.#now = now
  }

  /** Opens a challenge and returns its Session. */
  open (challenge: Challenge, lifetime = LIFETIME): string {
    const now = this.#now()
    for (const [key, { expiresAt }] of this.#open) if (expiresAt <= now) this.#open.delete(key)
    for (const [alias, session] of this.#aliases) if (!this.#open.has(session)) this.#aliases.delete(alias)
    const session = createSession()
    this.#open.set(session, { challenge, expiresAt: now + lifetime, misses: 0 })
    return session
  }

  /** Allows a response without the Session, by the secret block of the SRP exchange. */
  alias (secretBlock: string, session: string): void {
    this.#aliases.set(secretBlock, session)
  }

  /** Returns the Session of a secret block. */
  aliased (secretBlock: string): string | undefined {
    return this.#aliases.get(secretBlock)
  }

  /** Returns the challenge of a Session. Throws if the Session is of another challenge or has expired. */
  find (session: string, name: string): Challenge {
    const open = this.#open.get(session)
    if (open?.challenge.name !== name) throw invalidSession()
    if (open.expiresAt <= this.#now()) {
      throw notAuthorized('Invalid session for the user, session is expired.')
    }
    return open.challenge
  }

  /** Returns the ID of the app client of a Session. */
  clientOf (session: string): string | undefined {
    return this.#open.get(session)?.challenge.clientId
  }

  /** Ends a challenge. Returns a function that restores it, and counts a failed attempt if there was one. */
  take (session: string): (isFailedAttempt: boolean) => void {
    const open = this.#open.get(session)
    this.#open.delete(session)
    return isFailedAttempt => {
      const miss = isFailedAttempt ? 1 : 0
      if (open !== undefined && open.misses + miss < ATTEMPTS) {
        this.#open.set(session, { ...open, misses: open.misses + miss })
      }
    }
  }
}
