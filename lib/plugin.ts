import './augment.js'
import { maxHeaderSize } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Authentication } from './authorization/authentication.js'
import { withHeaders } from './authorization/error-headers.js'
import { Entitlements, kRequestEntitlements } from './authorization/entitlements.js'
import { Guards } from './authorization/guards.js'
import type { LoadBalancers } from './authorization/load-balancer.js'
import { profileLoader } from './authorization/load-profile.js'
import { watchRoutes } from './authorization/watch-routes.js'
import { kRequestAuth, tokenToForward } from './authorization/request-auth.js'
import type { SessionTokens } from './authorization/accepted-tokens.js'
import type { SignInRedirect } from './authorization/sign-in-redirect.js'
import { requestMethods } from './authorization/request-methods.js'
import type { ClientTokens } from './cognito/client-tokens.js'
import { sessionTokensApi } from './cognito/session-tokens.js'
import { createCognitoAuth, type CognitoAuth } from './cognito-auth.js'
import { errors } from './errors.js'
import { closeIfLoaded, Lazy } from './lazy.js'
import { parseClientTokenRequest, type ClientTokenRequest } from './options/client-token-request.js'
import type { CognitoAuthOptions } from './options/options.js'
import type { PoolSettings } from './options/pool-settings.js'
import { settingsFrom, type Settings } from './options/settings.js'
import type { RateLimiter } from './rate-limit/rate-limiter.js'
import type { Revocations } from './revocation/revocations.js'
import { registerAuthApi } from './routes/register-auth-api.js'
import type { AuthApi } from './routes/route.js'
import { openKeySets } from './user-pools/fixed-pools.js'
import { openUserPools } from './user-pools/open-user-pools.js'
import type { ManagedLogins } from './managed-login/managed-logins.js'
import type { CookieSessions } from './sessions/cookie-sessions.js'
import type { OpenSessions } from './sessions/open-sessions.js'
import type { UserPools } from './user-pools/user-pools.js'
import type { CurrentUser } from './user/current-user.js'
import { TokenCache } from './verification/token-cache.js'
import { Verifier, type VerifierPool } from './verification/verifier.js'

async function plugin (fastify: FastifyInstance, options: CognitoAuthOptions): Promise<void> {
  if (fastify.hasRequestDecorator('currentUser')) throw new errors.FST_COGNITO_ALREADY_REGISTERED()
  const { log } = fastify
  const settings = await settingsFrom(options, fastify.prefix)
  for (const feature of settings.developmentOnly) log.warn({ feature }, 'development-only feature enabled')
  warnAboutHeaderLimit(settings, fastify)

  const resources = await openResources(settings, log)
  const authorization = await createAuthorization(settings, resources, log)
  const limiter = createLimiter(settings, log)
  const { pools, revocations, store } = resources
  const { entitlements, guards, loadBalancers, sessions } = authorization

  decorateRequest(fastify, requestMethods(entitlements, sessions))
  fastify.decorateRequest('loadProfile', profileLoader(pools.cognitoOf))
  decorateGuards(fastify, guards)
  fastify.decorate('cognito', cognitoDecorator(settings, resources, authorization, limiter))

  watchRoutes(fastify, settings)
  fastify.addHook('onClose', async () => {
    loadBalancers?.close()
    await Promise.all([pools.close(), revocations?.close(), store?.close(), closeIfLoaded(limiter)])
  })
  await pools.warmUp()
  await entitlements.prepareSources()
  if (settings.sourcesCallCognito) await pools.prepareSources()
  await registerRoutes(fastify, settings, resources, authorization, limiter)
}

/** Opens the resources that are closed with the application: user pools, revocations and sessions. */
async function openResources (settings: Settings, log: FastifyBaseLogger) {
  const keySets = await openKeySets(settings, log)
  const revocations = (await settings.revocation?.open({ log, clock: settings.clock })) ?? null
  const store = await openSessionStore(settings, log)
  const revocationsAndSessions = store === null ? revocations : store.withSessions(revocations)
  const pools = await openUserPools({ settings, keySets, revocations: revocationsAndSessions, log })
  return { pools, revocations, revocationsAndSessions, store }
}

type Resources = Awaited<ReturnType<typeof openResources>>

/** Creates the guards and their dependencies: the verifier, load balancers, sessions and entitlements. */
async function createAuthorization (
  settings: Settings,
  { pools, revocations, store }: Resources,
  log: FastifyBaseLogger
) {
  const { clock, extractToken, trustedOrigins } = settings
  const verifier = createVerifier(settings, pools, revocations)
  const sessions = store?.connect(verifier, sessionTokensApi(pools.cognitoIn)) ?? null
  const loadBalancers = await openLoadBalancers(settings, pools, verifier, log)
  const entitlements = createEntitlements(settings, pools)
  const guards = new Guards({
    authentication: new Authentication({ verifier, extractToken, trustedOrigins, loadBalancers, sessions }),
    accepted: pools.acceptedTokens,
    entitlements,
    clock,
    redirect: await openRedirect(settings),
    sessions: sessionTokens(settings)
  })
  return { verifier, sessions, loadBalancers, entitlements, guards }
}

type Authorization = Awaited<ReturnType<typeof createAuthorization>>

/** Returns `fastify.cognito`. */
function cognitoDecorator (
  settings: Settings,
  { pools, revocations, revocationsAndSessions }: Resources,
  { verifier }: Authorization,
  limiter: Lazy<RateLimiter | null>
): CognitoAuth {
  const { acceptedTokens, api, keySets } = pools
  return createCognitoAuth(
    { verifier, acceptedTokens, keySets, revocations, revocationsAndSessions },
    async () => (await api.get()).operations,
    {
      limiter: async () => limiter.get(),
      attributesOf: async (token, caller) => {
        try {
          const user = await verifier.verify(token)
          return (await (await api.get()).profiles.of(user, token, { fresh: true, caller })).attributes
        } catch (error) {
          throw withHeaders(error)
        }
      }
    },
    clientTokenSource(settings, pools)
  )
}

/** Registers the auth API and the sign-in page. Nothing without the option `routes`. */
async function registerRoutes (
  fastify: FastifyInstance,
  settings: Settings,
  { pools }: Resources,
  { guards, sessions, verifier }: Authorization,
  limiter: Lazy<RateLimiter | null>
): Promise<void> {
  if (settings.routes === null) return
  const managedLogins = await openManagedLogins(settings, sessions, verifier)
  const auth = {
    guards,
    limiter: await limiter.get(),
    cognito: await pools.api.get(),
    sessions,
    managedLogins
  }
  const routes = await registerAuthApi(fastify, settings, settings.routes, auth)
  await registerSignInPage(fastify, settings, routes)
}

/** Adds the current user, and the methods about the user, to requests. */
function decorateRequest (
  fastify: FastifyInstance,
  { groups, permissions, allows, accessToken }: ReturnType<typeof requestMethods>
): void {
  fastify.decorateRequest('currentUser', null)
  fastify.decorateRequest(kRequestAuth, null)
  fastify.decorateRequest(kRequestEntitlements, null)
  fastify.decorateRequest('groups', groups)
  fastify.decorateRequest('permissions', permissions)
  fastify.decorateRequest('allows', allows)
  fastify.decorateRequest('accessToken', accessToken)
}

function decorateGuards (fastify: FastifyInstance, guards: Guards): void {
  fastify.decorate('requireUser', guards.requireUser)
  fastify.decorate('requireGroups', guards.requireGroups)
  fastify.decorate('requireScopes', guards.requireScopes)
  fastify.decorate('requirePermissions', guards.requirePermissions)
  fastify.decorate('requireMachine', guards.requireMachine)
  fastify.decorate('requireRecentSignIn', guards.requireRecentSignIn)
  fastify.decorate('requireSignIn', guards.requireSignIn)
  fastify.decorate('optionalUser', guards.optionalUser)
}

/** Registers the pages of the option `signInPage`, whose code is loaded only here. */
async function registerSignInPage (
  fastify: FastifyInstance,
  { signInPage: settings, clock }: Settings,
  api: AuthApi
): Promise<void> {
  if (settings === null) return
  const { signInPages } = await import('./sign-in-page/register.js')
  await fastify.register(signInPages, { prefix: api.settings.prefix, api, settings, clock })
}

/** Returns the implementation of `cognito.clientToken()`, for the option `machine`. */
function clientTokenSource (
  { pools }: Settings,
  { cognitoIn }: UserPools
): (request: ClientTokenRequest) => Promise<string> {
  const names = pools.filter(({ machine }) => machine !== null).map(({ pool }) => pool.name)
  return async request => {
    const { pool, scopes } = parseClientTokenRequest(request, names)
    const { clientTokens } = await cognitoIn(pool)
    // `parseClientTokenRequest` accepts only pools with the option.
    return (clientTokens as ClientTokens).get(scopes)
  }
}

/** Returns the app clients whose tokens sessions have. None without the option `session`. */
function sessionTokens ({ session, pools, apiPool, managedLogins }: Settings): readonly SessionTokens[] {
  if (session === null) return []
  // Sessions require routes, which require a pool and an app client.
  const { pool, apiClientId } = pools.find(({ pool }) => pool.name === apiPool) as PoolSettings
  return [{ pool: pool.name, clientId: apiClientId as string, resource: null }, ...managedLogins]
}

/** Opens managed login, whose code is loaded only here. Null without the option `managedLogin`. */
async function openManagedLogins (
  { managedLogins, clock, timeout }: Settings,
  sessions: CookieSessions | null,
  verifier: Verifier
): Promise<ManagedLogins | null> {
  if (sessions === null || managedLogins.length === 0) return null
  const { openManagedLogins } = await import('./managed-login/managed-logins.js')
  return openManagedLogins(managedLogins, { sessions, verifier, clock, timeout })
}

/** Returns the redirect of `requireSignIn()`. Null if the options have no page where users sign in. */
async function openRedirect ({ session }: Settings): Promise<SignInRedirect | null> {
  if (session?.signInPath == null) return null
  const { signInRedirect } = await import('./authorization/sign-in-redirect.js')
  return signInRedirect({ origin: session.origin, path: session.signInPath })
}

/** Opens the load balancers, whose code is loaded only here. Null without the option `alb`. */
async function openLoadBalancers (
  { pools, times, trustedOrigins }: Settings,
  { verifierPools }: UserPools,
  verifier: Verifier,
  log: FastifyBaseLogger
): Promise<LoadBalancers | null> {
  // `verifierPools` has the same order as `pools`.
  const behind = pools.flatMap(({ alb }, index) =>
    alb === null ? [] : { ...(verifierPools[index] as VerifierPool), ...alb }
  )
  if (behind.length === 0) return null
  const { LoadBalancers } = await import('./authorization/load-balancer.js')
  return new LoadBalancers({ pools: behind, verifier, times, trustedOrigins, log })
}

/** Opens the store of sessions, whose code is loaded only here. Null without the option `session`. */
async function openSessionStore (
  { session, tokenCache, clock, timeout }: Settings,
  log: FastifyBaseLogger
): Promise<OpenSessions | null> {
  if (session === null) return null
  const { openSessions } = await import('./sessions/open-sessions.js')
  return openSessions({ settings: session, tokenCache, clock, timeout, log })
}

/**
 * Returns the rate limiter of the auth API and of `cognito.rateLimited()`, opened when it is first used. Null
 * if rate limits are disabled.
 */
function createLimiter (
  { pools, apiPool, routes }: Settings,
  log: FastifyBaseLogger
): Lazy<RateLimiter | null> {
  return new Lazy(async () => {
    const { rateLimit } = routes ?? { rateLimit: {} }
    if (rateLimit === null) return null
    const { openRateLimiter } = await import('./rate-limit/rate-limiter.js')
    // Without a pool for the API, only the application's own routes use the limiter.
    const id = pools.find(({ pool }) => pool.name === apiPool)?.pool.id ?? 'tenants'
    return openRateLimiter({ nameSpace: `fastify-cognito-auth-${id}-`, ...rateLimit }, log)
  })
}

/** Warns if Node.js would respond with 431 to the headers of a request with a token of the maximum length. */
function warnAboutHeaderLimit ({ maxTokenLength }: Settings, { server, log }: FastifyInstance): void {
  // HTTP/2 servers and custom servers have other limits.
  if (!('maxHeaderSize' in server)) return
  const limit = (server.maxHeaderSize as number | undefined) ?? maxHeaderSize
  if (maxTokenLength > limit) {
    log.warn({ maxTokenLength, maxHeaderSize: limit }, 'maxTokenLength exceeds maxHeaderSize')
  }
}

function createVerifier (
  { verifySignatures, tokenCache, maxTokenLength }: Settings,
  { verifierPools, source }: UserPools,
  revocations: Revocations | null
): Verifier {
  const cache = tokenCache === null ? null : new TokenCache(tokenCache)
  return new Verifier(verifierPools, {
    cache,
    revocations,
    maxTokenLength,
    source,
    checksSignatures: verifySignatures
  })
}

function createEntitlements (
  { groups, permissions, clock }: Settings,
  { cognitoOf, acceptedTokens }: UserPools
): Entitlements {
  const groupsInCognito = async (user: CurrentUser) =>
    user.kind === 'machine' ? [] : (await cognitoOf(user)).groupsOf(user)
  const verifiedToken = (user: CurrentUser, request: FastifyRequest) => tokenToForward(user, request, clock())
  const tools = { groupsInCognito, verifiedToken }
  return new Entitlements({ groups, permissions, acceptedTokens, tools })
}

/**
 * Fastify plugin that verifies the tokens of Amazon Cognito user pools. It adds guards and
 * `request.currentUser` to an application, and serves the auth API if the option `routes` is set.
 *
 * It applies to the scope that it is registered in and to its child scopes.
 *
 * @example
 * ```ts
 * import Fastify from 'fastify'
 * import cognitoAuth, { getCurrentUser } from 'fastify-cognito-auth'
 *
 * const app = Fastify()
 * await app.register(cognitoAuth, {
 *   userPoolId: 'eu-west-1_AbC123xyz',
 *   clientId: '1h57kf5cpq17m0eml12example'
 * })
 * app.get('/orders', { preHandler: app.requireUser() }, async request => ({
 *   user: getCurrentUser(request).id
 * }))
 * ```
 *
 * @throws FST_COGNITO_INVALID_OPTIONS, FST_COGNITO_DEVELOPMENT_ONLY, FST_COGNITO_ALREADY_REGISTERED or
 * FST_COGNITO_MISSING_DEPENDENCY while the application starts
 */
export const cognitoAuth = fp(plugin, { fastify: '5.x', name: 'fastify-cognito-auth' })
