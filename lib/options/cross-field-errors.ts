import { callsCognito, Source } from '../sources/source.js'
import { albErrors } from './alb-settings.js'
import { missingEndpoint } from './api-endpoint.js'
import { attributeErrors } from './attribute-errors.js'
import { audienceErrors, resourceErrors, sessionAudienceErrors } from './audience-errors.js'
import { describeValue } from './describe-value.js'
import { apiPoolOf, hasResolver, namedPools, type NamedPool } from './named-pools.js'
import type { CognitoAuthOptions, ResolvedPoolsOptions } from './options.js'
import { managedLoginErrors } from './managed-login-settings.js'
import { permissionErrors } from './permission-errors.js'
import { poolErrors, sharedIssuerErrors } from './pool-errors.js'
import { routeErrors } from './route-errors.js'
import { sessionErrors } from './session-settings.js'
import { signInPageErrors } from './sign-in-page-settings.js'
import { optionError } from './option-error.js'

/** Returns the errors of options that are valid by themselves but not together, one line each. */
export function crossFieldErrors (options: CognitoAuthOptions): readonly string[] {
  const pools = namedPools(options)
  return [
    ...pools.flatMap(poolErrors),
    ...pools.flatMap(albErrors),
    ...sharedIssuerErrors(pools),
    ...pools.flatMap(audienceErrors),
    ...pools.flatMap(resourceErrors),
    ...sessionAudienceErrors(options, pools, apiPoolOf(pools, options.routes?.pool)),
    ...(hasResolver(options) ? resolveErrors(options) : routeErrors(options.routes, pools)),
    ...endpointErrors(options, pools),
    ...revocationErrors(options),
    ...sessionErrors(options, apiPoolOf(pools, options.routes?.pool)),
    ...managedLoginErrors(options, pools, apiPoolOf(pools, options.routes?.pool)),
    ...signInPageErrors(options),
    ...extractTokenErrors(options, pools),
    ...toUserErrors(options),
    ...permissionErrors(
      options.permissions,
      hasResolver(options) ? null : pools.map(({ name }) => name)
    ),
    ...groupsErrors(options),
    ...attributeErrors('routes.signUp.attributes', options.routes?.signUp?.attributes),
    ...attributeErrors('routes.profile.writable', options.routes?.profile?.writable),
    ...attributeErrors('routes.admin.attributes', options.routes?.admin?.attributes)
  ]
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

/** Returns the errors of the pools whose API is called, by routes, by a source, or for tokens of machines. */
function endpointErrors (
  { routes, groups, permissions }: CognitoAuthOptions,
  pools: readonly NamedPool[]
): readonly string[] {
  const sources = [groups, permissions].flat()
  const apiPool = routes === undefined ? undefined : apiPoolOf(pools, routes.pool)
  const called = callsCognito(sources)
    ? pools
    : pools.filter(pool => pool === apiPool || pool.options.machine !== undefined)
  return called.flatMap(pool => missingEndpoint(pool) ?? [])
}

function revocationErrors ({ routes, revocation, session }: CognitoAuthOptions): readonly string[] {
  return routes?.signOutOthersOnPasswordChange !== true || revocation !== undefined || session !== undefined
    ? []
    : [
        optionError(
          'routes.signOutOthersOnPasswordChange',
          'requires the option revocation or session; set revocation to memoryRevocations() or ' +
            'redisRevocations({ ... })'
        )
      ]
}

/** An async function returns a promise and no token: every request would be rejected. */
function extractTokenErrors (
  { extractToken, trustedOrigins }: CognitoAuthOptions,
  pools: readonly NamedPool[]
): readonly string[] {
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
  if (extractToken === undefined && pools.every(({ options }) => options.alb === undefined)) {
    return [
      optionError(
        'trustedOrigins',
        'requires the option extractToken or alb, since a token in the Authorization header is accepted ' +
          'from every origin'
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
