import { isUtf8 } from 'node:buffer'
import type { CognitoClaims } from '../user/claims.js'
import type { TokenUse } from '../user/current-user.js'
import { audienceRejection, audiencesOf, matchesAudience, type Audiences } from './audience.js'
import type { ClaimShape, ClaimsShape } from './claims-shape.js'
import { accessTokenClaims, idTokenClaims } from './compiled-claims.js'
import { freezeClaims } from './freeze-claims.js'
import { tokenRejection, describeShape } from './token-rejection.js'

/** The expected values of a token's claims. */
export interface Expectations {
  readonly issuers: readonly string[]
  /** The app clients whose tokens are accepted. Null for any app client of the pool. */
  readonly clientIds: ReadonlySet<string> | null
  /** The accepted use of tokens. Undefined or null for both, which guards may restrict. */
  readonly tokenUse?: TokenUse | null
  /** The audiences that the options accept. Null without the option `audience`. */
  readonly audiences?: Audiences | null
  /**
   * Whether a token has to be for one of `audiences`. By default guards require it, since the auth API also
   * accepts the tokens of its own sign-ins, which have no audience.
   */
  readonly requiresAudience?: boolean
  /** The accepted clock difference, in seconds. */
  readonly clockTolerance: number
  /** Returns the time, in milliseconds since the epoch. */
  readonly clock: () => number
}

/**
 * Checks the claims of a token whose signature is valid, and returns them deeply frozen.
 *
 * @param segment - the payload, as encoded in the token
 * @throws FST_COGNITO_INVALID_TOKEN if a claim is missing, of another type, or not as expected
 */
export function checkClaims (payload: unknown, segment: string, expected: Expectations): CognitoClaims {
  const claims = assertClaimTypes(payload)
  freezeValidClaims(claims, segment)
  if (!expected.issuers.includes(claims.iss)) {
    throw tokenRejection('issuer', { iss: claims.iss, expected: expected.issuers, received: claims.iss })
  }
  checkTimes(claims, expected.clockTolerance, expected.clock() / 1000)
  checkClient(claims, expected.clientIds)
  checkAudience(claims, expected)
  const { tokenUse = null } = expected
  if (tokenUse !== null && claims.token_use !== tokenUse) {
    throw tokenRejection('token-use', { expected: tokenUse, received: claims.token_use })
  }
  return claims
}

/** Checks the claims against the schema of the token's use, so that the error names a claim. */
function assertClaimTypes (payload: unknown): CognitoClaims {
  const isId = (payload as { token_use?: unknown } | null)?.token_use === 'id'
  assertShape(isId ? idTokenClaims : accessTokenClaims, payload)
  return payload as CognitoClaims
}

/**
 * Checks that the claims are present and have their types.
 *
 * @throws FST_COGNITO_INVALID_TOKEN with the first claim that is missing or of another type
 */
export function assertShape ({ check, claims }: ClaimsShape, payload: unknown): void {
  if (check(payload)) return
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw tokenRejection('claims', { claim: '', expected: 'an object', received: describeShape(payload) })
  }
  const values = payload as Readonly<Record<string, unknown>>
  const isWrong = ({ name, optional, check }: ClaimShape) =>
    values[name] === undefined ? !optional : !check(values[name])
  const { name, expected } = claims.find(isWrong) as ClaimShape
  throw tokenRejection('claims', {
    claim: `/${name}`,
    expected,
    received: describeShape(values[name])
  })
}

/**
 * Freezes claims deeply.
 *
 * RFC 8725 3.7: decoders replace bytes that are not valid UTF-8 with the replacement character, so that two
 * different names would be equal.
 *
 * @param segment - the payload, as encoded in the token
 * @throws FST_COGNITO_INVALID_TOKEN for claims that are nested too deep, or not valid UTF-8
 */
export function freezeValidClaims (claims: object, segment: string): void {
  const { tooDeep, replaced } = freezeClaims(claims)
  if (tooDeep) throw tokenRejection('claims', { claim: 'nested too deep' })
  if (replaced && !isUtf8(Buffer.from(segment, 'base64url'))) throw tokenRejection('malformed')
}

/**
 * Checks the times of a token (RFC 7519 4.1.4 and 4.1.5).
 *
 * @param now - in seconds since the epoch
 * @throws FST_COGNITO_INVALID_TOKEN
 */
export function checkTimes (
  claims: { readonly exp: number, readonly nbf?: number },
  clockTolerance: number,
  now: number
): void {
  if (now >= claims.exp + clockTolerance) {
    throw tokenRejection('expired', {
      expected: `exp after ${timeText(now - clockTolerance)}`,
      received: timeText(claims.exp)
    })
  }
  if (claims.nbf !== undefined && now < claims.nbf - clockTolerance) {
    throw tokenRejection('not-yet-valid', {
      expected: `nbf of ${timeText(now + clockTolerance)} or before`,
      received: timeText(claims.nbf)
    })
  }
}

/** Returns a time in ISO 8601, or the number itself if it is not a valid date. */
function timeText (seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString()
}

function checkClient (claims: CognitoClaims, clientIds: ReadonlySet<string> | null): void {
  const clientId = claims.token_use === 'access' ? claims.client_id : claims.aud
  if (clientIds !== null && !clientIds.has(clientId)) {
    throw tokenRejection('client', { expected: [...clientIds], received: clientId })
  }
  // A token without a username is that of a machine, whose `sub` is its client ID.
  if (claims.token_use === 'access' && claims.username === undefined && claims.sub !== claims.client_id) {
    throw tokenRejection('claims', {
      claim: '/username',
      expected: 'a username, or sub to be the client_id',
      received: 'nothing'
    })
  }
}

/**
 * RFC 7519 4.1.3: a token whose audience does not include this application is rejected. Its app client is one
 * that the options accept, and a trigger may write the ID of that client.
 */
function checkAudience (
  claims: CognitoClaims,
  { audiences = null, requiresAudience = false }: Expectations
): void {
  if (claims.token_use !== 'access') return
  if (requiresAudience && audiences !== null) {
    if (!matchesAudience(audiences, claims)) throw audienceRejection(audiences, claims)
    return
  }
  if (claims.aud === undefined || audiencesOf(claims).includes(claims.client_id)) return
  if (audiences === null || !matchesAudience(audiences, claims)) {
    throw audienceRejection(audiences ?? new Set([claims.client_id]), claims)
  }
}
