import { withSignInName } from './pool/attributes.js'
import { createUser } from './pool/new-user.js'
import type { User } from './pool/user-record.js'
import { codeAt, stepAt } from './pool/totp.js'
import type { UserPool } from './pool/user-pool.js'

/**
 * The users of a pool of a local Cognito, for tests, which can read and change them.
 *
 * @example
 * ```ts
 * import { startLocalCognito } from 'fastify-cognito-auth/local'
 *
 * const { users } = await startLocalCognito()
 * users.add('ada@example.com', { groups: ['admin'] })
 * users.change('ada@example.com', user => {
 *   user.enabled = false
 * })
 * ```
 */
export class LocalUsers {
  readonly #pool: UserPool

  /** @internal */
  constructor (pool: UserPool) {
    this.#pool = pool
  }

  /** Returns copies of all users, the oldest first. */
  all (): User[] {
    return this.#pool.users.all().map(user => structuredClone(user))
  }

  /** Returns a copy of the user with this username, `sub` or email address. */
  find (name: string): User | undefined {
    const user = this.#known(name)
    return user && structuredClone(user)
  }

  /**
   * Adds a user without any operation: no message is sent, and no trigger runs.
   *
   * @param username - the name to sign in with: an email address, if users of the pool sign in with theirs
   * @param fields - other fields of the user than the defaults: a confirmed user without a password
   */
  add (username: string, fields: Partial<User> = {}): void {
    const attributes = { ...withSignInName({}, username, this.#pool.settings), ...fields.attributes }
    const user = createUser(this.#pool, { username, attributes, status: 'CONFIRMED' })
    const name = fields.sub !== undefined && user.username === user.sub ? { username: fields.sub } : {}
    this.#pool.users.save(user, { ...fields, attributes, ...name })
  }

  /**
   * Changes a user without any operation.
   *
   * @example
   * ```ts
   * import { startLocalCognito } from 'fastify-cognito-auth/local'
   *
   * const { users } = await startLocalCognito()
   * users.add('ada@example.com')
   * users.change('ada@example.com', user => {
   *   user.enabled = false
   * })
   * ```
   *
   * @param name - the username, `sub` or email address
   * @param change - changes the fields of the user
   * @throws Error if there is no such user
   */
  change (name: string, change: (user: User) => void): void {
    const user = this.#known(name)
    if (user === undefined) throw new Error(`The pool has no user ${name}.`)
    change(user)
    this.#pool.users.save(user)
  }

  /** Returns the current code of a user's authenticator. */
  totp (name: string): string {
    const user = this.#known(name)
    const secret = user?.softwareToken?.secret ?? user?.pendingSecret
    if (secret === undefined) throw new Error(`The user ${name} has no authenticator.`)
    return codeAt(secret, stepAt(this.#pool.now()))
  }

  #known (name: string): User | undefined {
    return (
      this.#pool.users.find(name) ??
      this.#pool.users.all().find(({ attributes }) => attributes['email'] === name)
    )
  }
}
