import { errors } from '../errors.js'
import type { CurrentUser, TokenUse } from '../user/current-user.js'
import { refusal } from '../verification/refusal.js'

/** Which tokens a guard lets pass, where that is fewer than the registration takes. */
export interface TokenRestriction {
  /** The name of a pool; `default` where there is only one. */
  readonly pool?: string
  /** An app client, or several, of those that the registration takes. */
  readonly clientId?: string | readonly string[]
  /** Which of the two kinds of token, where the registration takes both. */
  readonly tokenUse?: TokenUse
}

/** Which tokens of one pool pass. */
interface AdmittedTokens {
  /** null: of any client of the pool. */
  readonly clientIds: ReadonlySet<string> | null
  /** null: of either use. */
  readonly tokenUse: TokenUse | null
}

/** Which tokens pass, by the pool's name. */
type AdmittedPools = ReadonlyMap<string, AdmittedTokens>

/**
 * The accepted tokens where pools are found while the application runs. That the token's own pool accepts it
 * was checked when the token was verified.
 */
export class AdmittedTenants {
  /** null: of any pool. */
  readonly pool: string | null
  readonly clientIds: ReadonlySet<string> | null
  readonly tokenUse: TokenUse | null

  constructor ({ pool = null, clientIds = null, tokenUse = null }: Partial<AdmittedTokens & { pool: string | null }> = {}) {
    this.pool = pool
    this.clientIds = clientIds
    this.tokenUse = tokenUse
  }
}

/** Which tokens pass. */
export type Admitted = AdmittedPools | AdmittedTenants

const KEYS = ['pool', 'clientId', 'tokenUse']

export function isNarrowingKey (key: string): boolean {
  return KEYS.includes(key)
}

/**
 * What passes once a guard has narrowed what the registration takes.
 *
 * @throws FST_COGNITO_INVALID_REQUIREMENT for a misspelt key, or a narrowing that no token could ever pass
 */
export function narrow (guard: string, admitted: Admitted, narrowing: TokenRestriction = {}): Admitted {
  assertNarrowing(guard, narrowing)
  if (admitted instanceof AdmittedTenants) return narrowTenants(guard, admitted, narrowing)
  return narrowUse(guard, narrowClients(guard, narrowPools(guard, admitted, narrowing.pool), narrowing.clientId), narrowing.tokenUse)
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

/** The pools and app clients are not known yet, so only the form of their names is checked. */
function narrowTenants (
  guard: string, admitted: AdmittedTenants, { pool, clientId, tokenUse }: TokenRestriction
): Admitted {
  if (pool !== undefined && (typeof pool !== 'string' || pool === '')) {
    throw neverPasses(guard, 'pool is the name of a pool')
  }
  if (tokenUse !== undefined) assertTokenUse(guard, tokenUse)
  return new AdmittedTenants({
    pool: pool ?? admitted.pool,
    clientIds: clientId === undefined ? admitted.clientIds : new Set(wantedClients(guard, clientId)),
    tokenUse: tokenUse ?? admitted.tokenUse
  })
}

function narrowPools (guard: string, admitted: AdmittedPools, pool: string | undefined): AdmittedPools {
  if (pool === undefined) return admitted
  const tokens = admitted.get(pool)
  if (tokens === undefined) throw neverPasses(guard, `there is no pool '${pool}', only: ${[...admitted.keys()].join(', ')}`)
  return new Map([[pool, tokens]])
}

function narrowClients (
  guard: string, admitted: AdmittedPools, clientId: TokenRestriction['clientId']
): AdmittedPools {
  if (clientId === undefined) return admitted
  const wanted = wantedClients(guard, clientId)
  const takes = ({ clientIds }: AdmittedTokens, id: string) => clientIds === null || clientIds.has(id)
  const unknown = wanted.find(id => ![...admitted.values()].some(tokens => takes(tokens, id)))
  if (unknown !== undefined) throw neverPasses(guard, `clientId '${unknown}' is not among those that the plugin was registered with`)
  return mapped(admitted, tokens => {
    const clientIds = new Set(wanted.filter(id => takes(tokens, id)))
    return clientIds.size === 0 ? null : { ...tokens, clientIds }
  })
}

function wantedClients (guard: string, clientId: NonNullable<TokenRestriction['clientId']>): readonly string[] {
  const wanted = typeof clientId === 'string' ? [clientId] : clientId
  if (!Array.isArray(wanted) || wanted.length === 0) {
    throw neverPasses(guard, 'clientId is the id of an app client, or a list of them')
  }
  return wanted
}

function narrowUse (guard: string, admitted: AdmittedPools, wanted: TokenUse | undefined): AdmittedPools {
  if (wanted === undefined) return admitted
  assertTokenUse(guard, wanted)
  const narrowed = mapped(admitted, tokens => tokens.tokenUse === null || tokens.tokenUse === wanted ? { ...tokens, tokenUse: wanted } : null)
  if (narrowed.size === 0) {
    throw neverPasses(guard, `the plugin was registered for ${wanted === 'id' ? 'access' : 'id'} tokens; register it with tokenUse: null to take both`)
  }
  return narrowed
}

function assertTokenUse (guard: string, tokenUse: unknown): void {
  if (tokenUse !== 'access' && tokenUse !== 'id') throw neverPasses(guard, "tokenUse is 'access' or 'id'")
}

/** Whether only ID tokens are accepted, as far as it is known. */
export function takesOnlyIdTokens (admitted: Admitted): boolean {
  return admitted instanceof AdmittedTenants
    ? admitted.tokenUse === 'id'
    : [...admitted.values()].every(({ tokenUse }) => tokenUse === 'id')
}

/** The pools with what passes now, without those of which nothing does. */
function mapped (
  admitted: AdmittedPools, change: (tokens: AdmittedTokens) => AdmittedTokens | null
): AdmittedPools {
  return new Map([...admitted].flatMap(([pool, tokens]) => {
    const changed = change(tokens)
    return changed === null ? [] : [[pool, changed] as const]
  }))
}

function neverPasses (guard: string, why: string): Error {
  return new errors.FST_COGNITO_INVALID_REQUIREMENT(guard, `no token could ever pass: ${why}`)
}

/** What a token is not that would have to be, to pass. */
type Mismatch = 'pool' | 'client' | 'token-use'

/** Why a user's token does not pass, or null where it does. */
export function whyNotAdmitted (user: CurrentUser, admitted: Admitted): Mismatch | null {
  const tokens = tokensOf(user, admitted)
  if (tokens === undefined) return 'pool'
  if (tokens.clientIds !== null && !tokens.clientIds.has(user.clientId)) return 'client'
  if (tokens.tokenUse !== null && user.tokenUse !== tokens.tokenUse) return 'token-use'
  return null
}

/** The accepted tokens of a user's pool; undefined if there are none. */
function tokensOf ({ pool }: CurrentUser, admitted: Admitted): AdmittedTokens | undefined {
  if (!(admitted instanceof AdmittedTenants)) return admitted.get(pool)
  return admitted.pool === null || admitted.pool === pool ? admitted : undefined
}

/** The error for a token that does not pass: its log line has what would have passed beside what came. */
export function notAdmitted (reason: Mismatch, user: CurrentUser, admitted: Admitted): Error {
  const { pool, clientId, tokenUse } = user
  // Of an admitted pool, where it is the client or the use that does not fit.
  const tokens = tokensOf(user, admitted) as AdmittedTokens
  switch (reason) {
    case 'pool': return refusal(reason, { expected: poolsOf(admitted), received: pool })
    case 'client': return refusal(reason, { expected: [...tokens.clientIds as ReadonlySet<string>], received: clientId })
    case 'token-use': return refusal(reason, { expected: tokens.tokenUse as TokenUse, received: tokenUse })
  }
}

function poolsOf (admitted: Admitted): string | string[] {
  return admitted instanceof AdmittedTenants ? admitted.pool as string : [...admitted.keys()]
}
