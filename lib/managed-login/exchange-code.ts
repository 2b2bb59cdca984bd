import { createHash } from 'node:crypto'
import * as oauth from 'oauth4webapi'
import type { ClientSecrets } from '../cognito/client-secrets.js'
import { decodeUnverified } from '../cognito/unverified-claims.js'
import { describeError } from '../describe-error.js'
import { errors } from '../errors.js'
import type { CurrentUser } from '../user/current-user.js'
import { matchesAudience } from '../verification/audience.js'
import { rejectionDetails } from '../verification/token-rejection.js'
import type { Verifier } from '../verification/verifier.js'
import { withTimeout } from '../with-timeout.js'
import { SignInFailure, failureOf, forLog } from './errors.js'
import type { Flow, PendingFlow } from './flow.js'
import type { ManagedLoginSettings } from './settings.js'

interface Dependencies {
  readonly settings: ManagedLoginSettings
  readonly secrets: ClientSecrets
  readonly verifier: Pick<Verifier, 'verify'>
  readonly clock: () => number
  /** How long the request to Cognito may take, in milliseconds. */
  readonly timeout: number
}

/** Tokens of managed login. */
export interface IssuedTokens {
  readonly accessToken: string
  readonly idToken: string
  readonly refreshToken?: string
}

/** The largest response of the token endpoint that is read, in bytes. */
const MAX_BYTES = 256 * 1024

/** The time by which a new sign-in may precede its flow, for clocks that differ, in milliseconds. */
const CLOCK_DIFFERENCE = 60_000

/**
 * Validates the response of the authorization endpoint, exchanges its code, and verifies the tokens.
 *
 * @throws SignInFailure, RepeatSignIn
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 */
export async function exchangeCode (
  parameters: URLSearchParams,
  flow: Flow & { pending: PendingFlow },
  dependencies: Dependencies
): Promise<IssuedTokens> {
  const { settings, secrets, clock, timeout } = dependencies
  const { state, pending } = flow
  const { clientId, domain, callbackUrl } = settings
  const client = { client_id: clientId, [oauth.clockSkew]: Math.round((clock() - Date.now()) / 1000) }
  const server = {
    // `iss` (RFC 9207) is compared if it is there. Cognito's documentation does not mention it.
    issuer: issuerOf(parameters.get('iss'), settings),
    token_endpoint: `${domain}/oauth2/token`
  }
  try {
    const callback = oauth.validateAuthResponse(server, client, parameters, state)
    const send = async (secret: string | undefined, signal: AbortSignal): Promise<TokenResponse> => {
      const authentication = secret === undefined ? oauth.None() : oauth.ClientSecretBasic(secret)
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        authentication,
        callback,
        callbackUrl,
        pending.codeVerifier,
        { [oauth.allowInsecureRequests]: domain.startsWith('http:'), signal }
      )
      return { response, body: await readBounded(response) }
    }
    const { response, body } = await withTimeout(timeout, signal =>
      secrets.send(secret => send(secret, signal), isInvalidClient)
    )
    const result = await oauth.processAuthorizationCodeResponse(
      { ...server, issuer: issuerOf(issuerIn(body), settings) },
      client,
      new Response(body, response),
      { expectedNonce: pending.nonce, requireIdToken: true }
    )
    const { access_token: accessToken, id_token: idToken = '', refresh_token: refreshToken } = result
    await verifyTokens({ accessToken, idToken }, flow, dependencies)
    return { accessToken, idToken, ...(refreshToken !== undefined && { refreshToken }) }
  } catch (error) {
    throw toFailure(error)
  }
}

interface TokenResponse {
  readonly response: Response
  readonly body: string
}

/** RFC 6749 5.2: the client is authenticated first, so the code can be sent again with another secret. */
function isInvalidClient ({ response, body }: TokenResponse): boolean {
  return !response.ok && fieldIn(body, 'error') === 'invalid_client'
}

/** Returns a value if it is an issuer of the pool, which has two of them, and otherwise the first one. */
function issuerOf (value: unknown, { issuers }: ManagedLoginSettings): string {
  return issuers.find(issuer => issuer === value) ?? (issuers[0] as string)
}

async function readBounded (response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength
    if (bytes > MAX_BYTES) throw new Error(`the response is larger than ${MAX_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** Returns the issuer of the ID token in a response, which is verified later. */
function issuerIn (body: string): unknown {
  try {
    return decodeUnverified(fieldIn(body, 'id_token') as string).iss
  } catch {
    // The library reports it.
    return undefined
  }
}

/** Returns a field of a JSON object. Undefined for other texts, which the library reports. */
function fieldIn (body: string, name: string): unknown {
  try {
    return (JSON.parse(body) as Record<string, unknown> | null)?.[name]
  } catch {
    return undefined
  }
}

/** Verifies the signatures and claims of the tokens, and that they are of the same user and sign-in. */
async function verifyTokens (
  { accessToken, idToken }: IssuedTokens,
  { startedAt, pending }: Flow & { pending: PendingFlow },
  { settings: { pool, clientId, resource }, verifier }: Dependencies
): Promise<void> {
  const id = await verifier.verify(idToken)
  const access = await verifier.verify(accessToken)
  const { at_hash: hash, nonce } = id.claims as { at_hash?: unknown, nonce?: unknown }
  const problem = firstProblem({
    'the ID token is of another use': id.tokenUse !== 'id',
    'the access token is of another use': access.tokenUse !== 'access',
    'the tokens are of another pool': id.pool !== pool || access.pool !== pool,
    'the tokens are of another app client': id.clientId !== clientId || access.clientId !== clientId,
    'the access token is for another resource':
      resource !== null && !matchesAudience(new Set([resource]), access.claims),
    'the tokens are of different users': id.id !== access.id,
    'the nonce does not match': nonce !== pending.nonce,
    'at_hash does not match': hash !== undefined && hash !== accessTokenHash(accessToken),
    'the user has not signed in again': pending.reauthenticates && !isRecent(id, startedAt)
  })
  if (problem !== undefined) throw new SignInFailure('try_again', { reason: problem })
}

function firstProblem (checks: Readonly<Record<string, boolean>>): string | undefined {
  return Object.entries(checks).find(([, isProblem]) => isProblem)?.[0]
}

/** OpenID Connect Core 3.1.3.6. Cognito signs by RS256, so the hash is of SHA-256. */
function accessTokenHash (accessToken: string): string {
  return createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url')
}

function isRecent ({ authenticatedAt }: CurrentUser, startedAt: number): boolean {
  return authenticatedAt !== null && authenticatedAt >= startedAt - CLOCK_DIFFERENCE
}

/** Errors of the token endpoint that the configuration causes (RFC 6749 5.2). */
const MISCONFIGURATION: ReadonlySet<string> = new Set([
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_request'
])

/** Codes of responses that are not from the token endpoint: of a proxy, or an outage. */
const NO_RESPONSE: ReadonlySet<string> = new Set([
  oauth.RESPONSE_IS_NOT_CONFORM,
  oauth.RESPONSE_IS_NOT_JSON,
  oauth.PARSE_ERROR
])

/** No error has the code, a token or a secret: only names and codes of errors are logged. */
function toFailure (error: unknown): Error {
  if (error instanceof SignInFailure) return error
  if (error instanceof oauth.AuthorizationResponseError) return failureOf(error)
  if (error instanceof oauth.ResponseBodyError) {
    const details = { error: forLog(error.error) }
    // The code has expired or was used before, or its user was disabled in the meantime.
    if (error.error === 'invalid_grant') return new SignInFailure('expired', details)
    return new SignInFailure('unavailable', details, MISCONFIGURATION.has(error.error))
  }
  if (
    error instanceof oauth.UnsupportedOperationError ||
    (error instanceof oauth.OperationProcessingError && !NO_RESPONSE.has(String(error.code)))
  ) {
    return new SignInFailure('try_again', { reason: String(error.code) })
  }
  const rejection = rejectionDetails(error)
  if (rejection !== undefined) return new SignInFailure('try_again', { reason: `token ${rejection.reason}` })
  if (error instanceof errors.FST_COGNITO_KEYS_UNAVAILABLE) {
    return new SignInFailure('unavailable', { reason: error.code })
  }
  const { name, code, message } = describeError(error)
  return new SignInFailure('unavailable', { reason: [name, code ?? message].join(': ') })
}
