import { LRUCache } from 'lru-cache'
import { errors } from '../errors.js'
import type { Profile } from '../schemas/profile.js'
import type { CurrentUser } from '../user/current-user.js'
import type { Caller, CognitoApi } from './api.js'
import { profileAttributes } from './attribute-list.js'
import { withIdentities } from './linked-identities.js'
import { assertSelfService } from './self-service.js'

/** How long a profile is cached, in milliseconds, and the maximum number of profiles. */
const PROFILE_TTL = 60_000
const MAX_PROFILES = 1000

/** The profiles of users, read with their access tokens. */
export class Profiles {
  readonly #api: CognitoApi
  // Cached by token, not by user: a token that Cognito has revoked must not get the profile of another token.
  readonly #cache = new LRUCache<string, Promise<Profile>>({ max: MAX_PROFILES, ttl: PROFILE_TTL })

  constructor (api: CognitoApi) {
    this.#api = api
  }

  /**
   * Returns the profile of a user. Concurrent requests share one call to Cognito. The result is cached for
   * one minute.
   *
   * @throws FST_COGNITO_USER_REQUIRED for a machine, FST_COGNITO_INSUFFICIENT_SCOPE for a token without
   * `aws.cognito.signin.user.admin`, FST_COGNITO_INVALID_TOKEN if Cognito no longer accepts the token
   */
  async of (
    user: CurrentUser,
    token: string,
    { fresh, caller }: { fresh: boolean, caller: Caller }
  ): Promise<Profile> {
    if (user.tokenUse === 'id') return profileFromIdToken(user)
    assertSelfService(user)
    return (fresh ? undefined : this.#cache.get(token)) ?? this.#load(user, token, caller)
  }

  /** Forgets the profile of an access token, once its user has changed it. */
  forget (token: string): void {
    this.#cache.delete(token)
  }

  #load (user: CurrentUser, token: string, caller: Caller): Promise<Profile> {
    const loading = this.#fetch(user, token, caller)
    this.#cache.set(token, loading)
    loading.catch(() => {
      this.#cache.delete(token)
    })
    return loading
  }

  async #fetch (user: CurrentUser, token: string, caller: Caller): Promise<Profile> {
    const { Username: username, UserAttributes = [] } = await this.#api.call(
      'GetUser',
      { AccessToken: token },
      caller
    )
    if (username === undefined) throw new errors.FST_COGNITO_UNEXPECTED_RESPONSE()
    const profile = profileAttributes(UserAttributes)
    return Object.freeze({ id: user.id, username, ...profile, attributes: Object.freeze(profile.attributes) })
  }
}

/**
 * Returns the profile in an ID token, as it was when the token was issued. Cognito writes attributes as
 * claims of the same names.
 */
function profileFromIdToken ({ id, username, email, name, claims }: CurrentUser): Profile {
  const attributes = Object.entries(claims).filter(
    ([claim, value]) => value !== null && !NOT_ATTRIBUTES.has(claim) && !claim.startsWith('cognito:')
  )
  return Object.freeze({
    id,
    username: username as string,
    email,
    emailVerified: email !== null && [true, 'true'].includes(claims['email_verified'] as boolean | string),
    name,
    attributes: Object.freeze(
      Object.fromEntries(
        attributes.map(([claim, value]) => [claim, typeof value === 'string' ? value : JSON.stringify(value)])
      )
    ),
    ...withIdentities(claims['identities'])
  })
}

/** Claims of an ID token that describe the token, not the user. */
const NOT_ATTRIBUTES = new Set([
  'iss',
  'aud',
  'exp',
  'iat',
  'nbf',
  'jti',
  'origin_jti',
  'event_id',
  'token_use',
  'auth_time',
  'nonce',
  'at_hash'
])
