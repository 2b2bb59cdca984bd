import { isPlainHttp } from '../pool/loopback.js'
import { dnsSuffixOf } from '../pool/partitions.js'
import { correctedIssuer, describePool, regionIn, regionOf } from '../pool/pool.js'
import { limitsExhaustibleByOneIp } from '../rate-limit/limits.js'
import { isGrant } from '../sources/permission.js'
import { callsCognito, Source } from '../sources/source.js'
import { missingEndpoint } from './api-endpoint.js'
import { attributeErrors } from './attribute-errors.js'
import { URL_FIELDS, hasResolver, namedPools, type NamedPool } from './named-pools.js'
import { describeValue } from './describe-value.js'
import { suggestRegion } from './suggest-region.js'
import { GROUP_ADMINISTRATION, USER_ADMINISTRATION, type RouteName } from './route-names.js'
import type { CognitoAuthOptions, ResolvedPoolsOptions } from './options.js'

/**
 * Returns the errors of options that are valid by themselves but not together, one line each with the field
 * and the remedy.
 */
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
          '- routes: sign users in to one pool, so they cannot be served beside userPools.resolve; ' +
            'register the ' +
            'plugin once more, in a scope of its own, with the userPoolId and clientId of that pool'
        ]),
    ...(warmUp === 'lazy'
      ? []
      : [`- warmUp: ${warmUp} needs pools that are known at start-up; leave it out beside userPools.resolve`])
  ]
}

function regionErrors ({
  path,
  options: { userPoolId, region, regions = [], issuer, jwks, jwksUri }
}: NamedPool): readonly string[] {
  const actual = regionOf(userPoolId)
  const problems: string[] = []
  if (actual === null && issuer === undefined) {
    problems.push(`- ${path}userPoolId: ` + `${unknownPool(userPoolId)}`)
  }
  if (actual !== null && region !== undefined && region !== actual) {
    problems.push(
      `- ${path}region: ${region} contradicts userPoolId, whose pool is in ${actual}; leave region out`
    )
  }
  if (regions.length > 0 && issuer !== undefined) {
    problems.push(`- ${path}regions: an issuer of your own ` + 'has no replicas; give one of the two')
  }
  for (const name of regions.filter(name => dnsSuffixOf(name) === null)) {
    problems.push(`- ${path}regions: ${name} is not a Region of an AWS partition known here`)
  }
  if (jwks !== undefined && jwksUri !== undefined) {
    problems.push(`- ${path}jwks: a key set in hand needs ` + 'no jwksUri; give one of the two')
  }
  return problems
}

function unknownPool (userPoolId: string): string {
  const suggested = suggestRegion(userPoolId)
  const region = userPoolId.slice(0, userPoolId.lastIndexOf('_'))
  if (suggested !== null) {
    return `${region} is not an AWS Region; did you mean ${suggested}${userPoolId.slice(region.length)}?`
  }
  return regionIn(userPoolId) === null
    ? `${userPoolId} is no pool of AWS's, so say where its tokens come from: issuer`
    : `${region} is not a Region of an AWS partition known here; correct it, or for a new partition or an ` +
        'emulator set issuer'
}

function issuerErrors ({ path, options: { userPoolId, issuer } }: NamedPool): readonly string[] {
  if (issuer === undefined || !URL.canParse(issuer)) return []
  const right = correctedIssuer(issuer, userPoolId)
  if (right === null) return []
  const got = issuer.replace(/\/+$/, '') === right ? ', without a slash at its end' : ''
  return [
    `- ${path}issuer: AWS writes it for this pool as ${right}${got}; leave issuer out, it follows from ` +
      'userPoolId'
  ]
}

function urlErrors ({ path, options }: NamedPool): readonly string[] {
  return URL_FIELDS.flatMap(field => {
    const value = options[field]
    if (value === undefined) return []
    if (!URL.canParse(value)) {
      return [
        `- ${path}${field}: is not an address; write it whole, with https://; got ` +
          `${describeValue([field], value)}`
      ]
    }
    const { protocol, host, username, password, hash } = new URL(value)
    if (username !== '' || password !== '' || hash !== '') {
      return [`- ${path}${field}: must be without a ` + 'username, a password and a fragment']
    }
    if (protocol === 'https:' || isPlainHttp(value)) return []
    return [
      `- ${path}${field}: must start with https:// (http:// only in development, for this machine or a ` +
        `container beside it); got ${protocol}//${host}`
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
            `- userPools.${name}: has the same issuer as ${other}; make it one pool, with both clients in ` +
              'clientId'
          ]
    })
  )
}

function routeErrors (routes: CognitoAuthOptions['routes'], pools: readonly NamedPool[]): readonly string[] {
  if (routes === undefined) return []
  if (routes.pool === undefined && pools.length > 1) {
    const names = pools.map(({ name }) => name).join(', ')
    return [`- routes.pool: set it to the pool that users sign in to: ${names}`]
  }
  const pool = apiPoolOf(pools, routes.pool)
  if (pool === undefined) {
    return [
      `- routes.pool: there is no pool ${routes.pool}, only: ${pools.map(({ name }) => name).join(', ')}`
    ]
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
  apiClientId: string | undefined, { options: { clientId } }: NamedPool
): readonly string[] {
  const ids = [clientId].flat()
  if (apiClientId === undefined && (clientId === null || ids.length > 1)) {
    return [
      '- routes.clientId: set it to the app client that signs users in, since clientId is a list or null'
    ]
  }
  if (apiClientId !== undefined && clientId !== null && !ids.includes(apiClientId)) {
    return [
      '- routes.clientId: its tokens would be refused; name it in clientId too; got ' +
        `${describeValue([], apiClientId)}`
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
    return ['- routes.exclude: include says already which routes there are; give one of the two']
  }
  const wanted = (names: readonly RouteName[]) => include?.filter(name => names.includes(name)) ?? []
  return [
    ...(admin?.users === undefined
      ? wanted(USER_ADMINISTRATION).map(
        name => `- routes.include: ${name} needs the option routes.admin.users`
      )
      : []),
    ...(admin?.attributes !== undefined && admin.users === undefined
      ? ['- routes.admin.attributes: needs the option routes.admin.users']
      : []),
    ...(admin?.groups === undefined
      ? wanted(GROUP_ADMINISTRATION).map(
        name => `- routes.include: ${name} needs the option routes.admin.groups`
      )
      : [])
  ]
}

function rateLimitErrors ({ rateLimit }: NonNullable<CognitoAuthOptions['routes']>): readonly string[] {
  if (rateLimit === undefined || rateLimit === false) return []
  const problems = Object.entries(limitsExhaustibleByOneIp(rateLimit))
  return problems.map(([limit, problem]) => `- routes.rateLimit.${limit}: ${problem}`)
}

/** An async function returns a promise and no token: every request would be rejected. */
function revocationErrors ({ routes, revocation }: CognitoAuthOptions): readonly string[] {
  return routes?.signOutOthersOnPasswordChange !== true || revocation !== undefined
    ? []
    : [
        '- routes.signOutOthersOnPasswordChange: needs the option revocation: memoryRevocations() or ' +
          'redisRevocations({ ... })'
      ]
}

function extractTokenErrors ({ extractToken, trustedOrigins }: CognitoAuthOptions): readonly string[] {
  const extractors = extractToken === undefined ? [] : [extractToken].flat()
  const isList = Array.isArray(extractToken)
  const asyncOnes = extractors.flatMap(({ constructor: { name } }, index) =>
    name === 'AsyncFunction'
      ? [`- extractToken${isList ? `.${index}` : ''}: must give the token itself, so it can't be async`]
      : []
  )
  if (trustedOrigins === undefined) return asyncOnes
  if (extractToken === undefined) {
    return [
      '- trustedOrigins: has no effect without extractToken: a token in the Authorization header is ' +
        'accepted from every origin'
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
  const expected =
    'an origin as browsers send it, such as https://app.example.com, without a path or a slash at its end'
  return isRight ? [] : [`- trustedOrigins.${index}: expects ${expected}; got ${JSON.stringify(origin)}`]
}

function toUserErrors ({ toUser }: CognitoAuthOptions): readonly string[] {
  return toUser?.constructor.name === 'AsyncFunction'
    ? [
        "- toUser: must give the fields at once, so it can't be async; what takes time is for a handler, " +
          'or a source'
      ]
    : []
}

function groupsErrors ({ groups }: CognitoAuthOptions): readonly string[] {
  return groups === undefined || typeof groups === 'function' || groups instanceof Source
    ? []
    : ['- groups: expects cognitoGroups(), source(...), or a function of the user and the request']
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
    return [`- ${field}: expects a map { group: [permissions] }, a source, or a ` + 'function']
  }
  return Object.entries(part).flatMap(([group, permissions]) => {
    if (!Array.isArray(permissions)) {
      return [
        `- ${field}.${group}: expects a list of permissions, such as ['orders:read', 'orders:*']; got ` +
          `${describeValue([], permissions)}`
      ]
    }
    const invalid = permissions.findIndex(permission => !isGrant(permission))
    return invalid === -1
      ? []
      : [
          `- ${field}.${group}.${invalid}: is no permission; write names separated by colons, ` +
            '\'orders:read\', and * only for all of the last one, \'orders:*\'; got ' +
            describeValue([], permissions[invalid])
        ]
  })
}
