import { Type, type TObject, type TProperties } from '@sinclair/typebox'
import type { RevocationStore } from '../revocation/revocations.js'
import type { SourceFunction, Source } from '../sources/source.js'
import type { ToUser } from '../user/user-extension.js'
import type { ExtractToken } from '../verification/credential.js'
import type { Permissions, ResolvePool } from './options.js'
import { PoolNameSchema, poolSchemas, verificationPoolSchemas } from './pool-schema.js'
import { RequestHandlerSchema } from './request-handler.js'
import { RoutesSchema } from './routes-schema.js'
import { SessionSchema } from './session-options.js'
import { SignInPageSchema } from './sign-in-page-options.js'

// The schemas that options are validated against. The options are documented with their types, in options.ts.

const milliseconds = (min: number, max: number) =>
  Type.Integer({
    minimum: min,
    maximum: max,
    expects: `a whole number of milliseconds from ${min} to ${max}`
  })

const DAY = 86_400_000

const EXTRACTOR = 'a function of the request that returns the token or null'

/** The schemas of the `SharedOptions` of an application that only verifies tokens, by option. */
const verificationSchemas = {
  jwksCache: Type.Optional(
    Type.Object(
      {
        maxAge: Type.Optional(milliseconds(1000, DAY)),
        staleFor: Type.Optional(milliseconds(0, 7 * DAY)),
        cooldown: Type.Optional(milliseconds(100, DAY)),
        timeout: Type.Optional(milliseconds(50, 60_000))
      },
      { additionalProperties: false, expects: 'an object { maxAge, staleFor, cooldown, timeout }' }
    )
  ),

  warmUp: Type.Optional(
    Type.Union([Type.Literal('lazy'), Type.Literal('eager'), Type.Literal('required')], {
      expects: "'lazy', 'eager' or 'required'"
    })
  ),

  tokenCache: Type.Optional(
    Type.Union(
      [
        Type.Object(
          {
            max: Type.Integer({ minimum: 1, maximum: 1_000_000, expects: 'a whole number from 1 to 1000000' })
          },
          { additionalProperties: false, expects: 'an object { max }' }
        ),
        Type.Literal(false)
      ],
      { expects: 'an object { max } with a whole number from 1 to 1000000, or false' }
    )
  ),

  maxTokenLength: Type.Optional(
    Type.Integer({
      minimum: 1024,
      maximum: 65_536,
      expects: 'a whole number of characters from 1024 to 65536'
    })
  ),

  clockTolerance: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 300, expects: 'a whole number of seconds from 0 to 300' })
  ),

  clock: Type.Optional(
    Type.Unsafe<() => number>(
      Type.Function([], Type.Number(), {
        expects: 'a function that returns the time in milliseconds'
      })
    )
  ),

  extractToken: Type.Optional(
    Type.Unsafe<ExtractToken | readonly ExtractToken[]>(
      Type.Union(
        [
          Type.Function([], Type.Unknown()),
          Type.Array(Type.Function([], Type.Unknown(), { expects: EXTRACTOR }), { minItems: 1 })
        ],
        { expects: `${EXTRACTOR}, or a list of such functions` }
      )
    )
  ),

  trustedOrigins: Type.Optional(
    Type.Array(Type.String({ expects: 'an origin such as https://app.example.com' }), {
      minItems: 1,
      expects: "a list of origins such as ['https://app.example.com']"
    })
  ),

  groups: Type.Optional(
    Type.Unsafe<Source | SourceFunction>(
      Type.Union(
        [Type.Function([], Type.Unknown()), Type.Object({ get: Type.Function([], Type.Unknown()) })],
        {
          expects:
            'cognitoGroups(), source(...), or a function of the user and the request that returns a list ' +
            'of groups'
        }
      )
    )
  ),

  permissions: Type.Optional(
    Type.Unsafe<Permissions | readonly Permissions[]>(
      Type.Union(
        [Type.Function([], Type.Unknown()), Type.Object({}), Type.Array(Type.Unknown(), { minItems: 1 })],
        {
          expects:
            'a map { group: [permissions] }, a source, a function that returns a list of permissions, ' +
            'or a list of these'
        }
      )
    )
  ),

  toUser: Type.Optional(
    Type.Unsafe<ToUser>(
      Type.Function([], Type.Unknown(), {
        expects: 'a function of the user that returns an object'
      })
    )
  ),

  unguardedRoutes: Type.Optional(
    Type.Union([Type.Literal('allow'), Type.Literal('error')], {
      expects: "'allow' or 'error'"
    })
  ),

  verification: Type.Optional(
    Type.Literal('disabled-for-development', {
      expects: "'disabled-for-development' or omitted"
    })
  ),

  revocation: Type.Optional(
    Type.Unsafe<RevocationStore>(
      Type.Object(
        {
          open: Type.Function([], Type.Unknown(), { expects: 'a function' })
        },
        { expects: 'memoryRevocations() or redisRevocations({ ... })' }
      )
    )
  ),

  cognito: Type.Optional(
    Type.Object(
      {
        timeout: Type.Optional(milliseconds(100, 60_000)),
        requestHandler: Type.Optional(RequestHandlerSchema)
      },
      { additionalProperties: false, expects: 'an object { timeout, requestHandler }' }
    )
  )
}

/** The schemas of `SharedOptions`, by option. */
const sharedSchemas = {
  ...verificationSchemas,

  routes: Type.Optional(RoutesSchema),

  session: Type.Optional(SessionSchema),

  signInPage: Type.Optional(SignInPageSchema)
}

function singlePool<Pool extends TProperties, Shared extends TProperties> (pool: Pool, shared: Shared) {
  return Type.Object(
    { ...pool, ...shared },
    {
      additionalProperties: false,
      expects: 'an object with userPoolId and clientId'
    }
  )
}

function multiplePools<Pool extends TProperties, Shared extends TProperties> (pool: Pool, shared: Shared) {
  return Type.Object(
    {
      userPools: Type.Record(
        PoolNameSchema,
        Type.Object(pool, { additionalProperties: false, expects: 'a pool, { userPoolId, clientId }' }),
        {
          minProperties: 1,
          additionalProperties: false,
          expects: 'an object of pools by name, { customers: { userPoolId, clientId } }'
        }
      ),
      ...shared
    },
    { additionalProperties: false, expects: 'an object with userPools' }
  )
}

function resolvedPools<Shared extends TProperties> (shared: Shared) {
  return Type.Object(
    {
      userPools: Type.Object(
        {
          resolve: Type.Unsafe<ResolvePool>(
            Type.Function([], Type.Unknown(), {
              expects: 'a function of an issuer that returns the options of its pool, or null'
            })
          ),
          max: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 100_000,
              expects: 'a whole number of pools from 1 to 100000'
            })
          ),
          ttl: Type.Optional(milliseconds(1000, DAY)),
          timeout: Type.Optional(milliseconds(50, 60_000))
        },
        { additionalProperties: false, expects: 'an object { resolve, max, ttl, timeout }' }
      ),
      ...shared
    },
    { additionalProperties: false, expects: 'an object with userPools' }
  )
}

/** The schema of `SinglePoolOptions`. */
export const SinglePoolSchema = singlePool(poolSchemas, sharedSchemas)

/** The schema of `MultiplePoolsOptions`. */
export const MultiplePoolsSchema = multiplePools(poolSchemas, sharedSchemas)

/** The schema of `ResolvedPoolsOptions`. */
export const ResolvedPoolsSchema = resolvedPools(sharedSchemas)

const { machine: _machine, ...resolvedPoolSchemas } = verificationPoolSchemas

/** The schema of `ResolvedPoolOptions`. */
export const ResolvedPoolSchema = Type.Object(
  {
    name: Type.Optional(PoolNameSchema),
    ...resolvedPoolSchemas
  },
  { additionalProperties: false, expects: 'the options of a pool, { userPoolId, clientId }, or null' }
)

/** Returns the schema of options: that of one pool, of several, or of pools that are resolved. */
export function schemaFor (options: unknown): TObject {
  if (typeof options !== 'object' || options === null || !('userPools' in options)) return SinglePoolSchema
  const { resolve } = (options.userPools ?? {}) as { resolve?: unknown }
  // A pool with the name `resolve` would be an object. Any other value is meant to be the function.
  return resolve !== undefined && typeof resolve !== 'object' ? ResolvedPoolsSchema : MultiplePoolsSchema
}

/**
 * The schema of the options of an application that only verifies tokens. `npm run schemas` compiles it.
 *
 * @public
 */
export const VerificationOptionsSchema = Type.Union([
  singlePool(verificationPoolSchemas, verificationSchemas),
  multiplePools(verificationPoolSchemas, verificationSchemas),
  resolvedPools(verificationSchemas)
])
