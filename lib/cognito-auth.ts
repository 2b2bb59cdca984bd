import { withHeaders } from './authorization/error-headers.js'
import type { AcceptedTokens, TokenRestriction } from './authorization/token-restriction.js'
import { restrictTokens, rejectionError, rejectionReason } from './authorization/token-restriction.js'
import { assertNesting } from './cognito/nesting.js'
import { rateLimitedOperations, type RateLimiting } from './cognito/rate-limited-operations.js'
import type { Operations } from './cognito/operations.js'
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
}

/** How a pool is doing. */
export interface PoolHealth extends KeySetHealth {
  /** Where the option `revocation` is given. */
  readonly revocations?: RevocationHealth
}

/** What tells tokens good from bad, for code of the application's own. */
class Verification {
  readonly #dependencies: Dependencies

  constructor (dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  /**
   * Who a token speaks for.
   *
   * @param restriction - takes fewer tokens than the registration does
   * @throws FST_COGNITO_INVALID_TOKEN, FST_COGNITO_KEYS_UNAVAILABLE
   */
  async verify (token: string, restriction?: TokenRestriction): Promise<CurrentUser> {
    const { acceptedTokens, verifier } = this.#dependencies
    const accepted = restrictTokens('cognito.verify', acceptedTokens, restriction)
    // Whatever an application takes from a body is not sure to be text.
    if (typeof token !== 'string') throw tokenRejection('malformed')
    const user = await verifier.verify(token)
    const reason = rejectionReason(user, accepted)
    if (reason !== null) throw rejectionError(reason, user, accepted)
    return user
  }

  /** The public keys in hand that tokens are judged by, of all pools. */
  keys (): readonly SigningKey[] {
    return [...this.#dependencies.keySets().values()].flatMap(keySet => keySet.keys())
  }

  /**
   * Refuses, from now on, tokens that still verify: those of one sign-in, or all that somebody has at this
   * moment. For webhooks and jobs; signing out by the auth API does it by itself. Cognito's own sessions go
   * on: refresh tokens are not touched.
   *
   * @throws FST_COGNITO_REVOCATION_NOT_CONFIGURED without the option `revocation`, FST_COGNITO_INVALID_INPUT
   * for anything but one id
   */
  async revoke (target: RevocationTarget): Promise<void> {
    const { revocations } = this.#dependencies
    if (revocations === null) throw new errors.FST_COGNITO_REVOCATION_NOT_CONFIGURED()
    await revoke(revocations, parseRevocationTarget(target))
  }

  /**
   * The state of each pool's keys, by the pool's name, and of the revocations, which all pools share. For a
   * health route.
   */
  health (): Readonly<Record<string, PoolHealth>> {
    const { keySets, revocations } = this.#dependencies
    const shared = revocations === null ? {} : { revocations: revocations.health() }
    return Object.fromEntries(
      [...keySets()].map(([pool, keySet]) => [pool, { ...keySet.health(), ...shared }])
    )
  }
}

/** The operations with rate limits, for code of the application's own. */
interface RateLimitedOperations {
  /**
   * Returns the operations for one request, with the rate limits of their routes: `await
   * app.cognito.rateLimited(request, reply).signIn(request.body)`. Their attempts count together with those
   * at the routes. The limits are those of `routes.rateLimit`, the defaults without `routes`, and none where
   * it is `false`.
   *
   * The operations throw FST_COGNITO_TOO_MANY_ATTEMPTS over a limit. Its `headers` have `retry-after`, which
   * Fastify's default error handler sends; they are set on `reply`, too, where it is given, as are
   * `x-ratelimit-*` otherwise.
   *
   * @param request - the request that they are called for: its `ip` is counted, and it is their `caller`
   */
  rateLimited(request: AnyRequest, reply?: AnyReply): Operations
}

/**
 * `fastify.cognito`: what the plugin's guards and routes do, for code of the application's own.
 *
 * The operations take the bodies of their routes and return their answers; an operation on the user's own
 * account takes the `accessToken` besides. The second argument, which may be left out, is the `Caller`: the
 * request that the operation is called for, for its log lines and for Cognito's threat protection. They load
 * the AWS SDK at the first call.
 *
 * The operations are not rate-limited by themselves. `rateLimited(request)` returns those that are.
 */
export type CognitoAuth = Verification & Operations & RateLimitedOperations

/** Every operation, none of which is loaded yet. */
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
  deleteUser: true,
  listGroups: true,
  createGroup: true,
  updateGroup: true,
  deleteGroup: true,
  listUsersInGroup: true,
  addUserToGroup: true,
  removeUserFromGroup: true
}

/** @param operations - loads what the operations are made of */
export function createCognitoAuth (
  dependencies: Dependencies,
  operations: () => Promise<Operations>,
  rateLimiting: RateLimiting
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
    rateLimited (request: AnyRequest, reply?: AnyReply): Operations {
      if (typeof (request as AnyRequest | undefined)?.headers !== 'object') {
        const expected = 'expects the request that the operations are called for'
        throw new errors.FST_COGNITO_INVALID_REQUIREMENT('cognito.rateLimited', expected)
      }
      return rateLimitedOperations(unlimited, rateLimiting, request, reply)
    }
  })
}
