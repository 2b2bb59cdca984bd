import type { Tokens } from '../schemas/tokens.js'
import { codeOf, type Send } from './api.js'
import { AuthClientError } from './error.js'
import type { Mode, ModeContext } from './mode.js'
import { openTabs } from './tabs.js'
import type { AuthEvent, Session, TokenStorage } from './types.js'

/** What a refresh needs. With the option `storage`, it is kept there. */
interface RefreshState {
  /** Identifies the sign-in. */
  readonly signIn: string
  /** How often the tokens have been refreshed since. */
  readonly generation: number
  readonly refreshToken: string | undefined
  readonly deviceKey: string | undefined
}

/** The tokens of the user. */
interface TokenSet extends RefreshState {
  readonly accessToken: string
  readonly idToken: string
  /** When the access token expires, in milliseconds since the epoch, by the clock of this device. */
  readonly expiresAt: number
}

/** A message between tabs. */
type Message =
  /** A new tab requests the tokens, if there are any. */
  | { type: 'request' }
  | { type: 'response' | 'signed-in' | 'refreshed', tokens: TokenSet }
  | { type: 'signed-out' | 'session-ended' }

/** An access token is refreshed this long before it expires, in milliseconds. */
const LEAD_TIME = 30_000

/** How long a new tab waits for the tokens of another one, in milliseconds. Later ones are also accepted. */
const RESPONSE_TIME = 100

/** How long a tab waits for the tokens that another one has refreshed, in milliseconds. */
const MESSAGE_TIME = 2000

/** Tokens in memory, which all tabs of the origin share. */
export function tokensMode (
  { api, emit }: ModeContext,
  storage: TokenStorage | undefined
): Mode & { accessToken(): Promise<string | null> } {
  let tokens: TokenSet | null = null
  /** Whether tokens of another tab are accepted: there was no sign-in or sign-out since the start. */
  let isNew = true
  let isReady = false
  let refreshing: Promise<void> | null = null
  let waiting: (() => void)[] = []

  /** Resolves when the tokens change, or after a time. */
  const change = (milliseconds: number) =>
    new Promise<void>(resolve => {
      waiting.push(resolve)
      setTimeout(resolve, milliseconds)
    })

  function set (next: TokenSet | null, type?: AuthEvent['type']): void {
    tokens = next
    isNew = false
    if (next === null) storage?.removeItem(api.name)
    else storage?.setItem(api.name, JSON.stringify(refreshStateOf(next)))
    for (const resolve of waiting) resolve()
    waiting = []
    if (type !== undefined) emit({ type, session: next && sessionOf(next) } as AuthEvent)
  }

  const tabs = openTabs<Message>(api.name, message => {
    if (message.type === 'request') {
      if (tokens !== null) tabs.post({ type: 'response', tokens })
    } else if (message.type === 'response') {
      if (isNew) set(message.tokens, isReady ? 'signed-in' : undefined)
    } else if (message.type === 'signed-in') {
      set(message.tokens, 'signed-in')
    } else if (message.type === 'refreshed') {
      const { signIn, generation, accessToken } = message.tokens
      if (tokens?.signIn !== signIn) return
      const newer = generation - tokens.generation
      // Without Web Locks, two tabs may have refreshed at the same time: all use the same of both tokens.
      if (newer > 0 || (newer === 0 && accessToken > tokens.accessToken)) set(message.tokens)
    } else {
      end(message.type)
    }
  })

  /** Ends the session in this tab. Returns its tokens. */
  function end (type: 'signed-out' | 'session-ended'): TokenSet | null {
    const last = tokens
    if (last === null) isNew = false
    else set(null, type)
    return last
  }

  async function restore (): Promise<void> {
    if (tabs.exist) {
      tabs.post({ type: 'request' })
      await change(RESPONSE_TIME)
    }
    if (isNew) {
      tokens = storedTokens(storage?.getItem(api.name))
      isNew = tokens === null
    }
    isReady = true
  }
  const ready = restore()

  /** Refreshes the tokens, once for all calls in all tabs. */
  function refresh (old: TokenSet): Promise<void> {
    refreshing ??= tabs
      .exclusive(() => exchange(old))
      .finally(() => {
        refreshing = null
      })
    return refreshing
  }

  async function exchange (old: TokenSet): Promise<void> {
    const done = `${old.signIn} ${old.generation}`
    // Another tab has used the refresh token. Its message is on the way.
    if ((await tabs.isMarked(done)) && tokens === old) await change(MESSAGE_TIME)
    if (tokens !== old) return
    const { refreshToken, deviceKey } = old
    try {
      const body = { refreshToken, deviceKey }
      const result = await api.call<Tokens>(api.send, 'POST', '/refresh', { body })
      const next = tokenSet(result, { ...old, generation: old.generation + 1 })
      if (tokens === old) {
        set(next)
        tabs.post({ type: 'refreshed', tokens: next })
        await tabs.mark(done)
      } else if (tokens === null) {
        // The user has signed out in the meantime.
        await revoke(next, false)
      }
    } catch (error) {
      if (!isRejected(error)) throw error
      // Without Web Locks, another tab may have been first.
      if (tabs.exist && tokens === old) await change(RESPONSE_TIME)
      if (tokens !== old) return
      end('session-ended')
      tabs.post({ type: 'session-ended' })
    }
  }

  const revoke = ({ refreshToken, deviceKey }: TokenSet, everywhere: boolean): Promise<void> =>
    api.call(api.send, 'POST', '/signout', { body: { refreshToken, deviceKey, everywhere } })

  /** Returns the tokens, refreshed if necessary. */
  async function current (): Promise<TokenSet | null> {
    await ready
    const old = tokens
    if (old !== null && old.expiresAt - Date.now() < LEAD_TIME) {
      try {
        await refresh(old)
      } catch (error) {
        // During an outage, the access token is used while it is valid.
        if (old.expiresAt <= Date.now()) throw error
      }
    }
    return tokens
  }

  const send: Send = async request => {
    const used = await current()
    if (used === null) return api.send(request)
    const again = request.clone()
    const response = await api.send(withToken(request, used))
    if (response.status !== 401) return response
    // With another code, a new token changes nothing.
    const code = (await codeOf(response)) ?? 'FST_COGNITO_INVALID_TOKEN'
    if (code !== 'FST_COGNITO_INVALID_TOKEN') return response
    if (tokens === used) await refresh(used).catch(() => {})
    // Not as another user who has signed in in the meantime.
    const isRefreshed = tokens !== used && tokens?.signIn === used.signIn
    return isRefreshed ? api.send(withToken(again, tokens as TokenSet)) : response
  }

  return {
    headers: {},
    send,
    start: (result, deviceKey) => {
      const { device } = result as Tokens
      const started = tokenSet(result as Tokens, {
        signIn: String(Math.random()),
        generation: 0,
        refreshToken: undefined,
        deviceKey: device?.key ?? deviceKey
      })
      set(started, 'signed-in')
      tabs.post({ type: 'signed-in', tokens: started })
      return { ...sessionOf(started), ...(device && { device }) }
    },
    session: async fresh => {
      await ready
      if (fresh && tokens !== null) await refresh(tokens)
      const found = await current()
      return found && sessionOf(found)
    },
    signOut: async everywhere => {
      await ready
      const last = end('signed-out')
      tabs.post({ type: 'signed-out' })
      if (last !== null) await revoke(last, everywhere)
      return { location: null }
    },
    forget: async () => {
      end('signed-out')
      tabs.post({ type: 'signed-out' })
    },
    accessToken: async () => (await current())?.accessToken ?? null,
    close: () => tabs.close()
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

/** A response without a refresh token leaves the previous one valid. */
function tokenSet ({ accessToken, idToken, refreshToken, expiresIn }: Tokens, state: RefreshState): TokenSet {
  return {
    ...refreshStateOf(state),
    ...(refreshToken !== undefined && { refreshToken }),
    accessToken,
    idToken,
    expiresAt: Date.now() + expiresIn * 1000
  }
}

const refreshStateOf = ({ signIn, generation, refreshToken, deviceKey }: RefreshState): RefreshState => ({
  signIn,
  generation,
  refreshToken,
  deviceKey
})

/** Tokens of which only the refresh token is known. Null without one, or if the value has another form. */
function storedTokens (value: string | null | undefined): TokenSet | null {
  try {
    const state = JSON.parse(value as string) as RefreshState
    return { ...refreshStateOf(state), accessToken: '', idToken: '', expiresAt: 0 }
  } catch {
    return null
  }
}

/** Reads the ID token. The server has verified it. */
function sessionOf ({ idToken }: TokenSet): Session {
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
