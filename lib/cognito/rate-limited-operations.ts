import type { AnyReply, AnyRequest, RateLimiter } from '../rate-limit/rate-limiter.js'
import { attemptOf, isLimited, type AttributesOf } from './attempts.js'
import type { Operations } from './operations.js'

type Operation = (...args: readonly unknown[]) => Promise<unknown>

/** The dependencies that calls of operations are counted with. */
export interface RateLimiting {
  /** The rate limiter of the routes. Null if rate limits are disabled. */
  readonly limiter: () => Promise<RateLimiter | null>
  readonly attributesOf: (accessToken: string, request: AnyRequest) => ReturnType<AttributesOf>
}

/** Returns operations that count each call for a request before it is made, as the routes do. */
export function rateLimitedOperations (
  operations: Operations,
  rateLimiting: RateLimiting,
  request: AnyRequest,
  reply: AnyReply | undefined
): Operations {
  const unlimited = Object.entries(operations as unknown as Record<string, Operation>)
  const entries = unlimited.map(([name, operation]) => [
    name,
    async (input: unknown, caller: unknown = request) => {
      await countAttempt(name, input, rateLimiting, request, reply)
      return operation(input, caller)
    }
  ])
  return Object.fromEntries(entries) as Operations
}

async function countAttempt (
  name: string,
  input: unknown,
  { limiter, attributesOf }: RateLimiting,
  request: AnyRequest,
  reply: AnyReply | undefined
): Promise<void> {
  if (!isLimited(name)) return
  const attempt = attemptOf(name, input, token => attributesOf(token, request))
  if (attempt !== null) await (await limiter())?.count(name, attempt, request, reply)
}
