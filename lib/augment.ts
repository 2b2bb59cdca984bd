import type { Condition } from './authorization/entitlements.js'
import type { RouteRequirements, Guards } from './authorization/guards.js'
import type { CognitoAuth } from './cognito-auth.js'
import type { LoadProfile } from './authorization/load-profile.js'
import type { CurrentUser } from './user/current-user.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** Lets in whoever has a token; 401 for everybody else. */
    requireUser: Guards['requireUser']
    /** Lets in who is in groups; 403 for who is not. A list means any of it. */
    requireGroups: Guards['requireGroups']
    /** Lets in tokens with scopes; 403 for others. A list means any of it. */
    requireScopes: Guards['requireScopes']
    /**
     * Lets in who has permissions, from where the option `permissions` says; 403 for who has not. A list
     * means any of it.
     */
    requirePermissions: Guards['requirePermissions']
    /** Lets in machines: tokens of the client credentials grant. 403 for people. */
    requireMachine: Guards['requireMachine']
    /**
     * Lets in who signed in no longer ago than so many seconds; 401 for others, with the challenge of RFC
     * 9470.
     */
    requireRecentSignIn: Guards['requireRecentSignIn']
    /** Takes a token where there is one: none leaves `currentUser` null, a bad one is a 401. */
    optionalUser: Guards['optionalUser']
    /** What the plugin does, as a service. */
    cognito: CognitoAuth
  }

  interface FastifyRequest {
    /** Who sent the request, once a guard has let them in; null before, and on routes without one. */
    currentUser: CurrentUser | null
    /**
     * The caller as the user pool knows them now: name, email, every attribute. Asks Cognito, at most once a
     * minute.
     */
    loadProfile: LoadProfile
    /**
     * The groups of the caller: from the option `groups`, or the token. Found out once for the request.
     *
     * @throws FST_COGNITO_NO_CREDENTIALS where no guard let anybody in, FST_COGNITO_SOURCE_UNAVAILABLE,
     * FST_COGNITO_INVALID_SOURCE_RESULT
     */
    groups: () => Promise<readonly string[]>
    /** The permissions of the caller, from the option `permissions`. As `groups`. */
    permissions: () => Promise<readonly string[]>
    /**
     * Whether the caller meets a condition: groups, scopes and permissions, as guards take them. False for
     * nobody.
     *
     * @throws FST_COGNITO_INVALID_REQUIREMENT, FST_COGNITO_SOURCE_UNAVAILABLE,
     * FST_COGNITO_INVALID_SOURCE_RESULT
     */
    allows: (condition: Condition) => Promise<boolean>
  }

  interface FastifyContextConfig {
    /** What the route's guards demand. Written by the plugin. */
    cognito?: readonly RouteRequirements[]
    /**
     * What a route of the auth API answers besides success, by status, for documents. Written by the plugin.
     */
    cognitoErrors?: Readonly<Record<number, string>>
    /**
     * For `unguardedRoutes: 'error'`. `true`: anybody may call this. `false`: it is guarded where the plugin
     * can't see it, by a hook of its scope or by `@fastify/auth`.
     */
    public?: boolean
  }
}
