import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider'
import { errors } from '../errors.js'
import type { RefreshBody, SignInBody, SignInResult } from '../schemas/sign-in.js'
import type { Tokens } from '../schemas/tokens.js'
import type { Caller, CognitoApi } from './api.js'

/** Who is signed in, and until when: sign in, refresh, sign out. */
export class Sessions {
  readonly #api: CognitoApi

  constructor (api: CognitoApi) {
    this.#api = api
  }

  async signIn ({ username, password }: SignInBody, caller?: Caller): Promise<SignInResult> {
    const hash = this.#api.secretHash(username)
    const { clientId: ClientId } = this.#api
    const answer = await this.#api.call('InitiateAuth', (client, options) => client.initiateAuth({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId,
      AuthParameters: { USERNAME: username, PASSWORD: password, ...(hash !== undefined && { SECRET_HASH: hash }) }
    }, options), caller)
    if (answer.AuthenticationResult !== undefined) return tokensOf(answer.AuthenticationResult)
    return {
      challenge: answer.ChallengeName as string,
      ...(answer.Session !== undefined && { session: answer.Session }),
      parameters: shown(answer.ChallengeParameters ?? {})
    }
  }

  /** By GetTokensFromRefreshToken: the one operation that works with rotation and without, and by the client's secret alone. */
  async refresh ({ refreshToken }: RefreshBody, caller?: Caller): Promise<Tokens> {
    const { clientId: ClientId } = this.#api
    const { AuthenticationResult } = await this.#api.call('GetTokensFromRefreshToken', (client, options) => client.getTokensFromRefreshToken({
      ClientId,
      RefreshToken: refreshToken,
      ...this.#api.secret
    }, options), caller)
    return tokensOf(AuthenticationResult)
  }

  /** Ends the one session that a refresh token belongs to. */
  async signOut ({ refreshToken }: RefreshBody, caller?: Caller): Promise<void> {
    const { clientId: ClientId } = this.#api
    await this.#api.call('RevokeToken', (client, options) => client.revokeToken({
      ClientId,
      Token: refreshToken,
      ...this.#api.secret
    }, options), caller)
  }

  /** Ends every session of the person whom an access token belongs to. */
  async signOutEverywhere ({ accessToken }: { accessToken: string }, caller?: Caller): Promise<void> {
    await this.#api.call('GlobalSignOut', (client, options) => client.globalSignOut({ AccessToken: accessToken }, options), caller)
  }
}

function tokensOf (result: AuthenticationResultType | undefined): Tokens {
  const { AccessToken: accessToken, IdToken: idToken, RefreshToken: refreshToken, ExpiresIn: expiresIn } = result ?? {}
  if (accessToken === undefined || idToken === undefined || expiresIn === undefined) throw new errors.FST_COGNITO_UPSTREAM()
  return { accessToken, idToken, ...(refreshToken !== undefined && { refreshToken }), expiresIn, tokenType: 'Bearer' }
}

/** For the client's own use, and none of the person's: the internals of SECRET_HASH. */
const INTERNAL = new Set(['USER_ID_FOR_SRP'])

function shown (parameters: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !INTERNAL.has(name)))
}
