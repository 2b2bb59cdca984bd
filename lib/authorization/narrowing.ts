import { errors } from '../errors.js'
import type { CurrentUser, TokenUse } from '../user/current-user.js'
import type { RefusalReason } from '../verification/refusal.js'

/** Which tokens a guard lets pass, where that is fewer than the registration takes. */
export interface Narrowing {
  /** The name of a pool; `default` where there is only one. */
  readonly pool?: string
  /** An app client, or several, of those that the registration takes. */
  readonly clientId?: string | readonly string[]
  readonly tokenUse?: TokenUse
}

/** What the registration takes. */
export interface Admitted {
  readonly pools: readonly string[]
  /** null: any client of the pool. */
  readonly clientIds: ReadonlySet<string> | null
  /** null: either use. */
  readonly tokenUse: TokenUse | null
}

const KEYS = ['pool', 'clientId', 'tokenUse']

/**
 * What passes once a guard has narrowed what the registration takes.
 *
 * @throws FST_COGNITO_INVALID_REQUIREMENT for a misspelt key, or a narrowing that no token could ever pass
 */
export function narrow (guard: string, admitted: Admitted, narrowing: Narrowing = {}): Admitted {
  assertNarrowing(guard, narrowing)
  return {
    pools: narrowPools(guard, admitted.pools, narrowing.pool),
    clientIds: narrowClients(guard, admitted.clientIds, narrowing.clientId),
    tokenUse: narrowUse(guard, admitted.tokenUse, narrowing.tokenUse)
  }
}

function assertNarrowing (guard: string, narrowing: unknown): void {
  if (typeof narrowing !== 'object' || narrowing === null || Array.isArray(narrowing)) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(guard, 'which tokens pass is narrowed by an object, { pool, clientId, tokenUse }')
  }
  for (const [key, value] of Object.entries(narrowing)) {
    if (!KEYS.includes(key)) throw new errors.FST_COGNITO_INVALID_REQUIREMENT(guard, `'${key}' is not one of pool, clientId and tokenUse`)
    // A setting that is missing must not open a route.
    if (value === undefined) throw new errors.FST_COGNITO_INVALID_REQUIREMENT(guard, `${key} is undefined; leave it out to take whatever the plugin was registered for`)
  }
}

function narrowPools (guard: string, pools: readonly string[], pool: string | undefined): readonly string[] {
  if (pool === undefined) return pools
  if (!pools.includes(pool)) throw neverPasses(guard, `there is no pool '${pool}', only: ${pools.join(', ')}`)
  return [pool]
}

function narrowClients (guard: string, clientIds: ReadonlySet<string> | null, clientId: Narrowing['clientId']): ReadonlySet<string> | null {
  if (clientId === undefined) return clientIds
  const wanted = typeof clientId === 'string' ? [clientId] : clientId
  if (!Array.isArray(wanted) || wanted.length === 0) throw neverPasses(guard, 'clientId is the id of an app client, or a list of them')
  const unknown = wanted.find(id => clientIds !== null && !clientIds.has(id))
  if (unknown !== undefined) throw neverPasses(guard, `clientId '${unknown}' is not among those that the plugin was registered with`)
  return new Set(wanted)
}

function narrowUse (guard: string, use: TokenUse | null, wanted: TokenUse | undefined): TokenUse | null {
  if (wanted === undefined) return use
  if (wanted !== 'access' && wanted !== 'id') throw neverPasses(guard, "tokenUse is 'access' or 'id'")
  if (use !== null && use !== wanted) throw neverPasses(guard, `the plugin was registered for ${use} tokens; register it with tokenUse: null to take both`)
  return wanted
}

function neverPasses (guard: string, why: string): Error {
  return new errors.FST_COGNITO_INVALID_REQUIREMENT(guard, `no token could ever pass: ${why}`)
}

/** Why a user's token does not pass, or null where it does. */
export function whyNotAdmitted (user: CurrentUser, { pools, clientIds, tokenUse }: Admitted): RefusalReason | null {
  if (!pools.includes(user.pool)) return 'issuer'
  if (clientIds !== null && !clientIds.has(user.clientId)) return 'client'
  if (tokenUse !== null && user.tokenUse !== tokenUse) return 'token-use'
  return null
}
