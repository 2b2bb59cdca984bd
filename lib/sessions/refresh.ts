import { setTimeout as sleep } from 'node:timers/promises'
import { errors } from '../errors.js'
import type { Sessions, StoredSession } from './store.js'
import {
  activeSession,
  encryptTokens,
  openSession,
  type ActiveSession,
  type SessionTokens
} from './tokens.js'

/** The calls to Cognito for a session. */
export interface SessionTokensApi<Caller> {
  /**
   * Exchanges the refresh token.
   *
   * @throws FST_COGNITO_INVALID_REFRESH_TOKEN, FST_COGNITO_REFRESH_TOKEN_REUSED if the session has ended at
   * Cognito
   */
  refresh(session: ActiveSession, caller: Caller): Promise<SessionTokens>
  /** Signs out at Cognito. Does not reject: a failure is logged. */
  revoke(session: ActiveSession, caller: Caller): Promise<void>
}

interface Dependencies<Caller> {
  readonly sessions: Sessions
  readonly api: SessionTokensApi<Caller>
  readonly clock: () => number
  /** How long a call to Cognito may take, in milliseconds. */
  readonly timeout: number
}

/** The time that a process has for a refresh beyond the timeout of the call to Cognito, in milliseconds. */
const MARGIN = 2000

/** The interval at which a process checks whether another one has completed a refresh, in milliseconds. */
const POLL_INTERVAL = 50

/** The time after a failed refresh without another attempt, if the access token is valid, in milliseconds. */
const COOLDOWN = 5000

/**
 * Refreshes the tokens of sessions: once, however many requests and processes need it. A process first writes
 * to the session until when it may be refreshing. Others wait until the session has new tokens, or that time
 * is over.
 */
export class SessionRefresh<Caller> {
  readonly #dependencies: Dependencies<Caller>
  /** The refreshes of this process, by the ID of the session. */
  readonly #pending = new Map<string, Promise<ActiveSession | null>>()

  constructor (dependencies: Dependencies<Caller>) {
    this.#dependencies = dependencies
  }

  /**
   * Returns the session with new tokens. If Cognito is unavailable or another process is refreshing, returns
   * the session as it is while its access token is valid. Null if the session has ended.
   *
   * @throws FST_COGNITO_UNAVAILABLE if Cognito is unavailable and the access token has expired
   */
  refresh (session: ActiveSession, caller: Caller): Promise<ActiveSession | null> {
    const { id } = session.cookie
    const known = this.#pending.get(id)
    if (known !== undefined) return known
    const pending = this.#refreshOnce(session, caller).finally(() => this.#pending.delete(id))
    this.#pending.set(id, pending)
    return pending
  }

  async #refreshOnce (session: ActiveSession, caller: Caller): Promise<ActiveSession | null> {
    let current: ActiveSession | null = session
    while (current !== null && current.access.accessToken === session.access.accessToken) {
      if (current.stored.refreshingUntil <= this.#dependencies.clock()) {
        const claimed = await this.#claim(current)
        if (claimed !== null) return this.#exchange(claimed, caller)
      } else if (this.#isValid(current)) {
        return current
      } else {
        await sleep(POLL_INTERVAL)
      }
      current = await this.#read(session)
    }
    return current
  }

  /** Claims the refresh for this process. Null if another one has changed the session. */
  #claim (session: ActiveSession): Promise<ActiveSession | null> {
    const { clock, timeout } = this.#dependencies
    return this.#replace(session, { refreshingUntil: clock() + timeout + MARGIN })
  }

  async #exchange (claimed: ActiveSession, caller: Caller): Promise<ActiveSession | null> {
    const { api, clock } = this.#dependencies
    let tokens: SessionTokens
    try {
      tokens = await api.refresh(claimed, caller)
    } catch (error) {
      if (hasEnded(error)) return this.#end(claimed)
      const isValid = this.#isValid(claimed)
      const released = await this.#replace(claimed, { refreshingUntil: isValid ? clock() + COOLDOWN : 0 })
      if (isValid && released !== null) return released
      throw error
    }
    const refreshed = await this.#replace(
      activeSession(claimed.cookie, claimed.stored, tokens),
      { refreshingUntil: 0, tokens: encryptTokens(tokens, claimed.cookie) }
    )
    if (refreshed !== null) return refreshed
    // The user signed out in the meantime, or the time for the refresh was over.
    const current = await this.#read(claimed)
    if (current === null) await api.revoke(activeSession(claimed.cookie, claimed.stored, tokens), caller)
    return current
  }

  /** Deletes a session that has ended at Cognito, unless another process has refreshed it. */
  async #end (claimed: ActiveSession): Promise<ActiveSession | null> {
    const current = await this.#read(claimed)
    if (current !== null && current.stored.version > claimed.stored.version) return current
    await this.#dependencies.sessions.delete(claimed.cookie.id)
    return null
  }

  async #read ({ cookie }: ActiveSession): Promise<ActiveSession | null> {
    const stored = await this.#dependencies.sessions.read(cookie.id)
    return stored === null ? null : openSession(cookie, stored)
  }

  /** Null if the session was changed or deleted in the meantime. */
  async #replace (session: ActiveSession, changes: Partial<StoredSession>): Promise<ActiveSession | null> {
    const { cookie, stored, tokens } = session
    const next = { ...stored, ...changes, version: stored.version + 1 }
    const replaced = await this.#dependencies.sessions.replace(cookie.id, next)
    return replaced ? activeSession(cookie, next, tokens) : null
  }

  #isValid ({ access }: ActiveSession): boolean {
    return access.expiresAt > this.#dependencies.clock()
  }
}

function hasEnded (error: unknown): boolean {
  return (
    error instanceof errors.FST_COGNITO_INVALID_REFRESH_TOKEN ||
    error instanceof errors.FST_COGNITO_REFRESH_TOKEN_REUSED
  )
}
