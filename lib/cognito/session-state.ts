import { NAME_PATTERN } from '../schemas/patterns.js'

/** The state that the next step of a sign-in needs in addition to Cognito's session. */
export interface SessionState {
  /** The username in the pool, if the user entered an alias: SECRET_HASH is computed with it. */
  readonly username?: string
  /** The sign-in was started with AWS credentials and must continue with them. */
  readonly admin?: true
  /** A step of the sign-in has set a new password. */
  readonly newPassword?: true
  /** A step of the sign-in has set up a factor. */
  readonly newFactor?: true
}

/** The properties that are true or absent. */
const FLAGS = ['admin', 'newPassword', 'newFactor'] as const

const USERNAME = new RegExp(NAME_PATTERN, 'u')

/**
 * A session with state. Nothing in it is secret. Cognito checks the username and the credentials against its
 * own session, so forging them fails; the other flags only sign out further sessions of the same user.
 */
const WITH_SESSION = /^next\.([A-Za-z0-9_-]+)\.(.+)$/s

/** The state alone, if Cognito returned no session, as it may with SRP. */
const WITHOUT_SESSION = /^alone\.([A-Za-z0-9_-]+)$/

/**
 * Encodes a session for the caller: the state, followed by Cognito's session. Undefined if there is neither.
 */
export function encodeSession (session: string | undefined, state: SessionState): string | undefined {
  if (Object.keys(state).length === 0) return session
  const text = Buffer.from(JSON.stringify(state)).toString('base64url')
  return session === undefined ? `alone.${text}` : `next.${text}.${session}`
}

/** Decodes a session that the caller sent. */
export function decodeSession (value: string | undefined): SessionState & { readonly session?: string } {
  if (value === undefined) return {}
  const [, encoded] = WITHOUT_SESSION.exec(value) ?? []
  if (encoded !== undefined) return decodeState(encoded)
  const [, text, session] = WITH_SESSION.exec(value) ?? []
  if (text === undefined || session === undefined) return { session: value }
  return { session, ...decodeState(text) }
}

function decodeState (text: string): SessionState {
  try {
    const value = JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>
    const flags = FLAGS.filter(flag => value[flag] === true).map(flag => [flag, true] as const)
    return {
      ...(isUsername(value['username']) && { username: value['username'] }),
      ...Object.fromEntries(flags)
    }
  } catch {
    return {}
  }
}

/** Returns whether a value has the form of a username in Cognito, since the caller may have forged it. */
function isUsername (value: unknown): value is string {
  return typeof value === 'string' && value.length <= 128 && USERNAME.test(value)
}
