import type {
  FastifyBaseLogger,
  FastifyReply,
  FastifyRequest,
  RawServerBase,
  RouteGenericInterface
} from 'fastify'
import { openCounters, type Count, type Counter, type Counters } from './counters.js'
import { limitHeaders, throwIfExceeded, throwIfExhausted } from './exceeded.js'
import { hashKey, normalizeUsername, networkKey, ipKey } from './keys.js'
import { limitsFrom, type Limits } from './limits.js'
import { normalizeDestination } from './normalize-destination.js'
import type { RateLimitOptions } from './options.js'

/** A request of any server: HTTP, HTTPS or HTTP/2. */
export type AnyRequest = FastifyRequest<RouteGenericInterface, RawServerBase>
export type AnyReply = FastifyReply<RouteGenericInterface, RawServerBase>

/** A `preHandler` hook. */
type Hook = (request: AnyRequest, reply: AnyReply) => Promise<void>

/** How an attempt is counted, besides the caller's IP address. */
export interface Attempt {
  /** The account that the attempt is about, as the caller names it. */
  readonly account?: string | null
  /**
   * The destinations that the attempt may send a message to: email addresses, phone numbers, usernames. A
   * function is called after the limit of the account has been checked.
   */
  readonly destinations?: readonly string[] | (() => Promise<readonly string[]>)
  /** Whether an administrator makes the attempt. Then only the destinations are counted. */
  readonly byAdministrator?: boolean
}

/** The name that messages of all operations are counted under. */
const MESSAGES = 'message'

/** The counters of one operation, by limit. */
type OperationCounters = Readonly<Record<keyof Limits, Counter>>

/** The key of an IP address or network, and its counter. */
interface IpCounter {
  readonly key: string
  readonly counter: Counter
}

/** The key of an account or destination, and its counter. */
interface Target {
  readonly name: string
  readonly counters: OperationCounters
}

/**
 * Limits attempts: on one account from one IP address, from one IP address, from one IPv6 network, and on one
 * account. Messages are limited by destination, for all operations together.
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
   * seconds) on the reply are the attempts that are left; `retry-after` of a 429 response is the time until
   * the window ends.
   *
   * @param operation - the name of the operation; each has separate counts
   * @param attemptOf - returns how a request is counted; null to count it by IP address only
   * @throws FST_COGNITO_TOO_MANY_ATTEMPTS from the hook
   */
  limit (operation: string, attemptOf: (request: AnyRequest) => Attempt | string | null): Hook {
    return async (request, reply) => {
      const attempt = attemptOf(request) ?? {}
      await this.count(
        operation,
        typeof attempt === 'string' ? { account: attempt } : attempt,
        request,
        reply
      )
    }
  }

  /**
   * Counts one attempt.
   *
   * @throws FST_COGNITO_TOO_MANY_ATTEMPTS with the headers of the response, which are also set on the reply,
   * if given
   */
  async count (
    operation: string,
    attempt: Attempt,
    { ip }: { ip?: string },
    reply?: AnyReply
  ): Promise<void> {
    try {
      const count =
        attempt.byAdministrator === true
          ? await this.#countMessages(attempt)
          : await this.#countRequest(operation, attempt, ip)
      // The headers of the application's own limiter stay: only one limit is described.
      const isDescribed = reply?.hasHeader('x-ratelimit-limit') === true
      if (count !== null && !isDescribed) reply?.headers(limitHeaders(count))
    } catch (error) {
      reply?.headers((error as { headers?: Record<string, number> }).headers ?? {})
      throw error
    }
  }

  async #countRequest (
    operation: string,
    { account = null, destinations = [] }: Attempt,
    ip: string | undefined
  ): Promise<Count> {
    const clientIp = ipKey(ip)
    const counters = this.#countersFor(operation)
    const ipCounters = this.#ipCounters(counters, ip)
    // Read first: an IP address over its limit writes nothing, or random accounts would fill the memory, or
    // Redis.
    for (const { counter, key } of ipCounters) throwIfExhausted(await counter(key, { increment: false }))

    // One after the other, so that an attempt that one limit rejects is not counted by the next. Then
    // attempts on one account do not exhaust the limit of an IP address, which an office may share, and one
    // IP address does not exhaust the limit of the account.
    const counts: Count[] = []
    const countAccountsAndIp = async (targets: readonly Target[]) => {
      for (const {
        name,
        counters: { accountAndIp: both }
      } of targets) {
        counts.push(throwIfExceeded(await both(hashKey(name, clientIp))))
      }
      return targets
    }
    const targets = [
      ...(await countAccountsAndIp(account === null ? [] : [{ name: normalizeUsername(account), counters }])),
      ...(await countAccountsAndIp(this.#messageTargets(await resolveDestinations(destinations))))
    ]
    for (const { counter, key } of ipCounters) counts.push(throwIfExceeded(await counter(key)))
    await countAccounts(targets)
    // Without the account's count: it is made of others' attempts, and would reveal that the account is in
    // use.
    return fewestRemaining(counts)
  }

  async #countMessages ({ destinations }: Attempt): Promise<null> {
    await countAccounts(this.#messageTargets(destinations as readonly string[]))
    return null
  }

  #messageTargets (destinations: readonly string[]): readonly Target[] {
    const counters = this.#countersFor(MESSAGES)
    return [...new Set(destinations.map(normalizeDestination))].map(name => ({ name, counters }))
  }

  #ipCounters (counters: OperationCounters, ip: string | undefined): readonly IpCounter[] {
    const network = networkKey(ip)
    return [
      { counter: counters.ip, key: hashKey(ipKey(ip)) },
      ...(network === null ? [] : [{ counter: counters.network, key: hashKey(network) }])
    ]
  }

  #countersFor (operation: string): OperationCounters {
    const known = this.#operations.get(operation)
    if (known !== undefined) return known
    const create = (limit: keyof Limits): Counter => {
      const counter = this.#counters.create(this.#limits[limit])
      return async (key, options) => counter(`${operation}:${limit}:${key}`, options)
    }
    const counters = {
      accountAndIp: create('accountAndIp'),
      ip: create('ip'),
      network: create('network'),
      account: create('account')
    }
    this.#operations.set(operation, counters)
    return counters
  }

  /** Closes the counters. The connection to Redis belongs to the application and stays open. */
  async close (): Promise<void> {
    await this.#counters.close()
  }
}

/**
 * Opens a rate limiter that is independent of any that the application has.
 *
 * @param log - the logger for failures of Redis
 */
export async function openRateLimiter (
  options: RateLimitOptions,
  log: FastifyBaseLogger
): Promise<RateLimiter> {
  return new RateLimiter(limitsFrom(options), await openCounters(options, log))
}

async function countAccounts (targets: readonly Target[]): Promise<void> {
  for (const {
    name,
    counters: { account }
  } of targets) {
    throwIfExceeded(await account(hashKey(name)))
  }
}

async function resolveDestinations (
  destinations: NonNullable<Attempt['destinations']>
): Promise<readonly string[]> {
  return typeof destinations === 'function' ? destinations() : destinations
}

/** Returns the count of the limit that is closest to being exceeded. */
function fewestRemaining (counts: readonly Count[]): Count {
  return counts.reduce((least, count) => (count.remaining < least.remaining ? count : least))
}
