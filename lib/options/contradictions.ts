import { isPlainHttp } from '../pool/loopback.js'
import { dnsSuffixOf } from '../pool/partitions.js'
import { correctedIssuer, describePool, regionIn, regionOf } from '../pool/pool.js'
import { usedUpByOneAddress } from '../rate-limit/limits.js'
import { isGrant } from '../sources/permission.js'
import { asksCognito, Source } from '../sources/source.js'
import { missingEndpoint } from './api-endpoint.js'
import { attributeMistakes } from './attribute-mistakes.js'
import { ADDRESSES, areResolved, namedPools, type NamedPool } from './named-pools.js'
import { received } from './received.js'
import { meantRegion } from './region.js'
import { GROUP_ADMINISTRATION, USER_ADMINISTRATION, type RouteName } from './route-names.js'
import type { CognitoAuthOptions, ResolvedPoolsOptions } from './options.js'

/** What is well formed and cannot be meant, each in a line that names the field and the remedy. */
export function contradictionsIn (given: CognitoAuthOptions): readonly string[] {
  const pools = namedPools(given)
  return [
    ...pools.flatMap(poolMistakes),
    ...sharedIssuers(pools),
    ...(areResolved(given) ? resolvingMistakes(given) : routeMistakes(given.routes, pools)),
    ...endpointMistakes(given, pools),
    ...revocationMistakes(given),
    ...extractTokenMistakes(given),
    ...toUserMistakes(given),
    ...permissionMistakes(given.permissions),
    ...groupsMistakes(given),
    ...attributeMistakes('routes.signUp.attributes', given.routes?.signUp?.attributes),
    ...attributeMistakes('routes.profile.writable', given.routes?.profile?.writable),
    ...attributeMistakes('routes.admin.attributes', given.routes?.admin?.attributes)
  ]
}

/** What is wrong with one pool, whatever others there are. */
export function poolMistakes (pool: NamedPool): readonly string[] {
  return [...regionMistakes(pool), ...addressMistakes(pool), ...issuerMistakes(pool)]
}

function resolvingMistakes ({ routes, warmUp = 'lazy' }: ResolvedPoolsOptions): readonly string[] {
  return [
    ...(routes === undefined
      ? []
      : ['- routes: sign users in to one pool, so they cannot be served beside userPools.resolve; register the ' +
          'plugin once more, in a scope of its own, with the userPoolId and clientId of that pool']),
    ...(warmUp === 'lazy'
      ? []
      : [`- warmUp: ${warmUp} needs pools that are known at start-up; leave it out beside userPools.resolve`])
  ]
}

function regionMistakes ({ path, options: { userPoolId, region, regions = [], issuer, jwks, jwksUri } }: NamedPool): readonly string[] {
  const actual = regionOf(userPoolId)
  const mistakes: string[] = []
  if (actual === null && issuer === undefined) mistakes.push(`- ${path}userPoolId: ${unknownPool(userPoolId)}`)
  if (actual !== null && region !== undefined && region !== actual) mistakes.push(`- ${path}region: ${region} contradicts userPoolId, whose pool is in ${actual}; leave region out`)
  if (regions.length > 0 && issuer !== undefined) mistakes.push(`- ${path}regions: an issuer of your own has no replicas; give one of the two`)
  for (const name of regions.filter(name => dnsSuffixOf(name) === null)) {
    mistakes.push(`- ${path}regions: ${name} is not a Region of an AWS partition known here`)
  }
  if (jwks !== undefined && jwksUri !== undefined) mistakes.push(`- ${path}jwks: a key set in hand needs no jwksUri; give one of the two`)
  return mistakes
}

function unknownPool (userPoolId: string): string {
  const meant = meantRegion(userPoolId)
  const given = userPoolId.slice(0, userPoolId.lastIndexOf('_'))
  if (meant !== null) return `${given} is not an AWS Region; did you mean ${meant}${userPoolId.slice(given.length)}?`
  return regionIn(userPoolId) === null
    ? `${userPoolId} is no pool of AWS's, so say where its tokens come from: issuer`
    : `${given} is not a Region of an AWS partition known here; correct it, or for a new partition or an emulator set issuer`
}

function issuerMistakes ({ path, options: { userPoolId, issuer } }: NamedPool): readonly string[] {
  if (issuer === undefined || !URL.canParse(issuer)) return []
  const right = correctedIssuer(issuer, userPoolId)
  if (right === null) return []
  const got = issuer.replace(/\/+$/, '') === right ? ', without a slash at its end' : ''
  return [`- ${path}issuer: AWS writes it for this pool as ${right}${got}; leave issuer out, it follows from userPoolId`]
}

function addressMistakes ({ path, options }: NamedPool): readonly string[] {
  return ADDRESSES.flatMap(field => {
    const value = options[field]
    if (value === undefined) return []
    if (!URL.canParse(value)) return [`- ${path}${field}: is not an address; write it whole, with https://; got ${received([field], value)}`]
    const { protocol, host, username, password, hash } = new URL(value)
    if (username !== '' || password !== '' || hash !== '') return [`- ${path}${field}: must be without a username, a password and a fragment`]
    if (protocol === 'https:' || isPlainHttp(value)) return []
    return [`- ${path}${field}: must start with https:// (http:// only in development, for this machine or a container beside it); got ${protocol}//${host}`]
  })
}

/** A token's issuer says which pool it is judged by: two pools under one issuer could not be told apart. */
function sharedIssuers (pools: readonly NamedPool[]): readonly string[] {
  const owners = new Map<string, string>()
  return pools.flatMap(({ name, options }) => describePool({ name, ...options }).issuers.flatMap(issuer => {
    const other = owners.get(issuer)
    owners.set(issuer, name)
    return other === undefined || other === name ? [] : [`- userPools.${name}: has the same issuer as ${other}; make it one pool, with both clients in clientId`]
  }))
}

function routeMistakes (routes: CognitoAuthOptions['routes'], pools: readonly NamedPool[]): readonly string[] {
  if (routes === undefined) return []
  if (routes.pool === undefined && pools.length > 1) return [`- routes.pool: say which pool people sign in to: ${pools.map(({ name }) => name).join(', ')}`]
  const pool = apiPoolOf(pools, routes.pool)
  if (pool === undefined) return [`- routes.pool: there is no pool ${routes.pool}, only: ${pools.map(({ name }) => name).join(', ')}`]
  return [...clientMistakes(routes.clientId, pool), ...choiceMistakes(routes), ...limitMistakes(routes)]
}

function apiPoolOf (pools: readonly NamedPool[], name: string | undefined): NamedPool | undefined {
  return name === undefined ? pools[0] : pools.find(pool => pool.name === name)
}

/** Of each pool whose API is called: by routes, or by a source of groups. */
function endpointMistakes ({ routes, groups, permissions }: CognitoAuthOptions, pools: readonly NamedPool[]): readonly string[] {
  const sources = [groups, permissions].flat()
  const called = asksCognito(sources) ? pools : routes === undefined ? [] : [apiPoolOf(pools, routes.pool)]
  return called.flatMap(pool => pool === undefined ? [] : missingEndpoint(pool) ?? [])
}

function clientMistakes (wanted: string | undefined, { options: { clientId } }: NamedPool): readonly string[] {
  const ids = [clientId].flat()
  if (wanted === undefined && (clientId === null || ids.length > 1)) {
    return ['- routes.clientId: say which app client signs people in, where clientId names several or any']
  }
  if (wanted !== undefined && clientId !== null && !ids.includes(wanted)) {
    return [`- routes.clientId: its tokens would be refused; name it in clientId too; got ${received([], wanted)}`]
  }
  return []
}

function choiceMistakes ({ include, exclude, admin }: NonNullable<CognitoAuthOptions['routes']>): readonly string[] {
  if (include !== undefined && exclude !== undefined) return ['- routes.exclude: include says already which routes there are; give one of the two']
  const wanted = (names: readonly RouteName[]) => include?.filter(name => names.includes(name)) ?? []
  return [
    ...(admin?.users === undefined ? wanted(USER_ADMINISTRATION).map(name => `- routes.include: ${name} needs routes.admin.users, which says who may`) : []),
    ...(admin?.attributes !== undefined && admin.users === undefined ? ['- routes.admin.attributes: needs routes.admin.users, which says who may write them'] : []),
    ...(admin?.groups === undefined ? wanted(GROUP_ADMINISTRATION).map(name => `- routes.include: ${name} needs routes.admin.groups, which says who may`) : [])
  ]
}

function limitMistakes ({ rateLimit }: NonNullable<CognitoAuthOptions['routes']>): readonly string[] {
  if (rateLimit === undefined || rateLimit === false) return []
  const mistakes = Object.entries(usedUpByOneAddress(rateLimit))
  return mistakes.map(([limit, mistake]) => `- routes.rateLimit.${limit}: ${mistake}`)
}

/** An async function returns a promise and no token: every request would be rejected. */
function revocationMistakes ({ routes, revocation }: CognitoAuthOptions): readonly string[] {
  return routes?.signOutOthersOnPasswordChange !== true || revocation !== undefined
    ? []
    : ['- routes.signOutOthersOnPasswordChange: needs the option revocation: memoryRevocations() or redisRevocations({ ... })']
}

function extractTokenMistakes ({ extractToken, trustedOrigins }: CognitoAuthOptions): readonly string[] {
  const extractors = extractToken === undefined ? [] : [extractToken].flat()
  const isList = Array.isArray(extractToken)
  const asyncOnes = extractors.flatMap(({ constructor: { name } }, index) => name === 'AsyncFunction'
    ? [`- extractToken${isList ? `.${index}` : ''}: must give the token itself, so it can't be async`]
    : [])
  if (trustedOrigins === undefined) return asyncOnes
  if (extractToken === undefined) {
    return ['- trustedOrigins: has no effect without extractToken: a token in the Authorization header is accepted from every origin']
  }
  return [...asyncOnes, ...trustedOrigins.flatMap(originMistakes)]
}

/**
 * RFC 6454 6.2: a scheme, a host and a port that is not the scheme's default, as browsers write them. Apps
 * have schemes of their own.
 */
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^\s/?#@*]+$/

function originMistakes (origin: string, index: number): readonly string[] {
  const isRight = ORIGIN.test(origin) && URL.canParse(origin) && ['null', origin].includes(new URL(origin).origin)
  const expected = 'an origin as browsers send it, such as https://app.example.com, without a path or a slash at its end'
  return isRight ? [] : [`- trustedOrigins.${index}: expects ${expected}; got ${JSON.stringify(origin)}`]
}

function toUserMistakes ({ toUser }: CognitoAuthOptions): readonly string[] {
  return toUser?.constructor.name === 'AsyncFunction' ? ['- toUser: must give the fields at once, so it can\'t be async; what takes time is for a handler, or a source'] : []
}

function groupsMistakes ({ groups }: CognitoAuthOptions): readonly string[] {
  return groups === undefined || typeof groups === 'function' || groups instanceof Source ? [] : ['- groups: expects cognitoGroups(), source(...), or a function of the user and the request']
}

function permissionMistakes (given: CognitoAuthOptions['permissions']): readonly string[] {
  if (given === undefined) return []
  return Array.isArray(given) ? given.flatMap((part, index) => permissionPartMistakes(`permissions.${index}`, part)) : permissionPartMistakes('permissions', given)
}

function isPlainObject (value: unknown): value is object {
  return typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)
}

function permissionPartMistakes (field: string, part: unknown): readonly string[] {
  if (typeof part === 'function' || part instanceof Source) return []
  // A Map would have no entry of its own, and give nobody anything.
  if (!isPlainObject(part)) return [`- ${field}: expects a map { group: [permissions] }, a source, or a function`]
  return Object.entries(part).flatMap(([group, permissions]) => {
    if (!Array.isArray(permissions)) return [`- ${field}.${group}: expects a list of permissions, such as ['orders:read', 'orders:*']; got ${received([], permissions)}`]
    const wrong = permissions.findIndex(permission => !isGrant(permission))
    return wrong === -1 ? [] : [`- ${field}.${group}.${wrong}: is no permission; write names parted by colons, 'orders:read', and * only for all of the last one, 'orders:*'; got ${received([], permissions[wrong])}`]
  })
}
