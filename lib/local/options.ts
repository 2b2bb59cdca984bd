import { Type } from '@sinclair/typebox'
import { errors } from '../errors.js'
import { validationErrors } from '../options/validation-errors.js'
import type { CreateUserPoolOptions } from '../pool/create-options.js'
import { contradictionsIn, PoolSchema } from './pool-options.js'

const text = (expects = 'a non-empty string') => Type.String({ minLength: 1, expects })

/** A user that a local Cognito has when it starts. */
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

/** The options of `startLocalCognito()`. */
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
   * The folder that its data is kept in and read from at the next start: the pool, app clients, users and
   * refresh tokens; only the signing keys are new. One process at a time. Defaults to a temporary folder,
   * which `close()` removes.
   */
  folder?: string
  /**
   * The pool, as the options of `createUserPool()`: `{ mfa: 'optional' }` for a pool in which users can set
   * up an authenticator. Defaults to the defaults of `createUserPool()`. `deletionProtection` has no effect.
   *
   * At each start, the pool in `folder` is changed to these options: what is left out returns to its default,
   * groups and custom attributes are added and none is removed, and users stay as they are. `clientSecret`
   * cannot be changed: if it is given, it has to agree. Without `pool`, the pool in `folder` stays as it is.
   */
  pool?: CreateUserPoolOptions
  /** Users to create, unless the pool has a user with that email address. Defaults to none. */
  users?: LocalUser[]
  /** Returns the time in milliseconds since the epoch, for tests of expiry. Defaults to `Date.now`. */
  clock?: () => number
}

const LocalUserSchema = Type.Object({
  email: text('an email address'),
  password: text("a password that meets the pool's policy"),
  name: text(),
  phone_number: Type.Optional(text('a phone number such as +15555550100')),
  groups: Type.Optional(Type.Array(text(), { expects: 'a list of group names' })),
  confirmed: Type.Optional(Type.Boolean({ expects: 'true or false' }))
}, { additionalProperties: false, expects: 'a user, { email, password, name }' })

/** The schema of `LocalCognitoOptions`. */
export const LocalCognitoSchema = Type.Object({
  port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65535, expects: 'a whole number from 0 to 65535' })),
  hosts: Type.Optional(Type.Array(
    Type.String({ pattern: '^[\\w.-]{1,253}$', expects: 'a host name without a port' }), { expects: 'a list of host names' }
  )),
  folder: Type.Optional(text('the path of a folder')),
  pool: Type.Optional(PoolSchema),
  users: Type.Optional(Type.Array(LocalUserSchema, { expects: 'a list of users' })),
  clock: Type.Optional(Type.Function([], Type.Number(), { expects: 'a function that returns the time' }))
}, { additionalProperties: false, expects: 'an object' })

/** Throws FST_COGNITO_LOCAL_COGNITO naming every mistake. */
export function checkOptions (options: LocalCognitoOptions): void {
  const malformed = validationErrors(LocalCognitoSchema, options)
  const mistakes = malformed.length > 0 ? malformed : contradictionsIn(options.pool ?? {})
  if (mistakes.length > 0) throw new errors.FST_COGNITO_LOCAL_COGNITO(`its options are wrong:\n${mistakes.join('\n')}`)
}
