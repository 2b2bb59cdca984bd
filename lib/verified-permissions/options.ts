import { Type } from '@sinclair/typebox'
import { assertDevelopment } from '../development.js'
import { errors } from '../errors.js'
import { urlErrorsOf } from '../options/pool-errors.js'
import { PoolNameSchema } from '../options/pool-schema.js'
import { RequestHandlerSchema, type RequestHandler } from '../options/request-handler.js'
import { validationErrors } from '../options/validation-errors.js'
import { isPlainHttp } from '../pool/loopback.js'

/** The identifier of an entity in Cedar: `{ entityType: 'Shop::Application', entityId: 'orders' }`. */
export interface CedarEntity {
  /** The type, with its namespace. */
  readonly entityType: string
  /** The ID. */
  readonly entityId: string
}

/**
 * The options of `verifiedPermissions()`.
 *
 * @example
 * ```ts
 * import type { VerifiedPermissionsOptions } from 'fastify-cognito-auth'
 *
 * const options: VerifiedPermissionsOptions = {
 *   policyStoreId: 'PSEXAMPLEabcdefg111111',
 *   permissions: ['orders:read', 'orders:delete'],
 *   namespace: 'Shop',
 *   ttl: 5000
 * }
 * ```
 */
export interface VerifiedPermissionsOptions {
  /**
   * The ID of the policy store, such as `PSEXAMPLEabcdefg111111`, or `policy-store-alias/` and the name of an
   * alias. The identity source of the policy store is the user pool.
   */
  readonly policyStoreId: string
  /**
   * The permissions to request decisions for, each the ID of an action in the policy store, such as
   * `orders:read`. From 1 to 300, without `*`. Users have none of the permissions that are not listed.
   */
  readonly permissions: readonly string[]
  /** The namespace of the actions: their type is `<namespace>::Action`. Defaults to none. */
  readonly namespace?: string
  /** The resource of all decisions, such as the application itself. Defaults to none. */
  readonly resource?: CedarEntity
  /**
   * The name of the user pool whose users have these permissions, with several pools: a policy store does not
   * accept tokens of others. Defaults to all pools.
   */
  readonly pool?: string
  /** The AWS Region of the policy store. Defaults to the Region that the AWS SDK is configured for. */
  readonly region?: string
  /**
   * The URL of the API of Verified Permissions, for private endpoints and tests. Defaults to the endpoint of
   * the Region. The token of the user is sent there. Over plain http, in development only, no AWS credentials
   * are used.
   */
  readonly endpoint?: string
  /**
   * The `requestHandler` of the AWS SDK's client, or options for one. Defaults to a handler with the proxy of
   * `fetch`.
   */
  readonly requestHandler?: RequestHandler | Readonly<Record<string, unknown>>
  /** The timeout of the decisions for one request, in milliseconds. Defaults to 2,000. */
  readonly timeout?: number
  /**
   * How long the permissions of a token are cached, in milliseconds. A change of a policy takes effect within
   * this time. Defaults to 0: decisions are requested once for each request that needs permissions.
   */
  readonly ttl?: number
  /** The number of tokens whose permissions are cached. Defaults to 10,000. */
  readonly max?: number
}

/** The validated options, with all defaults. */
export interface VerifiedPermissionsSettings {
  readonly policyStoreId: string
  readonly permissions: readonly string[]
  /** The type of the actions. */
  readonly actionType: string
  readonly resource: CedarEntity | undefined
  readonly region: string | undefined
  readonly endpoint: string | undefined
  readonly requestHandler: object | undefined
  readonly timeout: number
}

/** Names of Cedar, separated by `::`. */
const PATH = '[A-Za-z_]\\w*(::[A-Za-z_]\\w*)*'

// Lengths and patterns are those of the API:
// https://docs.aws.amazon.com/verifiedpermissions/latest/apireference/API_BatchIsAuthorizedWithToken.html
const Schema = Type.Object(
  {
    policyStoreId: Type.String({
      pattern: '^[\\w/-]{1,200}$',
      expects: 'the ID of a policy store, such as PSEXAMPLEabcdefg111111'
    }),
    permissions: Type.Array(
      Type.String({
        pattern: '^[^\\s:*]+(:[^\\s:*]+)*$',
        maxLength: 512,
        expects: "a colon-separated permission such as 'orders:read', without *"
      }),
      {
        minItems: 1,
        maxItems: 300,
        uniqueItems: true,
        expects: "a list of 1 to 300 different permissions such as ['orders:read', 'orders:delete']"
      }
    ),
    namespace: Type.Optional(
      Type.String({ pattern: `^${PATH}$`, maxLength: 192, expects: 'a namespace of Cedar, such as Shop' })
    ),
    resource: Type.Optional(
      Type.Object(
        {
          entityType: Type.String({
            pattern: `^${PATH}$`,
            maxLength: 200,
            expects: 'a type of Cedar, such as Shop::Application'
          }),
          entityId: Type.String({ minLength: 1, maxLength: 512, expects: 'the ID of an entity' })
        },
        { additionalProperties: false, expects: 'an object { entityType, entityId }' }
      )
    ),
    pool: Type.Optional(PoolNameSchema),
    region: Type.Optional(
      Type.String({ pattern: '^[a-z]{2,5}(-[a-z]+)+-\\d{1,2}$', expects: 'an AWS Region such as eu-west-1' })
    ),
    endpoint: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 2048,
        expects: 'a URL such as https://verifiedpermissions.eu-west-1.amazonaws.com'
      })
    ),
    requestHandler: Type.Optional(RequestHandlerSchema),
    // The source has validated these.
    timeout: Type.Unknown(),
    ttl: Type.Optional(Type.Unknown()),
    max: Type.Optional(Type.Unknown())
  },
  { additionalProperties: false, expects: 'an object { policyStoreId, permissions, ... }' }
)

/**
 * Validates the options and returns them with all defaults.
 *
 * @throws FST_COGNITO_INVALID_OPTIONS with every invalid option; FST_COGNITO_DEVELOPMENT_ONLY for an endpoint
 * with plain http
 */
export function verifiedPermissionsSettings (
  options: VerifiedPermissionsOptions & { readonly timeout: number }
): VerifiedPermissionsSettings {
  const invalid = validationErrors(Schema, options)
  const problems = invalid.length > 0 ? invalid : endpointErrors(options)
  if (problems.length > 0) throw invalidOptions(problems)
  const { policyStoreId, permissions, namespace, resource, region, endpoint, requestHandler } = options
  if (endpoint !== undefined && isPlainHttp(endpoint)) {
    assertDevelopment('Plain http (verifiedPermissions: endpoint)')
  }
  return {
    policyStoreId,
    permissions: [...permissions],
    actionType: namespace === undefined ? 'Action' : `${namespace}::Action`,
    resource,
    region,
    endpoint,
    requestHandler,
    timeout: options.timeout
  }
}

function endpointErrors ({ endpoint }: VerifiedPermissionsOptions): readonly string[] {
  return endpoint === undefined ? [] : urlErrorsOf('endpoint', endpoint)
}

/** Returns an error of these options, which names the function that they belong to. */
export function invalidOptions (problems: readonly string[]): Error {
  const lines = problems.map(line => line.replace(/^- /, '- verifiedPermissions: '))
  return new errors.FST_COGNITO_INVALID_OPTIONS(lines.join('\n'))
}
