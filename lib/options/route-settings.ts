import type { TObject } from '@sinclair/typebox'
import type { RateLimitOptions } from '../rate-limit/options.js'
import { closedAttributes } from '../schemas/attributes.js'
import type { Flow } from '../schemas/sign-in.js'
import { DefaultAttributes } from '../schemas/sign-up.js'
import { GROUP_ADMINISTRATION, USER_ADMINISTRATION, type RouteName } from './route-names.js'
import type { RoutesOptions } from './routes-options.js'

/** The validated options of the auth API, with all defaults. */
export interface RouteSettings {
  readonly prefix: string
  readonly isServed: (name: RouteName) => boolean
  /** The attributes that users may set at sign-up, and those that they may change later. */
  readonly signUpAttributes: TObject
  readonly profileAttributes: TObject
  /** The attributes that administrators may set. */
  readonly adminAttributes: TObject
  readonly hideExistingUsers: boolean
  /** Whether request bodies may have `clientMetadata`. */
  readonly clientMetadata: boolean
  readonly flows: readonly Flow[]
  /**
   * The groups whose members may administer users, and those whose members may administer groups. Empty if
   * those routes are not served.
   */
  readonly userAdministrators: readonly string[]
  readonly groupAdministrators: readonly string[]
  /** The level of the audit log. Undefined for the level of the application. */
  readonly auditLevel: string | undefined
  /** The maximum time since the sign-in for sensitive changes, in seconds. */
  readonly maxAuthAge: number
  readonly signOutOthersOnPasswordChange: boolean
  /** The rate limits. Null if they are disabled. */
  readonly rateLimit: RateLimitOptions | null
  /** The issuer that authenticator apps show. Null for the ID of the pool. */
  readonly totpIssuer: string | null
}

/** The options that some routes require. */
export interface RouteFeatures {
  readonly hasSessions: boolean
  readonly hasManagedLogin: boolean
}

/** Returns the settings of the auth API. The options are valid. */
export function routeSettings (
  {
    prefix = '',
    include,
    exclude,
    signUp,
    signIn,
    profile,
    clientMetadata = false,
    admin = {},
    audit,
    maxAuthAge = 300,
    signOutOthersOnPasswordChange = true,
    rateLimit = {},
    totpIssuer
  }: RoutesOptions,
  { hasSessions, hasManagedLogin }: RouteFeatures
): RouteSettings {
  const userAdministrators = admin.users?.groups ?? []
  const groupAdministrators = admin.groups?.groups ?? []
  const notServed = new Set<RouteName>([
    ...(userAdministrators.length === 0 ? USER_ADMINISTRATION : []),
    ...(groupAdministrators.length === 0 ? GROUP_ADMINISTRATION : []),
    ...(hasSessions ? [] : (['getSession', 'endSession'] as const)),
    ...(hasManagedLogin ? [] : (['startLogin', 'finishLogin'] as const))
  ])
  return {
    prefix,
    isServed: name => !notServed.has(name) && (include?.includes(name) ?? !(exclude ?? []).includes(name)),
    userAdministrators,
    groupAdministrators,
    auditLevel: audit?.level,
    signUpAttributes: closedAttributes(signUp?.attributes ?? DefaultAttributes),
    adminAttributes: closedAttributes(admin.attributes ?? signUp?.attributes ?? DefaultAttributes),
    profileAttributes: closedAttributes(profile?.writable ?? DefaultAttributes),
    hideExistingUsers: signUp?.hideExistingUsers ?? false,
    clientMetadata,
    flows: signIn?.flows ?? ['USER_PASSWORD_AUTH'],
    maxAuthAge,
    signOutOthersOnPasswordChange,
    rateLimit: rateLimit === false ? null : rateLimit,
    totpIssuer: totpIssuer ?? null
  }
}
