import { withHeaders } from './authorization/error-headers.js'
import { rejectionError, rejectionReason, type AcceptedTokens } from './authorization/accepted-tokens.js'
import { restrictTokens, type TokenRestriction } from './authorization/token-restriction.js'
import { assertNesting } from './cognito/nesting.js'
import { rateLimitedOperations, type RateLimiting } from './cognito/rate-limited-operations.js'
import type { Operations } from './cognito/operations.js'
import type { ClientTokenRequest } from './options/client-token-request.js'
import { errors } from './errors.js'
import type { AnyReply, AnyRequest } from './rate-limit/rate-limiter.js'
import { parseRevocationTarget } from './revocation/revoke-input.js'
import {
  revoke,
  type RevocationHealth,
  type Revocations,
  type RevocationTarget
} from './revocation/revocations.js'
import type { CurrentUser } from './user/current-user.js'
import type { SigningKey } from './verification/jwk.js'
import type { KeySet, KeySetHealth } from './verification/key-set.js'
import { tokenRejection } from './verification/token-rejection.js'
import type { Verifier } from './verification/verifier.js'

interface Dependencies {
  readonly verifier: Verifier
  readonly acceptedTokens: AcceptedTokens
  /** The key sets of the pools in use, by name. */
  readonly keySets: () => ReadonlyMap<string, Pick<KeySet, 'keys' | 'health'>>
  readonly revocations: Revocations | null
  /** Revokes tokens, and ends the cookie sessions that they belong to. */
  readonly revocationsAndSessions: Pick<Revocations, 'revoke'> | null
}

/** The state of the key set of a pool, and of the revocations. */
export interface PoolHealth extends KeySetHealth {
  /** The state of the revocations. Only with the option `revocation`. */
  readonly revocations?: RevocationHealth
}

/** Verifies and revokes tokens, for the application's own code. */
class Verification {
  readonly #dependencies: Dependencies

  constructor (dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  /**
   * Verifies a token and returns its user or machine.
   *
   * @example
   * ```ts
   * const user = await app.cognito.verify('eyJraWQiOi...', { clientId: '1h57kf5cpq17m0eml12example' })
   * console.log(user.id)
   * ```
   *
   * @param token - an access token or an ID token, as the options accept
   * @param restriction - restricts the accepted tokens further than the options of the plugin
   * @returns the user or machine of the token
   * @throws FST_COGNITO_INVALID_TOKEN, FST_COGNITO_KEYS_UNAVAILABLE
   */
  async verify (token: string, restriction?: TokenRestriction): Promise<CurrentUser> {
    const { acceptedTokens, verifier } = this.#dependencies
    const accepted = restrictTokens('cognito.verify', acceptedTokens, restriction)
    // A value that the application takes from a request body may not be a string.
    if (typeof token !== 'string') throw tokenRejection('malformed')
    const user = await verifier.verify(token)
    const reason = rejectionReason(user, accepted)
    if (reason !== null) throw rejectionError(reason, { user }, accepted)
    return user
  }

  /**
   * Returns the public keys that are loaded at the moment, of all pools.
   *
   * @example
   * ```ts
   * const keyIds = app.cognito.keys().map(({ kid }) => kid)
   * ```
   */
  keys (): readonly SigningKey[] {
    return [...this.#dependencies.keySets().values()].flatMap(keySet => keySet.keys())
  }

  /**
   * Revokes the tokens of one session, or all tokens that a user has at this moment: from now on they are
   * rejected. For webhooks and jobs; the routes for signing out do this already. Refresh tokens are not
   * revoked, so the sessions at Cognito continue.
   *
   * @example
   * ```ts
   * await app.cognito.revoke({ user: 'c7f2a1de-0f5f-4a8e-9a53-3a1a5e5d9c11' })
   * ```
   *
   * @param target - the session, or the user
   * @throws FST_COGNITO_REVOCATION_NOT_CONFIGURED without the option `revocation`, FST_COGNITO_INVALID_INPUT
   * if the argument does not have exactly one ID
   */
  async revoke (target: RevocationTarget): Promise<void> {
    const { revocationsAndSessions } = this.#dependencies
    if (revocationsAndSessions === null) throw new errors.FST_COGNITO_REVOCATION_NOT_CONFIGURED()
    await revoke(revocationsAndSessions, parseRevocationTarget(target))
  }

  /**
   * Returns the state of each pool's key set, by the name of the pool, and of the revocations, which all
   * pools share. For a health check.
   *
   * @example
   * ```ts
   * app.get('/health', async () => app.cognito.health())
   * ```
   */
  health (): Readonly<Record<string, PoolHealth>> {
    const { keySets, revocations } = this.#dependencies
    const shared = revocations === null ? {} : { revocations: revocations.health() }
    return Object.fromEntries(
      [...keySets()].map(([pool, keySet]) => [pool, { ...keySet.health(), ...shared }])
    )
  }
}

/** The operations with rate limits, for the application's own code. */
interface RateLimitedOperations {
  /**
   * Returns the operations for one request, with the rate limits of their routes. Their attempts are counted
   * together with those of the routes. The limits are those of `routes.rateLimit`, the defaults without
   * `routes`, and none if it is `false`.
   *
   * The operations throw FST_COGNITO_TOO_MANY_ATTEMPTS when a limit is exceeded. The `headers` of the error
   * include `retry-after`, which Fastify's default error handler sends. With `reply`, that header and
   * `x-ratelimit-*` are set on the reply.
   *
   * @example
   * ```ts
   * import { SignInBody } from 'fastify-cognito-auth/schemas'
   *
   * app.post<{ Body: SignInBody }>('/login', { schema: { body: SignInBody } }, async (request, reply) => {
   *   return await app.cognito.rateLimited(request, reply).signIn(request.body)
   * })
   * ```
   *
   * @param request - the request on whose behalf the operations are called: attempts are counted for its `ip`
   * @param reply - the reply to set the headers of the limits on
   * @returns the operations
   */
  rateLimited(request: AnyRequest, reply?: AnyReply): Operations
}

/** Access tokens of the application itself. */
interface ClientTokens {
  /**
   * Returns an access token of the app client of the option `machine`, for calls to other services. It is
   * cached by its scopes until a minute before it expires; concurrent calls share one request, and a failure
   * is not cached. Requires an AWS SDK with GetClientToken.
   *
   * @example
   * ```ts
   * const token = await app.cognito.clientToken({ scopes: ['stock/read'] })
   * const headers = { authorization: `Bearer ${token}` }
   * const response = await fetch('https://stock.example.com/items', { headers })
   * ```
   *
   * @param request - the scopes of the token. Defaults to all that the app client may request
   * @throws FST_COGNITO_INVALID_REQUIREMENT without the option `machine`, or for an invalid request;
   * FST_COGNITO_MISCONFIGURED if Cognito rejects it, such as for a scope that the app client may not request;
   * FST_COGNITO_UNAVAILABLE, FST_COGNITO_UNEXPECTED_RESPONSE, FST_COGNITO_SDK_TOO_OLD
   */
  clientToken(request?: ClientTokenRequest): Promise<string>
}

/**
 * `fastify.cognito`: the functions of the plugin's guards and routes, for the application's own code.
 *
 * Each operation accepts the body of its route and returns the body of the response. Operations on the user's
 * own account also require `accessToken`. The optional second argument is the `Caller`, usually the request:
 * it is used for log lines and for the threat protection of Cognito. The AWS SDK is loaded at the first call.
 *
 * The operations have no rate limits. `rateLimited(request)` returns operations with the limits of the
 * routes.
 *
 * @example
 * ```ts
 * const { confirmed } = await app.cognito.signUp({
 *   email: 'jane@example.com',
 *   password: 'correct-Horse-7',
 *   attributes: { name: 'Jane Doe', phone_number: '+491711234567' }
 * })
 * ```
 */
export type CognitoAuth = Verification & Operations & RateLimitedOperations & ClientTokens

/** The names of all operations. The operations themselves are loaded later. */
const OPERATIONS: Readonly<Record<keyof Operations, true>> = {
  signUp: true,
  confirmSignUp: true,
  resendConfirmationCode: true,
  signIn: true,
  respondToChallenge: true,
  refresh: true,
  signOut: true,
  signOutEverywhere: true,
  forgotPassword: true,
  resetPassword: true,
  changePassword: true,
  updateProfile: true,
  sendAttributeCode: true,
  verifyAttribute: true,
  deleteAccount: true,
  setupTotp: true,
  verifyTotp: true,
  getMfaPreferences: true,
  setMfaPreferences: true,
  startPasskeyRegistration: true,
  completePasskeyRegistration: true,
  listPasskeys: true,
  deletePasskey: true,
  listDevices: true,
  updateDevice: true,
  forgetDevice: true,
  listSessions: true,
  revokeSession: true,
  listAuthEvents: true,
  setAuthEventFeedback: true,
  setAuthEventFeedbackByToken: true,
  listUsers: true,
  getUser: true,
  inviteUser: true,
  resendInvitation: true,
  updateUser: true,
  confirmUser: true,
  setUserPassword: true,
  removeUserTotp: true,
  enableUser: true,
  disableUser: true,
  resetUserPassword: true,
  signOutUser: true,
  listUserSessions: true,
  revokeUserSession: true,
  listUserAuthEvents: true,
  setUserAuthEventFeedback: true,
  linkIdentity: true,
  unlinkIdentity: true,
  deleteUser: true,
  listGroups: true,
  createGroup: true,
  updateGroup: true,
  deleteGroup: true,
  listUsersInGroup: true,
  addUserToGroup: true,
  removeUserFromGroup: true
}

/**
 * @param operations - loads the operations
 * @param clientToken - returns an access token of the application itself
 */
export function createCognitoAuth (
  dependencies: Dependencies,
  operations: () => Promise<Operations>,
  rateLimiting: RateLimiting,
  clientToken: (request: ClientTokenRequest) => Promise<string>
): CognitoAuth {
  const loadAndCall =
    (name: keyof Operations) =>
      async (...args: readonly unknown[]) => {
        const operation = (await operations())[name] as (...args: readonly unknown[]) => Promise<unknown>
        try {
          assertNesting(args[0])
          return await operation(...args)
        } catch (error) {
          throw withHeaders(error)
        }
      }
  const names = Object.keys(OPERATIONS) as readonly (keyof Operations)[]
  const unlimited = Object.fromEntries(names.map(name => [name, loadAndCall(name)])) as unknown as Operations
  return Object.assign(new Verification(dependencies), unlimited, {
    async clientToken (request: ClientTokenRequest = {}): Promise<string> {
      try {
        return await clientToken(request)
      } catch (error) {
        throw withHeaders(error)
      }
    },
    rateLimited (request: AnyRequest, reply?: AnyReply): Operations {
      if (typeof (request as AnyRequest | undefined)?.headers !== 'object') {
        const expected = 'the first argument must be the request'
        throw new errors.FST_COGNITO_INVALID_REQUIREMENT('cognito.rateLimited', expected)
      }
      return rateLimitedOperations(unlimited, rateLimiting, request, reply)
    }
  })
}
