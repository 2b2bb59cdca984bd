import { isPlainHttp } from '../pool/loopback.js'
import { describePool, type Pool } from '../pool/pool.js'
import type { TokenUse } from '../user/current-user.js'
import type { Audiences } from '../verification/audience.js'
import { albSettings, type AlbSettings } from './alb-settings.js'
import { missingEndpoint } from './api-endpoint.js'
import { URL_FIELDS, type NamedPool } from './named-pools.js'

/** The validated options of a pool, with all defaults. */
export interface PoolSettings {
  readonly pool: Pool
  readonly clientIds: ReadonlySet<string> | null
  /** The app client that calls the Cognito API. Null if the options do not determine it. */
  readonly apiClientId: string | null
  /** The secrets of that app client. None if it has no secret. */
  readonly clientSecrets: readonly string[]
  /** The app client for machines. Null without the option `machine`. */
  readonly machine: { readonly clientId: string, readonly clientSecrets: readonly string[] } | null
  readonly tokenUse: TokenUse | null
  /** The accepted audiences. Null without the option `audience`. */
  readonly audiences: Audiences | null
  readonly endpoint: string | undefined
  /** Why the API cannot be called, as a line of an error message. Null if it can. */
  readonly missingEndpoint: string | null
  readonly jwks: readonly unknown[] | null
  /** The load balancer. Null without the option `alb`. */
  readonly alb: AlbSettings | null
}

/** Returns the settings of a pool whose options are valid. */
export function poolSettings (namedPool: NamedPool, apiClientId: string | undefined): PoolSettings {
  const { name, options } = namedPool
  const {
    clientId,
    clientSecret = [],
    machine,
    tokenUse = 'access',
    audience,
    endpoint,
    jwks,
    alb
  } = options
  const [only, ...more] = [clientId].flat()
  return {
    pool: describePool({ name, ...options }),
    clientIds: clientId === null ? null : new Set([clientId].flat()),
    apiClientId: apiClientId ?? (more.length === 0 ? (only as string | null) : null),
    clientSecrets: [clientSecret].flat(),
    machine:
      machine === undefined
        ? null
        : { clientId: machine.clientId, clientSecrets: [machine.clientSecret].flat() },
    tokenUse,
    audiences: audience === undefined ? null : new Set([audience].flat()),
    endpoint,
    missingEndpoint: missingEndpoint(namedPool),
    jwks: jwks?.keys ?? null,
    alb: alb === undefined ? null : albSettings(alb)
  }
}

/** Returns the paths of the options of a pool that are plain http URLs. */
export function plainHttpFields ({ path, options }: NamedPool): readonly string[] {
  return URL_FIELDS.filter(field => options[field] !== undefined && isPlainHttp(options[field])).map(
    field => path + field
  )
}
