import { setTimeout } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { errors } from '../errors.js'
import { withCause } from '../describe-error.js'
import type { CurrentUser } from '../user/current-user.js'

type Names = readonly string[]

/** Returns the groups or permissions of a user. Called for each request. */
export type SourceFunction = (user: CurrentUser, request: FastifyRequest) => Names | Promise<Names>

/**
 * Returns the groups or permissions of a user, to be cached. It is not called with the request, since the
 * result is used for other requests too.
 */
export type CachedSourceFunction = (user: CurrentUser) => Names | Promise<Names>

/** The functions that a source may call. */
export interface SourceTools {
  /** Returns the groups that a user has in Cognito at the moment. */
  readonly groupsInCognito: (user: CurrentUser) => Promise<Names>
}

/** The options of a source of groups or permissions. */
export interface SourceOptions {
  /** How long one call may take, in milliseconds. Defaults to 2,000. */
  readonly timeout?: number
}

/** The options of a source whose results are cached. */
export interface CachedSourceOptions extends SourceOptions {
  /** How long a result is cached, in milliseconds. A change takes effect within this time. */
  readonly ttl: number
  /** The number of users whose results are cached. Defaults to 10,000. */
  readonly max?: number
}

const TIMEOUT = 2000
const MAX = 10_000

const DAY = 86_400_000
const MINUTE = 60_000

/** The minimum and maximum of each option. */
const BOUNDS = { ttl: [0, DAY], timeout: [1, MINUTE], max: [1, 1_000_000] } as const

/** A source of groups or permissions. */
export class Source {
  readonly #load: SourceFunction | null
  readonly #timeout: number
  readonly #cache: LRUCache<string, Promise<Names>> | null

  /**
   * @param load - null for a source that reads groups from Cognito
   * @throws FST_COGNITO_INVALID_OPTIONS
   */
  constructor (
    load: SourceFunction | null,
    {
      timeout = TIMEOUT,
      ttl = 0,
      max = MAX,
      ...unknownOptions
    }: SourceOptions & Partial<CachedSourceOptions> = {}
  ) {
    validateOptions({ timeout, ttl, max }, unknownOptions)
    this.#load = load
    this.#timeout = timeout
    this.#cache = ttl === 0 ? null : new LRUCache({ max, ttl })
  }

  /** Whether the source calls the Cognito API, as `cognitoGroups()` does. */
  get callsCognito (): boolean {
    return this.#load === null
  }

  /**
   * Returns the groups or permissions of a user. Results, also empty ones, are cached by pool and user;
   * concurrent requests share one call.
   *
   * @throws FST_COGNITO_SOURCE_UNAVAILABLE if the function throws or takes too long
   * @throws FST_COGNITO_INVALID_TOKEN if the user no longer exists in Cognito
   * @throws FST_COGNITO_INVALID_SOURCE_RESULT if the result is not a list of names
   */
  get (user: CurrentUser, request: FastifyRequest, tools: SourceTools): Promise<Names> {
    const cache = this.#cache
    if (cache === null) return this.#loadNames(user, request, tools)
    // The issuer is unique, unlike the name of a pool: several registrations may share a source.
    const key = `${user.claims.iss} ${user.kind} ${user.id}`
    const known = cache.get(key)
    if (known !== undefined) return known
    const pending = this.#loadNames(user, request, tools)
    cache.set(key, pending)
    // A deleted user does not come back, so this result is cached too.
    pending.catch((error: unknown) => {
      if (!isTokenRejection(error)) cache.delete(key)
    })
    return pending
  }

  async #loadNames (user: CurrentUser, request: FastifyRequest, tools: SourceTools): Promise<Names> {
    const result: unknown = await this.#withTimeout(async () =>
      this.#load === null ? tools.groupsInCognito(user) : this.#load(user, request)
    )
    // Copied first, because every() skips the holes of an array.
    const names: readonly unknown[] | null = Array.isArray(result) ? [...result] : null
    if (names === null || !names.every(name => typeof name === 'string')) {
      throw new errors.FST_COGNITO_INVALID_SOURCE_RESULT()
    }
    return Object.freeze(names) as Names
  }

  async #withTimeout (work: () => Promise<Names>): Promise<Names> {
    const deadline = new AbortController()
    const timeout = setTimeout(this.#timeout, undefined, { signal: deadline.signal }).then(() => {
      throw new Error(`no result within ${this.#timeout} ms`)
    })
    try {
      return await Promise.race([work(), timeout]).finally(() => {
        deadline.abort()
      })
    } catch (cause) {
      if (this.#load === null && isTokenRejection(cause)) throw cause
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
 * ```ts
 * permissions: source(async user => loadPermissions(user.id), { ttl: 30_000 })
 * ```
 *
 * A cached result is used for every token of a user: look it up by `user.id`, not by the claims of a token.
 *
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
  return new Source(ttl === 0 ? load : user => (load as CachedSourceFunction)(user), options)
}

/**
 * Returns a source of the groups that a user has in Cognito at the moment (AdminListGroupsForUser), instead
 * of those in the token. Needs AWS credentials.
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
  return new Source(null, { ...options, timeout, ttl })
}
