import type { ConfirmSignUpResult } from '../schemas/index.js'
import type { StartedSession } from '../schemas/session.js'
import type { Challenge, Tokens } from '../schemas/tokens.js'
import { createApi } from './api.js'
import type { Mode } from './mode.js'
import { createPasskeys } from './passkeys.js'
import { routeRequest, ROUTES } from './routes.js'
import { SessionsMode } from './sessions.js'
import { TokensMode } from './tokens.js'
import type {
  AuthClient,
  AuthClientOptions,
  AuthEvent,
  AuthRoutes,
  RequestOptions,
  SessionsClientOptions,
  SignedIn,
  SignInChallenge,
  TokensAuthClient,
  TokensClientOptions
} from './types.js'

/** A sign-in or the response to a challenge. */
interface SignInStep {
  readonly username: string
  readonly deviceKey?: string
  readonly responses?: Readonly<Record<string, unknown>>
}

/**
 * Creates a client of the auth API, for a browser. Pages of the API's own origin use cookie sessions, the
 * default; those of another origin use tokens.
 *
 * Its methods throw `AuthClientError`, or the reason of the signal that aborted them.
 *
 * @example
 * ```ts
 * import { createAuthClient } from 'fastify-cognito-auth/client'
 *
 * const auth = createAuthClient({ prefix: '/auth' })
 * const api = createAuthClient({ baseUrl: 'https://api.example.com', prefix: '/auth', mode: 'tokens' })
 * ```
 *
 * @param options - `mode` decides where tokens are kept: `'sessions'`, the default, or `'tokens'`
 * @returns the client
 * @throws TypeError for invalid options
 */
export function createAuthClient (options: SessionsClientOptions): AuthClient
export function createAuthClient (options: TokensClientOptions): TokensAuthClient
export function createAuthClient (options: AuthClientOptions): AuthClient | TokensAuthClient {
  const api = createApi(options)
  const listeners = new Set<(event: AuthEvent) => void>()
  const context = {
    api,
    emit: (event: AuthEvent) => {
      // An error of a listener must not prevent a sign-in.
      for (const listener of listeners) queueMicrotask(() => listener(event))
    }
  }
  const tokens = options.mode === 'tokens' ? new TokensMode(context, storageOf(options)) : null
  const mode: Mode = tokens ?? new SessionsMode(context)

  const call = <Result>(method: string, path: string, body: object | undefined, { signal }: RequestOptions) =>
    api.call<Result>(mode.send, method, path, { body, signal })

  /** Sends a request that can sign the user in. */
  const start = <Result>(path: string, body: object, { signal }: RequestOptions) =>
    api.call<Result>(api.send, 'POST', path, { body, signal, headers: mode.headers })

  async function signIn (
    path: string,
    body: SignInStep,
    options: RequestOptions
  ): Promise<SignedIn | SignInChallenge> {
    const result = await start<StartedSession | Tokens | Challenge>(path, body, options)
    if (!('challenge' in result)) {
      return mode.start(result, body.deviceKey ?? (body.responses?.['DEVICE_KEY'] as string | undefined))
    }
    return { ...result, username: body.username } as SignInChallenge
  }

  const routes = Object.fromEntries(
    Object.entries(ROUTES).map(([name, route]) => [
      name,
      async (input?: object, options: RequestOptions = {}) => {
        const { method, path, body } = routeRequest(route, input)
        return call(method, path, body, options)
      }
    ])
  ) as unknown as AuthRoutes

  const client: Omit<AuthClient, 'passkeys'> = {
    ...routes,
    session: async ({ fresh = false } = {}) => mode.session(fresh),
    signIn: (body, options = {}) => signIn('/signin', body, options),
    answerChallenge: ({ challenge, session, username }, responses, { clientMetadata, ...options } = {}) => {
      const body = { challenge, session, username, responses, clientMetadata }
      return signIn('/signin/challenge', body, options)
    },
    confirmSignUp: async (body, options = {}) => {
      const { confirmed, ...result } = await start<ConfirmSignUpResult>('/signup/confirm', body, options)
      const started = result.session ?? result.tokens
      return started === undefined ? { confirmed } : { confirmed, session: mode.start(started, undefined) }
    },
    signOut: async ({ everywhere = false } = {}) => mode.signOut(everywhere),
    deleteAccount: async (input, options = {}) => {
      const { method, path } = routeRequest('DELETE /me', input)
      await call(method, path, undefined, options)
      await mode.forget()
    },
    fetch: async (input, init) => {
      const request = new Request(input instanceof Request ? input : new URL(input, api.origin), init)
      return new URL(request.url).origin === api.origin ? mode.send(request) : api.send(request)
    },
    onChange: listener => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    close: () => {
      mode.close()
      listeners.clear()
    }
  }
  return {
    ...client,
    passkeys: createPasskeys({ call, client }),
    ...(tokens && { accessToken: () => tokens.accessToken() })
  }
}

function storageOf ({ storage }: TokensClientOptions) {
  return storage === 'localStorage' ? localStorage : storage
}
