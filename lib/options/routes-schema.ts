import { Type } from '@sinclair/typebox'
import { RateLimitSchema } from '../rate-limit/options.js'
import type { AttributesSchema } from '../schemas/attributes.js'
import { FLOW_NAMES } from '../schemas/sign-in.js'
import { ClientIdSchema } from './client-id-schema.js'
import { ROUTE_NAMES } from './route-names.js'

/** The schema of the application's own attributes. */
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

/** Returns the schema of the groups that may administer a subject, such as users. */
const administrators = (subject: string) =>
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
        expects: `an object { groups } with the groups that may administer ${subject}`
      }
    )
  )

/** The schema of `AdminOptions`. */
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

/** The schema of `RoutesOptions`. */
export const RoutesSchema = Type.Object(
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
    clientId: Type.Optional(ClientIdSchema),
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
