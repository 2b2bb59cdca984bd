import type { UserPoolType } from '@aws-sdk/client-cognito-identity-provider'
import { fetchJwks } from '../../verification/fetch-jwks.js'
import type { RejectionDetails } from '../../verification/token-rejection.js'
import { EXPLANATIONS, findRejection } from '../find-rejection.js'
import { decodeToken } from '../token/decode.js'
import { tokenTime } from '../token/time.js'
import { CallError } from './caller.js'
import { issuerOf, issuersOf, type Plugin, type Target } from './target.js'

/** Why a token is rejected. */
export type Rejection = Pick<RejectionDetails, 'reason' | 'claim' | 'expected' | 'received'>

/** The result of verifying a token. It contains no part of the token except bounded claims. */
export interface TokenVerdict {
  /** Null if the token is accepted. */
  readonly rejection: Rejection | null
  /** The kind of token, such as `an access token of a user`. Null if it is not a JWT. */
  readonly kind: string | null
  /** Why it is not a JWT, as sentences. */
  readonly problem: string | null
  /** When it expires, relative to now, such as `in 43 minutes`. */
  readonly expires: string | undefined
}

/** The timeout of fetching a key set, in milliseconds. */
const TIMEOUT = 15_000

/**
 * Verifies the token of a target with the key set of the pool, and with the options of the plugin or their
 * defaults.
 *
 * @throws CallError if the key set cannot be fetched, or has no usable key
 */
export async function verifyTarget (
  target: Target,
  pool: UserPoolType,
  signal: AbortSignal
): Promise<TokenVerdict> {
  const { plugin } = target
  const token = String(target.token)
  const url = plugin?.pool.pool.jwksUri ?? `${issuerOf(target, pool)}/.well-known/jwks.json`
  const decoded = decodeToken(token)
  const isJwt = !('problem' in decoded)
  try {
    const rejection = await findRejection(token, {
      ...(plugin === null ? defaultsFor(target) : optionsOf(plugin)),
      entries: plugin?.pool.jwks ?? (await fetchJwks(url, { timeout: TIMEOUT, signal }))
    })
    return {
      rejection,
      kind: isJwt ? decoded.kind : null,
      problem: isJwt ? null : decoded.problem,
      expires: isJwt ? tokenTime(decoded.payload['exp'], Date.now())?.relative : undefined
    }
  } catch (error) {
    throw new CallError(`GET ${url}`, error)
  }
}

/** The plugin's defaults, for the app client of the target. */
function defaultsFor (target: Target) {
  return {
    name: target.userPoolId,
    issuers: issuersOf(target),
    clientIds: new Set([target.clientId]),
    audiences: null,
    tokenUse: 'access' as const
  }
}

function optionsOf ({ pool, settings }: Plugin) {
  const { pool: { name, issuers }, clientIds, audiences, tokenUse } = pool
  const { clockTolerance, maxTokenLength } = settings
  return { name, issuers, clientIds, audiences, tokenUse, clockTolerance, maxTokenLength }
}

/** Returns whether a rejected token is of another user pool, by its issuer. */
export function isOfAnotherPool ({ reason, received }: Rejection): boolean {
  return reason === 'issuer' || (reason === 'unknown-key' && received !== undefined)
}

/** Returns why a token is rejected, as sentences. */
export function explanationOf ({ problem }: TokenVerdict, rejection: Rejection): string {
  if (problem !== null) return problem
  return isOfAnotherPool(rejection) ? OTHER_POOL : EXPLANATIONS[rejection.reason]
}

const OTHER_POOL = 'The token is of another user pool, or of another Region: its issuer is different.'
