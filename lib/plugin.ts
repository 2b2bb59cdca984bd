import './augment.js'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { Authentication } from './authorization/authentication.js'
import { Guards } from './authorization/guards.js'
import { profileLoader } from './authorization/load-profile.js'
import { bringForward, refuseUnguarded } from './authorization/on-route.js'
import { CognitoAuth } from './cognito-auth.js'
import { CognitoApi } from './cognito/api.js'
import { createClient } from './cognito/client.js'
import { Profiles } from './cognito/profiles.js'
import { Sessions } from './cognito/sessions.js'
import { SignUp } from './cognito/sign-up.js'
import { errors } from './errors.js'
import type { CognitoAuthOptions } from './options/schema.js'
import { settingsFrom, type Settings } from './options/settings.js'
import { authApi } from './routes/auth-api.js'
import { compileKeys, type CompiledKeys, type UnfitEntry } from './verification/compile-keys.js'
import { fetchJwks } from './verification/fetch-jwks.js'
import { FixedKeySet, RemoteKeySet, type KeySet } from './verification/key-set.js'
import { createUnverifiedReader, createVerifier, type VerifyToken } from './verification/verifier.js'

async function plugin (fastify: FastifyInstance, options: CognitoAuthOptions): Promise<void> {
  if (fastify.hasRequestDecorator('currentUser')) throw new errors.FST_COGNITO_ALREADY_REGISTERED()
  const settings = settingsFrom(options)
  for (const what of settings.developmentOnly) fastify.log.warn(`${what} is for development only`)

  const keySet = await keySetOf(settings, fastify.log)
  const verify = verifierOf(settings, keySet)
  const authentication = new Authentication({ verify, extractToken: settings.extractToken })
  const admitted = { pools: [settings.pool.name], clientIds: settings.clientIds, tokenUse: settings.tokenUse }
  const guards = new Guards(authentication, admitted)

  const api = apiOf(settings, fastify.log)
  const signUp = new SignUp(api)
  const sessions = new Sessions(api)

  fastify.decorateRequest('currentUser', null)
  fastify.decorateRequest(Authentication.slot, null)
  fastify.decorateRequest('loadProfile', profileLoader(authentication, new Profiles(api)))
  fastify.decorate('requireUser', guards.requireUser)
  fastify.decorate('requireGroups', guards.requireGroups)
  fastify.decorate('requireScopes', guards.requireScopes)
  fastify.decorate('optionalUser', guards.optionalUser)
  fastify.decorate('cognito', new CognitoAuth({ verify, admitted, keySet, signUp, sessions }))

  fastify.addHook('onRoute', bringForward)
  if (settings.refuseUnguarded) refuseUnguarded(fastify)
  fastify.addHook('onClose', async () => {
    keySet.close()
    await api.close()
  })

  if (settings.routes !== null) {
    await api.prepare()
    const { prefix, attributes } = settings.routes
    const own = guards.admitting({ tokenUse: 'access', clientIds: new Set([api.clientId]) })
    await fastify.register(authApi, { prefix, signUp, sessions, attributes, requireUser: own.requireUser() })
  }
}

async function keySetOf ({ jwks, pool, times }: Settings, parentLog: FastifyBaseLogger): Promise<KeySet> {
  const log = parentLog.child({ pool: pool.name })
  const onUnfit = unfitReporter(log)
  const compile = (entries: readonly unknown[]): Promise<CompiledKeys> => compileKeys(entries, { onUnfit })
  if (jwks === null) {
    const load = async (signal: AbortSignal) => compile(await fetchJwks(pool.jwksUri, { timeout: times.timeout, signal }))
    return new RemoteKeySet({ load, times, log })
  }
  const keys = await compile(jwks)
  if (keys.size === 0) throw new errors.FST_COGNITO_INVALID_OPTIONS('- jwks: not one of its keys can be used; the log says why of each')
  return new FixedKeySet(keys)
}

/** One warning for each change of what is skipped, however often the set is fetched. */
function unfitReporter (log: FastifyBaseLogger): (unfit: readonly UnfitEntry[]) => void {
  let reported = '[]'
  return unfit => {
    const report = JSON.stringify(unfit)
    if (report !== reported && unfit.length > 0) log.warn({ unfit }, 'cognito keys skipped')
    reported = report
  }
}

function verifierOf ({ pool, clientIds, clockTolerance, clock, verifySignatures }: Settings, keySet: KeySet): VerifyToken {
  return verifySignatures
    ? createVerifier({ pool, keySet, clientIds, clockTolerance, clock })
    : createUnverifiedReader({ pool, clientIds, clockTolerance, clock })
}

function apiOf ({ apiClientId, clientSecret, endpoint, pool }: Settings, log: FastifyBaseLogger): CognitoApi {
  return new CognitoApi({
    createClient: () => createClient({ region: pool.region, endpoint }),
    clientId: apiClientId,
    clientSecret,
    log
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
