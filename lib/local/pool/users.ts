import type { Table } from '../store/table.js'
import type { Contact, PoolSettings, User } from './records.js'
import { isCaseSensitive } from './settings.js'

/** The users of a pool. */
export class Users {
  readonly #table: Table<User>
  readonly #isCaseSensitive: boolean
  /** The attributes that users sign in with, and the aliases, which have to be verified. */
  readonly #signInAttributes: readonly string[]
  readonly #aliases: readonly string[]
  /** Users by their sign-in names. A name that a user no longer has remains until another user has it. */
  readonly #byName = new Map<string, User>()

  /** The settings for names are those of the pool's creation: they cannot be changed. */
  constructor (table: Table<User>, settings: PoolSettings) {
    this.#table = table
    this.#isCaseSensitive = isCaseSensitive(settings)
    this.#signInAttributes = settings.UsernameAttributes ?? []
    this.#aliases = settings.AliasAttributes ?? []
    for (const user of table.values()) this.#index(user)
  }

  get size (): number {
    return this.#table.size
  }

  /** Returns every user, the oldest first. */
  all (): User[] {
    return this.#table.values()
  }

  /** Returns the user with this sign-in name or `sub`. */
  find (name: string): User | undefined {
    const folded = this.#fold(name)
    const user = this.#byName.get(folded)
    return user !== undefined && this.#namesOf(user).includes(folded) ? user : undefined
  }

  /** Returns another user with this email address or phone number, if users sign in with it. */
  otherOwner ({ sub }: User, contact: Contact, value: string): User | undefined {
    const owner = this.find(value)
    const own = owner?.attributes[contact]
    const isOwner = own !== undefined && this.#fold(own) === this.#fold(value)
    return isOwner && owner?.sub !== sub ? owner : undefined
  }

  /** Saves a user, with changes. */
  save (user: User, changes: Partial<User> = {}): User {
    Object.assign(user, changes)
    this.#table.put(user.username, user)
    this.#index(user)
    return user
  }

  delete (user: User): void {
    for (const name of this.#namesOf(user)) if (this.#byName.get(name) === user) this.#byName.delete(name)
    this.#table.delete(user.username)
  }

  #index (user: User): void {
    for (const name of this.#namesOf(user)) if (this.find(name) === undefined) this.#byName.set(name, user)
  }

  #namesOf ({ username, sub, attributes }: User): string[] {
    const names = username === sub ? [sub] : [username, sub]
    for (const name of this.#signInAttributes) {
      if (attributes[name] !== undefined) names.push(attributes[name])
    }
    for (const name of this.#aliases) {
      const isVerified = name === 'preferred_username' || attributes[`${name}_verified`] === 'true'
      if (isVerified && attributes[name] !== undefined) names.push(attributes[name])
    }
    return names.map(name => this.#fold(name))
  }

  #fold (name: string): string {
    return this.#isCaseSensitive ? name : name.toLowerCase()
  }
}
