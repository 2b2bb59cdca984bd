import type { StartedSession, SessionResult } from '../schemas/session.js'
import type { Tokens } from '../schemas/tokens.js'
import { codeOf, type Api, type Send } from './api.js'
import { AuthClientError } from './error.js'
import type { Mode, ModeContext } from './mode.js'
import { openTabs, type Tabs } from './tabs.js'
import type { AuthEvent, Session, SignedIn, SignedOut } from './types.js'

/** Cookie sessions: the server keeps the tokens, and the browser the cookie. */
export class SessionsMode implements Mode {
  readonly headers = { 'x-session': 'cookie' }
  readonly #api: Api
  readonly #emit: ModeContext['emit']
  readonly #tabs: Tabs<AuthEvent>
  /** The session as last known. Undefined before the first request. */
  #known: Session | null | undefined
  #loading: Promise<Session | null> | null = null
  /** How often the session has changed: responses to requests from before a change do not count. */
  #changes = 0

  constructor ({ api, emit }: ModeContext) {
    this.#api = api
    this.#emit = emit
    this.#tabs = openTabs(api.name, event => this.#change(event))
  }

  readonly send: Send = async request => {
    const before = this.#changes
    const response = await this.#api.send(request)
    if (response.status !== 401) return response
    const code = await codeOf(response)
    const known = this.#known
    // Without a cookie there was no session, unless there was one before.
    const hasEnded =
      code === 'FST_COGNITO_SESSION_ENDED' ? known !== null : code === 'FST_COGNITO_NO_CREDENTIALS' && known
    if (hasEnded && before === this.#changes) this.#publish({ type: 'session-ended', session: null })
    return response
  }

  start (result: StartedSession | Tokens): SignedIn {
    if (!('user' in result)) {
      throw new AuthClientError('HTTP_ERROR', 'The server started no session: it needs the option session.')
    }
    this.#publish({ type: 'signed-in', session: result })
    return result
  }

  async session (fresh: boolean): Promise<Session | null> {
    const known = this.#known
    // The server counts uses of the session, so it may have ended earlier: then a request finds out.
    const hasExpired = known != null && (known.expiresAt as number) <= Date.now()
    if (known !== undefined && !fresh && !hasExpired) return known
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null
    })
    return this.#loading
  }

  async signOut (everywhere: boolean): Promise<SignedOut> {
    if (everywhere) await this.#api.call(this.send, 'POST', '/signout', { body: { everywhere } })
    // Null without content.
    const result = await this.#api.call<SignedOut | undefined>(this.#api.send, 'POST', '/logout')
    this.#publish({ type: 'signed-out', session: null })
    return { location: result?.location ?? null }
  }

  /** Removes the cookie. */
  async forget (): Promise<void> {
    await this.signOut(false)
  }

  close (): void {
    this.#tabs.close()
  }

  async #load (): Promise<Session | null> {
    const before = this.#changes
    const result = await this.#api.call<SessionResult>(this.#api.send, 'GET', '/session')
    if (before !== this.#changes) return this.#known as Session | null
    const found = result.user === null ? null : result
    if (found === null && this.#known) this.#publish({ type: 'session-ended', session: null })
    else if (found !== null && this.#known === null) this.#publish({ type: 'signed-in', session: found })
    else this.#known = found
    return found
  }

  /** Applies a change, here and in the other tabs. */
  #publish (event: AuthEvent): void {
    this.#change(event)
    this.#tabs.post(event)
  }

  #change (event: AuthEvent): void {
    const isOver = this.#known === null
    this.#changes++
    this.#known = event.session
    // Several tabs may find that the session has ended.
    if (!isOver || event.session !== null) this.#emit(event)
  }
}
