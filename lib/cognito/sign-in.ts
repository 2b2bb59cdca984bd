import { withoutPort } from '../ip-address.js'
import { errors } from '../errors.js'
import { hasSubscribers, publish } from '../events.js'
import type { RespondToChallengeBody } from '../schemas/challenge.js'
import type { WithClientMetadata } from '../schemas/client-metadata.js'
import type { Flow, SignInBody, SignInResult } from '../schemas/sign-in.js'
import type { Challenge, Tokens } from '../schemas/tokens.js'
import type { AccountChanges } from './account-changes.js'
import type { Caller, CognitoApi } from './api.js'
import { toStringMap } from './attribute-list.js'
import { decodeSession, type SessionState } from './session-state.js'
import { clientMetadata as metadata } from './client-metadata.js'
import { decodeUnverified } from './unverified-claims.js'
import { otpauthUri } from './otpauth.js'
import { challengeFrom, usernameIn, tokensFrom, type AuthResponse } from './auth-response.js'

/**
 * Challenges whose response is a password, or a proof of one: a failure is that of a sign-in, not of a later
 * step.
 */
const PASSWORD_CHALLENGES = new Set(['PASSWORD', 'PASSWORD_SRP', 'PASSWORD_VERIFIER', 'SELECT_CHALLENGE'])

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

  async signIn (
    { clientMetadata, ...body }: SignInBody & WithClientMetadata,
    caller?: Caller
  ): Promise<SignInResult> {
    const flow = body.flow ?? (this.#flows[0] as Flow)
    const parameters = { ...parametersOf(flow, body), ...this.#api.secretParameter(body.username) }
    const admin = flow === 'ADMIN_USER_PASSWORD_AUTH'
    const start = { AuthFlow: flow, AuthParameters: parameters, ...metadata(clientMetadata) }
    const response = admin
      ? await this.#api.call('AdminInitiateAuth', { ...this.#adminInput(caller), ...start }, caller)
      : await this.#api.call('InitiateAuth', { ...this.#clientInput(caller), ...start }, caller)
    return this.#resultOf(response, body.username, admin ? { admin } : {}, caller)
  }

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
    const answers = toStringMap(body.responses)
    const { Session, responses } =
      challenge === 'MFA_SETUP' && answers['SOFTWARE_TOKEN_MFA_CODE'] !== undefined
        ? { Session: await this.#verifyTotp(session, answers, caller), responses: {} }
        : { Session: session, responses: answers }
    const name = state.username ?? username
    const answer = {
      ChallengeName: challenge as 'SMS_MFA',
      Session,
      ChallengeResponses: { ...responses, USERNAME: name, ...this.#api.secretParameter(name) },
      ...forTriggers
    }
    const errorContext = PASSWORD_CHALLENGES.has(challenge) ? 'PasswordChallenge' : undefined
    const response =
      state.admin === true
        ? await this.#api.call(
          'AdminRespondToAuthChallenge',
          { ...this.#adminInput(caller), ...answer },
          caller,
          errorContext
        )
        : await this.#api.call(
          'RespondToAuthChallenge',
          { ...this.#clientInput(caller), ...answer },
          caller,
          errorContext
        )
    const changed = { ...state, ...changeMadeBy(challenge) }
    const { AuthenticationResult: { AccessToken: accessToken } = {} } = response
    if (accessToken !== undefined) await this.#recordChanges(changed, accessToken, caller)
    return this.#resultOf(response, username, changed, caller)
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
        AuthParameters: { USERNAME: username, ...this.#api.secretParameter(username) },
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

  /** Called once the sign-in is complete: only then is the session known that stays signed in. */
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
    return canSetUpTotp(response)
      ? this.#withTotp(response, username, next, caller)
      : challengeFrom(response, next)
  }

  /**
   * Once Cognito has returned the username in the pool, it expects that name, and a SECRET_HASH computed with
   * it, instead of an alias.
   */
  #nextState ({ ChallengeParameters }: AuthResponse, username: string, state: SessionState): SessionState {
    const real = usernameIn(ChallengeParameters)
    return real === undefined || real === username ? state : { ...state, username: real }
  }

  /**
   * If an authenticator app can be set up, the setup is started, so that the challenge includes its secret.
   */
  async #withTotp (
    response: AuthResponse,
    account: string,
    state: SessionState,
    caller: Caller | undefined
  ): Promise<Challenge> {
    const { SecretCode: secret, Session } = await this.#api.call(
      'AssociateSoftwareToken',
      { Session: response.Session },
      caller
    )
    if (secret === undefined) throw new errors.FST_COGNITO_UNEXPECTED_RESPONSE()
    return {
      ...challengeFrom({ ...response, Session: Session ?? response.Session }, state),
      totp: { secret, uri: otpauthUri({ issuer: this.#issuer, account, secret }) }
    }
  }

  async #verifyTotp (
    Session: string | undefined,
    responses: Readonly<Record<string, string>>,
    caller: Caller | undefined
  ): Promise<string | undefined> {
    const verified = await this.#api.call(
      'VerifySoftwareToken',
      {
        Session,
        UserCode: responses['SOFTWARE_TOKEN_MFA_CODE'],
        FriendlyDeviceName: responses['FRIENDLY_DEVICE_NAME']
      },
      caller
    )
    if (verified.Status !== 'SUCCESS') throw new errors.FST_COGNITO_INVALID_CODE()
    return verified.Session
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

/** Some challenges are answered with a new password, or with a new factor; other challenges may follow. */
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

function canSetUpTotp ({ ChallengeName, ChallengeParameters }: AuthResponse): boolean {
  return (
    ChallengeName === 'MFA_SETUP' &&
    (ChallengeParameters?.['MFAS_CAN_SETUP'] ?? '').includes('"SOFTWARE_TOKEN_MFA"')
  )
}

/** Returns the data for threat protection in sign-ins that a server makes on behalf of a user. */
function threatProtectionContext ({ hostname = '', url = '', headers = {} }: Caller, IpAddress: string) {
  const agent = headers['user-agent']
  return {
    IpAddress,
    ServerName: hostname,
    // The path only, since a query may contain personal data.
    ServerPath: url.split('?', 1)[0] as string,
    HttpHeaders: typeof agent === 'string' ? [{ headerName: 'User-Agent', headerValue: agent }] : []
  }
}
