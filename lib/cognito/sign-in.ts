import { withoutPort } from '../ip-address.js'
import { errors } from '../errors.js'
import { hasSubscribers, publish } from '../events.js'
import type { RespondToChallengeBody } from '../schemas/challenge.js'
import type { WithClientMetadata } from '../schemas/client-metadata.js'
import type { Flow, SignInBody, SignInResult } from '../schemas/sign-in.js'
import type { Tokens } from '../schemas/tokens.js'
import type { AccountChanges } from './account-changes.js'
import type { Caller, CognitoApi } from './api.js'
import { toStringMap } from './attribute-list.js'
import { challengeFrom, usernameIn, tokensFrom, type AuthResponse } from './auth-response.js'
import { clientMetadata as metadata } from './client-metadata.js'
import type { Input } from './sdk.js'
import { decodeSession, type SessionState } from './session-state.js'
import { threatProtectionContext } from './threat-protection.js'
import { canSetUpTotp, completeTotpSetup, startTotpSetup } from './totp-setup.js'
import { decodeUnverified } from './unverified-claims.js'

/**
 * Challenges whose response is a password, or a proof of one: a failure is that of a sign-in, not of a later
 * step.
 */
const PASSWORD_CHALLENGES = new Set(['PASSWORD', 'PASSWORD_SRP', 'PASSWORD_VERIFIER', 'SELECT_CHALLENGE'])

/** The input of a response to a challenge, without its name and the parameters of the app client. */
type ChallengeAnswer = Omit<Input<'RespondToAuthChallenge'>, 'ClientId' | 'UserContextData' | 'ChallengeName'>

/** A user whose sign-up was just confirmed, with the session that the confirmation returned. */
export interface ConfirmedSignUp extends WithClientMetadata {
  readonly username: string
  readonly session: string
}

/** Signs users in, with any flow and all of its steps. */
export class SignIn {
  readonly #api: CognitoApi
  readonly #flows: readonly Flow[]
  readonly #issuer: string
  readonly #changes: AccountChanges

  /**
   * @param flows - the flows that users may sign in with; the first is the default
   * @param issuer - the issuer that authenticator apps display
   */
  constructor (
    api: CognitoApi,
    { flows, issuer, changes }: { flows: readonly Flow[], issuer: string, changes: AccountChanges }
  ) {
    this.#api = api
    this.#flows = flows
    this.#issuer = issuer
    this.#changes = changes
  }

  /** Starts a sign-in. Returns tokens, or the next challenge. */
  async signIn (
    { clientMetadata, ...body }: SignInBody & WithClientMetadata,
    caller?: Caller
  ): Promise<SignInResult> {
    const flow = body.flow ?? (this.#flows[0] as Flow)
    const admin = flow === 'ADMIN_USER_PASSWORD_AUTH'
    const start = { AuthFlow: flow, AuthParameters: parametersOf(flow, body), ...metadata(clientMetadata) }
    const response = admin
      ? await this.#api.call('AdminInitiateAuth', { ...this.#adminInput(caller), ...start }, caller)
      : await this.#api.call('InitiateAuth', { ...this.#clientInput(caller), ...start }, caller)
    return this.#resultOf(response, body.username, admin ? { admin } : {}, caller)
  }

  /** Responds to a challenge. Returns tokens, or the next challenge. */
  async respondToChallenge (
    body: RespondToChallengeBody & WithClientMetadata,
    caller?: Caller
  ): Promise<SignInResult> {
    const { challenge, username, clientMetadata } = body
    // Checked before an MFA factor is set up, so that a rejected response changes nothing.
    const forTriggers = metadata(clientMetadata)
    const { session, ...state } = decodeSession(body.session)
    // Sign-ins with AWS credentials are not enabled, so a session with that mark is forged: Cognito is not
    // called with the credentials of the server.
    if (state.admin === true && !this.#flows.includes('ADMIN_USER_PASSWORD_AUTH')) {
      throw new errors.FST_COGNITO_INVALID_SESSION()
    }
    const { Session, responses } = await this.#completeTotpSetup(body, session, caller)
    const name = state.username ?? username
    const answer = {
      Session,
      ChallengeResponses: { ...responses, USERNAME: name },
      ...forTriggers
    }
    const response = await this.#respond(challenge, answer, state, caller)
    const changed = { ...state, ...changeMadeBy(challenge) }
    const { AuthenticationResult: { AccessToken: accessToken } = {} } = response
    if (accessToken !== undefined) await this.#recordChanges(changed, accessToken, caller)
    return this.#resultOf(response, username, changed, caller)
  }

  /** If the responses contain the first code of an authenticator app, Cognito expects it separately. */
  async #completeTotpSetup (
    { challenge, responses: input }: RespondToChallengeBody,
    session: string | undefined,
    caller: Caller | undefined
  ): Promise<{ Session: string | undefined, responses: Readonly<Record<string, string>> }> {
    const responses = toStringMap(input)
    const { SOFTWARE_TOKEN_MFA_CODE: code, FRIENDLY_DEVICE_NAME: name } = responses
    if (challenge !== 'MFA_SETUP' || code === undefined) return { Session: session, responses }
    return { Session: await completeTotpSetup(this.#api, { session, code, name }, caller), responses: {} }
  }

  async #respond (
    challenge: string,
    answer: ChallengeAnswer,
    { admin }: SessionState,
    caller: Caller | undefined
  ): Promise<AuthResponse> {
    const input = { ChallengeName: challenge as 'SMS_MFA', ...answer }
    const context = PASSWORD_CHALLENGES.has(challenge) ? 'PasswordChallenge' : undefined
    if (admin !== true) {
      const clientInput = { ...this.#clientInput(caller), ...input }
      return this.#api.call('RespondToAuthChallenge', clientInput, caller, context)
    }
    const adminInput = { ...this.#adminInput(caller), ...input }
    return this.#api.call('AdminRespondToAuthChallenge', adminInput, caller, context)
  }

  /**
   * Signs in a user who has just confirmed the account with a code. Undefined if Cognito requires a further
   * challenge.
   */
  async signInAfterConfirmation (
    { username, session: Session, clientMetadata }: ConfirmedSignUp,
    caller?: Caller
  ): Promise<Tokens | undefined> {
    const { AuthenticationResult } = await this.#api.call(
      'InitiateAuth',
      {
        ...this.#clientInput(caller),
        AuthFlow: 'USER_AUTH',
        Session,
        AuthParameters: { USERNAME: username },
        ...metadata(clientMetadata)
      },
      caller
    )
    return AuthenticationResult === undefined ? undefined : this.#signedIn(AuthenticationResult)
  }

  #signedIn (result: NonNullable<AuthResponse['AuthenticationResult']>): Tokens {
    const tokens = tokensFrom(result)
    if (hasSubscribers('fastify-cognito-auth:signed-in')) {
      publish('fastify-cognito-auth:signed-in', {
        pool: this.#api.pool,
        user: decodeUnverified(tokens.accessToken).sub ?? null
      })
    }
    return tokens
  }

  /** Called when the sign-in is complete: only then is it known which session stays signed in. */
  async #recordChanges (
    { newPassword, newFactor }: SessionState,
    accessToken: string,
    caller: Caller | undefined
  ): Promise<void> {
    if (newPassword === true) await this.#changes.passwordChanged(accessToken, caller)
    if (newFactor === true) await this.#changes.factorsChanged('mfa-changed', accessToken, caller)
  }

  async #resultOf (
    response: AuthResponse,
    username: string,
    state: SessionState,
    caller: Caller | undefined
  ): Promise<SignInResult> {
    if (response.AuthenticationResult !== undefined) return this.#signedIn(response.AuthenticationResult)
    const next = this.#nextState(response, username, state)
    if (!canSetUpTotp(response)) return challengeFrom(response, next)
    const setup = { session: response.Session, issuer: this.#issuer, account: username }
    const { session, totp } = await startTotpSetup(this.#api, setup, caller)
    return { ...challengeFrom({ ...response, Session: session }, next), totp }
  }

  /**
   * Once Cognito has returned the username in the pool, it expects that name, and a SECRET_HASH computed with
   * it, instead of an alias.
   */
  #nextState ({ ChallengeParameters }: AuthResponse, username: string, state: SessionState): SessionState {
    const real = usernameIn(ChallengeParameters)
    return real === undefined || real === username ? state : { ...state, username: real }
  }

  #clientInput (caller: Caller | undefined) {
    return { ClientId: this.#api.clientId, ...this.#api.userContext(caller) }
  }

  #adminInput (caller: Caller | undefined) {
    const { clientId: ClientId, userPoolId: UserPoolId } = this.#api
    return {
      UserPoolId,
      ClientId,
      ...(caller?.ip !== undefined && {
        ContextData: threatProtectionContext(caller, withoutPort(caller.ip))
      })
    }
  }
}

/** Returns the change that the response to a challenge makes. Other challenges may follow. */
function changeMadeBy (challenge: string): Pick<SessionState, 'newPassword' | 'newFactor'> {
  if (challenge === 'NEW_PASSWORD_REQUIRED') return { newPassword: true }
  return challenge === 'MFA_SETUP' ? { newFactor: true } : {}
}

function parametersOf (flow: Flow, body: SignInBody): Record<string, string> {
  const { username, password, srpA, preferredChallenge, deviceKey } = body as {
    username: string
    password?: string
    srpA?: string
    preferredChallenge?: string
    deviceKey?: string
  }
  return {
    USERNAME: username,
    ...(password !== undefined && { PASSWORD: password }),
    ...(srpA !== undefined && { SRP_A: srpA }),
    ...(flow === 'CUSTOM_AUTH' && srpA !== undefined && { CHALLENGE_NAME: 'SRP_A' }),
    ...(preferredChallenge !== undefined && { PREFERRED_CHALLENGE: preferredChallenge }),
    ...(deviceKey !== undefined && { DEVICE_KEY: deviceKey })
  }
}
