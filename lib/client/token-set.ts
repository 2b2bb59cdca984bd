import type { Tokens } from '../schemas/tokens.js'
import type { Session, TokenStorage } from './types.js'

/** The state that a refresh needs. With the option `storage`, it is stored there. */
export interface RefreshState {
  /** Identifies the sign-in. */
  readonly signIn: string
  /** How often the tokens have been refreshed since. */
  readonly generation: number
  readonly refreshToken: string | undefined
  readonly deviceKey: string | undefined
}

/** The tokens of the user. */
export interface TokenSet extends RefreshState {
  readonly accessToken: string
  readonly idToken: string
  /** When the access token expires, in milliseconds since the epoch, by the clock of this device. */
  readonly expiresAt: number
}

/** The tokens of a response. A response without a refresh token leaves the previous one valid. */
export function tokenSet (
  { accessToken, idToken, refreshToken, expiresIn }: Tokens,
  state: RefreshState
): TokenSet {
  return {
    ...refreshStateOf(state),
    ...(refreshToken !== undefined && { refreshToken }),
    accessToken,
    idToken,
    expiresAt: Date.now() + expiresIn * 1000
  }
}

/** Stores the state that a refresh needs. Null removes it. */
export function storeTokens (storage: TokenStorage | undefined, key: string, tokens: TokenSet | null): void {
  if (tokens === null) storage?.removeItem(key)
  else storage?.setItem(key, JSON.stringify(refreshStateOf(tokens)))
}

/** Returns the stored tokens, of which only the refresh token is known. Null if the value is not readable. */
export function storedTokens (storage: TokenStorage | undefined, key: string): TokenSet | null {
  try {
    const state = JSON.parse(storage?.getItem(key) as string) as RefreshState
    return { ...refreshStateOf(state), accessToken: '', idToken: '', expiresAt: 0 }
  } catch {
    return null
  }
}

/** Returns the session of an ID token, which the server has verified. */
export function sessionOf ({ idToken }: TokenSet): Session {
  const payload = atob((idToken.split('.')[1] as string).replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = Uint8Array.from(payload, character => character.charCodeAt(0))
  const {
    sub: id,
    'cognito:username': username,
    email = null,
    name = null,
    'cognito:groups': groups = []
  } = JSON.parse(new TextDecoder().decode(bytes))
  return { user: { id, username, email, name, groups }, expiresAt: null }
}

const refreshStateOf = ({ signIn, generation, refreshToken, deviceKey }: RefreshState): RefreshState => ({
  signIn,
  generation,
  refreshToken,
  deviceKey
})
