import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import type { Revocations } from '../revocation/revocations.js'
import type { Verifier } from '../verification/verifier.js'
import { CookieSessions } from './cookie-sessions.js'
import { openStore } from './open-store.js'
import type { SessionTokensApi } from './refresh.js'
import { SessionCache } from './session-cache.js'
import type { SessionSettings } from './settings.js'
import { withSessions } from './with-sessions.js'

interface Context {
  readonly settings: SessionSettings
  /** Null with `tokenCache: false`. */
  readonly tokenCache: { readonly max: number } | null
  readonly clock: () => number
  /** How long a call to Cognito may take, in milliseconds. */
  readonly timeout: number
  readonly log: FastifyBaseLogger
}

/** An open store of sessions, before user pools are opened. */
export interface OpenSessions {
  /** Combines revocations with the sessions of the store. */
  withSessions(revocations: Revocations | null): Pick<Revocations, 'isRevoked' | 'revoke'>
  /** Returns the sessions, once tokens can be verified and refreshed. */
  connect(verifier: Verifier, api: SessionTokensApi<FastifyRequest>): CookieSessions
  close(): Promise<void>
}

/** Opens the store of the option `session`. */
export async function openSessions ({
  settings,
  tokenCache,
  clock,
  timeout,
  log
}: Context): Promise<OpenSessions> {
  const sessions = await openStore(settings.store, { log, clock })
  const cache = tokenCache === null ? null : new SessionCache(tokenCache)
  return {
    withSessions: revocations => withSessions(revocations, sessions),
    connect: (verifier, api) =>
      new CookieSessions({ settings, sessions, cache, verifier, api, clock, timeout }),
    close: () => sessions.close()
  }
}
