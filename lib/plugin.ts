import './augment.js'
import { maxHeaderSize } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { Authentication } from './authorization/authentication.js'
import { withHeaders } from './authorization/challenge.js'
import { Entitlements, requestMethods } from './authorization/entitlements.js'
import { Guards, type Guard } from './authorization/guards.js'
import { profileLoader } from './authorization/load-profile.js'
import { AdmittedTenants, type Admitted } from './authorization/narrowing.js'
import { watchRoutes } from './authorization/on-route.js'
import { kRequestAuth } from './authorization/request-auth.js'
import { createCognitoAuth } from './cognito-auth.js'
import type { Cognito } from './cognito/open-cognito.js'
import { errors } from './errors.js'
import { Lazy } from './lazy.js'
import { loadSdk } from './optional.js'
import type { CognitoAuthOptions } from './options/options.js'
import { resolvedPoolSettings, settingsFrom, type PoolSettings, type RouteSettings, type Settings } from './options/settings.js'
import type { RateLimiter } from './rate-limit/rate-limiter.js'
import { revoke, type Revocations } from './revocation/revocations.js'
import type { Flow } from './schemas/sign-in.js'
import { LeasedKeySet } from './tenants/leased-key-set.js'
import type { Lease } from './tenants/lease.js'
import { Resolver } from './tenants/resolver.js'
import { TenantPools, type TenantPool } from './tenants/tenant-pools.js'
import { completion } from './user/completion.js'
import type { CurrentUser } from './user/current-user.js'
import type { KeySet } from './verification/key-set.js'
import { openKeySet, requireKeys } from './verification/open-key-set.js'
import { TokenCache } from './verification/token-cache.js'
import { Verifier, type VerifiedPool } from './verification/verifier.js'

async function plugin (fastify: FastifyInstance, options: CognitoAuthOptions): Promise<void> {
  if (fastify.hasRequestDecorator('currentUser')) throw new errors.FST_COGNITO_ALREADY_REGISTERED()
  const settings = settingsFrom(options)
  for (const what of settings.developmentOnly) fastify.log.warn(`${what} is for development only`)

  warnOfHeaderLimit(settings, fastify)

  const keySets = await keySetsOf(settings, fastify.log)
  const revocations = await settings.revocation?.open({ log: fastify.log, clock: settings.clock }) ?? null
  const tenants = tenantsOf(settings, revocations, fastify.log)
  const verifier = verifierOf(settings, keySets, tenants, revocations)
  const { extractToken, trustedOrigins } = settings
  const authentication = new Authentication({ verifier, extractToken, trustedOrigins })
  const admitted = tenants === null ? admittedOf(settings) : new AdmittedTenants()

  const cognito = cognitoByPool(settings, revocations, fastify.log)
  const cognitoOf = async (user: CurrentUser) => {
    const lazy = tenants === null ? cognito.get(user.pool) as Lazy<Cognito> : (await tenants.find(user.claims.iss)).cognito
    return lazy.get()
  }
  const entitlements = entitlementsOf(settings, cognitoOf, admitted)
  const guards = new Guards({ authentication, admitted, entitlements, clock: settings.clock })
  const { groups, permissions, allows } = requestMethods(entitlements)
  const signingIn = settings.apiPool === null ? NO_API_POOL : cognito.get(settings.apiPool) as Lazy<Cognito>

  fastify.decorateRequest('currentUser', null)
  fastify.decorateRequest(kRequestAuth, null)
  fastify.decorateRequest(Entitlements.slot, null)
  fastify.decorateRequest('groups', groups)
  fastify.decorateRequest('permissions', permissions)
  fastify.decorateRequest('allows', allows)
  fastify.decorateRequest('loadProfile', profileLoader(cognitoOf))
  fastify.decorate('requireUser', guards.requireUser)
  fastify.decorate('requireGroups', guards.requireGroups)
  fastify.decorate('requireScopes', guards.requireScopes)
  fastify.decorate('requirePermissions', guards.requirePermissions)
  fastify.decorate('requireMachine', guards.requireMachine)
  fastify.decorate('requireRecentSignIn', guards.requireRecentSignIn)
  fastify.decorate('optionalUser', guards.optionalUser)
  const limiter = limiterOf(settings, fastify.log)
  const operations = async () => (await signingIn.get()).operations
  const parts = { verifier, admitted, keySets: () => keySetsIn(keySets, tenants), revocations }
  fastify.decorate('cognito', createCognitoAuth(parts, operations, {
    limiter: async () => limiter.get(),
    attributesOf: async (token, caller) => {
      try {
        const user = await verifier.verify(token)
        return (await (await signingIn.get()).profiles.of(user, token, { fresh: true, caller })).attributes
      } catch (error) {
        throw withHeaders(error)
      }
    }
  }))

  watchRoutes(fastify, settings)
  fastify.addHook('onClose', async () => {
    for (const keySet of keySets.values()) keySet.close()
    const open: Lazy<{ close: () => Promise<void> } | null>[] = [limiter, ...cognito.values(), ...tenants?.all.map(([, { cognito }]) => cognito) ?? []]
    tenants?.close()
    await Promise.all([revocations?.close(), ...open.map(async lazy => (await lazy.made())?.close())])
  })
  if (settings.warmUp === 'required') {
    await requireKeys(settings.pools.map(({ pool: { name, jwksUri } }) => ({ pool: name, jwksUri, keySet: keySets.get(name) as KeySet })))
  }
  if (settings.warmUp === 'eager') for (const keySet of keySets.values()) keySet.warmUp()

  if (settings.sourcesAskCognito) await (tenants === null ? prepare(cognito.values()) : loadSdk('A source of groups in Cognito'))
  if (settings.routes === null) return
  const api = { guards, authentication, limiter: await limiter.get(), cognito: await signingIn.get() }
  await serve(fastify, settings, settings.routes, api)
}

/** A source that asks Cognito fails at start-up where the AWS SDK is missing, not at a request. */
async function prepare (pools: Iterable<Lazy<Cognito>>): Promise<void> {
  for (const pool of pools) {
    const cognito = await pool.get()
    await cognito.prepare()
    // Not waited for: looking for them on the network takes seconds where there are none.
    cognito.findCredentials()
  }
}

/** The auth API. Only who asks for it pays for its compilers and for the AWS SDK. */
async function serve (
  fastify: FastifyInstance, { apiPool, sourcesAskCognito }: Settings, routes: RouteSettings,
  { guards, authentication, limiter, cognito: { clientId, operations, ordinaryUser, prepare, findCredentials } }: {
    guards: Guards, authentication: Authentication, limiter: RateLimiter | null, cognito: Cognito
  }
): Promise<void> {
  const [{ authApi }, { warnOfShortParams }] = await Promise.all([
    import('./routes/auth-api.js'), import('./routes/path-names.js'), prepare()
  ])
  const own = guards.admitting(new Map([[apiPool as string, { tokenUse: 'access', clientIds: new Set([clientId]) }]]))
  warnOfTellingFlows(routes, fastify.log)
  const { userAdministrators, groupAdministrators } = routes
  const administrates = userAdministrators.length + groupAdministrators.length > 0
  if (administrates) warnOfShortParams(fastify)
  // Not waited for: looking for them on the network takes seconds where there are none.
  const needsCredentials = administrates || routes.flows.includes('ADMIN_USER_PASSWORD_AUTH')
  if (needsCredentials && !sourcesAskCognito) findCredentials()
  await fastify.register(authApi, {
    prefix: routes.prefix,
    operations,
    changeable: async request => {
      const { username } = request.params as { username: string }
      const isAllowed = groupAdministrators.length > 0 && await request.allows({ groups: groupAdministrators })
      return { username: isAllowed ? username : await ordinaryUser(username, request) }
    },
    settings: routes,
    requireUser: own.requireUser(),
    requireRecentSignIn: own.requireRecentSignIn(routes.reauthenticateWithin),
    requireUserAdministrator: administrator(own, userAdministrators),
    requireGroupAdministrator: administrator(own, groupAdministrators),
    limiter: limiter ?? UNLIMITED
  })
}

/** Opens the rate limiter of the auth API and of `cognito.limited()`; null where the limits are switched off. */
function limiterOf ({ pools, apiPool, routes }: Settings, log: FastifyBaseLogger): Lazy<RateLimiter | null> {
  return new Lazy(async () => {
    const { rateLimit } = routes ?? { rateLimit: {} }
    if (rateLimit === null) return null
    const { openRateLimiter } = await import('./rate-limit/rate-limiter.js')
    // Without a pool for the API, only the application's own routes count here.
    const id = pools.find(({ pool }) => pool.name === apiPool)?.pool.id ?? 'tenants'
    return openRateLimiter({ nameSpace: `fastify-cognito-auth-${id}-`, ...rateLimit }, log)
  })
}

/** The guard of administration: users in these groups. Without groups, no route uses it. */
function administrator (guards: Guards, groups: readonly string[]): Guard {
  return groups.length === 0 ? guards.requireUser() : guards.userInGroups(groups)
}

const UNLIMITED = { limit: () => async () => {} }

/** Cognito begins these differently for people it knows and for others, unless the app client is told not to; the first in part even then. */
const TELLING: ReadonlySet<Flow> = new Set(['USER_AUTH', 'CUSTOM_AUTH', 'USER_SRP_AUTH'])

function warnOfTellingFlows ({ flows }: RouteSettings, log: FastifyBaseLogger): void {
  const telling = flows.filter(flow => TELLING.has(flow))
  if (telling.length > 0) log.warn(`${telling.join(' and ')}: only an app client with PreventUserExistenceErrors ENABLED keeps it secret who has an account`)
}

/** Node.js answers 431 to headers that are too large, before any of this sees the request. */
function warnOfHeaderLimit ({ maxTokenLength }: Settings, { server, log }: FastifyInstance): void {
  // An HTTP/2 server, or one of the application's own making, has limits of its own.
  if (!('maxHeaderSize' in server)) return
  const limit = server.maxHeaderSize as number | undefined ?? maxHeaderSize
  if (maxTokenLength > limit) {
    log.warn({ maxTokenLength, maxHeaderSize: limit }, 'maxTokenLength is larger than what Node.js accepts for all headers of a request: set http: { maxHeaderSize } in the options of Fastify')
  }
}

function admittedOf ({ pools }: Settings): Admitted {
  return new Map(pools.map(({ pool, clientIds, tokenUse }) => [pool.name, { clientIds, tokenUse }]))
}

/** The key sets of the pools in use, by name. */
function keySetsIn (fixed: ReadonlyMap<string, KeySet>, tenants: Tenants | null): ReadonlyMap<string, Pick<KeySet, 'keys' | 'health'>> {
  return tenants === null ? fixed : new Map(tenants.all.map(([name, { keySet }]) => [name, keySet]))
}

const NO_API_POOL: Pick<Lazy<Cognito>, 'get'> = {
  get: async () => { throw new errors.FST_COGNITO_INVALID_OPTIONS('- userPools.resolve: the operations of fastify.cognito act on one pool, so there are none beside it; register the plugin once more, in a scope of its own, with the userPoolId and clientId of a pool') }
}

interface Tenant extends TenantPool {
  readonly cognito: Lazy<Cognito>
}

type Tenants = TenantPools<PoolSettings, Tenant>

/** How long requests that are under way may go on with the API of a pool that is not in use any more, in milliseconds. */
const CLOSING = 60_000

/** Null where the pools are fixed. */
function tenantsOf (settings: Settings, revocations: Revocations | null, log: FastifyBaseLogger): Tenants | null {
  const { resolving, times, sourcesAskCognito } = settings
  if (resolving === null) return null
  const open = async (found: PoolSettings, lease: Lease): Promise<Tenant> => {
    const keySet = new LeasedKeySet(await keySetOf(found, settings, log), lease)
    const cognito = lazyCognito(found, settings, revocations, log)
    const verified = { ...verifiedPool(found, settings, keySet), tokenUse: found.tokenUse }
    const close = () => {
      keySet.close()
      setTimeout(async () => (await cognito.made())?.close(), CLOSING).unref()
    }
    return { verified, keySet, cognito, close }
  }
  return new TenantPools({
    resolver: new Resolver({ resolve: resolving.resolve, timeout: resolving.timeout, log }),
    parse: given => resolvedPoolSettings(given, sourcesAskCognito),
    open,
    max: resolving.max,
    terms: { ttl: resolving.ttl, staleFor: times.staleFor, retry: times.cooldown },
    cooldown: times.cooldown,
    log
  })
}

async function keySetsOf (settings: Settings, log: FastifyBaseLogger): Promise<ReadonlyMap<string, KeySet>> {
  return new Map(await Promise.all(settings.pools.map(async found => [found.pool.name, await keySetOf(found, settings, log)] as const)))
}

function keySetOf ({ pool: { name, jwksUri }, jwks }: PoolSettings, { times }: Settings, log: FastifyBaseLogger): Promise<KeySet> {
  return openKeySet({ jwks, jwksUri, times, log: log.child({ pool: name }), pool: name })
}

function verifiedPool ({ pool: { name, issuers }, clientIds }: PoolSettings, settings: Settings, keySet: NonNullable<VerifiedPool['keySet']>): VerifiedPool {
  const { clockTolerance, clock, verifySignatures, toUser, groups } = settings
  const complete = completion({ toUser, areGroupsClaimed: groups === null })
  return { name, issuers, clientIds, clockTolerance, clock, keySet: verifySignatures ? keySet : null, complete }
}

function verifierOf (
  settings: Settings, keySets: ReadonlyMap<string, KeySet>, source: Tenants | null, revocations: Revocations | null
): Verifier {
  const { pools, verifySignatures, tokenCache, maxTokenLength } = settings
  const verified = pools.map(found => verifiedPool(found, settings, keySets.get(found.pool.name) as KeySet))
  const cache = tokenCache === null ? null : new TokenCache(tokenCache)
  return new Verifier(verified, { cache, revocations, maxTokenLength, source, checksSignatures: verifySignatures })
}

function entitlementsOf (
  { groups, permissions }: Settings, cognitoOf: (user: CurrentUser) => Promise<Cognito>, admitted: Admitted
): Entitlements {
  const groupsInCognito = async (user: CurrentUser) => user.kind === 'machine' ? [] : (await cognitoOf(user)).groupsOf(user)
  return new Entitlements({ groups, permissions, admitted, tools: { groupsInCognito } })
}

/** By the pool's name. Nothing of it is loaded before it is asked for: only who needs Cognito itself pays for speaking to it. */
function cognitoByPool (settings: Settings, revocations: Revocations | null, log: FastifyBaseLogger): ReadonlyMap<string, Lazy<Cognito>> {
  return new Map(settings.pools.map(found => [found.pool.name, lazyCognito(found, settings, revocations, log)]))
}

function lazyCognito (
  found: PoolSettings, { timeout, clock, requestHandler, routes }: Settings,
  revocations: Revocations | null, log: FastifyBaseLogger
): Lazy<Cognito> {
  const {
    pool: { name, signingRegion: region, id: userPoolId, issuers }, endpoint, missingEndpoint,
    apiClientId: clientId, clientSecret
  } = found
  return new Lazy(async () => {
    const [client, { openCognito }] = await Promise.all([import('./cognito/client.js'), import('./cognito/open-cognito.js')])
    // Not before Cognito is called: an ID token has a profile in it.
    const connect = async () => {
      if (missingEndpoint !== null) throw new errors.FST_COGNITO_INVALID_OPTIONS(missingEndpoint)
      return client.connect({ region, endpoint, requestHandler })
    }
    return openCognito({ connect, pool: name, userPoolId, clientId, clientSecret, timeout, log }, {
      flows: routes?.flows ?? ['USER_PASSWORD_AUTH'],
      hideExistingUsers: routes?.hideExistingUsers ?? false,
      issuer: routes?.totpIssuer ?? userPoolId,
      issuers,
      administrators: new Set([...routes?.userAdministrators ?? [], ...routes?.groupAdministrators ?? []]),
      clock,
      revocation: revocations === null
        ? null
        : {
            revoke: what => revoke(revocations, what),
            isRevoked: user => revocations.isRevoked(user)
          },
      signOutOthers: revocations !== null && routes?.signOutOthersOnPasswordChange !== false
    })
  })
}

/**
 * Gives an application an Amazon Cognito user pool: guards, `request.currentUser`, and with `routes` the auth API.
 *
 * ```ts
 * await app.register(cognitoAuth, { userPoolId: 'eu-west-1_AbC123xyz', clientId: '1h57kf5cpq17m0eml12example' })
 * ```
 *
 * It serves the scope it is registered in, and that scope's children.
 *
 * @throws FST_COGNITO_INVALID_OPTIONS, FST_COGNITO_DEVELOPMENT_ONLY, FST_COGNITO_ALREADY_REGISTERED,
 * FST_COGNITO_MISSING_DEPENDENCY, all while the application starts
 */
export const cognitoAuth = fp(plugin, { fastify: '5.x', name: 'fastify-cognito-auth' })
