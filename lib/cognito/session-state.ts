import { Username } from '../schemas/primitives.js'

/** What the next step of a sign-in needs to know, beyond what Cognito's own session says. */
export interface SessionState {
  /** The name in the pool, where it is not the one that the person typed: SECRET_HASH is made with it. */
  readonly username?: string
  /** The sign-in was begun with AWS credentials, and has to go on with them. */
  readonly admin?: true
  /** A step of the sign-in has set a new password. */
  readonly newPassword?: true
  /** A step of the sign-in has set up a factor. */
  readonly newFactor?: true
}

/** The properties that are true or absent. */
const FLAGS = ['admin', 'newPassword', 'newFactor'] as const

const USERNAME = new RegExp(Username.pattern as string, 'u')

/**
 * None of it is secret. Cognito checks the name and the credentials against its session, so forging them only
 * fails; the other marks only sign out more sessions of the user who signs in.
 */
const WITH_SESSION = /^next\.([A-Za-z0-9_-]+)\.(.+)$/s

/** The same where Cognito gave no session, as it may with SRP. */
const WITHOUT_SESSION = /^alone\.([A-Za-z0-9_-]+)$/

/**
 * The session for the caller: Cognito's, and before it what has to come back with it. Undefined where there
 * is neither.
 */
export function encodeSession (session: string | undefined, state: SessionState): string | undefined {
  if (Object.keys(state).length === 0) return session
  const text = Buffer.from(JSON.stringify(state)).toString('base64url')
  return session === undefined ? `alone.${text}` : `next.${text}.${session}`
}

/** A session that came back, taken apart. */
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
    const flags = FLAGS.filter(mark => value[mark] === true).map(mark => [mark, true] as const)
    return {
      ...(isUsername(value['username']) && { username: value['username'] }),
      ...Object.fromEntries(flags)
    }
  } catch {
    return {}
  }
}

/** Cognito's own form of a name: a caller could have written this one. */
function isUsername (value: unknown): value is string {
  return typeof value === 'string' && value.length <= 128 && USERNAME.test(value)
}
