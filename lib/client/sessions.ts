import type { SessionResult } from '../schemas/session.js'
import { codeOf, type Send } from './api.js'
import { AuthClientError } from './error.js'
import type { Mode, ModeContext } from './mode.js'
import { openTabs } from './tabs.js'
import type { AuthEvent, Session, SignedOut } from './types.js'

/** Cookie sessions: the server keeps the tokens, and the browser the cookie. */
export function sessionsMode ({ api, emit }: ModeContext): Mode {
  /** The session as last known. Undefined before the first request. */
  let known: Session | null | undefined
  let loading: Promise<Session | null> | null = null
  /** How often the session has changed: responses to requests from before a change do not count. */
  let changes = 0

  function change (event: AuthEvent): void {
    const isOver = known === null
    changes++
    known = event.session
    // Several tabs may find that the session has ended.
    if (!isOver || known !== null) emit(event)
  }
  const tabs = openTabs(api.name, change)

  function publish (event: AuthEvent): void {
    change(event)
    tabs.post(event)
  }

  async function load (): Promise<Session | null> {
    const before = changes
    const result = await api.call<SessionResult>(api.send, 'GET', '/session')
    if (before !== changes) return known as Session | null
    const found = result.user === null ? null : result
    if (found === null && known) publish({ type: 'session-ended', session: null })
    else if (found !== null && known === null) publish({ type: 'signed-in', session: found })
    else known = found
    return found
  }

  async function session (fresh: boolean): Promise<Session | null> {
    // The server counts uses of the session, so it may have ended earlier: then a request finds out.
    const hasExpired = known != null && (known.expiresAt as number) <= Date.now()
    if (known !== undefined && !fresh && !hasExpired) return known
    loading ??= load().finally(() => {
      loading = null
    })
    return loading
  }

  const send: Send = async request => {
    const before = changes
    const response = await api.send(request)
    if (response.status !== 401) return response
    const code = await codeOf(response)
    // Without a cookie there was no session, unless there was one before.
    const hasEnded =
      code === 'FST_COGNITO_SESSION_ENDED' ? known !== null : code === 'FST_COGNITO_NO_CREDENTIALS' && known
    if (hasEnded && before === changes) publish({ type: 'session-ended', session: null })
    return response
  }

  async function signOut (everywhere: boolean): Promise<SignedOut> {
    if (everywhere) await api.call(send, 'POST', '/signout', { body: { everywhere } })
    // Null without content.
    const result = await api.call<SignedOut | undefined>(api.send, 'POST', '/logout')
    publish({ type: 'signed-out', session: null })
    return { location: result?.location ?? null }
  }

  return {
    headers: { 'x-session': 'cookie' },
    send,
    start: result => {
      if (!('user' in result)) {
        throw new AuthClientError('HTTP_ERROR', 'The server started no session: it needs the option session.')
      }
      publish({ type: 'signed-in', session: result })
      return result
    },
    session,
    signOut,
    // Removes the cookie.
    forget: async () => {
      await signOut(false)
    },
    close: () => tabs.close()
  }
}
