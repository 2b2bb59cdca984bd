import { TestClock } from './clock.js'
import { KeyHost, type Outage } from './key-host.js'
import { KeyRing } from './key-ring.js'
import { keyMakers, type PublishedKey } from './keys.js'
import { namesFrom, type PoolNames, type TestPoolOptions } from './options.js'
import {
  accessClaims,
  idClaims,
  LIFETIME,
  machineClaims,
  signedToken,
  type ClaimsToSign,
  type TestMachine,
  type TestUser
} from './tokens.js'

/**
 * The options of a test pool for `register`: `jwks` without `keyHost`, `jwksUri` with it, and `clock` with `{
 * clock: true }`.
 */
export interface RegisterOptions {
  /** The ID of the test pool. */
  readonly userPoolId: string
  /** The ID of its app client. */
  readonly clientId: string
  /** Its public keys, without `keyHost`. */
  readonly jwks?: { keys: PublishedKey[] }
  /** The URL of its key set, with `keyHost`. */
  readonly jwksUri?: string
  /** The pool's clock, if the pool was created with `{ clock: true }`. */
  readonly clock?: () => number
}

/**
 * Creates a user pool for tests: signing keys, their key set, and tokens like those of Cognito. It uses no
 * network unless `keyHost` is set. The first pool of a process takes about 100 milliseconds, because its keys
 * are generated; later pools take a few milliseconds.
 *
 * @example
 * ```ts
 * import cognitoAuth from 'fastify-cognito-auth'
 * import { createTestPool } from 'fastify-cognito-auth/testing'
 *
 * const pool = await createTestPool()
 * await app.register(cognitoAuth, pool.options)
 * const response = await app.inject({ url: '/admin', headers: pool.authorization({ groups: ['admin'] }) })
 * ```
 *
 * @throws FST_COGNITO_INVALID_OPTIONS with every invalid option
 */
export async function createTestPool (options: TestPoolOptions = {}): Promise<TestPool> {
  const names = namesFrom(options)
  const keys = new KeyRing(await keyMakers())
  const path = jwksPath(names)
  const host =
    options.keyHost === true
      ? new KeyHost(requested => (requested === path ? jsonOf(keys.jwks) : null))
      : null
  await host?.open()
  return new TestPool({ names, keys, host, clock: new TestClock({ fixed: options.clock === true }) })
}

function jwksPath ({ userPoolId }: PoolNames): string {
  return `/${userPoolId}/.well-known/jwks.json`
}

function jsonOf (document: object) {
  return { type: 'application/json', body: JSON.stringify(document), empty: '{"keys":[]}' }
}

/**
 * A user pool for tests, created by `createTestPool`.
 *
 * @example
 * ```ts
 * import { createTestPool } from 'fastify-cognito-auth/testing'
 *
 * const pool = await createTestPool()
 * const user = { sub: 'c7f2a1de-0f5f-4a8e-9a53-3a1a5e5d9c11', groups: ['admin'] }
 * const tokens = [pool.signIn(user), pool.idToken(user), pool.expired(user)]
 * ```
 */
export class TestPool {
  readonly #names: PoolNames
  readonly #keys: KeyRing
  readonly #host: KeyHost | null
  readonly #clock: TestClock

  /** @internal */
  constructor ({
    names,
    keys,
    host,
    clock
  }: {
    names: PoolNames
    keys: KeyRing
    host: KeyHost | null
    clock: TestClock
  }) {
    this.#names = names
    this.#keys = keys
    this.#host = host
    this.#clock = clock
  }

  /** The ID of the pool, such as `eu-west-1_TestPool1`. */
  get userPoolId (): string {
    return this.#names.userPoolId
  }

  /** The ID of the app client that tokens are issued to. */
  get clientId (): string {
    return this.#names.clientId
  }

  /** The `iss` claim of its tokens, as AWS writes it for the ID of the pool. */
  get issuer (): string {
    return this.#names.issuer
  }

  /**
   * The current key set. The signing keys are first, the one of access tokens before the one of ID tokens.
   */
  get jwks (): { keys: PublishedKey[] } {
    return this.#keys.jwks
  }

  /**
   * The options for `register`. Spread them to add others.
   *
   * @example
   * ```ts
   * import cognitoAuth from 'fastify-cognito-auth'
   * import { createTestPool } from 'fastify-cognito-auth/testing'
   *
   * const pool = await createTestPool()
   * await app.register(cognitoAuth, { ...pool.options, tokenUse: 'id' })
   * ```
   */
  get options (): RegisterOptions {
    const { userPoolId, clientId } = this.#names
    return {
      userPoolId,
      clientId,
      ...(this.#host === null
        ? { jwks: this.jwks }
        : { jwksUri: this.#host.origin + jwksPath(this.#names) }),
      ...(this.#clock.isFixed && { clock: this.clock })
    }
  }

  /** The number of requests for the key set. 0 without `keyHost`. */
  get requests (): number {
    return this.#host?.requests ?? 0
  }

  /** Returns an access token of a user who has just signed in, valid for one hour. */
  signIn (user: TestUser = {}): string {
    return this.sign(accessClaims(user, this.#names, this.#seconds()))
  }

  /** Returns an ID token of a user who has just signed in, valid for one hour. */
  idToken (user: TestUser = {}): string {
    return this.sign(idClaims(user, this.#names, this.#seconds()))
  }

  /**
   * Returns an access token of the client credentials grant, without username and groups, valid for one hour.
   *
   * @example
   * ```ts
   * import { createTestPool } from 'fastify-cognito-auth/testing'
   *
   * const pool = await createTestPool()
   * const headers = pool.authorization(pool.machine({ scopes: ['orders/read'] }))
   * ```
   */
  machine (machine: TestMachine = {}): string {
    return this.sign(machineClaims(machine, this.#names, this.#seconds()))
  }

  /** Returns an access token that expired one minute ago. */
  expired (user: TestUser = {}): string {
    return this.sign(accessClaims(user, this.#names, this.#seconds() - LIFETIME - 60))
  }

  /**
   * Returns a signed token with the given claims and no others, for tokens that Cognito does not issue.
   *
   * @example
   * ```ts
   * import { createTestPool } from 'fastify-cognito-auth/testing'
   *
   * const pool = await createTestPool()
   * const withoutExpiry = pool.sign({ iss: pool.issuer, token_use: 'access', client_id: pool.clientId })
   * ```
   *
   * @param header - overrides `kid` and `alg`; the signing key stays the same
   */
  sign (claims: ClaimsToSign, header: ClaimsToSign = {}): string {
    return signedToken(this.#keys.signer(claims['token_use']), claims, header)
  }

  /**
   * Returns headers for `inject`.
   *
   * @example
   * ```ts
   * import { createTestPool } from 'fastify-cognito-auth/testing'
   *
   * const pool = await createTestPool()
   * const response = await app.inject({ url: '/admin', headers: pool.authorization({ groups: ['admin'] }) })
   * ```
   *
   * @param user - the user who signs in, or a token
   */
  authorization (user: TestUser | string = {}): { authorization: string } {
    return { authorization: `Bearer ${typeof user === 'string' ? user : this.signIn(user)}` }
  }

  /**
   * The time that tokens are signed with, in milliseconds since the epoch: the system time, or with `{ clock:
   * true }` that of the pool's clock. How long an application caches keys always depends on the system time.
   */
  readonly clock = (): number => this.#clock.now()

  /**
   * Moves the pool's clock.
   *
   * @example
   * ```ts
   * import { createTestPool } from 'fastify-cognito-auth/testing'
   *
   * const pool = await createTestPool({ clock: true })
   * const headers = pool.authorization()
   * pool.advance(3600) // the token has expired
   * ```
   *
   * @param seconds - the number of seconds, which may be negative or a fraction
   * @throws Error if the pool uses the system clock; TypeError for a value that is not a number
   */
  advance (seconds: number): void {
    this.#clock.advance(seconds)
  }

  /**
   * Sets the pool's clock.
   *
   * @example
   * ```ts
   * import { createTestPool } from 'fastify-cognito-auth/testing'
   *
   * const pool = await createTestPool({ clock: true })
   * pool.setTime(Date.now() + 86_400_000) // a day later
   * ```
   *
   * @param time - a date, or milliseconds since the epoch
   * @throws Error if the pool uses the system clock; TypeError for a value that is not a time
   */
  setTime (time: Date | number): void {
    this.#clock.set(time)
  }

  /**
   * Replaces the signing keys. The old keys stay in the key set, as on AWS, until `removeKey` is called.
   *
   * @example
   * ```ts
   * import { createTestPool } from 'fastify-cognito-auth/testing'
   *
   * const pool = await createTestPool({ keyHost: true })
   * pool.rotateKeys()
   * pool.removeKey() // the old keys
   * ```
   *
   * @throws Error without `keyHost`, since the application would not fetch the new keys
   */
  rotateKeys (): void {
    this.#hostFor('rotateKeys')
    this.#keys.rotate()
  }

  /**
   * Removes a key from the key set. A signing key continues to sign.
   *
   * @param kid - the key ID. Defaults to all keys that `rotateKeys` has replaced
   * @throws Error without `keyHost`, or for an unknown key ID
   */
  removeKey (kid?: string): void {
    this.#hostFor('removeKey')
    this.#keys.remove(kid)
  }

  /**
   * Makes requests for the key set fail until `restore` is called.
   *
   * @example
   * ```ts
   * import { createTestPool } from 'fastify-cognito-auth/testing'
   *
   * const pool = await createTestPool({ keyHost: true })
   * await pool.outage('hung')
   * await pool.restore()
   * ```
   *
   * @param kind - how requests fail
   * @throws Error without `keyHost` or after `close`; TypeError for an unknown kind
   */
  async outage (kind: Outage): Promise<void> {
    await this.#hostFor('outage').setOutage(kind)
  }

  /**
   * Ends an outage. The port stays the same. Requests that hang are aborted.
   *
   * @throws Error without `keyHost`, after `close`, or if the port is in use
   */
  async restore (): Promise<void> {
    await this.#hostFor('restore').setOutage(null)
  }

  /**
   * Stops serving the key set. It may be called more than once, and without its object: `after(pool.close)`.
   */
  readonly close = async (): Promise<void> => {
    await this.#host?.close()
  }

  #hostFor (method: string): KeyHost {
    if (this.#host === null) {
      throw new Error(
        `${method}() requires createTestPool({ keyHost: true })`
      )
    }
    return this.#host
  }

  #seconds (): number {
    return Math.floor(this.clock() / 1000)
  }
}
