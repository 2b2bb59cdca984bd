import { errors } from '../errors.js'
import { publish } from '../events.js'
import type { WithClientMetadata } from '../schemas/client-metadata.js'
import type { RefreshBody } from '../schemas/sign-in.js'
import type { Tokens } from '../schemas/tokens.js'
import type { Caller, CognitoApi } from './api.js'
import { clientMetadata as metadata } from './client-metadata.js'
import { tokensFrom } from './auth-response.js'
import type { Revoker } from './revoker.js'

/** Until when somebody is signed in: refresh, sign out. */
export class Sessions {
  readonly #api: CognitoApi
  readonly #revoker: Revoker

  constructor (api: CognitoApi, revoker: Revoker) {
    this.#api = api
    this.#revoker = revoker
  }

  /** Exchanges a refresh token by GetTokensFromRefreshToken, which works with rotation and without it. */
  async refresh (body: RefreshBody & WithClientMetadata, caller?: Caller): Promise<Tokens> {
    const tokens = await this.#exchange(body, caller, 'GetTokensFromRefreshToken')
    if (!this.#revoker.isRevoked(tokens.accessToken)) return tokens
    // Revoked here, as after a change of password, and not yet at Cognito: it ends there too.
    await this.#revokeToken(tokens.refreshToken ?? body.refreshToken, caller)
    throw new errors.FST_COGNITO_INVALID_REFRESH_TOKEN()
  }

  /**
   * Ends the session of a refresh token: at Cognito, and with the option `revocation` here.
   *
   * @throws FST_COGNITO_UNAVAILABLE where Cognito cannot say which session it is; then nothing was ended
   */
  async signOut (body: RefreshBody, caller?: Caller): Promise<void> {
    // A refresh token is opaque: only a new access token of it names its session.
    const last = this.#revoker.isEnabled ? await this.#newTokens(body, caller) : undefined
    const isRotated = last?.refreshToken !== undefined && last.refreshToken !== body.refreshToken
    try {
      await this.#revokeToken(last?.refreshToken ?? body.refreshToken, caller)
    } catch (error) {
      // The caller never gets the new refresh token, so no later sign-out could name this session again.
      if (isRotated) await this.#revoker.revokeSessionOf(last.accessToken)
      throw error
    }
    if (last !== undefined) await this.#revoker.revokeSessionOf(last.accessToken)
    publish('fastify-cognito-auth:signed-out', { pool: this.#api.pool, everywhere: false })
  }

  /** Ends every session of the person whom an access token belongs to. */
  async signOutEverywhere ({ accessToken }: { accessToken: string }, caller?: Caller): Promise<void> {
    await this.#api.call('GlobalSignOut', { AccessToken: accessToken }, caller)
    await this.#revoker.revokeUserOf(accessToken)
    publish('fastify-cognito-auth:signed-out', { pool: this.#api.pool, everywhere: true })
  }

  async #revokeToken (Token: string, caller: Caller | undefined): Promise<void> {
    const { clientId: ClientId, secret } = this.#api
    await this.#api.call('RevokeToken', { ClientId, Token, ...secret }, caller)
  }

  /**
   * Returns new tokens of the session; undefined where the refresh token has expired, was revoked or reused.
   */
  async #newTokens (body: RefreshBody, caller: Caller | undefined): Promise<Tokens | undefined> {
    try {
      return await this.#exchange(body, caller, 'SessionOfRefreshToken')
    } catch (error) {
      // RevokeToken then decides: it accepts refresh tokens that are over (RFC 7009 section 2.2).
      if (isEndedSession(error)) return undefined
      throw error
    }
  }

  async #exchange (
    { refreshToken, deviceKey, clientMetadata }: RefreshBody & WithClientMetadata,
    caller: Caller | undefined,
    errorContext: 'GetTokensFromRefreshToken' | 'SessionOfRefreshToken'
  ): Promise<Tokens> {
    const { clientId: ClientId, secret } = this.#api
    const { AuthenticationResult } = await this.#api.call(
      'GetTokensFromRefreshToken',
      {
        ClientId,
        RefreshToken: refreshToken,
        DeviceKey: deviceKey,
        ...secret,
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
