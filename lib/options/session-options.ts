import { Type } from '@sinclair/typebox'
import { LOCAL_PATH, localPathText } from './local-path.js'
import type { SessionStore } from '../sessions/store.js'

/**
 * The option `session`: sign-ins of browsers with a cookie instead of tokens.
 *
 * @example
 * ```ts
 * import { redisSessions, type SessionOptions } from 'fastify-cognito-auth'
 * import { Redis } from 'ioredis'
 *
 * const session: SessionOptions = {
 *   origin: 'https://app.example.com',
 *   store: redisSessions({ redis: new Redis() }),
 *   signInPath: '/login',
 *   idle: 3600,
 *   absolute: 86_400
 * }
 * ```
 */
export interface SessionOptions {
  /**
   * The origin of the application, such as `https://app.example.com`. Plain http is allowed on the local
   * machine, in development. It is never taken from a header of a request.
   */
  readonly origin: string
  /** The store of sessions: `memorySessions()`, `redisSessions({ redis })`, or a store of your own. */
  readonly store: SessionStore
  /** The cookie. */
  readonly cookie?: {
    /**
     * The name. Defaults to `__Host-Http-session`, whose prefix keeps other hosts and scripts from setting
     * the cookie (RFC 6265bis 4.1.3), and to `session` for an origin with plain http.
     */
    readonly name?: string
    /**
     * Whether the browser sends the cookie if the user follows a link from another site (`'lax'`) or not
     * (`'strict'`). Defaults to `'lax'`.
     */
    readonly sameSite?: 'lax' | 'strict'
  }
  /**
   * The path of the page where users sign in, such as `/login`. `requireSignIn()` redirects to it, with the
   * path of the requested page in the parameter `returnTo`. Defaults to the page of `signInPage`, or else to
   * `/login` of managed login.
   */
  readonly signInPath?: string
  /**
   * The time after which an unused session ends, in seconds, from 60 to 31,536,000. Defaults to 86,400 (one
   * day).
   */
  readonly idle?: number
  /**
   * The maximum lifetime of a session, even if it is used, in seconds, from 60 to 315,360,000. Not more than
   * the lifetime of the app client's refresh tokens. Defaults to 2,592,000 (30 days).
   */
  readonly absolute?: number
}

const seconds = (max: number) =>
  Type.Optional(
    Type.Integer({ minimum: 60, maximum: max, expects: `a whole number of seconds from 60 to ${max}` })
  )

/** The schema of `SessionOptions`. */
export const SessionSchema = Type.Object(
  {
    origin: Type.String({ expects: "the origin of the application, such as 'https://app.example.com'" }),
    store: Type.Unsafe<SessionStore>(
      Type.Object(
        { open: Type.Function([], Type.Unknown(), { expects: 'a function' }) },
        { expects: 'memorySessions(), redisSessions({ ... }) or a store of your own' }
      )
    ),
    cookie: Type.Optional(
      Type.Object(
        {
          name: Type.Optional(
            Type.String({
              pattern: "^[!#$%&'*+\\-.^_`|~0-9A-Za-z]{1,128}$",
              expects: "the name of a cookie, such as 'session'"
            })
          ),
          sameSite: Type.Optional(
            Type.Union([Type.Literal('lax'), Type.Literal('strict')], { expects: "'lax' or 'strict'" })
          )
        },
        { additionalProperties: false, expects: 'an object { name, sameSite }' }
      )
    ),
    signInPath: Type.Optional(
      Type.String({
        maxLength: 512,
        pattern: LOCAL_PATH,
        expects: localPathText('/login')
      })
    ),
    idle: seconds(31_536_000),
    absolute: seconds(315_360_000)
  },
  { additionalProperties: false, expects: 'an object { origin, store, cookie, signInPath, idle, absolute }' }
)
