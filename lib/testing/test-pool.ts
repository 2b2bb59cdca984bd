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
 * What of a test pool goes into `register`: `jwks` where the keys are in hand, `jwksUri` where there is a key
 * host, `clock` with `{ clock: true }`.
 */
export interface RegisterOptions {
  /** The ID of the test pool. */
  readonly userPoolId: string
  /** The ID of its app client. */
  readonly clientId: string
  /** Its public keys, if there is no key host. */
  readonly jwks?: { keys: PublishedKey[] }
  /** The URL of its key host, if there is one. */
  readonly jwksUri?: string
  /** The pool's clock, if the pool was created with `{ clock: true }`. */
  readonly clock?: () => number
}

/**
 * Creates a user pool for tests: signing keys, their key set, and tokens like those of Cognito. It uses no
 * network unless `keyHost` is set. The first pool of a process takes about 100 milliseconds, because its keys
 * are generated; later pools take a few milliseconds.
 *
 * ```ts
 * const pool = await createTestPool()
 * await app.register(cognitoAuth, pool.options)
 * await app.inject({ url: '/admin', headers: pool.authorization({ groups: ['admin'] }) })
 * ```
 *
 * @throws FST_COGNITO_INVALID_OPTIONS with every invalid option
 */
export async function createTestPool (options: TestPoolOptions = {}): Promise<TestPool> {
  const names = namesFrom(options)
  const keys = new KeyRing(await keyMakers())
  const host =
    options.keyHost === true
      ? new KeyHost(`/${names.userPoolId}/.well-known/jwks.json`, () => keys.jwks)
      : null
  await host?.open()
  return new TestPool({ names, keys, host, clock: new TestClock({ fixed: options.clock === true }) })
}

/** A user pool for tests. Made by `createTestPool`. */
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

  /** Such as `eu-west-1_TestPool1`. */
  get userPoolId (): string {
    return this.#names.userPoolId
  }

  /** The app client that tokens are issued to. */
  get clientId (): string {
    return this.#names.clientId
  }

  /** The `iss` of its tokens: the one that AWS writes for the pool's id. */
  get issuer (): string {
    return this.#names.issuer
  }

  /**
   * The key set that it publishes now; the keys that sign come first, that of access tokens before that of ID
   * tokens.
   */
  get jwks (): { keys: PublishedKey[] } {
    return this.#keys.jwks
  }

  /**
   * For `register`. Spread them to add your own.
   *
   * ```ts
   * await app.register(cognitoAuth, { ...pool.options, tokenUse: 'id' })
   * ```
   */
  get options (): RegisterOptions {
    const { userPoolId, clientId } = this.#names
    return {
      userPoolId,
      clientId,
      ...(this.#host === null ? { jwks: this.jwks } : { jwksUri: this.#host.jwksUri }),
      ...(this.#clock.isFixed && { clock: this.clock })
    }
  }

  /** How many times the key host was asked. 0 where there is none. */
  get requests (): number {
    return this.#host?.requests ?? 0
  }

  /** The access token of a person who has signed in, good for an hour. */
  signIn (user: TestUser = {}): string {
    return this.sign(accessClaims(user, this.#names, this.#seconds()))
  }

  /** The ID token of a person who has signed in, good for an hour. */
  idToken (user: TestUser = {}): string {
    return this.sign(idClaims(user, this.#names, this.#seconds()))
  }

  /** The access token of a machine: client credentials, no name, no groups. Good for an hour. */
  machine (machine: TestMachine = {}): string {
    return this.sign(machineClaims(machine, this.#names, this.#seconds()))
  }

  /** The access token of a person who signed in an hour and a minute ago: it ended a minute ago. */
  expired (user: TestUser = {}): string {
    return this.sign(accessClaims(user, this.#names, this.#seconds() - LIFETIME - 60))
  }

  /**
   * Any claims at all, signed: for what Cognito would never write. Nothing is added to them.
   *
   * @param header - goes over `kid` and `alg`; the key that signs stays the same
   */
  sign (claims: ClaimsToSign, header: ClaimsToSign = {}): string {
    return signedToken(this.#keys.signer(claims['token_use']), claims, header)
  }

  /**
   * Headers for `inject`.
   *
   * ```ts
   * pool.authorization({ groups: ['admin'] })
   * pool.authorization(pool.machine({ scopes: ['orders/read'] }))
   * ```
   *
   * @param user - a person, who signs in, or a token
   */
  authorization (user: TestUser | string = {}): { authorization: string } {
    return { authorization: `Bearer ${typeof user === 'string' ? user : this.signIn(user)}` }
  }

  /**
   * The time that tokens are signed by, in milliseconds since the epoch: the real one, or with `{ clock: true
   * }` one that stands still. How long an application keeps keys goes by the real time in any case.
   */
  readonly clock = (): number => this.#clock.now()

  /**
   * Moves the pool's clock.
   *
   * ```ts
   * const pool = await createTestPool({ clock: true })
   * const headers = pool.authorization()
   * pool.advance(3600)          // the token is over
   * ```
   *
   * @param seconds - may be negative, or a fraction
   * @throws Error where the pool goes by the real time; TypeError for what is no number
   */
  advance (seconds: number): void {
    this.#clock.advance(seconds)
  }

  /**
   * Sets the pool's clock.
   *
   * @param time - a date, or milliseconds since the epoch
   * @throws Error where the pool goes by the real time; TypeError for what is no time
   */
  setTime (time: Date | number): void {
    this.#clock.set(time)
  }

  /**
   * New keys sign from now on. The old ones stay in the set, as on AWS, until `removeKey`.
   *
   * @throws Error where there is no key host: an application with its keys in hand never learns of others
   */
  rotateKeys (): void {
    this.#hostFor('rotateKeys')
    this.#keys.rotate()
  }

  /**
   * Takes a key out of the published set; it signs on, if it is one of those that do.
   *
   * @param kid - which one. Default: all that `rotateKeys` has replaced
   * @throws Error where there is no key host, or no such key
   */
  removeKey (kid?: string): void {
    this.#hostFor('removeKey')
    this.#keys.remove(kid)
  }

  /**
   * The key host fails from now on, until `restore`.
   *
   * @throws Error where there is no key host, or it is closed; TypeError for another kind
   */
  async outage (kind: Outage): Promise<void> {
    await this.#hostFor('outage').become(kind)
  }

  /**
   * Ends an outage, at the same port. Requests that hang are cut off.
   *
   * @throws Error where there is no key host, it is closed, or something else has taken its port
   */
  async restore (): Promise<void> {
    await this.#hostFor('restore').become(null)
  }

  /**
   * Ends the key host, where there is one. Safe to call twice, and apart from the pool: `after(pool.close)`.
   */
  readonly close = async (): Promise<void> => {
    await this.#host?.close()
  }

  #hostFor (method: string): KeyHost {
    if (this.#host === null) {
      throw new Error(
        `${method}() needs createTestPool({ keyHost: true }): an application that has its keys in hand ` +
          'asks nobody for others'
      )
    }
    return this.#host
  }

  #seconds (): number {
    return Math.floor(this.clock() / 1000)
  }
}
