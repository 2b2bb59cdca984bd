import { errors } from '../errors.js'
import { describeValue } from '../options/describe-value.js'
import type { AnyTokenUse } from '../user/current-user.js'
import {
  AcceptedTenantTokens,
  type AcceptedPoolTokens,
  type AcceptedTokens,
  type AcceptedTokensByPool
} from './accepted-tokens.js'

/**
 * Restricts the tokens that a guard accepts, within those that the options of the plugin accept.
 *
 * @example
 * ```ts
 * import type { TokenRestriction } from 'fastify-cognito-auth'
 *
 * const mobile: TokenRestriction = { clientId: '2h57kf5cpq17m0eml12example', tokenUse: 'access' }
 * app.get('/devices', { preHandler: app.requireUser(mobile) }, async () => [])
 * ```
 */
export interface TokenRestriction {
  /** The name of a pool. `default` if there is only one. */
  readonly pool?: string
  /** The ID of an app client, or a list of IDs, that the options accept. */
  readonly clientId?: string | readonly string[]
  /** The use of the token, if the options accept several: `'alb'` with the option `alb`. */
  readonly tokenUse?: AnyTokenUse
  /**
   * An audience of the access token, or a list of audiences, that the options accept. Null in a list means
   * tokens without an audience.
   */
  readonly audience?: string | readonly (string | null)[]
}

const KEYS = ['pool', 'clientId', 'tokenUse', 'audience']

export function isRestrictionKey (key: string): boolean {
  return KEYS.includes(key)
}

/**
 * Returns the tokens that a guard accepts.
 *
 * @throws FST_COGNITO_INVALID_REQUIREMENT for an unknown key, or a restriction that no token can meet
 */
export function restrictTokens (
  guard: string,
  accepted: AcceptedTokens,
  restriction: TokenRestriction = {}
): AcceptedTokens {
  assertRestriction(guard, restriction)
  if (accepted instanceof AcceptedTenantTokens) return restrictTenants(guard, accepted, restriction)
  const { pool, clientId, tokenUse, audience } = restriction
  const inPools = restrictPools(guard, accepted, pool)
  const ofClients = restrictClients(guard, inPools, clientId)
  const ofUse = restrictTokenUse(guard, ofClients, tokenUse)
  return restrictAudiences(guard, ofUse, audience)
}

function assertRestriction (guard: string, restriction: unknown): void {
  if (typeof restriction !== 'object' || restriction === null || Array.isArray(restriction)) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
      guard,
      'the token restriction must be { pool, clientId, tokenUse, audience }; got ' +
        describeValue([], restriction)
    )
  }
  for (const [key, value] of Object.entries(restriction)) {
    if (!KEYS.includes(key)) {
      throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
        guard,
        `the token restriction must have pool, clientId, tokenUse or audience; got '${key}'`
      )
    }
    // A missing setting must not open a route.
    if (value === undefined) {
      throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
        guard,
        `${key} must not be undefined; omit it to accept every ${key} of the options`
      )
    }
  }
}

/** The pools and app clients are not known yet, so only the form of their names is checked. */
function restrictTenants (
  guard: string,
  accepted: AcceptedTenantTokens,
  { pool, clientId, tokenUse, audience }: TokenRestriction
): AcceptedTokens {
  if (pool !== undefined && (typeof pool !== 'string' || pool === '')) {
    throw impossibleRestriction(guard, `pool must be the name of a pool; got ${describeValue([], pool)}`)
  }
  if (tokenUse !== undefined) assertTokenUse(guard, tokenUse)
  if (tokenUse === 'alb') throw withoutLoadBalancer(guard)
  return new AcceptedTenantTokens({
    pool: pool ?? accepted.pool,
    clientIds: clientId === undefined ? accepted.clientIds : new Set(parseClientIds(guard, clientId)),
    tokenUse: tokenUse ?? accepted.tokenUse,
    audiences: audience === undefined ? accepted.audiences : new Set(parseAudiences(guard, audience))
  })
}

function restrictPools (
  guard: string,
  accepted: AcceptedTokensByPool,
  pool: string | undefined
): AcceptedTokensByPool {
  if (pool === undefined) return accepted
  const tokens = accepted.get(pool)
  if (tokens === undefined) {
    throw impossibleRestriction(
      guard,
      `pool must be one of ${[...accepted.keys()].join(', ')}; got ${describeValue([], pool)}`
    )
  }
  return new Map([[pool, tokens]])
}

function restrictClients (
  guard: string,
  accepted: AcceptedTokensByPool,
  clientId: TokenRestriction['clientId']
): AcceptedTokensByPool {
  if (clientId === undefined) return accepted
  const requested = parseClientIds(guard, clientId)
  const accepts = ({ clientIds }: AcceptedPoolTokens, id: string) => clientIds === null || clientIds.has(id)
  const unknown = requested.find(id => ![...accepted.values()].some(tokens => accepts(tokens, id)))
  if (unknown !== undefined) {
    throw impossibleRestriction(
      guard,
      `clientId must be one of the app clients in the options; got ${describeValue([], unknown)}`
    )
  }
  return mapPools(accepted, tokens => {
    const clientIds = new Set(requested.filter(id => accepts(tokens, id)))
    return clientIds.size === 0 ? null : { ...tokens, clientIds }
  })
}

function parseClientIds (
  guard: string,
  clientId: NonNullable<TokenRestriction['clientId']>
): readonly string[] {
  const requested = typeof clientId === 'string' ? [clientId] : clientId
  if (!Array.isArray(requested) || requested.length === 0) {
    throw impossibleRestriction(
      guard,
      `clientId must be the ID of an app client, or a list of IDs; got ${describeValue([], clientId)}`
    )
  }
  return requested
}

function restrictTokenUse (
  guard: string,
  accepted: AcceptedTokensByPool,
  requested: AnyTokenUse | undefined
): AcceptedTokensByPool {
  if (requested === undefined) return accepted
  assertTokenUse(guard, requested)
  const restricted = mapPools(accepted, ({ clientIds, tokenUse, audiences, alb = false }) => {
    const isAccepted = requested === 'alb' ? alb : tokenUse === null || tokenUse === requested
    return isAccepted ? { clientIds, audiences, tokenUse: requested } : null
  })
  if (restricted.size === 0 && requested === 'alb') throw withoutLoadBalancer(guard)
  if (restricted.size === 0) {
    throw impossibleRestriction(
      guard,
      `the options accept only ${requested === 'id' ? 'access' : 'ID'} tokens; set options.tokenUse to ` +
        'null to accept both'
    )
  }
  return restricted
}

function assertTokenUse (guard: string, tokenUse: unknown): void {
  if (tokenUse !== 'access' && tokenUse !== 'id' && tokenUse !== 'alb') {
    throw impossibleRestriction(
      guard,
      `tokenUse must be 'access', 'id' or 'alb'; got ${describeValue([], tokenUse)}`
    )
  }
}

function restrictAudiences (
  guard: string,
  accepted: AcceptedTokensByPool,
  audience: TokenRestriction['audience']
): AcceptedTokensByPool {
  if (audience === undefined) return accepted
  const requested = parseAudiences(guard, audience)
  const accepts = ({ audiences }: AcceptedPoolTokens, name: string | null) => audiences?.has(name) === true
  const unknown = requested.find(name => ![...accepted.values()].some(tokens => accepts(tokens, name)))
  if (unknown !== undefined) {
    throw impossibleRestriction(
      guard,
      `audience must be one of the audiences in the options; got ${describeValue([], unknown)}`
    )
  }
  return mapPools(accepted, tokens => {
    const audiences = new Set(requested.filter(name => accepts(tokens, name)))
    return audiences.size === 0 ? null : { ...tokens, audiences }
  })
}

function parseAudiences (
  guard: string,
  audience: NonNullable<TokenRestriction['audience']>
): readonly (string | null)[] {
  const requested = typeof audience === 'string' ? [audience] : audience
  if (!Array.isArray(requested) || requested.length === 0) {
    throw impossibleRestriction(
      guard,
      `audience must be the URL of an API, or a list of URLs; got ${describeValue([], audience)}`
    )
  }
  return requested
}

function withoutLoadBalancer (guard: string): Error {
  return impossibleRestriction(guard, "tokenUse 'alb' requires the option alb of a pool")
}

/** Returns the accepted tokens of the pools, without pools of which none are accepted. */
function mapPools (
  accepted: AcceptedTokensByPool,
  change: (tokens: AcceptedPoolTokens) => AcceptedPoolTokens | null
): AcceptedTokensByPool {
  return new Map(
    [...accepted].flatMap(([pool, tokens]) => {
      const changed = change(tokens)
      return changed === null ? [] : [[pool, changed] as const]
    })
  )
}

function impossibleRestriction (guard: string, reason: string): Error {
  return new errors.FST_COGNITO_INVALID_REQUIREMENT(guard, `no token can be accepted: ${reason}`)
}
