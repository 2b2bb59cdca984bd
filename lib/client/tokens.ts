import type { Tokens } from '../schemas/tokens.js'
import { codeOf, type Api, type Send } from './api.js'
import { AuthClientError } from './error.js'
import type { Mode, ModeContext } from './mode.js'
import { RESPONSE_TIME, SharedTokens } from './shared-tokens.js'
import { sessionOf, tokenSet, type TokenSet } from './token-set.js'
import type { Session, SignedIn, SignedOut, TokenStorage } from './types.js'

/** An access token is refreshed this long before it expires, in milliseconds. */
const LEAD_TIME = 30_000

/** How long a tab waits for the tokens that another one has refreshed, in milliseconds. */
const MESSAGE_TIME = 2000

/** Tokens in memory: requests have the access token, which is refreshed before it expires. */
export class TokensMode implements Mode {
  readonly headers = {}
  readonly #api: Api
  readonly #tokens: SharedTokens
  #refreshing: Promise<void> | null = null

  constructor (context: ModeContext, storage: TokenStorage | undefined) {
    this.#api = context.api
    this.#tokens = new SharedTokens(context, storage)
  }

  readonly send: Send = async request => {
    const used = await this.#current()
    if (used === null) return this.#api.send(request)
    const again = request.clone()
    const response = await this.#api.send(withToken(request, used))
    if (response.status !== 401) return response
    // With another code, a new token changes nothing.
    const code = (await codeOf(response)) ?? 'FST_COGNITO_INVALID_TOKEN'
    if (code !== 'FST_COGNITO_INVALID_TOKEN') return response
    if (this.#tokens.current === used) await this.#refresh(used).catch(() => {})
    const { current } = this.#tokens
    // Not as another user who has signed in in the meantime.
    const isRefreshed = current !== used && current?.signIn === used.signIn
    return isRefreshed ? this.#api.send(withToken(again, current as TokenSet)) : response
  }

  start (result: Tokens, deviceKey: string | undefined): SignedIn {
    const { device } = result
    const started = tokenSet(result, {
      signIn: String(Math.random()),
      generation: 0,
      refreshToken: undefined,
      deviceKey: device?.key ?? deviceKey
    })
    this.#tokens.start(started)
    return { ...sessionOf(started), ...(device && { device }) }
  }

  async session (fresh: boolean): Promise<Session | null> {
    await this.#tokens.ready
    if (fresh && this.#tokens.current !== null) await this.#refresh(this.#tokens.current)
    const found = await this.#current()
    return found && sessionOf(found)
  }

  async signOut (everywhere: boolean): Promise<SignedOut> {
    await this.#tokens.ready
    const last = this.#tokens.end('signed-out')
    if (last !== null) await this.#revoke(last, everywhere)
    return { location: null }
  }

  async forget (): Promise<void> {
    this.#tokens.end('signed-out')
  }

  /** Returns the access token, refreshed if necessary. Null if the user is not signed in. */
  async accessToken (): Promise<string | null> {
    return (await this.#current())?.accessToken ?? null
  }

  close (): void {
    this.#tokens.tabs.close()
  }

  /** Returns the tokens, refreshed if necessary. */
  async #current (): Promise<TokenSet | null> {
    await this.#tokens.ready
    const old = this.#tokens.current
    if (old !== null && old.expiresAt - Date.now() < LEAD_TIME) {
      try {
        await this.#refresh(old)
      } catch (error) {
        // During an outage, the access token is used while it is valid.
        if (old.expiresAt <= Date.now()) throw error
      }
    }
    return this.#tokens.current
  }

  /** Refreshes the tokens, once for all calls in all tabs. */
  #refresh (old: TokenSet): Promise<void> {
    this.#refreshing ??= this.#tokens.tabs
      .exclusive(() => this.#exchange(old))
      .finally(() => {
        this.#refreshing = null
      })
    return this.#refreshing
  }

  async #exchange (old: TokenSet): Promise<void> {
    const { tabs } = this.#tokens
    const done = `${old.signIn} ${old.generation}`
    const isReplaced = () => this.#tokens.current !== old
    // Another tab has used the refresh token. Its message is on the way.
    if ((await tabs.isMarked(done)) && !isReplaced()) await this.#tokens.nextChange(MESSAGE_TIME)
    if (isReplaced()) return
    const { refreshToken, deviceKey } = old
    try {
      const body = { refreshToken, deviceKey }
      const result = await this.#api.call<Tokens>(this.#api.send, 'POST', '/refresh', { body })
      const next = tokenSet(result, { ...old, generation: old.generation + 1 })
      if (!isReplaced()) {
        this.#tokens.replace(next)
        await tabs.mark(done)
      } else if (this.#tokens.current === null) {
        // The user has signed out in the meantime.
        await this.#revoke(next, false)
      }
    } catch (error) {
      if (!isRejected(error)) throw error
      // Without Web Locks, another tab may have been first.
      if (tabs.exist && !isReplaced()) await this.#tokens.nextChange(RESPONSE_TIME)
      if (!isReplaced()) this.#tokens.end('session-ended')
    }
  }

  #revoke ({ refreshToken, deviceKey }: TokenSet, everywhere: boolean): Promise<void> {
    return this.#api.call(this.#api.send, 'POST', '/signout', {
      body: { refreshToken, deviceKey, everywhere }
    })
  }
}

function withToken (request: Request, { accessToken }: TokenSet): Request {
  request.headers.set('authorization', `Bearer ${accessToken}`)
  return request
}

function isRejected (error: unknown): boolean {
  const { code } = error as Partial<AuthClientError>
  return code === 'FST_COGNITO_INVALID_REFRESH_TOKEN' || code === 'FST_COGNITO_REFRESH_TOKEN_REUSED'
}
