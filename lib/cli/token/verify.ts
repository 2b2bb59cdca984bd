import type { PoolSettings } from '../../options/pool-settings.js'
import { resolvedPoolSettings } from '../../options/resolved-pool-settings.js'
import { fetchJwks } from '../../verification/fetch-jwks.js'
import type { RejectionReason } from '../../verification/token-rejection.js'
import type { Context } from '../command.js'
import { failure, usageError } from '../error.js'
import { EXPLANATIONS, findRejection } from '../find-rejection.js'
import { readJson } from '../read-json.js'
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

/** The timeout of fetching a key set, in milliseconds. */
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
  const { name, issuers } = pool
  const rejection = await findRejection(token, {
    ...{ name, issuers, clientIds, audiences, entries },
    onSkipped: text => context.reporter.note(text)
  })
  const common = { userPoolId: pool.id, clientIds: clientIds === null ? null : [...clientIds] }
  if (rejection === null) return { status: 'verified', ...common, explanation: VERIFIED }
  const { reason, expected, received, claim } = rejection
  return {
    status: 'not-verified',
    ...common,
    reason,
    explanation: EXPLANATIONS[reason] + (claim === undefined ? '' : ` The claim: ${claim}.`),
    ...(expected !== undefined && { expected }),
    ...(received !== undefined && { received })
  }
}

const VERIFIED =
  'The signature, the issuer, the times and the app client are valid. Not checked: whether the session was ' +
  'revoked.'

/**
 * Returns the settings of the pool, with the checks of the plugin.
 *
 * @throws CliError that names options as the command does
 */
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
    throw usageError(inTermsOfCommand(values, (error as Error).message))
  }
}

const FLAGS: Readonly<Record<string, string>> = {
  userPoolId: '--user-pool-id',
  clientId: '--client-id',
  issuer: '--endpoint'
}

function inTermsOfCommand ({ 'jwks-file': file }: TokenValues, message: string): string {
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
