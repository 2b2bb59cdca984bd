import type { FastifyBaseLogger, FastifyReply, FastifyRequest, RawServerBase, RouteGenericInterface } from 'fastify'
import { errors } from '../errors.js'
import { openCounters, type Count, type Counter, type Counters } from './counters.js'
import { digest, fold, networkOf, sourceOf } from './keys.js'
import { limitsFrom, type Limits } from './limits.js'
import { mailboxOf } from './mailbox.js'
import type { RateLimitOptions } from './options.js'

/** A request to any server: plain, TLS, HTTP/2. */
export type AnyRequest = FastifyRequest<RouteGenericInterface, RawServerBase>
export type AnyReply = FastifyReply<RouteGenericInterface, RawServerBase>

/** A `preHandler` hook. */
type Hook = (request: AnyRequest, reply: AnyReply) => Promise<void>

/** What an attempt is counted under, besides the caller's address. */
export interface Attempt {
  /** The account that the attempt is about, as the caller names it. */
  readonly account?: string | null
  /**
   * Where the attempt may send a message: email addresses, phone numbers, usernames. A function is called
   * once the account's count has passed.
   */
  readonly destinations?: readonly string[] | (() => Promise<readonly string[]>)
  /** An administrator's: only the destinations are counted. */
  readonly byAdministrator?: boolean
}

/** The operation that all messages are counted under, whatever sends them. */
const MESSAGES = 'message'

/** The counters of one operation, by limit. */
type OperationCounters = Readonly<Record<keyof Limits, Counter>>

/** The key of an address or a network, and what counts it. */
interface Source {
  readonly key: string
  readonly counter: Counter
}

/** An account or a destination, and what counts it. */
interface Target {
  readonly name: string
  readonly counters: OperationCounters
}

/**
 * Limits attempts: on one account from one address, from one address, from one IPv6 network, and on one
 * account. Messages are limited by where they go, together for all operations.
 */
export class RateLimiter {
  readonly #limits: Limits
  readonly #counters: Counters
  readonly #operations = new Map<string, OperationCounters>()

  constructor (limits: Limits, counters: Counters) {
    this.#limits = limits
    this.#counters = counters
  }

  /**
   * Returns a `preHandler` hook that counts requests. `x-ratelimit-limit`, `-remaining` and `-reset` (in
   * seconds) on the reply say how many attempts are left; `retry-after` on a refusal says when the window
   * ends.
   *
   * @param operation - each operation has counts of its own
   * @param attemptOf - what a request is counted under; null for nothing but its address
   * @throws FST_COGNITO_TOO_MANY_ATTEMPTS from the hook
   */
  limit (operation: string, attemptOf: (request: AnyRequest) => Attempt | string | null): Hook {
    return async (request, reply) => {
      const given = attemptOf(request) ?? {}
      await this.count(operation, typeof given === 'string' ? { account: given } : given, request, reply)
    }
  }

  /**
   * Counts one attempt.
   *
   * @throws FST_COGNITO_TOO_MANY_ATTEMPTS with the headers of the refusal, which are on the reply, too, where
   * there is one
   */
  async count (
    operation: string, attempt: Attempt, { ip }: { ip?: string }, reply?: AnyReply
  ): Promise<void> {
    try {
      const count = attempt.byAdministrator === true
        ? await this.#countMessages(attempt)
        : await this.#count(operation, attempt, ip)
      // The headers of the application's own limiter stay: only one limit is described.
      const isDescribed = reply?.hasHeader('x-ratelimit-limit') === true
      if (count !== null && !isDescribed) reply?.headers(limitHeaders(count))
    } catch (error) {
      reply?.headers((error as { headers?: Record<string, number> }).headers ?? {})
      throw error
    }
  }

  async #count (
    operation: string, { account = null, destinations = [] }: Attempt, ip: string | undefined
  ): Promise<Count> {
    const source = sourceOf(ip)
    const counters = this.#of(operation)
    const sources = this.#sourcesOf(counters, ip)
    // Read first: an address over its limit writes nothing, or made-up accounts would fill the memory, or
    // Redis.
    for (const { counter, key } of sources) refuseSpent(await counter(key, { increment: false }))

    // One after the other, so that an attempt that one limit refuses is not counted by the next. Attempts on
    // one account then do not use up the address's limit, which an office may share; and no address alone
    // uses up the account's.
    const counts: Count[] = []
    const passBoth = async (targets: readonly Target[]) => {
      for (const { name, counters: { accountAndIp: both } } of targets) {
        counts.push(refuseExceeded(await both(digest(name, source))))
      }
      return targets
    }
    const targets = [
      ...await passBoth(account === null ? [] : [{ name: fold(account), counters }]),
      ...await passBoth(this.#messagesTo(await listOf(destinations)))
    ]
    for (const { counter, key } of sources) counts.push(refuseExceeded(await counter(key)))
    await passAll(targets)
    // Without the account's count: it is made of others' attempts, and would reveal that the account is in
    // use.
    return fewest(counts)
  }

  async #countMessages ({ destinations }: Attempt): Promise<null> {
    await passAll(this.#messagesTo(destinations as readonly string[]))
    return null
  }

  #messagesTo (destinations: readonly string[]): readonly Target[] {
    const counters = this.#of(MESSAGES)
    return [...new Set(destinations.map(mailboxOf))].map(name => ({ name, counters }))
  }

  #sourcesOf (counters: OperationCounters, ip: string | undefined): readonly Source[] {
    const site = networkOf(ip)
    return [
      { counter: counters.ip, key: digest(sourceOf(ip)) },
      ...(site === null ? [] : [{ counter: counters.network, key: digest(site) }])
    ]
  }

  #of (operation: string): OperationCounters {
    const known = this.#operations.get(operation)
    if (known !== undefined) return known
    const create = (limit: keyof Limits, name: string): Counter => {
      const counter = this.#counters.create(this.#limits[limit])
      return async (key, how) => counter(`${operation}:${name}:${key}`, how)
    }
    const counters = {
      accountAndIp: create('accountAndIp', 'accountAndIp'),
      ip: create('ip', 'ip'),
      network: create('network', 'network'),
      account: create('account', 'account')
    }
    this.#operations.set(operation, counters)
    return counters
  }

  /** Releases its resources. A connection to Redis stays open: it is the application's. */
  async close (): Promise<void> {
    await this.#counters.close()
  }
}

/**
 * Opens a rate limiter that is independent of any that the application has.
 *
 * @param log - is written to when Redis fails, and when it is back
 */
export async function openRateLimiter (options: RateLimitOptions, log: FastifyBaseLogger): Promise<RateLimiter> {
  return new RateLimiter(limitsFrom(options), await openCounters(options, log))
}

async function passAll (targets: readonly Target[]): Promise<void> {
  for (const { name, counters: { account } } of targets) refuseExceeded(await account(digest(name)))
}

async function listOf (destinations: NonNullable<Attempt['destinations']>): Promise<readonly string[]> {
  return typeof destinations === 'function' ? destinations() : destinations
}

function refuseExceeded (count: Count): Count {
  return count.isExceeded ? refuse(count) : count
}

function refuseSpent (count: Count): void {
  if (count.remaining === 0) refuse(count)
}

function refuse ({ max, ttlInSeconds }: Count): never {
  const seconds = Math.max(1, ttlInSeconds)
  const headers = { ...limitHeaders({ max, remaining: 0, ttlInSeconds: seconds }), 'retry-after': seconds }
  throw Object.assign(new errors.FST_COGNITO_TOO_MANY_ATTEMPTS(), { headers })
}

/** By the names that `@fastify/rate-limit` uses. */
function limitHeaders ({ max, remaining, ttlInSeconds }: Omit<Count, 'isExceeded'>) {
  return { 'x-ratelimit-limit': max, 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': ttlInSeconds }
}

function fewest (counts: readonly Count[]): Count {
  return counts.reduce((least, count) => count.remaining < least.remaining ? count : least)
}
