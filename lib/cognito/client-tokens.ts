import { LRUCache } from 'lru-cache'
import { errors } from '../errors.js'
import type { CognitoApi } from './api.js'

/**
 * The time before its expiry at which a token is replaced, in milliseconds; half of the lifetime if that is
 * shorter.
 */
const MARGIN = 60_000

/** The maximum number of cached combinations of scopes. */
const MAX_CACHED = 100

interface ClientToken {
  readonly accessToken: string
  /** When the token is replaced, in milliseconds since the epoch. */
  readonly replaceAt: number
}

/** Access tokens of an app client itself, cached by their scopes until shortly before they expire. */
export class ClientTokens {
  readonly #api: CognitoApi
  readonly #clock: () => number
  readonly #cached = new LRUCache<string, ClientToken>({ max: MAX_CACHED })
  /** The requests of this process, by their scopes. */
  readonly #pending = new Map<string, Promise<ClientToken>>()

  constructor (api: CognitoApi, clock: () => number) {
    this.#api = api
    this.#clock = clock
  }

  /**
   * Returns an access token.
   *
   * @param scopes - without duplicates, and sorted. Null for all scopes of the app client
   * @throws FST_COGNITO_MISCONFIGURED, FST_COGNITO_UNAVAILABLE, FST_COGNITO_UNEXPECTED_RESPONSE,
   * FST_COGNITO_SDK_TOO_OLD. No failure is cached
   */
  async get (scopes: readonly string[] | null): Promise<string> {
    // Scopes have no spaces, and a list of them is not empty.
    const key = scopes === null ? '' : scopes.join(' ')
    const cached = this.#cached.get(key)
    if (cached !== undefined && this.#clock() < cached.replaceAt) return cached.accessToken
    let pending = this.#pending.get(key)
    if (pending === undefined) {
      pending = this.#request(scopes).finally(() => this.#pending.delete(key))
      this.#pending.set(key, pending)
    }
    const token = await pending
    this.#cached.set(key, token)
    return token.accessToken
  }

  async #request (scopes: readonly string[] | null): Promise<ClientToken> {
    const requestedAt = this.#clock()
    const { AccessToken: accessToken, ExpiresIn: seconds } = await this.#call(scopes)
    if (accessToken === undefined || typeof seconds !== 'number') {
      throw new errors.FST_COGNITO_UNEXPECTED_RESPONSE()
    }
    const lifetime = seconds * 1000
    return { accessToken, replaceAt: requestedAt + lifetime - Math.min(MARGIN, lifetime / 2) }
  }

  /** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetClientToken.html */
  async #call (scopes: readonly string[] | null) {
    const { clientId: ClientId } = this.#api
    const Scopes = scopes === null ? undefined : [...scopes]
    try {
      const response = await this.#api.call('GetClientToken', { ClientId, Secret: undefined, Scopes })
      return response.ClientAuthenticationResult ?? {}
    } catch (error) {
      // The application requests the token, not the caller of its route: no error is the caller's mistake.
      if ((error as { statusCode: number }).statusCode >= 500) throw error
      throw Object.assign(new errors.FST_COGNITO_MISCONFIGURED(), { cause: error })
    }
  }
}
