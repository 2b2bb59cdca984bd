import { Type } from '@sinclair/typebox'
import { POOL_ID_PATTERN, REGION_PATTERN } from '../pool/pool.js'
import { RateLimitSchema } from '../rate-limit/options.js'
import type { RevocationStore } from '../revocation/revocations.js'
import type { AttributesSchema } from '../schemas/attributes.js'
import { FLOW_NAMES } from '../schemas/sign-in.js'
import type { SourceFunction, Source } from '../sources/source.js'
import type { ToUser } from '../user/user-extension.js'
import type { ExtractToken } from '../verification/credential.js'
import type { Permissions, ResolvePool } from './options.js'
import { RequestHandlerSchema } from './request-handler.js'
import { ROUTE_NAMES } from './route-names.js'

// The schema that options are validated against. The options are documented with their types, in options.ts.

const milliseconds = (min: number, max: number) =>
  Type.Integer({
    minimum: min,
    maximum: max,
    expects: `a whole number of milliseconds from ${min} to ${max}`
  })

const urlSchema = (example: string) =>
  Type.String({
    minLength: 1,
    maxLength: 2048,
    expects: `a URL such as ${example}`
  })

const clientId = Type.String({
  pattern: '^[\\w+]{1,128}$',
  expects: 'the ID of an app client, such as 1h57kf5cpq17m0eml12example'
})

const region = Type.String({ pattern: REGION_PATTERN, expects: 'an AWS Region such as eu-west-1' })

const DAY = 86_400_000

const EXTRACTOR = 'a function of the request that returns the token or null'

/** One user pool. */
const pool = {
  userPoolId: Type.String({
    pattern: POOL_ID_PATTERN,
    maxLength: 55,
    expects: 'the ID of a user pool, such as eu-west-1_AbC123xyz'
  }),

  clientId: Type.Union([clientId, Type.Array(clientId, { minItems: 1 }), Type.Null()], {
    expects: 'the ID of an app client, a list of IDs, or null for every app client of the pool'
  }),

  clientSecret: Type.Optional(
    Type.String({
      pattern: '^[\\w+]{1,128}$',
      expects: 'the secret of the app client, which has letters and digits only'
    })
  ),

  tokenUse: Type.Optional(
    Type.Union([Type.Literal('access'), Type.Literal('id'), Type.Null()], {
      expects: "'access', 'id', or null for both"
    })
  ),

  region: Type.Optional(region),

  regions: Type.Optional(Type.Array(region, { minItems: 1, expects: 'a list of AWS Regions' })),

  issuer: Type.Optional(urlSchema('https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz')),

  jwksUri: Type.Optional(urlSchema('https://keys.example.com/jwks.json')),

  jwks: Type.Optional(
    Type.Object(
      {
        keys: Type.Array(Type.Unknown(), { minItems: 1, expects: 'a list of at least one key' })
      },
      { expects: 'a key set, { keys: [...] }' }
    )
  ),

  endpoint: Type.Optional(urlSchema('https://vpce-1a2b.cognito-idp.eu-west-1.vpce.amazonaws.com'))
}

/** The schema of attributes that a user may set, the application's own. */
const attributes = Type.Unsafe<AttributesSchema>(
  Type.Object(
    {},
    {
      expects:
        "a TypeBox object, Type.Object({ ... }), or a JSON Schema, { type: 'object', properties: { ... } }"
    }
  )
)

const routeNames = Type.Array(Type.Union(ROUTE_NAMES.map(name => Type.Literal(name))), {
  minItems: 1,
  expects: `a list of these route names: ${ROUTE_NAMES.join(', ')}`
})

const groupName = Type.String({
  minLength: 1,
  maxLength: 128,
  expects: 'a group name of 1 to 128 characters'
})

/** The groups that may use the administration routes. */
const administrators = (what: string) =>
  Type.Optional(
    Type.Object(
      {
        groups: Type.Array(groupName, {
          minItems: 1,
          uniqueItems: true,
          expects: 'a list of unique group names'
        })
      },
      {
        additionalProperties: false,
        expects: `an object { groups } with the groups that may administer ${what}`
      }
    )
  )

/** Administration. */
const admin = Type.Object(
  {
    users: administrators('users'),
    groups: administrators('groups and their members'),
    attributes: Type.Optional(attributes)
  },
  {
    additionalProperties: false,
    minProperties: 1,
    expects:
      'an object { users: { groups: [...] }, groups: { groups: [...] }, attributes }, with users, groups ' +
      'or both'
  }
)

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

const ROUTE_OPTIONS =
  'prefix, include, exclude, pool, clientId, signUp, signIn, profile, clientMetadata, ' +
  'admin, audit, maxAuthAge, signOutOthersOnPasswordChange, rateLimit, totpIssuer'

/** The auth API. */
const routes = Type.Object(
  {
    prefix: Type.Optional(
      Type.String({
        pattern: '^(/[\\w.~-]+)*$',
        maxLength: 200,
        expects: 'a path such as /api/v1/auth, without a trailing slash'
      })
    ),
    include: Type.Optional(routeNames),
    exclude: Type.Optional(routeNames),
    pool: Type.Optional(Type.String({ minLength: 1, expects: 'the name of a pool' })),
    clientId: Type.Optional(clientId),
    signUp: Type.Optional(
      Type.Object(
        {
          attributes: Type.Optional(attributes),
          hideExistingUsers: Type.Optional(Type.Boolean({ expects: 'true or false' }))
        },
        { additionalProperties: false, expects: 'an object { attributes, hideExistingUsers }' }
      )
    ),
    signIn: Type.Optional(
      Type.Object(
        {
          flows: Type.Optional(
            Type.Array(Type.Union(FLOW_NAMES.map(name => Type.Literal(name))), {
              minItems: 1,
              uniqueItems: true,
              expects: `a list of unique flows: ${FLOW_NAMES.join(', ')}`
            })
          )
        },
        { additionalProperties: false, expects: 'an object { flows }' }
      )
    ),
    profile: Type.Optional(
      Type.Object(
        {
          writable: Type.Optional(attributes)
        },
        { additionalProperties: false, expects: 'an object { writable }' }
      )
    ),
    clientMetadata: Type.Optional(Type.Boolean({ expects: 'true or false' })),
    admin: Type.Optional(admin),
    audit: Type.Optional(
      Type.Object(
        {
          level: Type.Union(
            LEVELS.map(level => Type.Literal(level)),
            {
              expects: "a log level such as 'info', or 'silent'"
            }
          )
        },
        { additionalProperties: false, expects: 'an object { level }' }
      )
    ),
    maxAuthAge: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 86_400,
        expects: 'a whole number of seconds from 1 to 86400'
      })
    ),
    rateLimit: Type.Optional(
      Type.Union([RateLimitSchema, Type.Literal(false)], {
        expects: 'an object { accountAndIp, ip, network, account, redis, nameSpace }, or false'
      })
    ),
    signOutOthersOnPasswordChange: Type.Optional(Type.Boolean({ expects: 'true or false' })),
    totpIssuer: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        expects: 'the name of the application, of 1 to 64 characters'
      })
    )
  },
  { additionalProperties: false, expects: `an object { ${ROUTE_OPTIONS} }` }
)

/** The options that apply to all pools. */
const sharedOptions = {
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
  ),

  routes: Type.Optional(routes)
}

/** The schema of `SinglePoolOptions`. */
export const SinglePoolSchema = Type.Object(
  { ...pool, ...sharedOptions },
  {
    additionalProperties: false,
    expects: 'an object with userPoolId and clientId'
  }
)

const poolName = Type.String({
  pattern: '^[A-Za-z][\\w-]{0,63}$',
  expects: 'a name of at most 64 letters, digits, _ and -, starting with a letter'
})

/** The schema of `MultiplePoolsOptions`. */
export const MultiplePoolsSchema = Type.Object(
  {
    userPools: Type.Record(
      poolName,
      Type.Object(pool, { additionalProperties: false, expects: 'a pool, { userPoolId, clientId }' }),
      {
        minProperties: 1,
        additionalProperties: false,
        expects: 'an object of pools by name, { customers: { userPoolId, clientId } }'
      }
    ),
    ...sharedOptions
  },
  { additionalProperties: false, expects: 'an object with userPools' }
)

/** The schema of `ResolvedPoolOptions`. */
export const ResolvedPoolSchema = Type.Object(
  {
    name: Type.Optional(poolName),
    ...pool
  },
  { additionalProperties: false, expects: 'the options of a pool, { userPoolId, clientId }, or null' }
)

/** The schema of `ResolvedPoolsOptions`. */
export const ResolvedPoolsSchema = Type.Object(
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
    ...sharedOptions
  },
  { additionalProperties: false, expects: 'an object with userPools' }
)
