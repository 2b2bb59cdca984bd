import { errors } from '../errors.js'
import { publish } from '../events.js'
import type { WithClientMetadata } from '../schemas/client-metadata.js'
import type { RefreshBody } from '../schemas/sign-in.js'
import type { Tokens } from '../schemas/tokens.js'
import type { Caller, CognitoApi } from './api.js'
import { clientMetadata as metadata } from './client-metadata.js'
import { tokensFrom } from './auth-response.js'
import type { Revoker } from './revoker.js'

/** Refreshes and signs out sessions. */
export class Sessions {
  readonly #api: CognitoApi
  readonly #revoker: Revoker

  constructor (api: CognitoApi, revoker: Revoker) {
    this.#api = api
    this.#revoker = revoker
  }

  /**
   * Exchanges a refresh token for new tokens by GetTokensFromRefreshToken, which works with and without
   * rotation.
   */
  async refresh (body: RefreshBody & WithClientMetadata, caller?: Caller): Promise<Tokens> {
    const tokens = await this.#exchange(body, caller, 'GetTokensFromRefreshToken')
    if (!this.#revoker.isRevoked(tokens.accessToken)) return tokens
    // The plugin has revoked the session, for example after a change of the password, but it has not ended at
    // Cognito: end it there as well.
    await this.#revokeToken(tokens.refreshToken ?? body.refreshToken, caller)
    throw new errors.FST_COGNITO_INVALID_REFRESH_TOKEN()
  }

  /**
   * Signs out the session of a refresh token at Cognito, and with the option `revocation` revokes its access
   * tokens.
   *
   * @throws FST_COGNITO_UNAVAILABLE if Cognito does not identify the session; nothing was signed out then
   */
  async signOut (body: RefreshBody, caller?: Caller): Promise<void> {
    // A refresh token is opaque: only an access token that it is exchanged for identifies the session.
    const last = this.#revoker.isEnabled ? await this.#newTokens(body, caller) : undefined
    const isRotated = last?.refreshToken !== undefined && last.refreshToken !== body.refreshToken
    try {
      await this.#revokeToken(last?.refreshToken ?? body.refreshToken, caller)
    } catch (error) {
      // The caller does not get the new refresh token, so no later sign-out could identify this session.
      if (isRotated) await this.#revoker.revokeSessionOf(last.accessToken)
      throw error
    }
    if (last !== undefined) await this.#revoker.revokeSessionOf(last.accessToken)
    publish('fastify-cognito-auth:signed-out', { pool: this.#api.pool, everywhere: false })
  }

  /**
   * Signs out a session whose access token is known.
   *
   * @throws FST_COGNITO_UNAVAILABLE; with the option `revocation`, the access tokens are revoked nevertheless
   */
  async signOutSession (
    { accessToken, refreshToken }: Pick<Tokens, 'accessToken' | 'refreshToken'>,
    caller?: Caller
  ): Promise<void> {
    await this.#revoker.revokeSessionOf(accessToken)
    if (refreshToken !== undefined) await this.#revokeToken(refreshToken, caller)
    publish('fastify-cognito-auth:signed-out', { pool: this.#api.pool, everywhere: false })
  }

  /** Signs out all sessions of the user of an access token. */
  async signOutEverywhere ({ accessToken }: { accessToken: string }, caller?: Caller): Promise<void> {
    await this.#api.call('GlobalSignOut', { AccessToken: accessToken }, caller)
    await this.#revoker.revokeUserOf(accessToken)
    publish('fastify-cognito-auth:signed-out', { pool: this.#api.pool, everywhere: true })
  }

  async #revokeToken (Token: string, caller: Caller | undefined): Promise<void> {
    await this.#api.call('RevokeToken', { ClientId: this.#api.clientId, Token }, caller)
  }

  /**
   * Exchanges a refresh token for new tokens. Returns undefined if it has expired, or was revoked or reused.
   */
  async #newTokens (body: RefreshBody, caller: Caller | undefined): Promise<Tokens | undefined> {
    try {
      return await this.#exchange(body, caller, 'SessionOfRefreshToken')
    } catch (error) {
      // RevokeToken then decides: it also accepts expired and revoked refresh tokens (RFC 7009 section 2.2).
      if (isEndedSession(error)) return undefined
      throw error
    }
  }

  async #exchange (
    { refreshToken, deviceKey, clientMetadata }: RefreshBody & WithClientMetadata,
    caller: Caller | undefined,
    errorContext: 'GetTokensFromRefreshToken' | 'SessionOfRefreshToken'
  ): Promise<Tokens> {
    const { AuthenticationResult } = await this.#api.call(
      'GetTokensFromRefreshToken',
      {
        ClientId: this.#api.clientId,
        RefreshToken: refreshToken,
        DeviceKey: deviceKey,
        ...metadata(clientMetadata)
      },
      caller,
      errorContext
    )
    return tokensFrom(AuthenticationResult)
  }
}

function isEndedSession (error: unknown): boolean {
  return (
    error instanceof errors.FST_COGNITO_INVALID_REFRESH_TOKEN ||
    error instanceof errors.FST_COGNITO_REFRESH_TOKEN_REUSED
  )
}
