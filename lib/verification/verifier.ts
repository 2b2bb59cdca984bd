import { LRUCache } from 'lru-cache'
import { publish, tokenVerifiedChannel } from '../events.js'
import { storeError, type Revocations } from '../revocation/revocations.js'
import { userFromClaims, type ExtendUser, type CurrentUser } from '../user/current-user.js'
import { checkClaims, type Expectations } from './claim-checks.js'
import type { CheckSignature } from './compiled-keys.js'
import {
  assertLength,
  BASE64URL,
  decodeSegment,
  keyIdOf,
  MAX_TOKEN_LENGTH,
  segmentsOf,
  type Segments
} from './header.js'
import type { KeySet } from './key-set.js'
import { tokenRejection } from './token-rejection.js'
import type { TokenCache } from './token-cache.js'

/** The pool of a token. */
export interface VerifierPool extends Expectations {
  /** The value of `currentUser.pool`. */
  readonly name: string
  /** Null if signatures are not verified, in development only. */
  readonly keySet: Pick<KeySet, 'get' | 'find'> | null
  /** Adds the fields of the option `toUser`. */
  readonly extendUser?: ExtendUser | undefined
}

/**
 * The maximum number of cached token headers. AWS has two keys for each pool; this leaves room for many pools
 * and rotations.
 */
const KNOWN_HEADERS = 100

/** Pools that are found by their issuer while the application runs. */
export interface PoolSource {
  /**
   * Returns the pool of an issuer, synchronously if it is loaded.
   *
   * @param issuer - the issuer of a token that is not verified
   */
  of(issuer: unknown): VerifierPool | Promise<VerifierPool>
}

interface Dependencies {
  readonly cache: TokenCache | null
  readonly revocations: Pick<Revocations, 'isRevoked'> | null
  /** The maximum length of a token, in characters. */
  readonly maxTokenLength?: number
  /** Replaces the list of pools. */
  readonly source?: PoolSource | null
  /** Whether signatures are verified. Defaults to true, unless a pool has no key set. */
  readonly checksSignatures?: boolean
}

/** Verifies tokens and returns their users. */
export class Verifier {
  readonly #pools: readonly VerifierPool[]
  readonly #checksSignatures: boolean
  readonly #byIssuer: ReadonlyMap<string, VerifierPool>
  readonly #cache: TokenCache | null
  /**
   * All tokens of a key have the same header. Only headers of verified tokens are cached, so callers cannot
   * fill the cache.
   */
  readonly #headers = new LRUCache<string, string>({ max: KNOWN_HEADERS })

  readonly #revocations: Pick<Revocations, 'isRevoked'> | null
  readonly #maxTokenLength: number

  readonly #source: PoolSource | null

  constructor (pools: readonly VerifierPool[], dependencies: Dependencies) {
    const { cache, revocations, maxTokenLength = MAX_TOKEN_LENGTH, source = null } = dependencies
    this.#pools = pools
    this.#source = source
    this.#checksSignatures = dependencies.checksSignatures ?? pools.every(({ keySet }) => keySet !== null)
    this.#byIssuer = new Map(pools.flatMap(pool => pool.issuers.map(issuer => [issuer, pool] as const)))
    this.#cache = cache
    this.#revocations = revocations
    this.#maxTokenLength = maxTokenLength
  }

  /**
   * Verifies a token. Synchronous if the token's key is loaded; otherwise the key set is fetched.
   *
   * @throws FST_COGNITO_INVALID_TOKEN for an invalid token, FST_COGNITO_KEYS_UNAVAILABLE if there is no key
   * set
   */
  verify (token: string): CurrentUser | Promise<CurrentUser> {
    const cached = this.#cache?.get(token)
    if (cached !== undefined) return this.accept(cached, true)
    const user = this.#verifyNew(token)
    return user instanceof Promise
      ? user.then(user => this.accept(user, false))
      : this.accept(user, false)
  }

  /**
   * Accepts the user of a verified token, unless the token is revoked.
   *
   * @param cached - whether the token was in the cache
   * @throws FST_COGNITO_INVALID_TOKEN, FST_COGNITO_REVOCATIONS_UNAVAILABLE
   */
  accept (user: CurrentUser, cached: boolean): CurrentUser {
    if (this.#revocations !== null && isRevoked(this.#revocations, user)) throw tokenRejection('revoked')
    if (tokenVerifiedChannel.hasSubscribers) publish('fastify-cognito-auth:token-verified', { user, cached })
    return user
  }

  #verifyNew (token: string): CurrentUser | Promise<CurrentUser> {
    if (!this.#checksSignatures) return this.#verifyClaimsOnly(token)
    const segments = segmentsOf(token, this.#maxTokenLength)
    const kid = this.#headers.get(segments.header) ?? keyIdOf(segments.header)
    const pool = this.#poolOf(segments.payload)
    return pool instanceof Promise
      ? pool.then(pool => this.#verifyInPool(pool, token, segments, kid))
      : this.#verifyInPool(pool, token, segments, kid)
  }

  #verifyInPool (
    pool: VerifierPool,
    token: string,
    segments: Segments,
    kid: string
  ): CurrentUser | Promise<CurrentUser> {
    const keySet = pool.keySet as NonNullable<VerifierPool['keySet']>
    const check = keySet.get(kid)
    return check === undefined
      ? keySet
        .find(kid)
        .then(check => this.#verifySignatureAndClaims(token, segments, kid, check, pool, keySet))
      : this.#verifySignatureAndClaims(token, segments, kid, check, pool, keySet)
  }

  /**
   * Returns the pool of the token's issuer. The issuer is not verified yet: all claims are checked against
   * that pool.
   */
  #poolOf (payload: string): VerifierPool | Promise<VerifierPool> {
    if (this.#pools.length === 1) return this.#pools[0] as VerifierPool
    const iss = unverifiedIssuer(payload)
    if (this.#source !== null) return this.#source.of(iss)
    const pool = typeof iss === 'string' ? this.#byIssuer.get(iss) : undefined
    if (pool === undefined) {
      throw tokenRejection('issuer', { iss, expected: [...this.#byIssuer.keys()], received: iss })
    }
    return pool
  }

  /** Accepts a token without verifying its signature. Its claims are still checked. */
  #verifyClaimsOnly (token: string): CurrentUser | Promise<CurrentUser> {
    assertLength(token, this.#maxTokenLength)
    const [, payload = ''] = token.split('.')
    const claims = BASE64URL.test(payload) ? decodeSegment(payload) : undefined
    if (claims === undefined) throw tokenRejection('malformed')
    const userOf = (pool: VerifierPool) =>
      userFromClaims(checkClaims(claims, payload, pool), pool.name, pool.extendUser)
    const pool = this.#poolOf(payload)
    return pool instanceof Promise ? pool.then(userOf) : userOf(pool)
  }

  #verifySignatureAndClaims (
    token: string,
    { header, payload }: Segments,
    kid: string,
    check: CheckSignature | undefined,
    pool: VerifierPool,
    keySet: NonNullable<VerifierPool['keySet']>
  ): CurrentUser {
    if (check === undefined) throw unknownKey(kid, payload, pool)
    const user = userFromClaims(
      checkClaims(verifyPayload(token, kid, check), payload, pool),
      pool.name,
      pool.extendUser
    )
    if (!this.#headers.has(header)) this.#headers.set(header, kid)
    this.#cache?.add({ token, user, kid, check, keySet, pool })
    return user
  }
}

/** Returns the `iss` claim of a token that is not verified. Undefined if it has none. */
function unverifiedIssuer (payload: string): unknown {
  return (decodeSegment(payload) as { iss?: unknown } | null | undefined)?.iss
}

/** Returns the error for an unknown key. Most such tokens are of another pool: the log has both issuers. */
function unknownKey (kid: string, payload: string, { issuers }: VerifierPool): Error {
  const iss = unverifiedIssuer(payload)
  const isOther = typeof iss === 'string' && !issuers.includes(iss)
  return tokenRejection('unknown-key', { kid, ...(isOther && { iss, expected: issuers, received: iss }) })
}

/** Verifies the signature and returns the payload. All errors of the library reject the token. */
function verifyPayload (token: string, kid: string, check: CheckSignature): unknown {
  try {
    return check(token)
  } catch (error) {
    throw tokenRejection(
      (error as { code?: unknown }).code === 'FAST_JWT_INVALID_SIGNATURE' ? 'signature' : 'malformed',
      { kid }
    )
  }
}

function isRevoked (revocations: Pick<Revocations, 'isRevoked'>, user: CurrentUser): boolean {
  try {
    return revocations.isRevoked(user)
  } catch (error) {
    throw storeError(error)
  }
}
