import type { FastifyBaseLogger, FastifyReply, FastifyRequest, RawServerBase, RouteGenericInterface } from 'fastify'
import { errors } from '../errors.js'
import { openCounters, type Count, type Counter, type Counters } from './counters.js'
import { digest, fold, sourceOf } from './keys.js'
import { limitsFrom, type Limits } from './limits.js'
import type { RateLimitOptions } from './options.js'

/** Of any server: plain, TLS, HTTP/2. */
type AnyRequest = FastifyRequest<RouteGenericInterface, RawServerBase>
type AnyReply = FastifyReply<RouteGenericInterface, RawServerBase>

/** The account that a request is about, as the caller names it; null where it is about none. */
export type AccountOf = (request: AnyRequest) => string | null

/** Limits tries: how many on one account from one address, from one address, and on one account. */
export class RateLimiter {
  readonly #limits: Limits
  readonly #counters: Counters

  constructor (limits: Limits, counters: Counters) {
    this.#limits = limits
    this.#counters = counters
  }

  /**
   * A `preHandler` hook. Its reply says by `x-ratelimit-limit`, `-remaining` and `-reset` (in seconds) how many more there may be,
   * and a refusal by `retry-after` when.
   *
   * @param operation - what is tried; each operation has counts of its own
   * @throws FST_COGNITO_TOO_MANY_TRIES from the hook
   */
  limit (operation: string, accountOf: AccountOf): (request: AnyRequest, reply: AnyReply) => Promise<void> {
    const { accountAndAddress, address, account } = this.#counted(operation, accountOf)
    return async (incoming, reply) => {
      const request = incoming as unknown as FastifyRequest
      const pass = async (counter: Counter) => refuseExceeded(reply, await counter(request))

      // Who is over the address's limit leaves no trace: made-up accounts would fill the memory, or Redis.
      const before = await address(request, { increment: false })
      if (before.remaining === 0) refuse(reply, before)
      if (accountOf(incoming) === null) return announce(reply, await pass(address))

      // One after the other, so that what one refuses is not counted by the next. Tries on one account then don't use up what the
      // address has, where an office may share it; and no address alone uses up what the account has.
      const counts = [await pass(accountAndAddress), await pass(address)]
      await pass(account)
      // Not the account's: others' tries on it are nothing to the caller, who could tell by them that it exists.
      announce(reply, fewest(counts))
    }
  }

  #counted (operation: string, accountOf: AccountOf): Record<keyof Limits, Counter> {
    const name = (request: FastifyRequest) => fold(accountOf(request as unknown as AnyRequest) as string)
    const source = (request: FastifyRequest) => sourceOf(request.ip)
    return {
      accountAndAddress: this.#counters.create(this.#limits.accountAndAddress, request => `${operation}:both:${digest(name(request), source(request))}`),
      address: this.#counters.create(this.#limits.address, request => `${operation}:address:${digest(source(request))}`),
      account: this.#counters.create(this.#limits.account, request => `${operation}:account:${digest(name(request))}`)
    }
  }

  /** Lets go of what it holds. A connection to Redis stays open: it is the application's. */
  async close (): Promise<void> {
    await this.#counters.close()
  }
}

/**
 * A rate limiter that stands beside any that the application has.
 *
 * @param log - is told when Redis fails, and when it is back
 */
export async function openRateLimiter (options: RateLimitOptions, log: FastifyBaseLogger): Promise<RateLimiter> {
  return new RateLimiter(limitsFrom(options), await openCounters(options, log))
}

function refuseExceeded (reply: AnyReply, count: Count): Count {
  return count.isExceeded ? refuse(reply, count) : count
}

function refuse (reply: AnyReply, { max, ttlInSeconds }: Count): never {
  const seconds = Math.max(1, ttlInSeconds)
  reply.headers({ ...limitHeaders({ max, remaining: 0, ttlInSeconds: seconds }), 'retry-after': seconds })
  throw new errors.FST_COGNITO_TOO_MANY_TRIES()
}

/** Where the application's own limiter has spoken, its word stands: whoever is let in is told of one limit. */
function announce (reply: AnyReply, count: Count): void {
  if (!reply.hasHeader('x-ratelimit-limit')) reply.headers(limitHeaders(count))
}

/** By the names that `@fastify/rate-limit` gives them. */
function limitHeaders ({ max, remaining, ttlInSeconds }: Omit<Count, 'isExceeded'>) {
  return { 'x-ratelimit-limit': max, 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': ttlInSeconds }
}

function fewest (counts: readonly Count[]): Count {
  return counts.reduce((least, count) => count.remaining < least.remaining ? count : least)
}
