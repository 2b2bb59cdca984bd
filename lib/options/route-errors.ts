import { limitsExhaustibleByOneIp } from '../rate-limit/limits.js'
import { describeValue } from './describe-value.js'
import { apiPoolOf, type NamedPool } from './named-pools.js'
import { GROUP_ADMINISTRATION, USER_ADMINISTRATION, type RouteName } from './route-names.js'
import type { RoutesOptions } from './routes-options.js'
import { optionError } from './option-error.js'

/** Returns the errors of the option `routes` that its schema does not find. */
export function routeErrors (
  routes: RoutesOptions | undefined,
  pools: readonly NamedPool[]
): readonly string[] {
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
}: RoutesOptions): readonly string[] {
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

function rateLimitErrors ({ rateLimit }: RoutesOptions): readonly string[] {
  if (rateLimit === undefined || rateLimit === false) return []
  const problems = Object.entries(limitsExhaustibleByOneIp(rateLimit))
  return problems.map(([limit, problem]) => optionError(`routes.rateLimit.${limit}`, problem))
}
