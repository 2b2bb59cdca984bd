import { randomUUID } from 'node:crypto'
import type { Device } from './devices.js'
import type { Mfa, Settings, Status, WireUser } from './options.js'
import type { Passkey, Registration } from './passkey.js'
import { newTotpSecret } from './totp.js'

interface Code { value: string, expiresAt: number }

export interface Authenticator {
  secret: string
  /** Of the last code that was taken: each is taken once. */
  lastStep: number
}

/** Somebody of the pool. A test may change what it likes. */
export interface Person {
  /** Also the username: people of this pool sign in by email. */
  readonly sub: string
  status: Status
  disabled: boolean
  password: string | null
  formerPasswords: string[]
  attributes: Record<string, string>
  groups: string[]
  mfa: Mfa[]
  preferredMfa: Mfa | null
  mustSetUpMfa: boolean
  authenticator: Authenticator | null
  /** The secret of one that is being set up. */
  associating: string | null
  customAnswer: string | null
  passkeys: Passkey[]
  /** A passkey that is being made. */
  registration: Registration | null
  /** Those that were confirmed. */
  devices: Device[]
  /** The last code that was sent for each purpose. */
  codes: Record<string, Code>
  /** Wrong passwords in a row. */
  failures: number
  /** Milliseconds since the epoch. */
  lockedUntil: number
  readonly createdAt: Date
  changedAt: Date
}

/** The people of a pool, by their sub or their email. */
export class Users {
  readonly #people = new Map<string, Person>()
  readonly #strangers = new Map<string, string>()
  readonly #settings: Settings
  readonly #now: () => number

  constructor (users: readonly WireUser[], settings: Settings, now: () => number) {
    this.#settings = settings
    this.#now = now
    for (const user of users) this.add(user)
  }

  add (user: WireUser): Person {
    const person = personOf(user, this.#settings, new Date(this.#now()))
    this.#people.set(person.sub, person)
    return person
  }

  /** Everybody, the oldest account first. */
  all (): Person[] {
    return [...this.#people.values()]
  }

  /** By sub, or by email without regard to case. */
  find (name: string): Person | null {
    const email = name.toLowerCase()
    return this.#people.get(name) ?? this.all().find(({ attributes }) => attributes['email']?.toLowerCase() === email) ?? null
  }

  /** The username that somebody who is not there is given: the same one each time, so that asking twice tells nothing. */
  strangerName (name: string): string {
    const known = this.#strangers.get(name) ?? randomUUID()
    this.#strangers.set(name, known)
    return known
  }

  delete ({ sub }: Person): void {
    this.#people.delete(sub)
  }

  has ({ sub }: Person): boolean {
    return this.#people.has(sub)
  }
}

function personOf ({ email, password, sub = randomUUID(), status = 'CONFIRMED', phone, mfa = [], ...user }: WireUser, { relyingParty: { id } }: Settings, now: Date): Person {
  const hasAuthenticator = user.totpSecret !== undefined || mfa.includes('SOFTWARE_TOKEN_MFA')
  return {
    sub,
    status,
    disabled: user.disabled ?? false,
    password: password ?? null,
    formerPasswords: [],
    attributes: {
      email,
      email_verified: String(user.emailVerified ?? status !== 'UNCONFIRMED'),
      ...(phone !== undefined && { phone_number: phone, phone_number_verified: 'true' }),
      ...user.attributes
    },
    groups: user.groups ?? [],
    mfa,
    preferredMfa: user.preferredMfa ?? null,
    mustSetUpMfa: user.mustSetUpMfa ?? false,
    authenticator: hasAuthenticator ? { secret: user.totpSecret ?? newTotpSecret(), lastStep: 0 } : null,
    associating: null,
    customAnswer: user.customAnswer ?? null,
    passkeys: (user.passkeys ?? []).map(authenticator => ({
      ...authenticator.enrol(id, Buffer.from(sub).toString('base64url')), relyingParty: id, attachment: 'platform', createdAt: now
    })),
    registration: null,
    devices: [],
    codes: {},
    failures: 0,
    lockedUntil: 0,
    createdAt: now,
    changedAt: now
  }
}

/** What a person can sign in with first, where the pool offers it, in AWS's order. */
export function firstFactorsOf (person: Person | null, { firstFactors }: Settings): string[] {
  const has: Record<string, boolean> = {
    PASSWORD: person?.password !== null,
    EMAIL_OTP: person === null || person.attributes['email_verified'] === 'true',
    SMS_OTP: person?.attributes['phone_number_verified'] === 'true',
    WEB_AUTHN: person !== null && person.passkeys.length > 0
  }
  return firstFactors.filter(factor => has[factor]).flatMap(factor => factor === 'PASSWORD' ? ['PASSWORD_SRP', 'PASSWORD'] : [factor])
}
