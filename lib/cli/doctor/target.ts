import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { UserPoolType } from '@aws-sdk/client-cognito-identity-provider'
import { describeError } from '../../describe-error.js'
import type { ManagedLoginSettings } from '../../managed-login/settings.js'
import { namedPools } from '../../options/named-pools.js'
import type { CognitoAuthOptions, PoolOptions } from '../../options/options.js'
import type { PoolSettings } from '../../options/pool-settings.js'
import type { RouteSettings } from '../../options/route-settings.js'
import { settingsFrom, type Settings } from '../../options/settings.js'
import { isPlainHttp } from '../../pool/loopback.js'
import { awsIssuers, POOL_ID_PATTERN, regionIn, regionOf } from '../../pool/pool.js'
import type { SessionSettings } from '../../sessions/settings.js'
import type { Context, Values } from '../command.js'
import { usageError } from '../error.js'
import { readToken } from '../read-token.js'
import type { DOCTOR_OPTIONS } from './command.js'

export type DoctorValues = Values<typeof DOCTOR_OPTIONS>

/** The settings of the plugin that the user pool and the app client must fit. */
export interface Plugin {
  readonly settings: Settings
  readonly pool: PoolSettings
  readonly poolOptions: PoolOptions
  /** Null if the app client is not the one that signs users in. */
  readonly routes: RouteSettings | null
  readonly session: SessionSettings | null
  readonly managedLogin: ManagedLoginSettings | null
  /** Whether the app client calls the Cognito API for the plugin. */
  readonly isApiClient: boolean
}

/** The user pool and the app client to check. */
export interface Target {
  readonly userPoolId: string
  readonly clientId: string
  /** The Region that requests are sent to. */
  readonly region: string
  readonly endpoint: string | undefined
  readonly profile: string | undefined
  /** The origin of managed login. Null if it is not used. */
  readonly domain: string | null
  /** Null without `--options`. */
  readonly plugin: Plugin | null
  /** The token to verify, which is never printed. Null without `--token-file`. */
  readonly token: string | null
}

/**
 * Returns the target of the options.
 *
 * @throws CliError if the IDs are missing, or if the module has a mistake
 */
export async function targetFrom (values: DoctorValues, context: Context): Promise<Target> {
  const { options: module, profile, 'token-file': file } = values
  const loaded = module === undefined ? null : await loadOptions(module)
  const named = loaded === null ? undefined : poolIn(loaded, values['user-pool-id'])
  const userPoolId = values['user-pool-id'] ?? named?.settings.pool.id
  if (userPoolId === undefined) throw usageError('--user-pool-id is missing, or --options with an ID.')
  if (!new RegExp(POOL_ID_PATTERN).test(userPoolId)) {
    throw usageError(
      `--user-pool-id must be an ID such as eu-west-1_AbC123xyz; got ${JSON.stringify(userPoolId)}`
    )
  }
  const clientId = values['client-id'] ?? named?.settings.apiClientId ?? undefined
  if (clientId === undefined) throw usageError('--client-id is missing: the ID of the app client to check.')
  const endpoint = values.endpoint ?? named?.settings.endpoint
  const region = values.region ?? regionIn(userPoolId) ?? named?.settings.pool.signingRegion
  if (region == null && endpoint === undefined) {
    throw usageError(`--region is missing: ${userPoolId} does not begin with a Region.`)
  }
  const plugin = named === undefined ? null : pluginFor(named, clientId)
  return {
    userPoolId,
    clientId,
    region: region ?? 'us-east-1',
    endpoint,
    profile,
    domain: domainFrom(values.domain) ?? plugin?.managedLogin?.domain ?? null,
    plugin,
    token: file === undefined ? null : await readToken(file === '-' ? undefined : file, context)
  }
}

/** Returns the current issuer of the pool's tokens. */
export function issuerOf (target: Target, { IssuerConfiguration }: UserPoolType): string {
  const [original = '', updated = original] = issuersOf(target)
  return IssuerConfiguration?.Type === 'UPDATED' ? updated : original
}

/** Returns the issuers that tokens of the pool can have. */
export function issuersOf ({ userPoolId, region, endpoint, plugin }: Target): readonly string[] {
  const isOnAws = regionOf(userPoolId) !== null && (endpoint === undefined || !isPlainHttp(endpoint))
  if (isOnAws) return awsIssuers(region, userPoolId)
  return [plugin?.poolOptions.issuer ?? `${endpoint}/${userPoolId}`]
}

interface LoadedPool {
  readonly all: Settings
  readonly settings: PoolSettings
  readonly options: PoolOptions
}

async function loadOptions (file: string): Promise<{ options: CognitoAuthOptions, settings: Settings }> {
  const path = resolve(file)
  await access(path).catch(() => {
    throw usageError(`${file} does not exist.`)
  })
  const options = await importDefault(path).catch((error: unknown) => {
    const { name, message } = describeError(error)
    throw usageError(`${file} could not be loaded: ${name}: ${message}`)
  })
  if (typeof options !== 'object' || options === null) {
    throw usageError(`${file} must have the plugin's options as its default export.`)
  }
  try {
    return {
      options: options as CognitoAuthOptions,
      settings: await settingsFrom(options as CognitoAuthOptions)
    }
  } catch (error) {
    throw usageError(`${file}: ${(error as Error).message}`)
  }
}

/** The default export can be a promise, such as of secrets that are read from a store. */
async function importDefault (path: string): Promise<unknown> {
  const module = (await import(pathToFileURL(path).href)) as { default?: unknown }
  return await module.default
}

/** Returns the pool with an ID, or the pool of the auth API. Undefined if the options do not have it. */
function poolIn (
  { options, settings }: { options: CognitoAuthOptions, settings: Settings },
  id: string | undefined
): LoadedPool | undefined {
  const index = settings.pools.findIndex(({ pool }) =>
    id === undefined ? pool.name === settings.apiPool : pool.id === id
  )
  const found = settings.pools[index]
  if (found !== undefined) {
    return { all: settings, settings: found, options: namedPools(options)[index]?.options as PoolOptions }
  }
  if (id === undefined) return undefined
  throw usageError(`--options has no user pool ${id}.`)
}

function pluginFor ({ all, settings: pool, options }: LoadedPool, clientId: string): Plugin {
  const isApiClient = pool.apiClientId === clientId
  const isSignedIn = isApiClient && pool.pool.name === all.apiPool
  const managedLogin = all.managedLogins.find(login => login.pool === pool.pool.name) ?? null
  return {
    settings: all,
    pool,
    poolOptions: options,
    routes: isSignedIn ? all.routes : null,
    session: isSignedIn || (isApiClient && managedLogin !== null) ? all.session : null,
    managedLogin: isApiClient ? managedLogin : null,
    isApiClient
  }
}

function domainFrom (domain: string | undefined): string | undefined {
  if (domain === undefined) return undefined
  const url = /^https?:/.test(domain) ? domain : `https://${domain}`
  if (URL.canParse(url) && [url, `${url}/`].includes(new URL(url).href)) return new URL(url).origin
  throw usageError(`--domain must be a domain such as auth.example.com; got ${JSON.stringify(domain)}`)
}
