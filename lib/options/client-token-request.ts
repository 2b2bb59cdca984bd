import { errors } from '../errors.js'
import { describeValue } from './describe-value.js'

/**
 * The access token that `cognito.clientToken` requests.
 *
 * @example
 * ```ts
 * import type { ClientTokenRequest } from 'fastify-cognito-auth'
 *
 * const request: ClientTokenRequest = { scopes: ['orders/read', 'orders/write'] }
 * const token = await app.cognito.clientToken(request)
 * ```
 */
export interface ClientTokenRequest {
  /**
   * The scopes of the token, such as `['orders/read']`, which the app client may request. Defaults to all of
   * them.
   */
  readonly scopes?: readonly string[]
  /** The name of the pool whose option `machine` is used. Required if several pools have the option. */
  readonly pool?: string
}

const METHOD = 'cognito.clientToken'
const KEYS = ['scopes', 'pool']

/** RFC 6749 3.3: the characters of a scope. */
const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]{1,256}$/

/** The maximum number of scopes that Cognito accepts. */
const MAX_SCOPES = 50

/**
 * Validates a request, and returns its pool and its scopes without duplicates, sorted.
 *
 * @param pools - the names of the pools with the option `machine`
 * @throws FST_COGNITO_INVALID_REQUIREMENT
 */
export function parseClientTokenRequest (
  request: ClientTokenRequest,
  pools: readonly string[]
): { pool: string, scopes: readonly string[] | null } {
  const input: unknown = request
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw invalid(`the request must be an object { scopes, pool }; got ${describeValue([], input)}`)
  }
  for (const [key, value] of Object.entries(input)) {
    if (!KEYS.includes(key)) throw invalid(`the request must have scopes or pool; got '${key}'`)
    // A missing setting must not request every scope.
    if (value === undefined) throw invalid(`${key} must not be undefined; omit it for the default`)
  }
  return { pool: poolOf(request, pools), scopes: scopesOf(request) }
}

function poolOf ({ pool }: ClientTokenRequest, pools: readonly string[]): string {
  const [only, ...more] = pools
  if (only === undefined) throw invalid('requires the option machine, { clientId, clientSecret }')
  if (pool === undefined && more.length === 0) return only
  if (pool === undefined || !pools.includes(pool)) {
    throw invalid(`pool must be one of ${pools.join(', ')}; got ${describeValue([], pool)}`)
  }
  return pool
}

function scopesOf ({ scopes }: ClientTokenRequest): readonly string[] | null {
  if (scopes === undefined) return null
  const isList = Array.isArray(scopes) && scopes.length > 0 && scopes.length <= MAX_SCOPES
  if (!isList || !scopes.every(scope => typeof scope === 'string' && SCOPE.test(scope))) {
    throw invalid(
      `scopes must be a list of 1 to ${MAX_SCOPES} scopes such as ['orders/read']; got ` +
        describeValue([], scopes)
    )
  }
  return [...new Set(scopes)].sort()
}

function invalid (reason: string): Error {
  return new errors.FST_COGNITO_INVALID_REQUIREMENT(METHOD, reason)
}
