import { isPlainHttp } from '../pool/loopback.js'
import { dnsSuffixOf } from '../pool/partitions.js'
import { correctedIssuer, describePool, regionIn, regionOf } from '../pool/pool.js'
import { limitsExhaustibleByOneIp } from '../rate-limit/limits.js'
import { isGrant } from '../sources/permission.js'
import { callsCognito, Source } from '../sources/source.js'
import { missingEndpoint } from './api-endpoint.js'
import { attributeErrors } from './attribute-errors.js'
import { URL_FIELDS, hasResolver, namedPools, type NamedPool } from './named-pools.js'
import { describeUrl, describeValue } from './describe-value.js'
import { suggestRegion } from './suggest-region.js'
import { GROUP_ADMINISTRATION, USER_ADMINISTRATION, type RouteName } from './route-names.js'
import type { CognitoAuthOptions, ResolvedPoolsOptions } from './options.js'
import { optionError } from './validation-errors.js'

/** Returns the errors of options that are valid by themselves but not together, one line each. */
export function crossFieldErrors (options: CognitoAuthOptions): readonly string[] {
  const pools = namedPools(options)
  return [
    ...pools.flatMap(poolErrors),
    ...sharedIssuerErrors(pools),
    ...(hasResolver(options) ? resolveErrors(options) : routeErrors(options.routes, pools)),
    ...endpointErrors(options, pools),
    ...revocationErrors(options),
    ...extractTokenErrors(options),
    ...toUserErrors(options),
    ...permissionErrors(options.permissions),
    ...groupsErrors(options),
    ...attributeErrors('routes.signUp.attributes', options.routes?.signUp?.attributes),
    ...attributeErrors('routes.profile.writable', options.routes?.profile?.writable),
    ...attributeErrors('routes.admin.attributes', options.routes?.admin?.attributes)
  ]
}

/** Returns the errors of one pool. */
export function poolErrors (pool: NamedPool): readonly string[] {
  return [...regionErrors(pool), ...urlErrors(pool), ...issuerErrors(pool)]
}

function resolveErrors ({ routes, warmUp = 'lazy' }: ResolvedPoolsOptions): readonly string[] {
  return [
    ...(routes === undefined
      ? []
      : [
          optionError(
            'routes',
            'cannot be combined with userPools.resolve; register the plugin again in another scope, with ' +
              'the userPoolId and clientId of the pool that users sign in to'
          )
        ]),
    ...(warmUp === 'lazy'
      ? []
      : [
          optionError(
            'warmUp',
            `must be 'lazy' or omitted with userPools.resolve; got ${describeValue([], warmUp)}`
          )
        ])
  ]
}

function regionErrors ({
  path,
  options: { userPoolId, region, regions = [], issuer, jwks, jwksUri }
}: NamedPool): readonly string[] {
  const actual = regionOf(userPoolId)
  const problems: string[] = []
  if (actual === null && issuer === undefined) {
    problems.push(optionError(`${path}userPoolId`, unknownPool(userPoolId)))
  }
  if (actual !== null && region !== undefined && region !== actual) {
    problems.push(
      optionError(
        `${path}region`,
        `must be ${actual}, the Region in userPoolId, or omitted; got ${describeValue([], region)}`
      )
    )
  }
  if (regions.length > 0 && issuer !== undefined) {
    problems.push(optionError(`${path}regions`, 'cannot be combined with issuer; omit one of them'))
  }
  for (const name of regions.filter(name => dnsSuffixOf(name) === null)) {
    problems.push(
      optionError(`${path}regions`, `must be Regions of known AWS partitions; got ${describeValue([], name)}`)
    )
  }
  if (jwks !== undefined && jwksUri !== undefined) {
    problems.push(optionError(`${path}jwks`, 'cannot be combined with jwksUri; omit one of them'))
  }
  return problems
}

function unknownPool (userPoolId: string): string {
  const received = describeValue([], userPoolId)
  const suggested = suggestRegion(userPoolId)
  if (suggested !== null) {
    const id = userPoolId.slice(userPoolId.lastIndexOf('_'))
    return `must start with an AWS Region; got ${received}; did you mean '${suggested}${id}'?`
  }
  return regionIn(userPoolId) === null
    ? `must be the ID of a pool on AWS, unless issuer is set; got ${received}`
    : `must start with a Region of a known AWS partition, unless issuer is set; got ${received}`
}

function issuerErrors ({ path, options: { userPoolId, issuer } }: NamedPool): readonly string[] {
  if (issuer === undefined || !URL.canParse(issuer)) return []
  const right = correctedIssuer(issuer, userPoolId)
  if (right === null) return []
  return [
    optionError(
      `${path}issuer`,
      `must be ${right}, the issuer of this pool on AWS, or omitted; got ${describeUrl(issuer)}`
    )
  ]
}

function urlErrors ({ path, options }: NamedPool): readonly string[] {
  return URL_FIELDS.flatMap(field => {
    const value = options[field]
    if (value === undefined) return []
    if (!URL.canParse(value)) {
      const received = describeValue([field], value)
      return [optionError(path + field, `must be a URL that starts with https://; got ${received}`)]
    }
    const { protocol, host, username, password, hash } = new URL(value)
    if (username !== '' || password !== '' || hash !== '') {
      return [optionError(path + field, 'must not contain a username, password or fragment')]
    }
    if (protocol === 'https:' || isPlainHttp(value)) return []
    return [
      optionError(
        path + field,
        'must start with https:// (or, in development, http:// for this machine or a container on it); got ' +
          `${protocol}//${host}`
      )
    ]
  })
}

/** The issuer of a token selects the pool, so two pools cannot have the same issuer. */
function sharedIssuerErrors (pools: readonly NamedPool[]): readonly string[] {
  const owners = new Map<string, string>()
  return pools.flatMap(({ name, options }) =>
    describePool({ name, ...options }).issuers.flatMap(issuer => {
      const other = owners.get(issuer)
      owners.set(issuer, name)
      return other === undefined || other === name
        ? []
        : [
            optionError(
              `userPools.${name}`,
              `must not have the issuer of userPools.${other}; configure one pool with both app clients in ` +
                'clientId'
            )
          ]
    })
  )
}

function routeErrors (routes: CognitoAuthOptions['routes'], pools: readonly NamedPool[]): readonly string[] {
  if (routes === undefined) return []
  const names = pools.map(({ name }) => name).join(', ')
  if (routes.pool === undefined && pools.length > 1) {
    return [
      optionError('routes.pool', `is required with several pools; set it to the pool of the users: ${names}`)
    ]
  }
  const pool = apiPoolOf(pools, routes.pool)
  if (pool === undefined) {
    return [optionError('routes.pool', `must be one of ${names}; got ${describeValue([], routes.pool)}`)]
  }
  return [...clientErrors(routes.clientId, pool), ...includeErrors(routes), ...rateLimitErrors(routes)]
}

function apiPoolOf (pools: readonly NamedPool[], name: string | undefined): NamedPool | undefined {
  return name === undefined ? pools[0] : pools.find(pool => pool.name === name)
}

/** Of each pool whose API is called: by routes, or by a source of groups. */
function endpointErrors (
  { routes, groups, permissions }: CognitoAuthOptions,
  pools: readonly NamedPool[]
): readonly string[] {
  const sources = [groups, permissions].flat()
  const called = callsCognito(sources) ? pools : routes === undefined ? [] : [apiPoolOf(pools, routes.pool)]
  return called.flatMap(pool => (pool === undefined ? [] : (missingEndpoint(pool) ?? [])))
}

function clientErrors (
  apiClientId: string | undefined,
  { options: { clientId } }: NamedPool
): readonly string[] {
  const ids = [clientId].flat()
  if (apiClientId === undefined && (clientId === null || ids.length > 1)) {
    return [
      optionError(
        'routes.clientId',
        'is required if clientId is a list or null; set it to the app client that signs users in'
      )
    ]
  }
  if (apiClientId !== undefined && clientId !== null && !ids.includes(apiClientId)) {
    return [
      optionError(
        'routes.clientId',
        `must be one of the app clients in clientId; got ${describeValue([], apiClientId)}`
      )
    ]
  }
  return []
}

function includeErrors ({
  include,
  exclude,
  admin
}: NonNullable<CognitoAuthOptions['routes']>): readonly string[] {
  if (include !== undefined && exclude !== undefined) {
    return [optionError('routes.exclude', 'cannot be combined with routes.include; omit one of them')]
  }
  const wanted = (names: readonly RouteName[]) => include?.filter(name => names.includes(name)) ?? []
  const missing = (name: RouteName, option: string) =>
    optionError('routes.include', `contains ${name}, which requires the option ${option}`)
  return [
    ...(admin?.users === undefined
      ? wanted(USER_ADMINISTRATION).map(name => missing(name, 'routes.admin.users'))
      : []),
    ...(admin?.attributes !== undefined && admin.users === undefined
      ? [optionError('routes.admin.attributes', 'requires the option routes.admin.users')]
      : []),
    ...(admin?.groups === undefined
      ? wanted(GROUP_ADMINISTRATION).map(name => missing(name, 'routes.admin.groups'))
      : [])
  ]
}

function rateLimitErrors ({ rateLimit }: NonNullable<CognitoAuthOptions['routes']>): readonly string[] {
  if (rateLimit === undefined || rateLimit === false) return []
  const problems = Object.entries(limitsExhaustibleByOneIp(rateLimit))
  return problems.map(([limit, problem]) => optionError(`routes.rateLimit.${limit}`, problem))
}

function revocationErrors ({ routes, revocation }: CognitoAuthOptions): readonly string[] {
  return routes?.signOutOthersOnPasswordChange !== true || revocation !== undefined
    ? []
    : [
        optionError(
          'routes.signOutOthersOnPasswordChange',
          'requires the option revocation; set it to memoryRevocations() or redisRevocations({ ... })'
        )
      ]
}

/** An async function returns a promise and no token: every request would be rejected. */
function extractTokenErrors ({ extractToken, trustedOrigins }: CognitoAuthOptions): readonly string[] {
  const extractors = extractToken === undefined ? [] : [extractToken].flat()
  const isList = Array.isArray(extractToken)
  const asyncOnes = extractors.flatMap(({ constructor: { name } }, index) =>
    name === 'AsyncFunction'
      ? [
          optionError(
            `extractToken${isList ? `.${index}` : ''}`,
            'must be synchronous; got an async function'
          )
        ]
      : []
  )
  if (trustedOrigins === undefined) return asyncOnes
  if (extractToken === undefined) {
    return [
      optionError(
        'trustedOrigins',
        'requires the option extractToken, since a token in the Authorization header is accepted from ' +
          'every origin'
      )
    ]
  }
  return [...asyncOnes, ...trustedOrigins.flatMap(originErrors)]
}

/**
 * RFC 6454 6.2: a scheme, a host and a port that is not the scheme's default, as browsers write them. Apps
 * have schemes of their own.
 */
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^\s/?#@*]+$/

function originErrors (origin: string, index: number): readonly string[] {
  const isRight =
    ORIGIN.test(origin) && URL.canParse(origin) && ['null', origin].includes(new URL(origin).origin)
  return isRight
    ? []
    : [
        optionError(
          `trustedOrigins.${index}`,
          'must be an origin such as https://app.example.com, without a path or a trailing slash; got ' +
            JSON.stringify(origin)
        )
      ]
}

function toUserErrors ({ toUser }: CognitoAuthOptions): readonly string[] {
  return toUser?.constructor.name === 'AsyncFunction'
    ? [
        optionError(
          'toUser',
          'must be synchronous, so load data in a source or a handler; got an async function'
        )
      ]
    : []
}

function groupsErrors ({ groups }: CognitoAuthOptions): readonly string[] {
  return groups === undefined || typeof groups === 'function' || groups instanceof Source
    ? []
    : [
        optionError(
          'groups',
          'must be cognitoGroups(), source(...), or a function of the user and the request; got ' +
            describeValue([], groups)
        )
      ]
}

function permissionErrors (permissions: CognitoAuthOptions['permissions']): readonly string[] {
  if (permissions === undefined) return []
  return Array.isArray(permissions)
    ? permissions.flatMap((part, index) => permissionPartErrors(`permissions.${index}`, part))
    : permissionPartErrors('permissions', permissions)
}

function isPlainObject (value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)
  )
}

function permissionPartErrors (field: string, part: unknown): readonly string[] {
  if (typeof part === 'function' || part instanceof Source) return []
  // A Map has no own keys, and would grant nothing.
  if (!isPlainObject(part)) {
    return [
      optionError(
        field,
        `must be a map { group: [permissions] }, a source or a function; got ${describeValue([], part)}`
      )
    ]
  }
  return Object.entries(part).flatMap(([group, permissions]) => {
    if (!Array.isArray(permissions)) {
      return [
        optionError(
          `${field}.${group}`,
          "must be a list of permissions such as ['orders:read', 'orders:*']; got " +
            describeValue([], permissions)
        )
      ]
    }
    const invalid = permissions.findIndex(permission => !isGrant(permission))
    return invalid === -1
      ? []
      : [
          optionError(
            `${field}.${group}.${invalid}`,
            "must be a colon-separated permission such as 'orders:read', with * only as the last segment, " +
              `as in 'orders:*'; got ${describeValue([], permissions[invalid])}`
          )
        ]
  })
}
