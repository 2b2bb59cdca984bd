import type { PoolSettings } from '../../options/pool-settings.js'
import { resolvedPoolSettings } from '../../options/resolved-pool-settings.js'
import { compileKeys } from '../../verification/compile-keys.js'
import { NO_KEYS } from '../../verification/compiled-keys.js'
import { fetchJwks } from '../../verification/fetch-jwks.js'
import { FixedKeySet } from '../../verification/fixed-key-set.js'
import {
  rejectionDetails,
  type RejectionDetails,
  type RejectionReason
} from '../../verification/token-rejection.js'
import { Verifier } from '../../verification/verifier.js'
import type { Context } from '../command.js'
import { failure, usageError } from '../error.js'
import { readJson } from '../read-json.js'
import { MAX_LENGTH } from '../read-token.js'
import type { TokenValues } from './command.js'

/** The result of a verification. */
export interface Verification {
  readonly status: 'verified' | 'not-verified'
  readonly userPoolId: string
  /** The app clients that are accepted. Null for any of the pool. */
  readonly clientIds: readonly string[] | null
  /** The check that failed, as in the log of the plugin. */
  readonly reason?: RejectionReason
  /** Sentences. */
  readonly explanation: string
  readonly expected?: string
  readonly received?: string
}

/** A token that was not verified, since no pool was given. */
interface Unchecked {
  readonly status: 'not-checked'
  readonly explanation: string
}

export type Status = Verification | Unchecked

/** How long the key set may take, in milliseconds. */
const TIMEOUT = 10_000

/**
 * Verifies a token as the plugin does.
 *
 * @throws CliError for wrong options, or if the key set cannot be read
 */
export async function verifyToken (
  token: string,
  values: TokenValues & { 'user-pool-id': string },
  context: Context
): Promise<Verification> {
  const { pool, clientIds, audiences, jwks } = await poolSettings(values)
  const entries = jwks ?? (await fetchKeys(pool.jwksUri, context))
  const keys = await compileKeys(entries, {
    previous: NO_KEYS,
    onSkipped: skipped => {
      for (const { index, kid, reason } of skipped) {
        context.reporter.note(`Key ${kid ?? `${index}`} of the key set is not used: ${reason}.`)
      }
    }
  })
  if (keys.size === 0) throw failure('The key set has no usable key, so nothing is verified.')
  const { name, issuers } = pool
  const keySet = new FixedKeySet(keys)
  const expected = {
    ...{ name, issuers, clientIds, audiences, keySet },
    requiresAudience: true,
    clockTolerance: 0,
    clock: Date.now
  }
  const verifier = new Verifier([expected], { cache: null, revocations: null, maxTokenLength: MAX_LENGTH })
  const common = { userPoolId: pool.id, clientIds: clientIds === null ? null : [...clientIds] }
  try {
    await verifier.verify(token)
    return { status: 'verified', ...common, explanation: VERIFIED }
  } catch (error) {
    // Without a store of revocations and with a fixed key set, every error is about the token.
    const { reason, expected, received, claim } = rejectionDetails(error) as RejectionDetails
    return {
      status: 'not-verified',
      ...common,
      reason,
      explanation: EXPLANATIONS[reason] + (claim === undefined ? '' : ` The claim: ${claim}.`),
      ...(expected !== undefined && { expected }),
      ...(received !== undefined && { received })
    }
  }
}

const VERIFIED =
  'The signature, the issuer, the times and the app client are right. Not checked: whether the session was ' +
  'revoked.'

const EXPLANATIONS: Readonly<Record<RejectionReason, string>> = {
  'too-long': 'The token is longer than any that is accepted.',
  malformed:
    'The token does not have the form of a JWT: its parts are not canonical base64url, or its signature ' +
    'does ' +
    'not fit its key.',
  header: 'The header is not that of a token of Cognito.',
  algorithm: 'The algorithm of the signature is not that of Cognito: anyone may have written the token.',
  'unknown-key':
    'No key of the key set has the kid of the token. The token is of another pool, or its key was removed.',
  signature: 'The signature is not of the key with this kid: the token was changed, or is a forgery.',
  expired: 'The signature and the issuer are right, and the token has expired. Refresh it.',
  'not-yet-valid': 'The signature and the issuer are right, and the token is not valid yet. Check the clock.',
  revoked: 'The session was revoked.',
  issuer: 'The signature is right, and the issuer is another one than that of the pool.',
  signer: 'The token is of another load balancer.',
  audience:
    'The signature, the issuer and the app client are right, and the token is for another API, or for ' +
    'none, by its claim aud.',
  claims: 'The signature is right, and a claim is missing or has another type than in tokens of Cognito.',
  pool: 'The token is of another pool.',
  'token-use': 'The token has another use.',
  client: 'The signature, the issuer and the times are right, and the token is of another app client.',
  user: 'The token has no user that is accepted.'
}

/** The options as the plugin checks them, in terms of the command. */
async function poolSettings (values: TokenValues & { 'user-pool-id': string }): Promise<PoolSettings> {
  const { 'user-pool-id': userPoolId, 'client-id': clientIds, 'jwks-file': file } = values
  const { audience, region, endpoint } = values
  if (endpoint !== undefined) process.env['NODE_ENV'] ||= 'development'
  const [clientId, ...more] = clientIds ?? [null]
  const options = {
    userPoolId,
    clientId: more.length > 0 ? clientIds : clientId,
    ...(audience !== undefined && { audience }),
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { issuer: `${endpoint.replace(/\/$/, '')}/${userPoolId}` }),
    ...(file !== undefined && { jwks: await readJson(file) })
  }
  try {
    return resolvedPoolSettings(options, false)
  } catch (error) {
    throw usageError(inTermsOf(values, (error as Error).message))
  }
}

const FLAGS: Readonly<Record<string, string>> = {
  userPoolId: '--user-pool-id',
  clientId: '--client-id',
  issuer: '--endpoint'
}

function inTermsOf ({ 'jwks-file': file }: TokenValues, message: string): string {
  return message
    .replace(/^FST_COGNITO_\w+: */, '')
    .replace(/^[^\n]*:\n(?=- )/, '')
    .replace(/^- /gm, '')
    .replace(/\boptions\.jwks\.?/g, `${file}: `)
    .replace(/: {2,}/g, ': ')
    .replace(/\boptions\.(\w+)(\.\d+)?/g, (_, name: string) => FLAGS[name] ?? `--${name}`)
}

async function fetchKeys (jwksUri: string, { signal }: Context): Promise<readonly unknown[]> {
  try {
    return await fetchJwks(jwksUri, { timeout: TIMEOUT, signal })
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string } }
    const code = cause?.code === undefined ? '' : ` (${cause.code})`
    throw failure(`The key set at ${jwksUri} cannot be fetched, so nothing is verified: ${message}${code}.`)
  }
}
