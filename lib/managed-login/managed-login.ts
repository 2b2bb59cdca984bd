import type { FastifyReply, FastifyRequest } from 'fastify'
import { ClientSecrets } from '../cognito/client-secrets.js'
import type { CookieSessions, SessionCaller } from '../sessions/cookie-sessions.js'
import { localPath } from '../sessions/return-to.js'
import type { ActiveSession } from '../sessions/tokens.js'
import type { Verifier } from '../verification/verifier.js'
import { authorizationUrl, type SignInParameters } from './authorization-request.js'
import { RepeatSignIn, SignInFailure, type ManagedLoginError } from './errors.js'
import { exchangeCode } from './exchange-code.js'
import { FlowCookies } from './flow-cookies.js'
import { isRepetition, newFlow, type Flow, type PendingFlow } from './flow.js'
import type { ManagedLoginSettings } from './settings.js'

export interface Dependencies {
  readonly settings: ManagedLoginSettings
  readonly sessions: CookieSessions
  readonly verifier: Pick<Verifier, 'verify'>
  readonly clock: () => number
  /** How long a request to Cognito may take, in milliseconds. */
  readonly timeout: number
}

/** A sign-in to start. */
export interface SignInRequest extends SignInParameters {
  /** The path to return to. */
  readonly returnTo?: string | undefined
}

/** The result of a callback. */
export type CallbackResult =
  /** The browser is redirected to this path or URL. With a session, the user has signed in. */
  | { readonly location: string, readonly session?: { cookie: string, caller: SessionCaller } }
  /** The sign-in has failed. */
  | { readonly error: ManagedLoginError, readonly returnTo: string }

/**
 * Sign-ins by managed login, the pages that Cognito hosts: the authorization code grant with state, nonce and
 * PKCE (RFC 6749 4.1, RFC 7636, RFC 9700 2.1), for one user pool.
 */
export class ManagedLogin {
  readonly settings: ManagedLoginSettings
  readonly #dependencies: Dependencies
  readonly #flows: FlowCookies
  readonly #secrets: ClientSecrets

  constructor (dependencies: Dependencies) {
    const { settings, sessions, clock } = dependencies
    this.settings = settings
    this.#dependencies = dependencies
    this.#secrets = new ClientSecrets(settings.clientSecrets)
    this.#flows = new FlowCookies({ secure: sessions.settings.cookie.secure, clock })
  }

  /**
   * Starts a sign-in, and returns the URL of Cognito.
   *
   * @throws FST_COGNITO_SESSIONS_UNAVAILABLE
   */
  async start (request: FastifyRequest, reply: FastifyReply, parameters: SignInRequest): Promise<string> {
    const session = await this.#dependencies.sessions.find(request)
    return this.#start(request, reply, parameters, session, false)
  }

  #start (
    request: FastifyRequest,
    reply: FastifyReply,
    { returnTo, ...parameters }: SignInRequest,
    session: ActiveSession | null,
    isRepetition: boolean
  ): Promise<string> {
    const { settings, sessions, clock } = this.#dependencies
    const flow = newFlow({
      returnTo: localPath(returnTo, sessions.settings.origin),
      startedAt: clock(),
      isRepetition,
      session: session?.cookie.id ?? null,
      reauthenticates: parameters.prompt?.split(' ').includes('login') === true
    })
    this.#flows.set(request, reply, flow)
    return authorizationUrl(settings, flow, parameters)
  }

  /**
   * Completes a sign-in with the response of Cognito, in the query of the callback.
   *
   * @throws FST_COGNITO_SESSIONS_UNAVAILABLE
   */
  async finish (
    request: FastifyRequest,
    reply: FastifyReply,
    query: URLSearchParams
  ): Promise<CallbackResult> {
    const { sessions, clock } = this.#dependencies
    const state = query.get('state') ?? ''
    const session = await sessions.find(request)
    const flow = this.#flows.find(request, state)
    const returnTo = localPath(flow?.returnTo, sessions.settings.origin)
    if (flow === null || !isUsable(flow, session)) {
      // The user went back to the pages of Cognito after a sign-in, or was there for too long.
      if (session !== null) return { location: returnTo }
      if (isRepetition(state)) return this.#failed(request, new SignInFailure('expired'), returnTo)
      return { location: await this.#start(request, reply, { returnTo }, session, true) }
    }
    this.#flows.clear(reply, flow)
    try {
      const tokens = await exchangeCode(query, flow, { ...this.#dependencies, secrets: this.#secrets })
      const started = await sessions.start({ ...tokens, managedLogin: true }, request)
      // Without its secrets: only the path to return to, if the user goes back to the pages of Cognito.
      this.#flows.set(request, reply, { state, returnTo, startedAt: clock() })
      return { location: returnTo, session: started }
    } catch (error) {
      if (error instanceof RepeatSignIn) {
        return isRepetition(state)
          ? this.#failed(request, new SignInFailure('try_again'), returnTo)
          : { location: await this.#start(request, reply, { returnTo }, session, true) }
      }
      if (error instanceof SignInFailure) return this.#failed(request, error, returnTo)
      throw error
    }
  }

  /** Returns the URL that signs a browser out of managed login and returns it to the application. */
  signOutUrl (): string {
    const { domain, clientId, signedOutUrl } = this.settings
    const query = new URLSearchParams({ client_id: clientId, logout_uri: signedOutUrl })
    return `${domain}/logout?${query.toString()}`
  }

  #failed (
    { log }: FastifyRequest,
    { reason: error, details, isMisconfiguration }: SignInFailure,
    returnTo: string
  ): CallbackResult {
    const { pool } = this.settings
    if (isMisconfiguration) log.error({ pool, ...details }, 'managed login misconfigured')
    else log.info({ pool, outcome: error, ...details }, 'sign-in by managed login failed')
    return { error, returnTo }
  }
}

/**
 * Returns whether a flow can be completed: only once, and only in the session that it was started in.
 * Otherwise a link could complete the sign-in of another user.
 */
function isUsable (flow: Flow, session: ActiveSession | null): flow is Flow & { pending: PendingFlow } {
  const { pending } = flow
  if (pending === undefined) return false
  return pending.session === null || pending.session === session?.cookie.id
}
