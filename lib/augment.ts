import type { Condition } from './authorization/condition.js'
import type { RouteRequirements } from './authorization/guard.js'
import type { Guards } from './authorization/guards.js'
import type { CognitoAuth } from './cognito-auth.js'
import type { LoadProfile } from './authorization/load-profile.js'
import type { CurrentUser } from './user/current-user.js'

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Returns a guard that requires a valid token. The response to other requests is 401.
     *
     * @example
     * ```ts
     * app.get('/orders', { preHandler: app.requireUser() }, async () => [])
     * ```
     *
     * @param restriction - restricts the accepted tokens further than the options of the plugin
     */
    requireUser: Guards['requireUser']
    /**
     * Returns a guard that requires groups: a list means any of them. The response to other users is 403.
     *
     * @example
     * ```ts
     * app.get('/admin', { preHandler: app.requireGroups(['admin', 'support']) }, async () => [])
     * app.delete('/users', { preHandler: app.requireGroups({ all: ['admin', 'staff'] }) }, async () => null)
     * ```
     *
     * @param requirement - the groups: a list means any of them
     * @param restriction - restricts the accepted tokens further than the options of the plugin
     * @throws FST_COGNITO_INVALID_REQUIREMENT for a requirement that is invalid
     */
    requireGroups: Guards['requireGroups']
    /**
     * Returns a guard that requires scopes of the access token: a list means any of them. The response to
     * other tokens is 403.
     *
     * @example
     * ```ts
     * app.get('/orders', { preHandler: app.requireScopes(['orders/read']) }, async () => [])
     * ```
     *
     * @param requirement - the scopes: a list means any of them
     * @param restriction - restricts the accepted tokens further than the options of the plugin
     * @throws FST_COGNITO_INVALID_REQUIREMENT
     */
    requireScopes: Guards['requireScopes']
    /**
     * Returns a guard that requires permissions, from the option `permissions`: a list means any of them. The
     * response to other users is 403.
     *
     * @example
     * ```ts
     * app.delete('/orders/:id', { preHandler: app.requirePermissions(['orders:delete']) }, async () => null)
     * ```
     *
     * @param requirement - the permissions: a list means any of them
     * @param restriction - restricts the accepted tokens further than the options of the plugin
     * @throws FST_COGNITO_INVALID_REQUIREMENT
     */
    requirePermissions: Guards['requirePermissions']
    /**
     * Returns a guard that requires a token of the client credentials grant. The response to users is 403.
     *
     * @example
     * ```ts
     * const preHandler = [app.requireMachine(), app.requireScopes(['orders/write'])]
     * app.post('/import', { preHandler }, async () => null)
     * ```
     *
     * @param restriction - restricts the accepted tokens further than the options of the plugin
     * @throws FST_COGNITO_INVALID_REQUIREMENT if the options accept no access tokens
     */
    requireMachine: Guards['requireMachine']
    /**
     * Returns a guard that requires a sign-in within the given number of seconds. The response to other users
     * is 401 with the challenge of RFC 9470.
     *
     * @example
     * ```ts
     * app.post('/payout', { preHandler: app.requireRecentSignIn(300) }, async () => null)
     * ```
     *
     * @param seconds - the maximum age of the sign-in, in seconds: a whole number of at least 1
     * @param restriction - restricts the accepted tokens further than the options of the plugin
     * @throws FST_COGNITO_INVALID_REQUIREMENT for any other value of `seconds`
     */
    requireRecentSignIn: Guards['requireRecentSignIn']
    /**
     * Returns a guard for pages, with the option `session`. It redirects visitors without a session to the
     * page where users sign in, `session.signInPath`, with the path of the requested page in the parameter
     * `returnTo`. The response to requests of scripts is 401, as with `requireUser`.
     *
     * With `maxAge`, in seconds, users whose sign-in is older than that are redirected with `prompt=login`.
     *
     * @example
     * ```ts
     * app.get('/account', { preHandler: app.requireSignIn() }, async (request, reply) => {
     *   return reply.type('text/html').send('<h1>Your account</h1>')
     * })
     * ```
     *
     * @throws FST_COGNITO_INVALID_REQUIREMENT if the options have no page where users sign in
     */
    requireSignIn: Guards['requireSignIn']
    /**
     * Returns a guard that accepts requests without a token: `currentUser` is null then. The response to an
     * invalid token is 401.
     *
     * @example
     * ```ts
     * app.get('/products', { preHandler: app.optionalUser() }, async ({ currentUser }) => ({
     *   signedIn: currentUser !== null
     * }))
     * ```
     *
     * @param restriction - restricts the accepted tokens further than the options of the plugin
     */
    optionalUser: Guards['optionalUser']
    /**
     * Verification and the operations of the auth API, for your own code.
     *
     * @example
     * ```ts
     * const user = await app.cognito.verify('eyJraWQiOi...')
     * const result = await app.cognito.signIn({ username: 'jane@example.com', password: 'correct-Horse-7' })
     * ```
     */
    cognito: CognitoAuth
  }

  interface FastifyRequest {
    /**
     * The user or machine that sent the request. Null until a guard has allowed the request, and on routes
     * without a guard.
     *
     * @example
     * ```ts
     * app.get('/me', { preHandler: app.requireUser() }, async ({ currentUser }) => currentUser?.id)
     * ```
     */
    currentUser: CurrentUser | null
    /**
     * Returns the current user's profile from the user pool: name, email and all attributes. It calls Cognito
     * at most once a minute for each token.
     *
     * @example
     * ```ts
     * app.get('/profile', { preHandler: app.requireUser() }, async request => {
     *   const { email, name } = await request.loadProfile()
     *   return { email, name }
     * })
     * ```
     */
    loadProfile: LoadProfile
    /**
     * Returns the groups of the current user: from the option `groups`, or from the token. They are loaded
     * once for each request.
     *
     * @example
     * ```ts
     * app.get('/groups', { preHandler: app.requireUser() }, request => request.groups())
     * ```
     *
     * @throws FST_COGNITO_NO_CREDENTIALS if no guard has allowed the request, FST_COGNITO_SOURCE_UNAVAILABLE,
     * FST_COGNITO_INVALID_SOURCE_RESULT
     */
    groups: () => Promise<readonly string[]>
    /**
     * Returns the permissions of the current user, from the option `permissions`. They are loaded once for
     * each request.
     *
     * @example
     * ```ts
     * app.get('/permissions', { preHandler: app.requireUser() }, request => request.permissions())
     * ```
     *
     * @throws FST_COGNITO_NO_CREDENTIALS if no guard has allowed the request, FST_COGNITO_SOURCE_UNAVAILABLE,
     * FST_COGNITO_INVALID_SOURCE_RESULT
     */
    permissions: () => Promise<readonly string[]>
    /**
     * Returns the access token of the current user, for calls to other services: the token of the request, or
     * that of the session, which is refreshed if less than a minute of its lifetime is left.
     *
     * @example
     * ```ts
     * app.get('/invoices', { preHandler: app.requireUser() }, async request => {
     *   const headers = { authorization: `Bearer ${await request.accessToken()}` }
     *   const response = await fetch('https://billing.example.com/invoices', { headers })
     *   return await response.json()
     * })
     * ```
     *
     * @throws FST_COGNITO_NO_CREDENTIALS if no guard has allowed the request, FST_COGNITO_SESSION_ENDED,
     * FST_COGNITO_UNAVAILABLE
     */
    accessToken: () => Promise<string>
    /**
     * Returns whether the current user meets a condition of groups, scopes and permissions, in the form that
     * guards accept. Returns false if there is no current user.
     *
     * @example
     * ```ts
     * app.get('/orders', { preHandler: app.requireUser() }, async request => ({
     *   canDelete: await request.allows({ permissions: ['orders:delete'] })
     * }))
     * ```
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
     *
     * @example
     * ```ts
     * app.get('/health', { config: { public: true } }, async () => 'ok')
     * ```
     */
    public?: boolean
  }
}
