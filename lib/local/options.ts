import { Type } from '@sinclair/typebox'
import { errors } from '../errors.js'
import { validationErrors } from '../options/validation-errors.js'
import { crossFieldErrors, PoolSchema, type LocalPoolOptions } from './pool-options.js'
import type { Trigger, Triggers } from './pool/triggers/types.js'
import type { LogEntry } from './protocol/log.js'

const text = (expects = 'a non-empty string') => Type.String({ minLength: 1, expects })

/** A browser sends an origin without a path, so one with a path would never match. */
const origin = Type.String({
  pattern: '^(null|[a-z][a-z0-9+.-]*://[^/?#\\s]+)$',
  expects: 'an origin such as http://localhost:5173, without a path'
})

/**
 * A user that a local Cognito has when it starts.
 *
 * @example
 * ```ts
 * import type { LocalUser } from 'fastify-cognito-auth/local'
 *
 * const bob: LocalUser = { email: 'bob@example.com', password: 'Passw0rd!', name: 'Bob', confirmed: false }
 * ```
 */
export interface LocalUser {
  /** The email address, which the user signs in with. */
  email: string
  /** The password, which must meet the password policy of the pool. */
  password: string
  /** The full name. */
  name: string
  /** The phone number in E.164 format. Defaults to `+15555550100`: the pool requires one. */
  phone_number?: string
  /** The groups of the user, which are created if they are missing. Defaults to none. */
  groups?: string[]
  /**
   * Whether the user is confirmed, with a verified email address. Defaults to `true`; with `false`, a code is
   * in the mailbox.
   */
  confirmed?: boolean
}

/**
 * The options of `startLocalCognito()`.
 *
 * @example
 * ```ts
 * import { startLocalCognito, type LocalCognitoOptions } from 'fastify-cognito-auth/local'
 *
 * const options: LocalCognitoOptions = {
 *   port: 9229,
 *   folder: '.cognito',
 *   pool: { mfa: 'optional', identityProviders: ['Google'], callbackURLs: ['http://localhost:3000/'] }
 * }
 * const local = await startLocalCognito(options)
 * ```
 */
export interface LocalCognitoOptions {
  /** The port to listen on. Defaults to 0: any that is free. */
  port?: number
  /**
   * Further names that the `Host` header of a request may have, without a port, such as
   * `host.docker.internal`. Defaults to none: loopback names only, so that no web page reaches it by a DNS
   * record that points to 127.0.0.1.
   */
  hosts?: string[]
  /**
   * The domain of managed login at a proxy that terminates TLS, such as `localhost:9443`: the
   * `loginWith.oauth.domain` of Amplify, which only uses https. The proxy has to keep the `Host` header.
   * Defaults to none: managed login is at `endpoint` only.
   */
  domain?: string
  /** The origins whose pages may call it (CORS). Defaults to `'*'`, as Cognito allows every origin. */
  origins?: '*' | string[]
  /**
   * The folder that its data is kept in and read from at the next start: pools with their keys, app clients,
   * users and sessions. One process at a time. Defaults to memory only.
   */
  folder?: string
  /** The AWS Region in user pool IDs and ARNs. Defaults to `us-east-1`. */
  region?: string
  /** The AWS account ID in ARNs. Defaults to `123456789012`. */
  accountId?: string
  /**
   * The pool, as the options of `createUserPool()`: `{ mfa: 'optional' }` for a pool in which users can set
   * up an authenticator, `{ callbackURLs: ['http://localhost:3000/callback'], identityProviders: ['Google'] }`
   * for managed login. Defaults to the defaults of `createUserPool()`.
   *
   * At each start, the pool in `folder` is changed to these options: omitted ones return to their defaults,
   * groups and custom attributes are added and none is removed, and users stay as they are. `clientSecret`
   * cannot be changed: if it is set, it must match. Without `pool`, the pool in `folder` stays as it is.
   */
  pool?: LocalPoolOptions
  /** Users to create, unless the pool has a user with that email address. Defaults to none. */
  users?: LocalUser[]
  /** Functions that run in place of Lambda triggers, in every pool. Defaults to none. */
  triggers?: Triggers
  /** Returns the time in milliseconds since the epoch, for tests of expiry. Defaults to `Date.now`. */
  clock?: () => number
  /**
   * Called after each call of the API, with settings of the call that have no effect. Defaults to none.
   */
  log?: (entry: LogEntry) => void
}

const LocalUserSchema = Type.Object(
  {
    email: text('an email address'),
    password: text("a password that meets the pool's policy"),
    name: text(),
    phone_number: Type.Optional(text('a phone number such as +15555550100')),
    groups: Type.Optional(Type.Array(text(), { expects: 'a list of group names' })),
    confirmed: Type.Optional(Type.Boolean({ expects: 'true or false' }))
  },
  { additionalProperties: false, expects: 'a user, { email, password, name }' }
)

const fn = () => Type.Function([], Type.Void(), { expects: 'a function' })
const handler = () => Type.Optional(Type.Unsafe<Trigger>(fn()))

/** A function, or a function with the version of its event. */
const VersionedSchema = Type.Union(
  [
    fn(),
    Type.Object(
      {
        version: Type.Union([Type.Literal('V1_0'), Type.Literal('V2_0'), Type.Literal('V3_0')]),
        handler: fn()
      },
      { additionalProperties: false }
    )
  ],
  { expects: "a function, or { version: 'V2_0', handler }" }
)

const TriggersSchema = Type.Object(
  {
    preSignUp: handler(),
    postConfirmation: handler(),
    preAuthentication: handler(),
    postAuthentication: handler(),
    preTokenGeneration: Type.Optional(
      Type.Unsafe<NonNullable<Triggers['preTokenGeneration']>>(VersionedSchema)
    ),
    customMessage: handler(),
    userMigration: handler(),
    defineAuthChallenge: handler(),
    createAuthChallenge: handler(),
    verifyAuthChallengeResponse: handler()
  } satisfies Record<keyof Triggers, unknown>,
  { additionalProperties: false, expects: 'functions by the name of their trigger' }
)

/** The schema of `LocalCognitoOptions`. */
export const LocalCognitoSchema = Type.Object(
  {
    port: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 65535, expects: 'a whole number from 0 to 65535' })
    ),
    hosts: Type.Optional(
      Type.Array(Type.String({ pattern: '^[\\w.-]{1,253}$', expects: 'a host name without a port' }), {
        expects: 'a list of host names'
      })
    ),
    domain: Type.Optional(
      Type.String({
        pattern: '^[\\w.-]{1,253}(:\\d{1,5})?$',
        expects: 'a domain such as localhost:9443, without https://'
      })
    ),
    origins: Type.Optional(
      Type.Union([Type.Literal('*'), Type.Array(origin)], {
        expects: "'*' or a list of origins such as http://localhost:5173, without a path"
      })
    ),
    folder: Type.Optional(text('the path of a folder')),
    region: Type.Optional(
      Type.String({ pattern: '^[a-z]{2}(-[a-z]+)+-\\d$', expects: 'an AWS Region such as eu-west-1' })
    ),
    accountId: Type.Optional(
      Type.String({ pattern: '^\\d{12}$', expects: 'an AWS account ID of 12 digits' })
    ),
    pool: Type.Optional(PoolSchema),
    users: Type.Optional(Type.Array(LocalUserSchema, { expects: 'a list of users' })),
    triggers: Type.Optional(TriggersSchema),
    clock: Type.Optional(Type.Function([], Type.Number(), { expects: 'a function that returns the time' })),
    log: Type.Optional(Type.Unsafe<NonNullable<LocalCognitoOptions['log']>>(fn()))
  },
  { additionalProperties: false, expects: 'an object' }
)

/** Returns the errors of the options, one line each. */
export function optionErrors (options: LocalCognitoOptions): readonly string[] {
  const malformed = validationErrors(LocalCognitoSchema, options)
  return malformed.length > 0 ? malformed : crossFieldErrors(options.pool ?? {})
}

/**
 * Checks the options of a local Cognito.
 *
 * @throws FST_COGNITO_LOCAL_COGNITO that names every mistake
 */
export function checkOptions (options: LocalCognitoOptions): void {
  const mistakes = optionErrors(options)
  if (mistakes.length > 0) {
    throw new errors.FST_COGNITO_LOCAL_COGNITO(`its options are wrong:\n${mistakes.join('\n')}`)
  }
}
