import { LRUCache } from 'lru-cache'
import { MissBudget } from '../miss-budget.js'

/** The number of unknown keys that are fetched within one cooldown: for one user, all users, and others. */
const EACH_USER = 4
const ALL_USERS = 32
const OTHERS = 4

/** The number of users whose unknown keys are counted. `ALL_USERS` limits more of them. */
const MAX_USERS = 64

/**
 * Limits how often the key of an unknown key ID is fetched. Key IDs are random, and a caller can invent any
 * number of them.
 *
 * A load balancer sends the user's access token with its own, and Cognito's key set verifies that. So callers
 * without one have a small budget, and cannot exhaust that of users: a new key is fetched for the first user
 * who needs it. One user cannot exhaust the budget of all users either.
 */
export class KeyBudget {
  readonly #cooldown: number
  readonly #byUser = new LRUCache<string, MissBudget>({ max: MAX_USERS })
  readonly #users: MissBudget
  readonly #others: MissBudget

  /** @param cooldown - the time in which the whole budget is restored, in milliseconds */
  constructor (cooldown: number) {
    this.#cooldown = cooldown
    this.#users = new MissBudget(cooldown, ALL_USERS)
    this.#others = new MissBudget(cooldown, OTHERS)
  }

  /**
   * Takes one fetch from the budget. Returns false if none is left.
   *
   * @param user - the ID of the user of the verified access token. Null without one
   */
  take (user: string | null): boolean {
    return user === null ? this.#others.take() : this.#budgetOf(user).take() && this.#users.take()
  }

  /** Gives one fetch back: the key has verified a token, or could not be fetched. */
  giveBack (user: string | null): void {
    if (user === null) return this.#others.giveBack()
    this.#budgetOf(user).giveBack()
    this.#users.giveBack()
  }

  #budgetOf (user: string): MissBudget {
    const known = this.#byUser.get(user)
    if (known !== undefined) return known
    const budget = new MissBudget(this.#cooldown, EACH_USER)
    this.#byUser.set(user, budget)
    return budget
  }
}
