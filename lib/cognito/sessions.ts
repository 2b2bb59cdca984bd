import { tell } from '../events.js'
import type { RefreshBody } from '../schemas/sign-in.js'
import type { Tokens } from '../schemas/tokens.js'
import type { Caller, CognitoApi } from './api.js'
import { tokensOf } from './outcome.js'
import type { Revoker } from './revoker.js'

/** Which session ends. */
export interface SignOut extends RefreshBody {
  /** The session's id, `currentUser.sessionId`, where a verified access token told it: saves asking for one. */
  readonly session?: string
}

/** Until when somebody is signed in: refresh, sign out. */
export class Sessions {
  readonly #api: CognitoApi
  readonly #revoker: Revoker

  constructor (api: CognitoApi, revoker: Revoker) {
    this.#api = api
    this.#revoker = revoker
  }

  /** By GetTokensFromRefreshToken: the one operation that works with rotation and without, and by the client's secret alone. */
  async refresh ({ refreshToken, deviceKey }: RefreshBody, caller?: Caller): Promise<Tokens> {
    const { clientId: ClientId, secret } = this.#api
    const { AuthenticationResult } = await this.#api.call('GetTokensFromRefreshToken', { ClientId, RefreshToken: refreshToken, DeviceKey: deviceKey, ...secret }, caller)
    return tokensOf(AuthenticationResult)
  }

  /** Ends the one session that a refresh token belongs to. */
  async signOut ({ session, ...body }: SignOut, caller?: Caller): Promise<void> {
    const { clientId: ClientId, secret } = this.#api
    // A refresh token does not tell its session; an access token of it does. Both are ended all the same.
    const last = this.#revoker.isOn && session === undefined ? await this.#lastTokens(body, caller) : undefined
    await this.#api.call('RevokeToken', { ClientId, Token: last?.refreshToken ?? body.refreshToken, ...secret }, caller)
    if (session !== undefined) await this.#revoker.session(session)
    if (last !== undefined) await this.#revoker.sessionOf(last.accessToken)
    tell('fastify-cognito-auth:signed-out', { pool: this.#api.pool, everywhere: false })
  }

  /** Ends every session of the person whom an access token belongs to. */
  async signOutEverywhere ({ accessToken }: { accessToken: string }, caller?: Caller): Promise<void> {
    await this.#api.call('GlobalSignOut', { AccessToken: accessToken }, caller)
    await this.#revoker.userOf(accessToken)
    tell('fastify-cognito-auth:signed-out', { pool: this.#api.pool, everywhere: true })
  }

  /** Undefined where the refresh token is over: then so are, by and by, the access tokens that came of it. */
  async #lastTokens (body: RefreshBody, caller: Caller | undefined): Promise<Tokens | undefined> {
    try {
      return await this.refresh(body, caller)
    } catch {
      // The log has it already. Whether it can be revoked is for Cognito to say.
      return undefined
    }
  }
}
