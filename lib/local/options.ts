import { Type, type Static } from '@sinclair/typebox'
import { errors } from '../errors.js'
import { mistakesIn } from '../options/mistakes.js'
import { contradictionsIn, PoolSchema } from './pool-options.js'

const text = (expects = 'text that is not empty') => Type.String({ minLength: 1, expects })

const LocalUserSchema = Type.Object({
  email: text('an email address'),
  password: text("a password that meets the pool's policy"),
  name: text(),
  /** E.164, such as `+15550100`. Default is `+15555550100`: the pool requires one. */
  phone_number: Type.Optional(text('a phone number such as +15555550100')),
  /** Groups to be put in; made if they are missing. Default is none. */
  groups: Type.Optional(Type.Array(text(), { expects: 'a list of group names' })),
  /** Confirmed, with a verified email. Default is true; with false, a code waits in the mailbox. */
  confirmed: Type.Optional(Type.Boolean({ expects: 'true or false' }))
}, { additionalProperties: false, expects: 'a user, { email, password, name }' })

const LocalCognitoOptionsSchema = Type.Object({
  /** Default is 0: any that is free. */
  port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65535, expects: 'a whole number from 0 to 65535' })),
  /**
   * Further names that a request's `Host` may have, without a port, such as `host.docker.internal`. Default is none:
   * loopback names only, so that no web page reaches it by a DNS record that points to 127.0.0.1.
   */
  hosts: Type.Optional(Type.Array(
    Type.String({ pattern: '^[\\w.-]{1,253}$', expects: 'a host name without a port' }), { expects: 'a list of host names' }
  )),
  /**
   * Where its data is kept, and found at the next start: the same pool, clients,
   * users and refresh tokens; only the signing keys are new. Not for two at once.
   * Default is a temporary folder, removed by `close`.
   */
  folder: Type.Optional(text('the path of a folder')),
  /**
   * The pool, in the words of `createUserPool`: `{ mfa: 'optional' }` for one in which people can set up
   * an authenticator. Default is what `createUserPool` makes by default. `deletionProtection` does nothing here.
   *
   * A pool that the `folder` has already is made to be so at each start: what is left out here goes back to its
   * default, groups and custom attributes are added and none is taken away, people stay as they are. Only
   * `clientSecret` can't be changed: where it is named, it has to agree. Without `pool`, the folder's stays as it is.
   */
  pool: Type.Optional(PoolSchema),
  /** Made unless the pool has someone with that email. Default is none. */
  users: Type.Optional(Type.Array(LocalUserSchema, { expects: 'a list of users' })),
  /** The time in milliseconds since 1970, for tests of what expires. Default is `Date.now`. */
  clock: Type.Optional(Type.Function([], Type.Number(), { expects: 'a function that gives the time' }))
}, { additionalProperties: false, expects: 'an object' })

/** A person who is there when a local Cognito starts. */
export type LocalUser = Static<typeof LocalUserSchema>

export type LocalCognitoOptions = Static<typeof LocalCognitoOptionsSchema>

/** Throws FST_COGNITO_LOCAL naming every mistake. */
export function checkOptions (options: LocalCognitoOptions): void {
  const malformed = mistakesIn(LocalCognitoOptionsSchema, options)
  const mistakes = malformed.length > 0 ? malformed : contradictionsIn(options.pool ?? {})
  if (mistakes.length > 0) throw new errors.FST_COGNITO_LOCAL(`its options are wrong:\n${mistakes.join('\n')}`)
}
