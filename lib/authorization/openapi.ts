import type { SessionOptions } from '../options/session-options.js'
import { cookieName } from '../options/session-settings.js'
import { ERROR_BODY } from './error-body.js'
import type { RouteRequirements } from './guard.js'
import { guardErrors } from './openapi-errors.js'
import { loadBalancerSecurity, loadBalancerScheme } from './openapi-load-balancer.js'
import {
  OAUTH_SCHEME,
  oauthAlternatives,
  oauthScheme,
  originOf,
  type Scopes,
  type SecurityRequirements
} from './openapi-oauth.js'
import { SESSION_SCHEME, sessionSecurity, sessionScheme } from './openapi-session.js'

/** The name of the bearer token scheme in documents. */
const SCHEME = 'cognito'

type Schema = Record<string, unknown> & { response?: Record<string, unknown> }

/** The config of a route that its guards and the auth API have set. */
interface DocumentedConfig {
  cognito?: readonly RouteRequirements[]
  cognitoErrors?: Readonly<Record<number, string>>
  /** Whether the route reads the session cookie itself. */
  cognitoSession?: boolean
}

interface Route {
  schema: unknown
  url: string
  route: { config?: DocumentedConfig | undefined }
}

/** The return type of a transform of `@fastify/swagger`. */
interface DocumentedRoute {
  schema: any
  url: string
}

const securitySchemes = {
  [SCHEME]: {
    type: 'http' as const,
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'An access token of the user pool.'
  }
}

/** Returns the security requirements of a route. */
type SecurityOf = (requirements: readonly RouteRequirements[]) => SecurityRequirements

const bearerToken: SecurityOf = () => [{ [SCHEME]: [] }]

/**
 * Adds the requirements of guarded routes to the OpenAPI document of `@fastify/swagger`.
 *
 * Combined with another transform: `transform: openapi.transformAfter(jsonSchemaTransform)`.
 *
 * @example
 * ```ts
 * import swagger from '@fastify/swagger'
 * import { openapi } from 'fastify-cognito-auth'
 *
 * await app.register(swagger, {
 *   openapi: { components: { securitySchemes: openapi.securitySchemes } },
 *   transform: openapi.transform
 * })
 * ```
 */
export const openapi = {
  /** For `components.securitySchemes`. */
  securitySchemes,

  ...transforms(bearerToken),

  /**
   * Returns the same helpers with an OAuth 2.0 security scheme: the authorization code grant (RFC 6749 4.1)
   * at the domain of the user pool. Routes list the scopes that they require; routes for machines are left
   * out, since no user signs in for them.
   *
   * @example
   * ```ts
   * import { openapi } from 'fastify-cognito-auth'
   *
   * const { securitySchemes, transform } = openapi.withDomain('https://auth.example.com', {
   *   scopes: { 'orders/read': 'Read orders' }
   * })
   * ```
   *
   * @param domain - the URL of the user pool's domain, of AWS or a custom domain
   * @param options.scopes - the scopes and their descriptions. Include every scope that a route requires.
   * Defaults to none
   * @throws FST_COGNITO_INVALID_OPTIONS if the domain is not an https URL
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html
   */
  withDomain (domain: string, options: { readonly scopes?: Scopes } = {}) {
    return withDomain(securitySchemes, bearerToken, domain, options)
  },

  /**
   * Returns the same helpers, `withDomain` and `withLoadBalancer`, with the session cookie as a security
   * scheme. Guarded routes that accept sessions list it as an alternative to the token.
   *
   * @example
   * ```ts
   * import { memorySessions, openapi } from 'fastify-cognito-auth'
   *
   * const session = { origin: 'https://app.example.com', store: memorySessions() }
   * const { securitySchemes, transform } = openapi.withSession(session)
   * ```
   *
   * @param session - the option `session` of the plugin
   */
  withSession (session: Pick<SessionOptions, 'origin' | 'cookie'>) {
    const schemes = { ...securitySchemes, [SESSION_SCHEME]: sessionScheme(cookieName(session)) }
    const securityOf: SecurityOf = requirements => [
      ...bearerToken(requirements),
      ...sessionSecurity(requirements)
    ]
    const settings = { hasSessions: true }
    return {
      ...createHelpers(schemes, securityOf, settings),
      withLoadBalancer: () => withLoadBalancer(schemes, securityOf, settings)
    }
  },

  /**
   * Returns the same helpers, and `withDomain`, with the header of a load balancer as a security scheme, for
   * the option `alb`. Guarded routes that accept users of the load balancer list it as an alternative to the
   * token.
   *
   * @example
   * ```ts
   * import { openapi } from 'fastify-cognito-auth'
   *
   * const { securitySchemes, transform } = openapi.withLoadBalancer()
   * ```
   *
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
   */
  withLoadBalancer () {
    return withLoadBalancer(securitySchemes, bearerToken)
  }
}

/** Returns the helpers for the given schemes, including those with a domain. */
function createHelpers<Schemes extends object> (
  schemes: Schemes,
  securityOf: SecurityOf,
  settings?: TransformSettings
) {
  return {
    /** For `components.securitySchemes`. */
    securitySchemes: schemes,
    ...transforms(securityOf, settings),
    /** As `openapi.withDomain`. */
    withDomain: (domain: string, options: { readonly scopes?: Scopes } = {}) =>
      withDomain(schemes, securityOf, domain, options, settings)
  }
}

function withLoadBalancer<Schemes extends object> (
  schemes: Schemes,
  securityOf: SecurityOf,
  settings?: TransformSettings
) {
  return createHelpers(
    { ...schemes, ...loadBalancerScheme },
    requirements => [...securityOf(requirements), ...loadBalancerSecurity(requirements)],
    settings
  )
}

function withDomain<Schemes extends object> (
  schemes: Schemes,
  securityOf: SecurityOf,
  domain: string,
  { scopes = {} }: { readonly scopes?: Scopes },
  settings?: TransformSettings
) {
  return {
    securitySchemes: { ...schemes, [OAUTH_SCHEME]: oauthScheme(originOf(domain), scopes) },
    ...transforms(
      requirements => [...securityOf(requirements), ...oauthAlternatives(requirements)],
      settings
    )
  }
}

interface TransformSettings {
  /** Whether the document has the scheme of the session cookie. */
  readonly hasSessions: boolean
}

function transforms (securityOf: SecurityOf, { hasSessions }: TransformSettings = { hasSessions: false }) {
  const transform = ({ schema, url, route }: Route): DocumentedRoute => {
    const { cognito: requirements = [], cognitoErrors = {}, cognitoSession = false } = route.config ?? {}
    const descriptions = { ...guardErrors(requirements), ...cognitoErrors }
    if (Object.keys(descriptions).length === 0) return { schema, url }
    const security =
      requirements.length > 0
        ? [...(isRequired(requirements) ? [] : [{}]), ...securityOf(requirements)]
        : hasSessions && cognitoSession
          ? [{}, ...sessionSecurity(requirements)]
          : null
    return { schema: documentRoute((schema ?? {}) as Schema, { requirements, descriptions, security }), url }
  }
  return {
    /** For `transform`: adds `security` and error responses to guarded routes and those of the auth API. */
    transform,

    /**
     * Combines the transform with another one, such as that of the Zod type provider, which is called first.
     * It is not called for the routes of the auth API, whose schemas are JSON Schema.
     */
    transformAfter<Input extends Route>(
      first: (input: Input) => DocumentedRoute
    ): (input: Input) => DocumentedRoute {
      return input =>
        input.route.config?.cognitoErrors === undefined
          ? transform({ ...input, ...first(input) })
          : transform(input)
    }
  }
}

/** The documentation of a route, in addition to its schema. */
interface Documentation {
  readonly requirements: readonly RouteRequirements[]
  /** The descriptions of error responses, by status. */
  readonly descriptions: Readonly<Record<number, string>>
  readonly security: SecurityRequirements | null
}

/** The response that `@fastify/swagger` adds to a route without response schemas. */
const DEFAULT_RESPONSE = { 200: { type: 'null', description: 'Default Response' } }

/**
 * Error responses are added to the document only. As schemas of the routes, they would filter the responses
 * of the application's own error handlers.
 */
function documentRoute (
  schema: Schema,
  { requirements, descriptions, security }: Documentation
): Schema {
  const scopes = [
    ...new Set(
      requirements.flatMap(({ scopes }) => (scopes === undefined ? [] : [...scopes.all, ...scopes.any]))
    )
  ]
  const errorResponses = Object.entries(descriptions).map(([status, description]) => [
    status,
    { ...ERROR_BODY, description }
  ])
  return {
    ...(security !== null && { security }),
    ...schema,
    ...(scopes.length > 0 && {
      description: [schema['description'], `Scopes: ${scopes.join(', ')}.`].filter(Boolean).join('\n\n')
    }),
    response: { ...Object.fromEntries(errorResponses), ...(schema.response ?? DEFAULT_RESPONSE) }
  }
}

function isRequired (requirements: readonly RouteRequirements[]): boolean {
  return requirements.some(({ user }) => user === 'required')
}
