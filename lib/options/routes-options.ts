import type { RateLimitOptions } from '../rate-limit/options.js'
import type { AttributesSchema } from '../schemas/attributes.js'
import type { Flow } from '../schemas/sign-in.js'
import type { RouteName } from './route-names.js'

/**
 * The options of sign-up.
 *
 * @example
 * ```ts
 * import { Type } from '@sinclair/typebox'
 * import type { SignUpOptions } from 'fastify-cognito-auth'
 *
 * const signUp: SignUpOptions = {
 *   attributes: Type.Object({ email: Type.String({ format: 'email' }), locale: Type.String() }),
 *   hideExistingUsers: true
 * }
 * ```
 */
export interface SignUpOptions {
  /**
   * The attributes that a user may set at sign-up: the schema of an object, made with TypeBox or as plain
   * JSON Schema. Defaults to `email`, `name` and `phone_number`.
   */
  readonly attributes?: AttributesSchema
  /**
   * Whether the response to a sign-up with an existing username is like any other, without `sub` and
   * `delivery`. Defaults to `false`: the response is 409.
   */
  readonly hideExistingUsers?: boolean
}

/** The options of sign-in. */
export interface SignInOptions {
  /**
   * The flows that users may sign in with. A request body without `flow` uses the first. Defaults to
   * `['USER_PASSWORD_AUTH']`.
   */
  readonly flows?: readonly Flow[]
}

/** The options of the profile. */
export interface ProfileOptions {
  /**
   * The attributes that a user may change: the schema of an object, made with TypeBox or as plain JSON
   * Schema. Defaults to `email`, `name` and `phone_number`.
   */
  readonly writable?: AttributesSchema
}

/** The groups whose members are administrators. */
export interface AdministratorOptions {
  /** The names of the groups. A user must be a member of at least one of them. */
  readonly groups: readonly string[]
}

/**
 * The options of administration.
 *
 * @example
 * ```ts
 * import type { AdminOptions } from 'fastify-cognito-auth'
 *
 * const admin: AdminOptions = { users: { groups: ['support', 'admin'] }, groups: { groups: ['admin'] } }
 * ```
 */
export interface AdminOptions {
  /** The groups that may use the routes under `/admin/users`. Without it, they are not served. */
  readonly users?: AdministratorOptions
  /** The groups that may use the routes under `/admin/groups`. Without it, they are not served. */
  readonly groups?: AdministratorOptions
  /**
   * The attributes that administrators may set, at `POST` and `PATCH /admin/users`: the schema of an object,
   * made with TypeBox or as plain JSON Schema. Defaults to those of `routes.signUp.attributes`.
   */
  readonly attributes?: AttributesSchema
}

/** The options of the audit log. */
export interface AuditOptions {
  /**
   * The log level of audit lines: `'info'` writes them whatever level the application logs at, `'silent'`
   * writes none. Defaults to the level of the application.
   */
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'
}

/**
 * The options of the auth API.
 *
 * @example
 * ```ts
 * import type { RoutesOptions } from 'fastify-cognito-auth'
 *
 * const routes: RoutesOptions = {
 *   prefix: '/auth',
 *   exclude: ['deleteAccount'],
 *   signIn: { flows: ['USER_PASSWORD_AUTH', 'USER_SRP_AUTH'] },
 *   maxAuthAge: 600
 * }
 * ```
 */
export interface RoutesOptions {
  /** The prefix of all paths, such as `/api/v1/auth`. Defaults to none. */
  readonly prefix?: string
  /** The only routes that are served, by name. Defaults to all. */
  readonly include?: readonly RouteName[]
  /** Routes that are not served, by name. Defaults to none. */
  readonly exclude?: readonly RouteName[]
  /** The name of the pool that users sign in to, if there are several. Defaults to the first. */
  readonly pool?: string
  /** The ID of the app client that signs users in. Required if the pool's `clientId` is a list or `null`. */
  readonly clientId?: string
  /** Sign-up. */
  readonly signUp?: SignUpOptions
  /** Sign-in. */
  readonly signIn?: SignInOptions
  /** The profile of the user who is signed in. */
  readonly profile?: ProfileOptions
  /**
   * Whether request bodies may have `clientMetadata`, custom data for the Lambda triggers of the user pool.
   * Callers choose its content, so triggers must not trust it. Defaults to `false`: it is rejected.
   */
  readonly clientMetadata?: boolean
  /** Administration of users and groups. Without it, those routes are not served. */
  readonly admin?: AdminOptions
  /** The audit log: one line for each request that changes something, with its user, action and outcome. */
  readonly audit?: AuditOptions
  /**
   * The maximum age of the sign-in for routes that could take over an account, in seconds, from 1 to 86,400.
   * Defaults to 300.
   */
  readonly maxAuthAge?: number
  /**
   * The rate limits, see docs/rate-limits.md; `false` disables them. Defaults, for 15 minutes: 10 attempts on
   * one account from one IP address, 300 from one IP address, 900 from one IPv6 network, 100 on one account.
   */
  readonly rateLimit?: RateLimitOptions | false
  /**
   * Whether a change of the password, an MFA factor or a passkey signs out the user's other sessions.
   * Needs the option `revocation` or `session`, and defaults to `true` with either.
   */
  readonly signOutOthersOnPasswordChange?: boolean
  /**
   * The issuer that authenticator apps show for accounts, at most 64 characters. Defaults to the ID of the
   * user pool.
   */
  readonly totpIssuer?: string
}
