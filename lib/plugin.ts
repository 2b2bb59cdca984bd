import './augment.js'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { Authentication } from './authorization/authentication.js'
import { Guards } from './authorization/guards.js'
import { profileLoader } from './authorization/load-profile.js'
import type { Admitted } from './authorization/narrowing.js'
import { bringForward, refuseUnguarded } from './authorization/on-route.js'
import { createCognitoAuth } from './cognito-auth.js'
import type { Cognito } from './cognito/open-cognito.js'
import { errors } from './errors.js'
import { Lazy } from './lazy.js'
import type { CognitoAuthOptions } from './options/schema.js'
import { settingsFrom, type RouteSettings, type Settings } from './options/settings.js'
import type { Flow } from './schemas/sign-in.js'
import type { KeySet } from './verification/key-set.js'
import { openKeySet, requireKeys } from './verification/open-key-set.js'
import { TokenCache } from './verification/token-cache.js'
import { Verifier } from './verification/verifier.js'

async function plugin (fastify: FastifyInstance, options: CognitoAuthOptions): Promise<void> {
  if (fastify.hasRequestDecorator('currentUser')) throw new errors.FST_COGNITO_ALREADY_REGISTERED()
  const settings = settingsFrom(options)
  for (const what of settings.developmentOnly) fastify.log.warn(`${what} is for development only`)

  const keySets = await keySetsOf(settings, fastify.log)
  const verifier = verifierOf(settings, keySets)
  const authentication = new Authentication({ verifier, extractToken: settings.extractToken })
  const admitted: Admitted = new Map(settings.pools.map(({ pool, clientIds, tokenUse }) => [pool.name, { clientIds, tokenUse }]))
  const guards = new Guards(authentication, admitted, settings.clock)

  const cognito = cognitoOf(settings, fastify.log)
  const signingIn = cognito.get(settings.apiPool) as Lazy<Cognito>

  fastify.decorateRequest('currentUser', null)
  fastify.decorateRequest(Authentication.slot, null)
  fastify.decorateRequest('loadProfile', profileLoader(authentication, cognito))
  fastify.decorate('requireUser', guards.requireUser)
  fastify.decorate('requireGroups', guards.requireGroups)
  fastify.decorate('requireScopes', guards.requireScopes)
  fastify.decorate('requireMachine', guards.requireMachine)
  fastify.decorate('requireRecentSignIn', guards.requireRecentSignIn)
  fastify.decorate('optionalUser', guards.optionalUser)
  fastify.decorate('cognito', createCognitoAuth({ verifier, admitted, keySets }, async () => (await signingIn.get()).operations))

  fastify.addHook('onRoute', bringForward)
  if (settings.refuseUnguarded) refuseUnguarded(fastify)
  fastify.addHook('onClose', async () => {
    for (const keySet of keySets.values()) keySet.close()
    await Promise.all(Array.from(cognito.values(), async ({ made }) => (await made)?.close()))
  })
  if (settings.warmUp === 'required') await requireKeys(keySets.values())
  if (settings.warmUp === 'eager') for (const keySet of keySets.values()) keySet.warmUp()

  if (settings.routes !== null) await serve(fastify, settings, settings.routes, { guards, authentication, cognito: await signingIn.get() })
}

/** The auth API. Only who asks for it pays for its compilers and for the AWS SDK. */
async function serve (
  fastify: FastifyInstance, { apiPool }: Settings, routes: RouteSettings,
  { guards, authentication, cognito: { userPoolId, clientId, operations, prepare } }: { guards: Guards, authentication: Authentication, cognito: Cognito }
): Promise<void> {
  const [{ authApi }, { openRateLimiter }] = await Promise.all([import('./routes/auth-api.js'), import('./rate-limit/rate-limiter.js'), prepare()])
  const limiter = routes.rateLimit === null ? null : await openRateLimiter({ nameSpace: `fastify-cognito-auth-${userPoolId}-`, ...routes.rateLimit }, fastify.log)
  if (limiter !== null) fastify.addHook('onClose', () => limiter.close())
  const own = guards.admitting(new Map([[apiPool, { tokenUse: 'access', clientIds: new Set([clientId]) }]]))
  warnOfTellingFlows(routes, fastify.log)
  await fastify.register(authApi, {
    prefix: routes.prefix,
    operations,
    settings: routes,
    requireUser: own.requireUser(),
    requireRecentSignIn: own.requireRecentSignIn(routes.reauthenticateWithin),
    limiter: limiter ?? UNLIMITED,
    tokenIn: request => authentication.tokenIn(request)
  })
}

const UNLIMITED = { limit: () => async () => {} }

/** Cognito begins these differently for people it knows and for others, unless the app client is told not to. */
const TELLING: ReadonlySet<Flow> = new Set(['USER_AUTH', 'CUSTOM_AUTH', 'USER_SRP_AUTH'])

function warnOfTellingFlows ({ flows }: RouteSettings, log: FastifyBaseLogger): void {
  const telling = flows.filter(flow => TELLING.has(flow))
  if (telling.length > 0) log.warn(`${telling.join(' and ')}: only an app client with PreventUserExistenceErrors ENABLED keeps it secret who has an account`)
}

async function keySetsOf ({ pools, times }: Settings, log: FastifyBaseLogger): Promise<ReadonlyMap<string, KeySet>> {
  const entries = pools.map(async ({ pool, jwks }) => {
    const keySet = await openKeySet({ jwks, jwksUri: pool.jwksUri, times, log: log.child({ pool: pool.name }) })
    return [pool.name, keySet] as const
  })
  return new Map(await Promise.all(entries))
}

function verifierOf ({ pools, clockTolerance, clock, verifySignatures, tokenCache }: Settings, keySets: ReadonlyMap<string, KeySet>): Verifier {
  const verified = pools.map(({ pool: { name, issuers }, clientIds }) => ({
    name, issuers, clientIds, clockTolerance, clock, keySet: verifySignatures ? keySets.get(name) as KeySet : null
  }))
  return new Verifier(verified, tokenCache === null ? null : new TokenCache(tokenCache))
}

/** By the pool's name. Nothing of it is loaded before it is asked for: only who needs Cognito itself pays for speaking to it. */
function cognitoOf ({ pools, timeout, routes }: Settings, log: FastifyBaseLogger): ReadonlyMap<string, Lazy<Cognito>> {
  return new Map(pools.map(({ pool: { name, region, id: userPoolId }, endpoint, apiClientId: clientId, clientSecret }) => [name, new Lazy(async () => {
    const [{ connect }, { openCognito }] = await Promise.all([import('./cognito/client.js'), import('./cognito/open-cognito.js')])
    return openCognito({ connect: () => connect({ region, endpoint }), userPoolId, clientId, clientSecret, timeout, log }, {
      flows: routes?.flows ?? ['USER_PASSWORD_AUTH'],
      hideExistingUsers: routes?.hideExistingUsers ?? false,
      issuer: routes?.totpIssuer ?? userPoolId
    })
  })]))
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
