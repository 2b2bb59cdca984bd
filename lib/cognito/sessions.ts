import type { RefreshBody } from '../schemas/sign-in.js'
import type { Tokens } from '../schemas/tokens.js'
import type { Caller, CognitoApi } from './api.js'
import { tokensOf } from './outcome.js'

/** Until when somebody is signed in: refresh, sign out. */
export class Sessions {
  readonly #api: CognitoApi

  constructor (api: CognitoApi) {
    this.#api = api
  }

  /** By GetTokensFromRefreshToken: the one operation that works with rotation and without, and by the client's secret alone. */
  async refresh ({ refreshToken }: RefreshBody, caller?: Caller): Promise<Tokens> {
    const { clientId: ClientId, secret } = this.#api
    const { AuthenticationResult } = await this.#api.call('GetTokensFromRefreshToken', { ClientId, RefreshToken: refreshToken, ...secret }, caller)
    return tokensOf(AuthenticationResult)
  }

  /** Ends the one session that a refresh token belongs to. */
  async signOut ({ refreshToken }: RefreshBody, caller?: Caller): Promise<void> {
    const { clientId: ClientId, secret } = this.#api
    await this.#api.call('RevokeToken', { ClientId, Token: refreshToken, ...secret }, caller)
  }

  /** Ends every session of the person whom an access token belongs to. */
  async signOutEverywhere ({ accessToken }: { accessToken: string }, caller?: Caller): Promise<void> {
    await this.#api.call('GlobalSignOut', { AccessToken: accessToken }, caller)
  }
}
