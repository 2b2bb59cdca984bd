import type { Condition } from './authorization/condition.js'
import type { RouteRequirements } from './authorization/guard.js'
import type { Guards } from './authorization/guards.js'
import type { CognitoAuth } from './cognito-auth.js'
import type { LoadProfile } from './authorization/load-profile.js'
import type { CurrentUser } from './user/current-user.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** Returns a guard that requires a valid token. The response to other requests is 401. */
    requireUser: Guards['requireUser']
    /** Returns a guard that requires groups: a list means any of them. The response to other users is 403. */
    requireGroups: Guards['requireGroups']
    /**
     * Returns a guard that requires scopes of the access token: a list means any of them. The response to
     * other tokens is 403.
     */
    requireScopes: Guards['requireScopes']
    /**
     * Returns a guard that requires permissions, from the option `permissions`: a list means any of them. The
     * response to other users is 403.
     */
    requirePermissions: Guards['requirePermissions']
    /**
     * Returns a guard that requires a token of the client credentials grant. The response to users is 403.
     */
    requireMachine: Guards['requireMachine']
    /**
     * Returns a guard that requires a sign-in within the given number of seconds. The response to other users
     * is 401 with the challenge of RFC 9470.
     */
    requireRecentSignIn: Guards['requireRecentSignIn']
    /**
     * Returns a guard for pages, with the option `session`. It redirects visitors without a session to the
     * page where users sign in, `session.signInPath`, with the path of the requested page in the parameter
     * `returnTo`. The response to requests of scripts is 401, as by `requireUser`.
     *
     * With `maxAge`, users who signed in longer ago, in seconds, are redirected with `prompt=login`.
     *
     * @throws FST_COGNITO_INVALID_REQUIREMENT if the options have no page where users sign in
     */
    requireSignIn: Guards['requireSignIn']
    /**
     * Returns a guard that accepts requests without a token: `currentUser` is null then. The response to an
     * invalid token is 401.
     */
    optionalUser: Guards['optionalUser']
    /** Verification and the operations of the auth API, for your own code. */
    cognito: CognitoAuth
  }

  interface FastifyRequest {
    /**
     * The user or machine that sent the request. Null until a guard has allowed the request, and on routes
     * without a guard.
     */
    currentUser: CurrentUser | null
    /**
     * Returns the current user's profile from the user pool: name, email and all attributes. It calls Cognito
     * at most once a minute for each token.
     */
    loadProfile: LoadProfile
    /**
     * Returns the groups of the current user: from the option `groups`, or from the token. They are loaded
     * once for each request.
     *
     * @throws FST_COGNITO_NO_CREDENTIALS if no guard has allowed the request, FST_COGNITO_SOURCE_UNAVAILABLE,
     * FST_COGNITO_INVALID_SOURCE_RESULT
     */
    groups: () => Promise<readonly string[]>
    /**
     * Returns the permissions of the current user, from the option `permissions`. Throws the errors of
     * `groups`.
     */
    permissions: () => Promise<readonly string[]>
    /**
     * Returns the access token of the current user, for calls to other services: the token of the request, or
     * that of the session, which is refreshed if less than a minute of its lifetime is left.
     *
     * @throws FST_COGNITO_NO_CREDENTIALS if no guard has allowed the request, FST_COGNITO_SESSION_ENDED,
     * FST_COGNITO_UNAVAILABLE
     */
    accessToken: () => Promise<string>
    /**
     * Returns whether the current user meets a condition of groups, scopes and permissions, in the form that
     * guards accept. Returns false if there is no current user.
     *
     * @throws FST_COGNITO_INVALID_REQUIREMENT, FST_COGNITO_SOURCE_UNAVAILABLE,
     * FST_COGNITO_INVALID_SOURCE_RESULT
     */
    allows: (condition: Condition) => Promise<boolean>
  }

  interface FastifyContextConfig {
    /** The requirements of the route's guards. Set by the plugin. */
    cognito?: readonly RouteRequirements[]
    /**
     * The error responses of a route of the auth API, by status code, for API documentation. Set by the
     * plugin.
     */
    cognitoErrors?: Readonly<Record<number, string>>
    /** Set by the plugin: whether a route of the auth API reads the session cookie itself. For `openapi`. */
    cognitoSession?: boolean
    /**
     * For `unguardedRoutes: 'error'`. `true`: the route needs no guard. `false`: the route is guarded in a
     * way that the plugin cannot detect, by a hook of its scope or by `@fastify/auth`.
     */
    public?: boolean
  }
}
