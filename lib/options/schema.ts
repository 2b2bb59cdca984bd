import { Type, type Static } from '@sinclair/typebox'
import { POOL_ID_PATTERN, REGION_PATTERN } from '../pool/pool.js'
import { RateLimitOptions } from '../rate-limit/options.js'
import type { RevocationStore } from '../revocation/revocations.js'
import type { AttributesSchema } from '../schemas/attributes.js'
import { FLOW_NAMES } from '../schemas/sign-in.js'
import type { PermissionMap } from '../sources/permission.js'
import type { Ask, Source } from '../sources/source.js'
import type { ToUser } from '../user/completion.js'
import type { ExtractToken } from '../verification/credential.js'
import { RequestHandlerSchema } from './request-handler.js'
import { ROUTE_NAMES } from './route-names.js'

const milliseconds = (least: number, most: number) => Type.Integer({
  minimum: least, maximum: most, expects: `whole milliseconds from ${least} to ${most}`
})

const address = (example: string) => Type.String({ minLength: 1, maxLength: 2048, expects: `an address such as ${example}` })

const clientId = Type.String({ pattern: '^[\\w+]{1,128}$', expects: 'the id of an app client, letters and digits' })

const region = Type.String({ pattern: REGION_PATTERN, expects: 'an AWS Region such as eu-west-1' })

const DAY = 86_400_000

const EXTRACTOR = 'a function of the request that gives the token or null'

/** One user pool. */
const pool = {
  /** The id of the user pool, such as `eu-west-1_AbC123xyz`. */
  userPoolId: Type.String({ pattern: POOL_ID_PATTERN, maxLength: 55, expects: 'the id of a user pool, such as eu-west-1_AbC123xyz' }),

  /** The app client, or several, whose tokens are taken. `null` takes those of any client of the pool: it must be written, it is never the default. */
  clientId: Type.Union([clientId, Type.Array(clientId, { minItems: 1 }), Type.Null()], {
    expects: 'the id of an app client, a list of them, or null for any client of the pool'
  }),

  /** The secret of the app client that signs people in, where it has one. */
  clientSecret: Type.Optional(Type.String({ pattern: '^[\\w+]{1,128}$', expects: "the app client's secret, letters and digits" })),

  /** Which tokens open routes. Default `'access'`; `null` takes either. */
  tokenUse: Type.Optional(Type.Union([Type.Literal('access'), Type.Literal('id'), Type.Null()], { expects: "'access', 'id', or null for either" })),

  /** The pool's AWS Region. It follows from the pool's id; given too, it must agree. */
  region: Type.Optional(region),

  /** Further Regions that the pool is replicated to: their issuers are taken too. */
  regions: Type.Optional(Type.Array(region, { minItems: 1, expects: 'a list of AWS Regions' })),

  /** The `iss` of the pool's tokens, for emulators. Default: the two that AWS uses for the pool. */
  issuer: Type.Optional(address('https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz')),

  /** Where the key set is. Default: `/.well-known/jwks.json` under the issuer. */
  jwksUri: Type.Optional(address('https://keys.example.com/jwks.json')),

  /** A key set in hand: then the network is never asked for one. */
  jwks: Type.Optional(Type.Object({ keys: Type.Array(Type.Unknown(), { minItems: 1, expects: 'a list with at least one key' }) }, {
    expects: 'a key set, { keys: [...] }'
  })),

  /** Where Cognito's API is, for emulators and private endpoints. Default: AWS's for the Region. */
  endpoint: Type.Optional(address('https://vpce-1a2b.cognito-idp.eu-west-1.vpce.amazonaws.com'))
}

/** A TypeBox object, or JSON Schema, of the application: which attributes a user may write, each with its type. */
const attributes = Type.Unsafe<AttributesSchema>(Type.Object({}, {
  expects: "a TypeBox object, Type.Object({ ... }), or a JSON Schema, { type: 'object', properties: { ... } }"
}))

const routeNames = Type.Array(Type.Union(ROUTE_NAMES.map(name => Type.Literal(name))), {
  minItems: 1, expects: `a list of routes, of ${ROUTE_NAMES.join(', ')}`
})

const administrators = (what: string) => Type.Optional(Type.Object({
  /** The groups whose members may: any of them. */
  groups: Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { minItems: 1, uniqueItems: true, expects: 'a list of group names, each once' })
}, { additionalProperties: false, expects: `an object { groups }: who may administer ${what}` }))

/** Who may administer what. Two guards: putting people into groups gives them what the groups may do. */
const admin = Type.Object({
  /** Serves `/admin/users` to members of these groups. Left out: it is not served. */
  users: administrators('people'),
  /** Serves `/admin/groups` to members of these groups. Left out: it is not served. */
  groups: administrators('groups and their members'),
  /** A TypeBox object: the attributes that administrators may write, at `POST` and `PATCH /admin/users`. Default: those of `routes.signUp.attributes`. */
  attributes: Type.Optional(attributes)
}, { additionalProperties: false, minProperties: 1, expects: 'an object { users: { groups: [...] }, groups: { groups: [...] } }, one of them or both, and attributes' })

const ROUTE_OPTIONS = 'prefix, include, exclude, pool, clientId, signUp, signIn, profile, clientMetadata, admin, ' +
  'audit, reauthenticateWithin, signOutOthersOnPasswordChange, rateLimit, totpIssuer'

/** The auth API. */
const routes = Type.Object({
  /** What the routes' paths start with, such as `/api/v1/auth`. Default: nothing. */
  prefix: Type.Optional(Type.String({ pattern: '^(/[\\w.~-]+)*$', maxLength: 200, expects: 'a path such as /api/v1/auth, without a slash at its end' })),
  /** Serves these routes only. Default: all. */
  include: Type.Optional(routeNames),
  /** Serves all routes but these. */
  exclude: Type.Optional(routeNames),
  /** The pool that people sign in to, where there are several. */
  pool: Type.Optional(Type.String({ minLength: 1, expects: 'the name of a pool' })),
  /** The app client that signs people in, where `clientId` names several or any. */
  clientId: Type.Optional(clientId),
  signUp: Type.Optional(Type.Object({
    /** A TypeBox object or JSON Schema: the attributes that a user may write at sign-up. Default `email`, `name`, `phone_number`. */
    attributes: Type.Optional(attributes),
    /** Answers a sign-up for a name that is taken like any other, without `sub` and `delivery`. Default `false`: 409. */
    hideExistingUsers: Type.Optional(Type.Boolean({ expects: 'true or false' }))
  }, { additionalProperties: false, expects: 'an object { attributes, hideExistingUsers }' })),
  signIn: Type.Optional(Type.Object({
    /** How people may sign in. The first is what a body without `flow` means. Default `['USER_PASSWORD_AUTH']`. */
    flows: Type.Optional(Type.Array(Type.Union(FLOW_NAMES.map(name => Type.Literal(name))), {
      minItems: 1, uniqueItems: true, expects: `a list of ${FLOW_NAMES.join(', ')}, each once`
    }))
  }, { additionalProperties: false, expects: 'an object { flows }' })),
  profile: Type.Optional(Type.Object({
    /** A TypeBox object or JSON Schema: the attributes that a user may change later. Default `email`, `name`, `phone_number`. */
    writable: Type.Optional(attributes)
  }, { additionalProperties: false, expects: 'an object { writable }' })),
  /**
   * Whether request bodies may carry `clientMetadata`, custom data for the Lambda triggers of the user pool.
   * Default `false`: it is rejected. Callers choose it freely, so triggers must not trust it.
   */
  clientMetadata: Type.Optional(Type.Boolean({ expects: 'true or false' })),
  /** Serves administration, to members of the groups that are named. Default: not at all. */
  admin: Type.Optional(admin),
  /** The audit log: who did what, one line for each use of a route that changes something. */
  audit: Type.Optional(Type.Object({
    /** Its own level: `'info'` writes its lines whatever the application logs, `'silent'` writes none. Default: the application's. */
    level: Type.Union(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'].map(level => Type.Literal(level)), { expects: "a level such as 'info', or 'silent'" })
  }, { additionalProperties: false, expects: 'an object { level }' })),
  /** How long ago a sign-in may be for what could take an account over, in seconds. Default 300. */
  reauthenticateWithin: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400, expects: 'whole seconds from 1 to 86400' })),
  /**
   * The rate limits, see docs/rate-limits.md; `false` switches them off. Default, in 15 minutes: 10 attempts on an
   * account from one address, 300 from an address, 900 from an IPv6 network, 100 on an account.
   */
  rateLimit: Type.Optional(Type.Union([RateLimitOptions, Type.Literal(false)], {
    expects: 'an object { accountAndAddress, address, network, account, redis, nameSpace }, or false'
  })),
  /**
   * Whether a change of password or factors signs out the user's other sessions. Default `true` with the option
   * `revocation`, which it needs.
   */
  signOutOthersOnPasswordChange: Type.Optional(Type.Boolean({ expects: 'true or false' })),
  /** What authenticators show accounts under. Default: the id of the user pool. */
  totpIssuer: Type.Optional(Type.String({ minLength: 1, maxLength: 64, expects: 'the name of the application, at most 64 characters' }))
}, { additionalProperties: false, expects: `an object { ${ROUTE_OPTIONS} }` })

type Permissions = PermissionMap | Source | Ask

/** What holds for all pools. */
const common = {
  /** How long keys are kept, in milliseconds. */
  jwksCache: Type.Optional(Type.Object({
    /** A key taken out of the pool's set stops working within this time. Default 600,000 (10 minutes). */
    maxAge: Type.Optional(milliseconds(1000, DAY)),
    /** While the key host fails, the last good set serves on for this long beyond `maxAge`. Default 86,400,000 (a day). */
    staleFor: Type.Optional(milliseconds(0, 7 * DAY)),
    /** Key ids not in the set have it fetched again at most once in this time. Default 30,000. */
    cooldown: Type.Optional(milliseconds(100, DAY)),
    /** How long one fetch may take. Default 3,000. */
    timeout: Type.Optional(milliseconds(50, 60_000))
  }, { additionalProperties: false, expects: 'an object { maxAge, staleFor, cooldown, timeout }' })),

  /**
   * What start-up does about keys. `'lazy'`: nothing, the first token fetches them. `'eager'`: it begins to fetch them, and waits for
   * nothing. `'required'`: it waits for them, and fails without. Default `'lazy'`.
   */
  warmUp: Type.Optional(Type.Union([Type.Literal('lazy'), Type.Literal('eager'), Type.Literal('required')], { expects: "'lazy', 'eager' or 'required'" })),

  /** How many verified tokens are kept, so that none is verified twice. Default `{ max: 10_000 }`; `false` keeps none. */
  tokenCache: Type.Optional(Type.Union([
    Type.Object({ max: Type.Integer({ minimum: 1, maximum: 1_000_000 }) }, { additionalProperties: false }),
    Type.Literal(false)
  ], { expects: 'an object { max } with a whole number from 1 to 1000000, or false' })),

  /**
   * How many characters a token may have. Default 16,384. Node.js refuses requests whose headers together are larger than
   * its `maxHeaderSize`, 16 KiB by default: for longer tokens set `http: { maxHeaderSize }` in the options of Fastify too.
   */
  maxTokenLength: Type.Optional(Type.Integer({ minimum: 1024, maximum: 65_536, expects: 'a whole number of characters from 1024 to 65536' })),

  /** How far the clocks here and at AWS may be apart, in seconds, from 0 to 300. Default 0. */
  clockTolerance: Type.Optional(Type.Integer({ minimum: 0, maximum: 300, expects: 'whole seconds from 0 to 300' })),

  /** The time that tokens are judged at, in milliseconds since the epoch. For tests of what expires. Default `Date.now`. */
  clock: Type.Optional(Type.Unsafe<() => number>(Type.Function([], Type.Number(), { expects: 'a function that gives the time in milliseconds' }))),

  /**
   * Returns the token of a request, or null where there is none, in place of the `Authorization` header. A list is tried in order, the
   * first token counts: `[fromHeader(), fromCookie('token')]` accepts the header and a cookie.
   */
  extractToken: Type.Optional(Type.Unsafe<ExtractToken | readonly ExtractToken[]>(Type.Union([
    Type.Function([], Type.Unknown()),
    Type.Array(Type.Function([], Type.Unknown(), { expects: EXTRACTOR }), { minItems: 1 })
  ], { expects: `${EXTRACTOR}, or a list of such functions` }))),

  /**
   * Origins that may send unsafe requests with a token in a cookie, besides the application's own: `['https://app.example.com']`. Without
   * `extractToken` it has no effect, and is an error. Default: none.
   */
  trustedOrigins: Type.Optional(Type.Array(Type.String(), { minItems: 1, expects: "a list of origins, such as ['https://app.example.com']" })),

  /**
   * Where groups come from. Default: `cognito:groups` of the token. A source, `cognitoGroups()` or `source(async user => [...])`, or an
   * async function of the user and the request; then `currentUser.groups` throws: ask `await request.groups()`.
   */
  groups: Type.Optional(Type.Unsafe<Source | Ask>(Type.Union([Type.Function([], Type.Unknown()), Type.Object({ get: Type.Function([], Type.Unknown()) })], {
    expects: 'cognitoGroups(), source(...), or a function of the user and the request that gives a list of groups'
  }))),

  /** Where permissions come from: a map from groups to permissions, `{ admin: ['orders:*'] }`; a source or a function, as for groups; or a list of those, merged. Default: nobody has any. */
  permissions: Type.Optional(Type.Unsafe<Permissions | readonly Permissions[]>(Type.Union([Type.Function([], Type.Unknown()), Type.Object({}), Type.Array(Type.Unknown(), { minItems: 1 })], {
    expects: 'a map { group: [permissions] }, a source, a function that gives a list of permissions, or a list of those'
  }))),

  /** Adds fields of the application's own to `currentUser`: plain data, at once, under names that it does not have. Called once for each token that is verified. */
  toUser: Type.Optional(Type.Unsafe<ToUser>(Type.Function([], Type.Unknown(), { expects: 'a function of the user that gives an object' }))),

  /** `'refuse'`: start-up fails for a route with neither a guard nor `config.public`. Default `'allow'`. */
  unguarded: Type.Optional(Type.Union([Type.Literal('allow'), Type.Literal('refuse')], { expects: "'allow' or 'refuse'" })),

  /** Development only: no signature is checked. Everything else of a token still is. */
  verification: Type.Optional(Type.Literal('disabled-for-development', { expects: "'disabled-for-development', or to be left out" })),

  /** Where it is kept who was signed out, so that their tokens are refused before they expire. Default: nowhere, tokens stand until they expire. */
  revocation: Type.Optional(Type.Unsafe<RevocationStore>(Type.Object({ open: Type.Function([], Type.Unknown(), { expects: 'a function' }) }, { expects: 'memoryRevocations() or redisRevocations({ ... })' }))),

  /** How Cognito's API is spoken to. */
  cognito: Type.Optional(Type.Object({
    /** How long one call may take, retries and all. Default 5,000. */
    timeout: Type.Optional(milliseconds(100, 60_000)),
    /** Sends the calls, as the AWS SDK's clients take it: for a proxy or an agent of your own. Default: as `fetch` sends. */
    requestHandler: Type.Optional(RequestHandlerSchema)
  }, { additionalProperties: false, expects: 'an object { timeout, requestHandler }' })),

  /** Serves the auth API. Left out: no routes, and the AWS SDK is not loaded. */
  routes: Type.Optional(routes)
}

/** The options for one pool. */
export const OnePoolOptions = Type.Object({ ...pool, ...common }, { additionalProperties: false, expects: 'an object with userPoolId and clientId' })

const poolName = Type.String({ pattern: '^[A-Za-z][\\w-]{0,63}$', expects: 'a name of letters, digits, _ and -, 64 at most' })

/** The options for several pools, by names of the application's own. */
export const ManyPoolsOptions = Type.Object({
  /** The pools by name: guards narrow to one by `{ pool: 'staff' }`, and `currentUser.pool` says which it was. */
  userPools: Type.Record(
    poolName,
    Type.Object(pool, { additionalProperties: false, expects: 'a pool, { userPoolId, clientId }' }),
    { minProperties: 1, additionalProperties: false, expects: 'pools by name, { customers: { userPoolId, clientId } }' }
  ),
  ...common
}, { additionalProperties: false, expects: 'an object with userPools' })

/** The options of a pool that `userPools.resolve` returns. */
export const ResolvedPoolSchema = Type.Object({
  /** What guards, logs and `currentUser.pool` call the pool; no two may have one name. Default: `userPoolId`. */
  name: Type.Optional(poolName),
  ...pool
}, { additionalProperties: false, expects: 'the options of a pool, { userPoolId, clientId }, or null' })

export type ResolvedPoolOptions = Static<typeof ResolvedPoolSchema>

/**
 * Returns the options of the pool that signs tokens as `issuer`, or null where there is none. The issuer comes from a token that is not
 * verified yet: look it up, and build nothing from it.
 */
export type ResolvePool = (issuer: string) => Promise<ResolvedPoolOptions | null | undefined> | ResolvedPoolOptions | null | undefined

/** The options for pools that come and go while the application runs. */
export const ResolvingSchema = Type.Object({
  userPools: Type.Object({
    /** Returns the options of an issuer's pool, or null. Asked once for each issuer; the answer is kept. */
    resolve: Type.Unsafe<ResolvePool>(Type.Function([], Type.Unknown(), {
      expects: 'a function of an issuer that returns the options of its pool, or null'
    })),
    /** How many pools are kept, with their keys; the least recently used goes first. Default 1,000. */
    max: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, expects: 'a whole number of pools from 1 to 100000' })),
    /** How long a pool's options are used until they are asked for again, in milliseconds. Default 600,000 (10 minutes). */
    ttl: Type.Optional(milliseconds(1000, DAY)),
    /** How long one answer may take, in milliseconds. Default 3,000. */
    timeout: Type.Optional(milliseconds(50, 60_000))
  }, { additionalProperties: false, expects: 'an object { resolve, max, ttl, timeout }' }),
  ...common
}, { additionalProperties: false, expects: 'an object with userPools' })

export type ResolvingOptions = Static<typeof ResolvingSchema>

export type OnePoolOptions = Static<typeof OnePoolOptions>

/** What is said of one pool. */
export type PoolOptions = Static<typeof ManyPoolsOptions>['userPools'][string]

/** The options of the plugin. */
export type CognitoAuthOptions = Static<typeof OnePoolOptions> | Static<typeof ManyPoolsOptions> | ResolvingOptions
