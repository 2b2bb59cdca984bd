import { isLoopback } from '../pool/loopback.js'
import type { SessionSettings } from '../sessions/settings.js'
import { describeValue } from './describe-value.js'
import type { NamedPool } from './named-pools.js'
import type { CognitoAuthOptions } from './options.js'
import type { SessionOptions } from './session-options.js'
import { optionError } from './option-error.js'

const DAY = 86_400

/**
 * Returns the settings of sessions. The options are valid.
 *
 * @param loginPath - the page of the plugin, or where sign-ins by managed login start
 */
export function sessionSettings (
  { origin, store, cookie = {}, signInPath, idle = DAY, absolute = 30 * DAY }: SessionOptions,
  loginPath: string | undefined
): SessionSettings {
  const { sameSite = 'lax' } = cookie
  return {
    origin,
    store,
    cookie: { name: cookieName({ origin, cookie }), secure: !isPlainOrigin(origin), sameSite },
    signInPath: signInPath ?? loginPath ?? null,
    idle: idle * 1000,
    absolute: absolute * 1000
  }
}

/** Returns the name of the cookie. */
export function cookieName ({ origin, cookie }: Pick<SessionOptions, 'origin' | 'cookie'>): string {
  return cookie?.name ?? (isPlainOrigin(origin) ? 'session' : '__Host-Http-session')
}

/** Returns whether an origin is plain http on this machine, for development only. */
export function isPlainOrigin (origin: string): boolean {
  return origin.startsWith('http:')
}

/** Returns the errors of the option `session` that its schema does not find. */
export function sessionErrors (
  { session, routes }: CognitoAuthOptions,
  apiPool: NamedPool | undefined
): readonly string[] {
  if (session === undefined) return []
  const { origin, idle = DAY, absolute = 30 * DAY, cookie } = session
  return [
    ...(isOrigin(origin)
      ? []
      : [
          optionError(
            'session.origin',
            'must be an https origin such as https://app.example.com, without a path or a trailing slash, ' +
              `or http://localhost in development; got ${JSON.stringify(origin)}`
          )
        ]),
    ...(idle > absolute
      ? [optionError('session.idle', `must be at most session.absolute, ${absolute}; got ${idle}`)]
      : []),
    ...(cookie?.name?.startsWith('__') === true && isPlainOrigin(origin)
      ? [
          optionError(
            'session.cookie.name',
            `cannot have a prefix with plain http; got ${describeValue([], cookie.name)}`
          )
        ]
      : []),
    ...(routes === undefined
      ? [optionError('session', 'requires the option routes, whose routes sign users in')]
      : []),
    ...(apiPool?.options.tokenUse === 'id'
      ? [optionError('session', "requires access tokens; set tokenUse of the pool to 'access' or null")]
      : [])
  ]
}

function isOrigin (text: string): boolean {
  if (!URL.canParse(text)) return false
  const { origin, protocol, hostname } = new URL(text)
  return origin === text && (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)))
}
