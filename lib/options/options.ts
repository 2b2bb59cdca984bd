import type { RevocationStore } from '../revocation/revocations.js'
import type { PermissionMap } from '../sources/permission.js'
import type { SourceFunction, Source } from '../sources/source.js'
import type { ToUser } from '../user/user-extension.js'
import type { TokenUse } from '../user/current-user.js'
import type { ExtractToken } from '../verification/credential.js'
import type { AlbOptions } from './alb-options.js'
import type { ManagedLoginOptions } from './managed-login-options.js'
import type { RequestHandler } from './request-handler.js'
import type { RoutesOptions } from './routes-options.js'
import type { SessionOptions } from './session-options.js'
import type { SignInPageOptions } from './sign-in-page-options.js'

/**
 * The app client with which the application calls other services.
 *
 * @example
 * ```ts
 * import cognitoAuth, { type MachineOptions } from 'fastify-cognito-auth'
 *
 * const machine: MachineOptions = {
 *   clientId: '3h57kf5cpq17m0eml12example',
 *   clientSecret: process.env['MACHINE_CLIENT_SECRET'] as string
 * }
 * await app.register(cognitoAuth, {
 *   userPoolId: 'eu-west-1_AbC123xyz',
 *   clientId: '1h57kf5cpq17m0eml12example',
 *   machine
 * })
 * ```
 */
export interface MachineOptions {
  /** The ID of the app client, whose only authentication flow is `ALLOW_CLIENT_TOKEN_AUTH`. */
  readonly clientId: string
  /** The secret of the app client; during a rotation, the new one and the old one. */
  readonly clientSecret: string | readonly string[]
}

/** The options of one user pool. */
export interface PoolOptions {
  /** The ID of the user pool, such as `eu-west-1_AbC123xyz`. */
  readonly userPoolId: string

  /**
   * The ID of the app client, or a list of IDs, whose tokens are accepted. `null` accepts the tokens of every
   * app client of the pool. There is no default.
   */
  readonly clientId: string | readonly string[] | null

  /**
   * The secret of the app client that signs users in, if it has one. During a rotation, two secrets: the new
   * one and the old one, of which the one that Cognito accepts is used.
   */
  readonly clientSecret?: string | readonly string[]

  /**
   * The app client with which the application calls other services: `cognito.clientToken` returns its access
   * tokens. Another app client than that of users. Defaults to none.
   */
  readonly machine?: MachineOptions

  /** Which tokens are accepted: `'access'`, `'id'`, or `null` for both. Defaults to `'access'`. */
  readonly tokenUse?: TokenUse | null

  /**
   * The audience of accepted access tokens, the claim `aud`, or a list of audiences: the URL of this API, as
   * `resource` of the sign-in has it (RFC 8707). Null in a list also accepts tokens without an audience.
   * Defaults to tokens without an audience only.
   */
  readonly audience?: string | readonly (string | null)[]

  /** The AWS Region of the pool. Defaults to the Region in `userPoolId`, and must agree with it. */
  readonly region?: string

  /** Further Regions that the pool is replicated to, whose issuers are accepted too. Defaults to none. */
  readonly regions?: readonly string[]

  /**
   * The `iss` claim of the pool's tokens, for emulators. Defaults to the two issuers that AWS uses for the
   * pool.
   */
  readonly issuer?: string

  /** The URL of the key set (JWKS). Defaults to `/.well-known/jwks.json` under the issuer. */
  readonly jwksUri?: string

  /** A key set (JWKS) to verify signatures with. No key set is fetched then. */
  readonly jwks?: { readonly keys: readonly unknown[] }

  /**
   * The URL of the Cognito API, for emulators and private endpoints. Defaults to the AWS endpoint of the
   * Region.
   */
  readonly endpoint?: string

  /**
   * Sign-ins on the pages that Cognito hosts, such as with Google. Requires `session`. Defaults to none.
   */
  readonly managedLogin?: ManagedLoginOptions

  /**
   * The Application Load Balancer that signs users in before it forwards their requests. Defaults to none:
   * its headers are ignored.
   */
  readonly alb?: AlbOptions
}

/**
 * Options of the cache of key sets, and of their fetches.
 *
 * @example
 * ```ts
 * import type { JwksCacheOptions } from 'fastify-cognito-auth'
 *
 * const jwksCache: JwksCacheOptions = { maxAge: 300_000, staleFor: 3_600_000, timeout: 2000 }
 * ```
 */
export interface JwksCacheOptions {
  /**
   * The maximum age of a key set before it is fetched again, in milliseconds, from 1,000 to 86,400,000. A key
   * that the pool has removed stops verifying within this time. Defaults to 600,000 (10 minutes).
   */
  readonly maxAge?: number
  /**
   * The time beyond `maxAge` that the last key set is used while it cannot be fetched, in milliseconds, from
   * 0 to 604,800,000. Defaults to 86,400,000 (one day).
   */
  readonly staleFor?: number
  /**
   * The minimum time between two fetches for key IDs that the key set lacks, in milliseconds, from 100 to
   * 86,400,000. Defaults to 30,000.
   */
  readonly cooldown?: number
  /** The timeout of a fetch, in milliseconds, from 50 to 60,000. Defaults to 3,000. */
  readonly timeout?: number
}

/** The size of the cache of verified tokens. */
export interface TokenCacheOptions {
  /** The maximum number of tokens, from 1 to 1,000,000. Defaults to 10,000. */
  readonly max: number
}

/** Options of calls to the Cognito API. */
export interface CognitoApiOptions {
  /** The timeout of a call with its retries, in milliseconds, from 100 to 60,000. Defaults to 5,000. */
  readonly timeout?: number
  /**
   * The request handler of the AWS SDK's client, or options for one such as `{ httpsAgent }`, for a proxy or
   * an agent of your own. Defaults to a handler that uses `fetch`.
   */
  readonly requestHandler?: RequestHandler | Readonly<Record<string, unknown>>
}

/** The source of permissions: a map from groups to permissions, a source, or a function. */
export type Permissions = PermissionMap | Source | SourceFunction

/** The options that apply to all pools of a registration. */
export interface SharedOptions {
  /** Options of the cache of key sets, and of their fetches. */
  readonly jwksCache?: JwksCacheOptions

  /**
   * When keys are first fetched: `'lazy'` with the first token; `'eager'` while the application starts,
   * without waiting; `'required'` while the application starts, which fails without them. Defaults to
   * `'lazy'`.
   */
  readonly warmUp?: 'lazy' | 'eager' | 'required'

  /**
   * The cache of verified tokens, and of the decrypted access tokens of sessions; `false` verifies and
   * decrypts every token anew. A token is added when it is verified for the second time. Defaults to
   * `{ max: 10_000 }`.
   */
  readonly tokenCache?: TokenCacheOptions | false

  /**
   * The maximum length of a token, in characters, from 1,024 to 65,536. Defaults to 16,384. Node.js rejects
   * requests whose headers together are larger than its `maxHeaderSize`, 16 KiB by default: for longer
   * tokens, set `http: { maxHeaderSize }` in the options of Fastify too.
   */
  readonly maxTokenLength?: number

  /** The accepted difference between the clock and that of AWS, in seconds, from 0 to 300. Defaults to 0. */
  readonly clockTolerance?: number

  /**
   * Returns the time at which tokens are verified, in milliseconds since the epoch, for tests. Defaults to
   * `Date.now`.
   */
  readonly clock?: () => number

  /**
   * Returns the token of a request, or null if it has none, instead of the `Authorization` header. Of a
   * list, the first token is used: `[fromHeader(), fromCookie('token')]` accepts the header and a cookie.
   */
  readonly extractToken?: ExtractToken | readonly ExtractToken[]

  /**
   * The origins, besides the application's own, that may send unsafe requests with a token in a cookie, or
   * with the session of a load balancer, such as `['https://app.example.com']`. An error without
   * `extractToken` and `alb`. Defaults to none.
   */
  readonly trustedOrigins?: readonly string[]

  /**
   * The source of a user's groups: `cognitoGroups()`, `source(async user => [...])`, or an async function of
   * the user and the request. `currentUser.groups` throws then; use `await request.groups()`. Defaults to the
   * claim `cognito:groups`.
   */
  readonly groups?: Source | SourceFunction

  /**
   * The source of a user's permissions: a map from groups to permissions such as `{ admin: ['orders:*'] }`, a
   * source or a function as for `groups`, or a list of these, whose results are merged. Defaults to no
   * permissions.
   */
  readonly permissions?: Permissions | readonly Permissions[]

  /**
   * Returns fields to add to `currentUser`, as a plain object: synchronously, and under names that
   * `currentUser` does not have. Called when a token is verified; the result is cached with the token.
   */
  readonly toUser?: ToUser

  /**
   * Whether startup fails if a route has neither a guard nor `config.public`: `'error'`. Defaults to
   * `'allow'`.
   */
  readonly unguardedRoutes?: 'allow' | 'error'

  /** Disables the verification of signatures, in development only. All claims are still verified. */
  readonly verification?: 'disabled-for-development'

  /**
   * The store of revocations, which reject the tokens of signed-out users before they expire:
   * `memoryRevocations()` or `redisRevocations({ redis })`. Without it, tokens are accepted until they
   * expire.
   */
  readonly revocation?: RevocationStore

  /** Options of calls to the Cognito API. */
  readonly cognito?: CognitoApiOptions

  /** The auth API: sign-up, sign-in, profile and administration. Without it, no route is served. */
  readonly routes?: RoutesOptions

  /**
   * Sign-ins of browsers with a cookie. Defaults to none: the auth API returns tokens, and requests have them
   * in a header.
   */
  readonly session?: SessionOptions

  /**
   * Pages to sign in, sign up and reset a password, which work without JavaScript: `true`, or their look and
   * texts. Requires `session` and `routes`. Defaults to none.
   */
  readonly signInPage?: SignInPageOptions | true
}

/**
 * The options for one user pool.
 *
 * @example
 * ```ts
 * import type { SinglePoolOptions } from 'fastify-cognito-auth'
 *
 * const options: SinglePoolOptions = {
 *   userPoolId: 'eu-west-1_AbC123xyz',
 *   clientId: ['1h57kf5cpq17m0eml12example', '2h57kf5cpq17m0eml12example'],
 *   jwksCache: { maxAge: 300_000 }
 * }
 * ```
 */
export interface SinglePoolOptions extends PoolOptions, SharedOptions {
  /** Cannot be combined with `userPoolId`. */
  readonly userPools?: never
}

/**
 * The options for several user pools.
 *
 * @example
 * ```ts
 * import type { MultiplePoolsOptions } from 'fastify-cognito-auth'
 *
 * const options: MultiplePoolsOptions = {
 *   userPools: {
 *     customers: { userPoolId: 'eu-west-1_AbC123xyz', clientId: '1h57kf5cpq17m0eml12example' },
 *     staff: { userPoolId: 'eu-west-1_DeF456uvw', clientId: '2h57kf5cpq17m0eml12example' }
 *   }
 * }
 * ```
 */
export interface MultiplePoolsOptions extends SharedOptions {
  /**
   * The pools by name. The name is what guards select a pool with, `{ pool: 'staff' }`, and the value of
   * `currentUser.pool`.
   */
  readonly userPools: Readonly<Record<string, PoolOptions>>
  /** The ID of each pool is in `userPools`. */
  readonly userPoolId?: never
  /** The app clients of each pool are in `userPools`. */
  readonly clientId?: never
}

/** The options of a pool that `userPools.resolve` returns. */
export interface ResolvedPoolOptions extends Omit<PoolOptions, 'managedLogin' | 'machine' | 'alb'> {
  /**
   * The name of the pool in guards, logs and `currentUser.pool`. Two pools cannot have one name. Defaults to
   * `userPoolId`.
   */
  readonly name?: string
}

/**
 * Returns the options of the pool whose tokens have this `iss` claim, or null if there is none. The issuer
 * comes from a token that is not verified: look it up, and do not build a URL or an identifier from it.
 */
export type ResolvePool = (
  issuer: string
) => Promise<ResolvedPoolOptions | null | undefined> | ResolvedPoolOptions | null | undefined

/** Options of a resolver, which finds pools while the application runs. */
export interface ResolveOptions {
  /**
   * Returns the options of an issuer's pool, or null. Called once for each issuer; the result is cached for
   * `ttl`.
   */
  readonly resolve: ResolvePool
  /**
   * The maximum number of pools, from 1 to 100,000. The least recently used is removed first. Defaults to
   * 1,000.
   */
  readonly max?: number
  /**
   * The time that the options of a pool are used before `resolve` is called again, in milliseconds, from
   * 1,000 to 86,400,000. Defaults to 600,000 (10 minutes).
   */
  readonly ttl?: number
  /** The timeout of a call, in milliseconds, from 50 to 60,000. Defaults to 3,000. */
  readonly timeout?: number
}

/**
 * The options for user pools that are added and removed while the application runs.
 *
 * @example
 * ```ts
 * import type { ResolvedPoolsOptions } from 'fastify-cognito-auth'
 *
 * const tenants = new Map([
 *   [
 *     'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz',
 *     { name: 'acme', userPoolId: 'eu-west-1_AbC123xyz', clientId: '1h57kf5cpq17m0eml12example' }
 *   ]
 * ])
 * const options: ResolvedPoolsOptions = { userPools: { resolve: issuer => tenants.get(issuer) ?? null } }
 * ```
 */
export interface ResolvedPoolsOptions extends SharedOptions {
  /** The resolver, which finds pools. */
  readonly userPools: ResolveOptions
  /** `userPools.resolve` returns the ID of each pool. */
  readonly userPoolId?: never
  /** `userPools.resolve` returns the app clients of each pool. */
  readonly clientId?: never
}

/**
 * The options of the plugin: for one user pool, for several, or for pools that are found by their issuer.
 *
 * @example
 * ```ts
 * import type { CognitoAuthOptions } from 'fastify-cognito-auth'
 *
 * const options: CognitoAuthOptions = {
 *   userPoolId: 'eu-west-1_AbC123xyz',
 *   clientId: '1h57kf5cpq17m0eml12example',
 *   permissions: { admin: ['orders:*'], support: ['orders:read'] },
 *   routes: { prefix: '/auth', signIn: { flows: ['USER_SRP_AUTH'] } }
 * }
 * ```
 */
export type CognitoAuthOptions = SinglePoolOptions | MultiplePoolsOptions | ResolvedPoolsOptions
