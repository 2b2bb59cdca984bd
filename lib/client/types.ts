import type {
  AuthEventFeedbackBody,
  AuthEventFeedbackByTokenBody,
  AuthEvents,
  AuthEventsQuery,
  Challenge,
  ChangePasswordBody,
  ConfirmSignUpBody,
  Devices,
  DevicesQuery,
  ForgotPasswordBody,
  ForgotPasswordResult,
  HiddenSignUpResult,
  KnownChallenge,
  MfaFactors,
  MfaPreferences,
  MfaPreferencesBody,
  Passkeys,
  PasskeysQuery,
  Profile,
  ResendConfirmationCodeBody,
  ResendConfirmationCodeResult,
  ResetPasswordBody,
  ResetPasswordResult,
  RespondToChallengeBody,
  SendAttributeCodeResult,
  SignInBody,
  SignUpBody,
  SignUpResult,
  Tokens,
  TotpSecret,
  UpdateDeviceBody,
  UpdateDeviceResult,
  UpdateProfileBody,
  UpdateProfileResult,
  UserSessions,
  UserSessionsQuery,
  VerifiableAttribute,
  VerifyAttributeResult,
  VerifyTotpBody,
  VerifyTotpResult,
  WithClientMetadata
} from '../schemas/index.js'
import type { SessionUser } from '../schemas/session.js'

export type { SessionUser }

/** The session of the user who is signed in. */
export interface Session {
  /** The user. In the mode `tokens`, as the ID token describes it. */
  readonly user: SessionUser
  /**
   * When the session ends at the latest, in milliseconds since the epoch. Null in the mode `tokens`, where
   * the validity of refresh tokens in the app client decides.
   */
  readonly expiresAt: number | null
}

/** The result of a sign-in that is complete. */
export interface SignedIn extends Session {
  /** The new device, in the mode `tokens`, if the user pool tracks devices. */
  readonly device?: NonNullable<Tokens['device']>
}

/**
 * A challenge that the user must answer to be signed in: `answerChallenge(challenge, responses)`. `challenge`
 * is its name.
 */
export type SignInChallenge<Name extends string = KnownChallenge> = Name extends string
  ? Readonly<Omit<Challenge, 'challenge'>> & {
    readonly challenge: Name
    /** The username of the sign-in. */
    readonly username: string
  }
  : never

/** The responses to a challenge, by Cognito's names. */
export type ChallengeResponses<Name extends string = KnownChallenge> = Name extends KnownChallenge
  ? Extract<RespondToChallengeBody, { challenge: Name }>['responses']
  : Readonly<Record<string, string>>

/**
 * A change of the session, in this tab or in another one of the same origin.
 *
 * @example
 * ```ts
 * import { createAuthClient } from 'fastify-cognito-auth/client'
 *
 * createAuthClient({ prefix: '/auth' }).onChange(({ type, session }) => {
 *   if (type === 'session-ended') location.assign('/login')
 *   else document.title = session?.user.name ?? 'Example'
 * })
 * ```
 */
export type AuthEvent =
  | {
    /** The user signed in. */
    readonly type: 'signed-in'
    readonly session: Session
  }
  | {
    /** The user signed out, or the session ended without a sign-out: it expired, or was ended elsewhere. */
    readonly type: 'signed-out' | 'session-ended'
    readonly session: null
  }

/** The result of a sign-out. */
export interface SignedOut {
  /** The URL to navigate to. Null if there is none. */
  readonly location: string | null
}

/** Further settings of a request. */
export interface RequestOptions {
  /** Aborts the request, which then rejects with the reason of the signal. */
  readonly signal?: AbortSignal
}

/**
 * The methods that send one request. They are named after the operations of the auth API.
 *
 * @example
 * ```ts
 * import { createAuthClient } from 'fastify-cognito-auth/client'
 *
 * const auth = createAuthClient({ prefix: '/auth' })
 * const username = 'jane@example.com'
 * await auth.forgotPassword({ username })
 * await auth.resetPassword({ username, code: '123456', newPassword: 'correct-Horse-8' })
 * ```
 */
export interface AuthRoutes {
  /** Creates an account. Cognito sends a code, for `confirmSignUp`. */
  signUp(
    body: SignUpBody & WithClientMetadata,
    options?: RequestOptions
  ): Promise<SignUpResult | HiddenSignUpResult>
  /** Sends the code of a sign-up again. */
  resendConfirmationCode(
    body: ResendConfirmationCodeBody & WithClientMetadata,
    options?: RequestOptions
  ): Promise<ResendConfirmationCodeResult>
  /** Sends a code to reset the password. The result is the same if there is no such account. */
  forgotPassword(
    body: ForgotPasswordBody & WithClientMetadata,
    options?: RequestOptions
  ): Promise<ForgotPasswordResult>
  /** Sets a new password with the code of `forgotPassword`. */
  resetPassword(
    body: ResetPasswordBody & WithClientMetadata,
    options?: RequestOptions
  ): Promise<ResetPasswordResult>
  /** Changes the password of the user. */
  changePassword(body: ChangePasswordBody, options?: RequestOptions): Promise<void>
  /** Returns the profile of the user in the user pool. */
  getProfile(input?: Record<string, never>, options?: RequestOptions): Promise<Profile>
  /** Changes attributes of the user. `null` removes one. */
  updateProfile(
    body: UpdateProfileBody & WithClientMetadata,
    options?: RequestOptions
  ): Promise<UpdateProfileResult>
  /** Sends a code that verifies an email address or phone number. */
  sendAttributeCode(
    input: { name: VerifiableAttribute } & WithClientMetadata,
    options?: RequestOptions
  ): Promise<SendAttributeCodeResult>
  /** Verifies an email address or phone number. */
  verifyAttribute(
    input: { name: VerifiableAttribute, code: string },
    options?: RequestOptions
  ): Promise<VerifyAttributeResult>
  /** Starts the setup of an authenticator app. Returns its secret, also as a QR code. */
  setupTotp(input?: Record<string, never>, options?: RequestOptions): Promise<TotpSecret>
  /** Completes the setup with the first code of the authenticator app. */
  verifyTotp(body: VerifyTotpBody, options?: RequestOptions): Promise<VerifyTotpResult>
  /** Returns the MFA factors of the user. */
  getMfaPreferences(input?: Record<string, never>, options?: RequestOptions): Promise<MfaFactors>
  /** Enables and disables MFA factors. */
  setMfaPreferences(body: MfaPreferencesBody, options?: RequestOptions): Promise<MfaPreferences>
  /** Lists the passkeys of the user. */
  listPasskeys(query?: PasskeysQuery, options?: RequestOptions): Promise<Passkeys>
  /** Deletes a passkey of the user. */
  deletePasskey(input: { id: string }, options?: RequestOptions): Promise<void>
  /** Lists the devices of the user. */
  listDevices(query?: DevicesQuery, options?: RequestOptions): Promise<Devices>
  /** Confirms a device, or sets whether it is remembered. */
  updateDevice(
    input: { key: string } & UpdateDeviceBody,
    options?: RequestOptions
  ): Promise<UpdateDeviceResult>
  /** Forgets a device of the user. */
  forgetDevice(input: { key: string }, options?: RequestOptions): Promise<void>
  /** Lists the sessions of the user: where the user is signed in. */
  listSessions(query?: UserSessionsQuery, options?: RequestOptions): Promise<UserSessions>
  /** Ends another session of the user. At this server, all others end. */
  revokeSession(input: { sessionId: string }, options?: RequestOptions): Promise<void>
  /** Lists the sign-ins and other events of the user. */
  listAuthEvents(query?: AuthEventsQuery, options?: RequestOptions): Promise<AuthEvents>
  /** Reports whether the user caused an event: `valid: false` for "this was not me". */
  setAuthEventFeedback(
    input: { eventId: string } & AuthEventFeedbackBody,
    options?: RequestOptions
  ): Promise<void>
  /**
   * Reports whether a user who is not signed in caused an event, with the feedback token of the email message
   * of threat protection.
   */
  setAuthEventFeedbackByToken(
    input: AuthEventFeedbackByTokenBody,
    options?: RequestOptions
  ): Promise<void>
}

/**
 * Passkeys, by the browser's Web Authentication API.
 *
 * @example
 * ```ts
 * import { createAuthClient } from 'fastify-cognito-auth/client'
 *
 * const { passkeys } = createAuthClient({ prefix: '/auth' })
 * if (passkeys.isSupported()) await passkeys.signIn({ username: 'jane@example.com' })
 * ```
 */
export interface AuthPasskeys {
  /** Returns whether the browser can create and use passkeys on this page. */
  isSupported(): boolean
  /**
   * Creates a passkey for the user who is signed in, and registers it. Requires a recent sign-in.
   *
   * @throws AuthClientError with PASSKEYS_UNSUPPORTED, PASSKEY_CANCELLED, PASSKEY_EXISTS or a code of the API
   */
  register(options?: RequestOptions): Promise<void>
  /**
   * Signs a user in with a passkey. The auth API needs the flow `USER_AUTH`.
   *
   * @throws AuthClientError with PASSKEYS_UNSUPPORTED, PASSKEY_CANCELLED or a code of the API
   */
  signIn(
    input: { username: string } & WithClientMetadata,
    options?: RequestOptions
  ): Promise<SignedIn | SignInChallenge>
}

/**
 * The client of the auth API for a page. `createAuthClient()` returns it.
 *
 * @example
 * ```ts
 * import { createAuthClient, type AuthClient } from 'fastify-cognito-auth/client'
 *
 * const auth: AuthClient = createAuthClient({ prefix: '/auth' })
 * const session = await auth.session()
 * const response = await auth.fetch('/api/orders')
 * ```
 */
export interface AuthClient extends AuthRoutes {
  /** Passkeys, by the browser's Web Authentication API. */
  readonly passkeys: AuthPasskeys
  /**
   * Returns the session of the user who is signed in, or null. The first call requests it, later ones return
   * the same session until it changes.
   *
   * @param options - with `fresh: true`, the session is requested again
   */
  session(options?: { readonly fresh?: boolean }): Promise<Session | null>
  /**
   * Signs a user in. The result is the session, or a challenge to answer first.
   *
   * @example
   * ```ts
   * import { createAuthClient } from 'fastify-cognito-auth/client'
   *
   * const auth = createAuthClient({ prefix: '/auth' })
   * const result = await auth.signIn({ username: 'jane@example.com', password: 'correct-Horse-7' })
   * if ('challenge' in result) console.log(result.challenge)
   * else console.log(result.user.email)
   * ```
   *
   * @throws AuthClientError with a code of the API, NETWORK_ERROR or HTTP_ERROR
   */
  signIn(
    body: SignInBody & WithClientMetadata,
    options?: RequestOptions
  ): Promise<SignedIn | SignInChallenge>
  /**
   * Answers a challenge of a sign-in. The result is the session, or the next challenge.
   *
   * @example
   * ```ts
   * import { createAuthClient } from 'fastify-cognito-auth/client'
   *
   * const auth = createAuthClient({ prefix: '/auth' })
   * const result = await auth.signIn({ username: 'jane@example.com', password: 'correct-Horse-7' })
   * if ('challenge' in result && result.challenge === 'SOFTWARE_TOKEN_MFA') {
   *   await auth.answerChallenge(result, { SOFTWARE_TOKEN_MFA_CODE: '123456' })
   * }
   * ```
   *
   * @param challenge - the result of `signIn` or of an earlier challenge
   * @param responses - the responses, by Cognito's names
   */
  answerChallenge<Answered extends SignInChallenge<string>>(
    challenge: Answered,
    responses: ChallengeResponses<Answered['challenge']>,
    options?: RequestOptions & WithClientMetadata
  ): Promise<SignedIn | SignInChallenge>
  /**
   * Confirms a sign-up with the code that was sent. With the `session` of `signUp`, the user is signed in,
   * and the result has the session.
   */
  confirmSignUp(
    body: ConfirmSignUpBody & WithClientMetadata,
    options?: RequestOptions
  ): Promise<{ confirmed: true, session?: Session }>
  /**
   * Signs the user out, in all tabs; with `everywhere`, on all devices. After a sign-in by managed login, the
   * result has the URL to navigate to, to also sign out there. Otherwise `location` is null.
   *
   * @example
   * ```ts
   * import { createAuthClient } from 'fastify-cognito-auth/client'
   *
   * const { location: next } = await createAuthClient({ prefix: '/auth' }).signOut()
   * if (next !== null) location.assign(next)
   * ```
   */
  signOut(options?: { readonly everywhere?: boolean }): Promise<SignedOut>
  /** Deletes the account of the user. This cannot be undone. Requires a recent sign-in. */
  deleteAccount(input?: { force?: boolean }, options?: RequestOptions): Promise<void>
  /**
   * Sends a request to the application's API as the user, like `fetch`: it resolves to the response whatever
   * its status is. A relative URL is that of the API.
   *
   * A request to another origin is sent without the cookie or the token of the user.
   *
   * @example
   * ```ts
   * import { createAuthClient } from 'fastify-cognito-auth/client'
   *
   * const auth = createAuthClient({ prefix: '/auth' })
   * const response = await auth.fetch('/api/orders', { method: 'POST', body: '{}' })
   * ```
   *
   * @throws AuthClientError with NETWORK_ERROR if there is no response
   */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>
  /**
   * Calls a listener when the user signs in or out in this tab or another one, and once when the session has
   * ended. Returns a function that removes the listener.
   */
  onChange(listener: (event: AuthEvent) => void): () => void
  /** Stops listening to other tabs, and removes all listeners. The user stays signed in. */
  close(): void
}

/** The client with `mode: 'tokens'`. */
export interface TokensAuthClient extends AuthClient {
  /**
   * Returns an access token that is valid for at least 30 seconds, unless the server is unavailable, or null
   * without a user. For connections that `fetch` does not open, such as WebSockets.
   *
   * @example
   * ```ts
   * import { createAuthClient } from 'fastify-cognito-auth/client'
   *
   * const auth = createAuthClient({ baseUrl: 'https://api.example.com', prefix: '/auth', mode: 'tokens' })
   * const token = await auth.accessToken()
   * if (token !== null) new WebSocket('wss://api.example.com/live', ['chat', `token.${token}`])
   * ```
   */
  accessToken(): Promise<string | null>
}

/**
 * The storage of the refresh token, such as `localStorage` or `sessionStorage`.
 *
 * @example
 * ```ts
 * import { createAuthClient } from 'fastify-cognito-auth/client'
 *
 * const auth = createAuthClient({ prefix: '/auth', mode: 'tokens', storage: sessionStorage })
 * ```
 */
export interface TokenStorage {
  /** Returns the value of a key, or null. */
  getItem(key: string): string | null
  /** Sets the value of a key. */
  setItem(key: string, value: string): void
  /** Removes a key. */
  removeItem(key: string): void
}

interface CommonOptions {
  /** The prefix of the auth API: the option `routes.prefix` of the plugin. */
  readonly prefix: string
  /**
   * Replaces `fetch`, for example to add headers. Outside of a browser, in the mode `sessions`, it has to
   * keep cookies and to send `Origin`.
   */
  readonly fetch?: typeof globalThis.fetch
}

/** The options of a client that uses cookie sessions. The server needs the option `session`. */
export interface SessionsClientOptions extends CommonOptions {
  /** The server keeps the tokens, and the browser a cookie. The default. */
  readonly mode?: 'sessions'
  /** The origin of the API, which is that of the page: its default. Required outside of a browser. */
  readonly baseUrl?: string
}

/** The options of a client that keeps tokens, for an API of another origin. */
export interface TokensClientOptions extends CommonOptions {
  /** The page keeps the tokens, in memory. */
  readonly mode: 'tokens'
  /** The origin of the API, such as `https://api.example.com`. Defaults to the origin of the page. */
  readonly baseUrl?: string
  /**
   * Where the refresh token is kept in addition to memory, so that the user stays signed in after a reload or
   * a restart of the browser. Scripts of the page can read it there. Defaults to memory only.
   */
  readonly storage?: 'localStorage' | TokenStorage
}

/**
 * The options of `createAuthClient()`.
 *
 * @example
 * ```ts
 * import type { AuthClientOptions } from 'fastify-cognito-auth/client'
 *
 * const options: AuthClientOptions = {
 *   baseUrl: 'https://api.example.com',
 *   prefix: '/auth',
 *   mode: 'tokens',
 *   storage: 'localStorage'
 * }
 * ```
 */
export type AuthClientOptions = SessionsClientOptions | TokensClientOptions
