import { randomBytes } from 'node:crypto'
import type { DeviceExchange } from './device-srp.js'
import { LIFETIME } from './options.js'
import { invalidSession, notAuthorized } from './refusal.js'
import type { Person } from './users.js'

/** What a Session waits for: a challenge of AWS's, or the next step of a sign-up. */
export type Awaited = string

export interface Pending {
  /** Null for somebody who is not there, and is asked all the same. */
  person: Person | null
  /** The real one, or the one a stranger was given. */
  username: string
  clientId: string
  /** Whether the challenge told the real username: from then on the secret is hashed over that one. */
  told: boolean
  /** The code that was sent. */
  code?: string
  /** What has to come back: an SRP secret block, the challenge of a passkey. */
  secret?: string
  /** What may be chosen. */
  choices?: string[]
  /** Whether a custom challenge follows the password. */
  thenCustom?: boolean
  /** How often a custom challenge was answered wrongly. */
  tries?: number
  /** The secret of an authenticator that is being set up. */
  totpSecret?: string
  /** Of the device that the sign-in comes from, as it says itself. */
  deviceKey?: string | undefined
  /** What is under way with the device. */
  deviceExchange?: DeviceExchange
  deviceProved?: boolean
}

type Open = Pending & { awaited: Awaited, expiresAt: number }

/** The sign-ins that are under way. Each Session is bound to a person, a client and one challenge, and works once. */
export class Sessions {
  readonly #open = new Map<string, Open>()
  readonly #now: () => number

  constructor (now: () => number) {
    this.#now = now
  }

  /** About as long as AWS makes them. @param block - an SRP secret block that stands for it */
  open (awaited: Awaited, pending: Pending, block?: string): string {
    const session = block ?? `AYABe${randomBytes(1150).toString('base64url')}`
    this.#open.set(session, { ...pending, awaited, expiresAt: this.#now() + LIFETIME.session })
    return session
  }

  /** What a Session is of. Throws where it is of another challenge or client, was used, or is older than three minutes. */
  find (session: string | undefined, awaited: Awaited, clientId: string): Pending {
    const pending = session === undefined ? undefined : this.#open.get(session)
    if (pending?.awaited !== awaited || pending.clientId !== clientId) throw invalidSession()
    if (pending.expiresAt <= this.#now()) throw notAuthorized('Invalid session for the user, session is expired.')
    return pending
  }

  /** For the operations that take a Session without its client. */
  clientOf (session: string): string | undefined {
    return this.#open.get(session)?.clientId
  }

  /** Takes a Session out of use. What is returned puts it back. */
  use (session: string): () => void {
    const pending = this.#open.get(session)
    this.#open.delete(session)
    return () => { if (pending !== undefined) this.#open.set(session, pending) }
  }
}
