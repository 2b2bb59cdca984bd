import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { errors } from '../errors.js'
import { withCause } from '../describe-error.js'
import { withTimeout } from '../with-timeout.js'
import type { CurrentUser, TokenUse } from '../user/current-user.js'

type Names = readonly string[]

/** Returns the groups or permissions of a user. Called for each request. */
export type SourceFunction = (user: CurrentUser, request: FastifyRequest) => Names | Promise<Names>

/**
 * Returns the groups or permissions of a user, to be cached. It is not called with the request, since the
 * result is used for other requests too.
 */
export type CachedSourceFunction = (user: CurrentUser) => Names | Promise<Names>

/** The token of Cognito that the plugin has verified for a request. */
export interface VerifiedToken {
  readonly value: string
  readonly use: TokenUse
}

/** The functions that a source may call. */
export interface SourceTools {
  /** Returns the groups that a user has in Cognito at the moment. */
  readonly groupsInCognito: (user: CurrentUser) => Promise<Names>
  /**
   * Returns the token of a user's request.
   *
   * @throws FST_COGNITO_INVALID_TOKEN if it has expired, or if a load balancer did not send it
   */
  readonly verifiedToken: (user: CurrentUser, request: FastifyRequest) => VerifiedToken
}

/** How a source loads names: for a user, for the token of a request, or for a user from Cognito. */
export type Loader =
  | { readonly by: 'user', readonly load: SourceFunction }
  | {
    readonly by: 'token'
    /** The name of the pool whose users the source has names for. Null for all pools. */
    readonly pool: string | null
    readonly load: (token: VerifiedToken, request: FastifyRequest) => Promise<Names>
    /** Loads what the source needs while the application starts. */
    readonly prepare: () => Promise<void>
  }
  | { readonly by: 'cognito' }

/** The options of a source of groups or permissions. */
export interface SourceOptions {
  /** The timeout of a call, in milliseconds. Defaults to 2,000. */
  readonly timeout?: number
}

/** The options of a source whose results are cached. */
export interface CachedSourceOptions extends SourceOptions {
  /** The time that a result is cached, in milliseconds. A change takes effect within this time. */
  readonly ttl: number
  /** The number of users whose results are cached. Defaults to 10,000. */
  readonly max?: number
}

const NONE: Names = Object.freeze([])

const TIMEOUT = 2000
const MAX = 10_000

const DAY = 86_400_000
const MINUTE = 60_000

/** The minimum and maximum of each option. */
const BOUNDS = { ttl: [0, DAY], timeout: [1, MINUTE], max: [1, 1_000_000] } as const

/**
 * A source of groups or permissions.
 *
 * @example
 * ```ts
 * import { cognitoGroups, source, type Source } from 'fastify-cognito-auth'
 *
 * const groups: Source = cognitoGroups({ ttl: 60_000 })
 * const permissions: Source = source(user => (user.groups.includes('admin') ? ['orders:*'] : []))
 * ```
 */
export class Source {
  readonly #loader: Loader
  readonly #timeout: number
  readonly #cache: LRUCache<string, Promise<Names>> | null

  /** @throws FST_COGNITO_INVALID_OPTIONS */
  constructor (
    loader: Loader,
    {
      timeout = TIMEOUT,
      ttl = 0,
      max = MAX,
      ...unknownOptions
    }: SourceOptions & Partial<CachedSourceOptions> = {}
  ) {
    validateOptions({ timeout, ttl, max }, unknownOptions)
    this.#loader = loader
    this.#timeout = timeout
    this.#cache = ttl === 0 ? null : new LRUCache({ max, ttl })
  }

  /** Whether the source calls the Cognito API, as `cognitoGroups()` does. */
  get callsCognito (): boolean {
    return this.#loader.by === 'cognito'
  }

  /** The name of the pool whose users the source has names for. Null for all pools. */
  get pool (): string | null {
    return this.#loader.by === 'token' ? this.#loader.pool : null
  }

  /**
   * Loads the dependencies of the source, so that a missing one fails at startup and not in a request.
   *
   * @throws FST_COGNITO_MISSING_DEPENDENCY, FST_COGNITO_INVALID_OPTIONS
   */
  async prepare (): Promise<void> {
    if (this.#loader.by === 'token') await this.#loader.prepare()
  }

  /**
   * Returns the groups or permissions of a user. Results, also empty ones, are cached by pool and user, or by
   * the token that they are loaded for; concurrent requests share one call.
   *
   * @throws FST_COGNITO_SOURCE_UNAVAILABLE if the function throws or takes too long
   * @throws FST_COGNITO_INVALID_TOKEN if the user no longer exists in Cognito, or if the source needs the
   * token, and it has expired or a load balancer did not send it
   * @throws FST_COGNITO_INVALID_SOURCE_RESULT if the result is not a list of names
   */
  async get (user: CurrentUser, request: FastifyRequest, tools: SourceTools): Promise<Names> {
    if (this.pool !== null && this.pool !== user.pool) return NONE
    const { key, load } = this.#lookup(user, request, tools)
    const cache = this.#cache
    if (cache === null) return this.#loadNames(load)
    const name = key()
    const known = cache.get(name)
    if (known !== undefined) return known
    const pending = this.#loadNames(load)
    cache.set(name, pending)
    // A deleted user is not restored, so this result is cached too.
    pending.catch((error: unknown) => {
      if (!isTokenRejection(error)) cache.delete(name)
    })
    return pending
  }

  /** Returns the key of a result in the cache, and the function that loads the result. */
  #lookup (
    user: CurrentUser,
    request: FastifyRequest,
    tools: SourceTools
  ): { key: () => string, load: () => Names | Promise<Names> } {
    const loader = this.#loader
    if (loader.by === 'token') {
      const token = tools.verifiedToken(user, request)
      // A hash, so that the cache keeps no token.
      const key = () => createHash('sha256').update(token.value).digest('base64url')
      return { key, load: () => loader.load(token, request) }
    }
    return {
      // The issuer is unique, unlike the name of a pool: several registrations may share a source.
      key: () => `${user.claims.iss} ${user.kind} ${user.id}`,
      load: () => (loader.by === 'cognito' ? tools.groupsInCognito(user) : loader.load(user, request))
    }
  }

  async #loadNames (load: () => Names | Promise<Names>): Promise<Names> {
    const result: unknown = await this.#withTimeout(async () => load())
    // Copied first, because every() skips the holes of an array.
    const names: readonly unknown[] | null = Array.isArray(result) ? [...result] : null
    if (names === null || !names.every(name => typeof name === 'string')) {
      throw new errors.FST_COGNITO_INVALID_SOURCE_RESULT()
    }
    return Object.freeze(names) as Names
  }

  async #withTimeout (work: () => Promise<Names>): Promise<Names> {
    try {
      return await withTimeout(this.#timeout, work, () => new Error(`no result within ${this.#timeout} ms`))
    } catch (cause) {
      if (this.callsCognito && isTokenRejection(cause)) throw cause
      throw withCause(new errors.FST_COGNITO_SOURCE_UNAVAILABLE(), cause)
    }
  }
}

/** Returns whether one of the sources calls the Cognito API. */
export function callsCognito (sources: readonly unknown[]): boolean {
  return sources.some(source => source instanceof Source && source.callsCognito)
}

/**
 * Returns whether an error rejects the token because its user no longer exists, as `cognitoGroups()` may
 * find.
 */
export function isTokenRejection (error: unknown): boolean {
  return error instanceof errors.FST_COGNITO_INVALID_TOKEN
}

function validateOptions (
  options: Readonly<Record<keyof typeof BOUNDS, unknown>>,
  unknownOptions: object
): void {
  const invalid = (Object.keys(BOUNDS) as (keyof typeof BOUNDS)[]).filter(name => {
    const [min, limit] = BOUNDS[name]
    const value = options[name]
    return !Number.isInteger(value) || (value as number) < min || (value as number) > limit
  })
  const problems = [
    ...invalid.map(
      name =>
        `- source: options.${name} must be a whole number ${name === 'max' ? '' : 'of milliseconds '}from ` +
        `${BOUNDS[name].join(' to ')}; got ${String(options[name])}`
    ),
    ...Object.keys(unknownOptions).map(
      name => `- source: options.${name} is not an option; the options are ${Object.keys(BOUNDS).join(', ')}`
    )
  ]
  if (problems.length > 0) throw new errors.FST_COGNITO_INVALID_OPTIONS(problems.join('\n'))
}

/**
 * Returns a source of groups or permissions. With `ttl`, results are cached per user, and the function is
 * called with the user only. Without it, the function is called once for each request that needs it, with the
 * user and the request.
 *
 * A cached result is used for every token of a user: look it up by `user.id`, not by the claims of a token.
 *
 * @example
 * ```ts
 * import cognitoAuth, { source } from 'fastify-cognito-auth'
 *
 * const roles = new Map([['c7f2a1de-0f5f-4a8e-9a53-3a1a5e5d9c11', ['orders:read']]])
 * await app.register(cognitoAuth, {
 *   userPoolId: 'eu-west-1_AbC123xyz',
 *   clientId: '1h57kf5cpq17m0eml12example',
 *   permissions: source(async user => roles.get(user.id) ?? [], { ttl: 30_000 })
 * })
 * ```
 *
 * @param load - returns the names of the user's groups or permissions
 * @param options - `ttl` caches results, in milliseconds; `timeout` limits a call, in milliseconds
 * @throws FST_COGNITO_INVALID_OPTIONS
 */
export function source (load: CachedSourceFunction, options: CachedSourceOptions): Source
export function source (load: SourceFunction, options?: SourceOptions): Source
export function source (
  load: SourceFunction,
  options: SourceOptions & Partial<CachedSourceOptions> = {}
): Source {
  if (typeof load !== 'function') {
    throw new errors.FST_COGNITO_INVALID_OPTIONS(
      '- source: the first argument must be a function of the user that returns a list of names'
    )
  }
  const { ttl = 0 } = options
  return new Source(
    { by: 'user', load: ttl === 0 ? load : user => (load as CachedSourceFunction)(user) },
    options
  )
}

/**
 * Returns a source of the groups that a user has in Cognito at the moment (AdminListGroupsForUser), instead
 * of those in the token. Needs AWS credentials.
 *
 * @example
 * ```ts
 * import cognitoAuth, { cognitoGroups } from 'fastify-cognito-auth'
 *
 * await app.register(cognitoAuth, {
 *   userPoolId: 'eu-west-1_AbC123xyz',
 *   clientId: '1h57kf5cpq17m0eml12example',
 *   groups: cognitoGroups({ ttl: 60_000 })
 * })
 * ```
 *
 * @param options.ttl - how long the groups of a user are cached, in milliseconds. Defaults to 30,000
 * @param options.timeout - how long a call to Cognito may take, in milliseconds. Defaults to 5,000
 * @throws FST_COGNITO_INVALID_OPTIONS
 */
export function cognitoGroups ({
  ttl = 30_000,
  timeout = 5000,
  ...options
}: Partial<CachedSourceOptions> = {}): Source {
  return new Source({ by: 'cognito' }, { ...options, timeout, ttl })
}
