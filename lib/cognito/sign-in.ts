import { withoutPort } from '../address.js'
import { errors } from '../errors.js'
import { isHeard, tell } from '../events.js'
import type { RespondToChallengeBody } from '../schemas/challenge.js'
import type { WithClientMetadata } from '../schemas/client-metadata.js'
import type { Flow, SignInBody, SignInResult } from '../schemas/sign-in.js'
import type { Challenge, Tokens } from '../schemas/tokens.js'
import type { AccountChanges } from './account-changes.js'
import type { Caller, CognitoApi } from './api.js'
import { asText } from './attribute-list.js'
import { uncarry, type Carried } from './carried-session.js'
import { clientMetadata as metadata } from './client-metadata.js'
import { claimsOf } from './told-claims.js'
import { otpauthUri } from './otpauth.js'
import { challengeOf, nameTold, tokensOf, type Outcome } from './outcome.js'

/**
 * Challenges whose answer is a password, or a proof of one: what fails there is the sign-in, not a step of
 * it.
 */
const BY_PASSWORD = new Set(['PASSWORD', 'PASSWORD_SRP', 'PASSWORD_VERIFIER', 'SELECT_CHALLENGE'])

/** A user whose sign-up was just confirmed, with the session that the confirmation returned. */
export interface Confirmed extends WithClientMetadata {
  readonly username: string
  readonly session: string
}

/** Signing in: by whatever flow, one step after the other. */
export class SignIn {
  readonly #api: CognitoApi
  readonly #flows: readonly Flow[]
  readonly #issuer: string
  readonly #changes: AccountChanges

  /**
   * @param flows - how people may sign in; a body without a flow means the first
   * @param issuer - what authenticators show that are set up on the way
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
    { clientMetadata, ...body }: SignInBody & WithClientMetadata, caller?: Caller
  ): Promise<SignInResult> {
    const flow = body.flow ?? this.#flows[0] as Flow
    const parameters = { ...parametersOf(flow, body), ...this.#api.secretParameter(body.username) }
    const admin = flow === 'ADMIN_USER_PASSWORD_AUTH'
    const start = { AuthFlow: flow, AuthParameters: parameters, ...metadata(clientMetadata) }
    const outcome = admin
      ? await this.#api.call('AdminInitiateAuth', { ...this.#asAdmin(caller), ...start }, caller)
      : await this.#api.call('InitiateAuth', { ...this.#asClient(caller), ...start }, caller)
    return this.#resultOf(outcome, body.username, admin ? { admin } : {}, caller)
  }

  async respondToChallenge (body: RespondToChallengeBody & WithClientMetadata, caller?: Caller): Promise<SignInResult> {
    const { challenge, username, clientMetadata } = body
    // Before a factor is set up: an answer that is refused changes nothing.
    const forTriggers = metadata(clientMetadata)
    const { session, ...carried } = uncarry(body.session)
    // Nobody here begins a sign-in with AWS credentials: a session that says so was made up, and Cognito is
    // asked nothing in the server's name.
    if (carried.admin === true && !this.#flows.includes('ADMIN_USER_PASSWORD_AUTH')) throw new errors.FST_COGNITO_INVALID_SESSION()
    const given = asText(body.responses)
    const { Session, responses } = challenge === 'MFA_SETUP' && given['SOFTWARE_TOKEN_MFA_CODE'] !== undefined
      ? { Session: await this.#enrol(session, given, caller), responses: {} }
      : { Session: session, responses: given }
    const name = carried.username ?? username
    const answer = {
      ChallengeName: challenge as 'SMS_MFA',
      Session,
      ChallengeResponses: { ...responses, USERNAME: name, ...this.#api.secretParameter(name) },
      ...forTriggers
    }
    const situation = BY_PASSWORD.has(challenge) ? 'PasswordChallenge' : undefined
    const outcome = carried.admin === true
      ? await this.#api.call('AdminRespondToAuthChallenge', { ...this.#asAdmin(caller), ...answer }, caller, situation)
      : await this.#api.call('RespondToAuthChallenge', { ...this.#asClient(caller), ...answer }, caller, situation)
    const changed = { ...carried, ...changeBy(challenge) }
    const { AuthenticationResult: { AccessToken: accessToken } = {} } = outcome
    if (accessToken !== undefined) await this.#noteChanges(changed, accessToken, caller)
    return this.#resultOf(outcome, username, changed, caller)
  }

  /**
   * Signs in somebody who has just proved, by the code that was sent, who they are. Undefined where Cognito
   * asks for more than that.
   */
  async afterConfirming (
    { username, session: Session, clientMetadata }: Confirmed, caller?: Caller
  ): Promise<Tokens | undefined> {
    const { AuthenticationResult } = await this.#api.call('InitiateAuth', {
      ...this.#asClient(caller),
      AuthFlow: 'USER_AUTH',
      Session,
      AuthParameters: { USERNAME: username, ...this.#api.secretParameter(username) },
      ...metadata(clientMetadata)
    }, caller)
    return AuthenticationResult === undefined ? undefined : this.#signedIn(AuthenticationResult)
  }

  #signedIn (result: NonNullable<Outcome['AuthenticationResult']>): Tokens {
    const tokens = tokensOf(result)
    if (isHeard('fastify-cognito-auth:signed-in')) tell('fastify-cognito-auth:signed-in', { pool: this.#api.pool, user: claimsOf(tokens.accessToken).sub ?? null })
    return tokens
  }

  /** Called once the sign-in is complete: only then is the session known that stays signed in. */
  async #noteChanges (
    { newPassword, newFactor }: Carried, accessToken: string, caller: Caller | undefined
  ): Promise<void> {
    if (newPassword === true) await this.#changes.password(accessToken, caller)
    if (newFactor === true) await this.#changes.factors('mfa-changed', accessToken, caller)
  }

  async #resultOf (outcome: Outcome, username: string, carried: Carried, caller: Caller | undefined): Promise<SignInResult> {
    if (outcome.AuthenticationResult !== undefined) return this.#signedIn(outcome.AuthenticationResult)
    const next = this.#carriedOn(outcome, username, carried)
    return canSetUpTotp(outcome) ? this.#withTotp(outcome, username, next, caller) : challengeOf(outcome, next)
  }

  /**
   * Once Cognito has told the name in the pool, it wants that one, and SECRET_HASH made with it, not an
   * address that stands for it.
   */
  #carriedOn ({ ChallengeParameters }: Outcome, username: string, carried: Carried): Carried {
    const real = nameTold(ChallengeParameters)
    return real === undefined || real === username ? carried : { ...carried, username: real }
  }

  /**
   * Where an authenticator can be set up, this much of it is done already: its secret is there to be shown.
   */
  async #withTotp (outcome: Outcome, account: string, carried: Carried, caller: Caller | undefined): Promise<Challenge> {
    const { SecretCode: secret, Session } = await this.#api.call('AssociateSoftwareToken', { Session: outcome.Session }, caller)
    if (secret === undefined) throw new errors.FST_COGNITO_UNEXPECTED_RESPONSE()
    return {
      ...challengeOf({ ...outcome, Session: Session ?? outcome.Session }, carried),
      totp: { secret, uri: otpauthUri({ issuer: this.#issuer, account, secret }) }
    }
  }

  async #enrol (
    Session: string | undefined,
    responses: Readonly<Record<string, string>>,
    caller: Caller | undefined
  ): Promise<string | undefined> {
    const verified = await this.#api.call('VerifySoftwareToken', {
      Session,
      UserCode: responses['SOFTWARE_TOKEN_MFA_CODE'],
      FriendlyDeviceName: responses['FRIENDLY_DEVICE_NAME']
    }, caller)
    if (verified.Status !== 'SUCCESS') throw new errors.FST_COGNITO_INVALID_CODE()
    return verified.Session
  }

  #asClient (caller: Caller | undefined) {
    return { ClientId: this.#api.clientId, ...this.#api.context(caller) }
  }

  #asAdmin (caller: Caller | undefined) {
    const { clientId: ClientId, userPoolId: UserPoolId } = this.#api
    return { UserPoolId, ClientId, ...(caller?.ip !== undefined && { ContextData: contextOf(caller, withoutPort(caller.ip)) }) }
  }
}

/** Some challenges are answered with a new password, or with a new factor; other challenges may follow. */
function changeBy (challenge: string): Pick<Carried, 'newPassword' | 'newFactor'> {
  if (challenge === 'NEW_PASSWORD_REQUIRED') return { newPassword: true }
  return challenge === 'MFA_SETUP' ? { newFactor: true } : {}
}

function parametersOf (flow: Flow, body: SignInBody): Record<string, string> {
  const { username, password, srpA, preferredChallenge, deviceKey } = body as { username: string, password?: string, srpA?: string, preferredChallenge?: string, deviceKey?: string }
  return {
    USERNAME: username,
    ...(password !== undefined && { PASSWORD: password }),
    ...(srpA !== undefined && { SRP_A: srpA }),
    ...(flow === 'CUSTOM_AUTH' && srpA !== undefined && { CHALLENGE_NAME: 'SRP_A' }),
    ...(preferredChallenge !== undefined && { PREFERRED_CHALLENGE: preferredChallenge }),
    ...(deviceKey !== undefined && { DEVICE_KEY: deviceKey })
  }
}

function canSetUpTotp ({ ChallengeName, ChallengeParameters }: Outcome): boolean {
  return ChallengeName === 'MFA_SETUP' && (ChallengeParameters?.['MFAS_CAN_SETUP'] ?? '').includes('"SOFTWARE_TOKEN_MFA"')
}

/** What the pool's threat protection judges a sign-in by, of a server that asks on somebody's behalf. */
function contextOf ({ hostname = '', url = '', headers = {} }: Caller, IpAddress: string) {
  const agent = headers['user-agent']
  return {
    IpAddress,
    ServerName: hostname,
    // The path alone: what stands in a query is nobody else's.
    ServerPath: url.split('?', 1)[0] as string,
    HttpHeaders: typeof agent === 'string' ? [{ headerName: 'User-Agent', headerValue: agent }] : []
  }
}
