import type { ModeContext } from './mode.js'
import { openTabs, type Tabs } from './tabs.js'
import { sessionOf, storedTokens, storeTokens, type TokenSet } from './token-set.js'
import type { AuthEvent, TokenStorage } from './types.js'

/** A message between tabs. */
type Message =
  /** A new tab requests the tokens, if there are any. */
  | { type: 'request' }
  | { type: 'response' | 'signed-in' | 'refreshed', tokens: TokenSet }
  | { type: 'signed-out' | 'session-ended' }

/** How long a new tab waits for the tokens of another one, in milliseconds. Later ones are also accepted. */
export const RESPONSE_TIME = 100

/** The tokens in memory, which all tabs of the origin share. */
export class SharedTokens {
  readonly tabs: Tabs<Message>
  /** Resolves when the tokens of another tab, or stored ones, are known. */
  readonly ready: Promise<void>
  readonly #emit: ModeContext['emit']
  readonly #name: string
  readonly #storage: TokenStorage | undefined
  #current: TokenSet | null = null
  /** Whether tokens of another tab are accepted: there was no sign-in or sign-out since the start. */
  #isNew = true
  #isReady = false
  #waiting: (() => void)[] = []

  constructor ({ api, emit }: ModeContext, storage: TokenStorage | undefined) {
    this.#emit = emit
    this.#name = api.name
    this.#storage = storage
    this.tabs = openTabs<Message>(api.name, message => this.#receive(message))
    this.ready = this.#restore()
  }

  get current (): TokenSet | null {
    return this.#current
  }

  /** Sets the tokens of a sign-in, in all tabs. */
  start (tokens: TokenSet): void {
    this.#set(tokens, 'signed-in')
    this.tabs.post({ type: 'signed-in', tokens })
  }

  /** Sets refreshed tokens, in all tabs. */
  replace (tokens: TokenSet): void {
    this.#set(tokens)
    this.tabs.post({ type: 'refreshed', tokens })
  }

  /** Ends the session, in all tabs. Returns its tokens. */
  end (type: 'signed-out' | 'session-ended'): TokenSet | null {
    const last = this.#endHere(type)
    this.tabs.post({ type })
    return last
  }

  /** Resolves when the tokens change, or after a time in milliseconds. */
  nextChange (milliseconds: number): Promise<void> {
    return new Promise(resolve => {
      this.#waiting.push(resolve)
      setTimeout(resolve, milliseconds)
    })
  }

  #set (next: TokenSet | null, type?: AuthEvent['type']): void {
    this.#current = next
    this.#isNew = false
    storeTokens(this.#storage, this.#name, next)
    for (const resolve of this.#waiting) resolve()
    this.#waiting = []
    if (type !== undefined) this.#emit({ type, session: next && sessionOf(next) } as AuthEvent)
  }

  #endHere (type: 'signed-out' | 'session-ended'): TokenSet | null {
    const last = this.#current
    if (last === null) this.#isNew = false
    else this.#set(null, type)
    return last
  }

  #receive (message: Message): void {
    if (message.type === 'request') {
      if (this.#current !== null) this.tabs.post({ type: 'response', tokens: this.#current })
    } else if (message.type === 'response') {
      if (this.#isNew) this.#set(message.tokens, this.#isReady ? 'signed-in' : undefined)
    } else if (message.type === 'signed-in') {
      this.#set(message.tokens, 'signed-in')
    } else if (message.type === 'refreshed') {
      if (this.#isNewer(message.tokens)) this.#set(message.tokens)
    } else {
      this.#endHere(message.type)
    }
  }

  #isNewer ({ signIn, generation, accessToken }: TokenSet): boolean {
    if (this.#current?.signIn !== signIn) return false
    const newer = generation - this.#current.generation
    // Without Web Locks, two tabs may have refreshed at the same time: all use the same of both tokens.
    return newer > 0 || (newer === 0 && accessToken > this.#current.accessToken)
  }

  async #restore (): Promise<void> {
    if (this.tabs.exist) {
      this.tabs.post({ type: 'request' })
      await this.nextChange(RESPONSE_TIME)
    }
    if (this.#isNew) {
      this.#current = storedTokens(this.#storage, this.#name)
      this.#isNew = this.#current === null
    }
    this.#isReady = true
  }
}
