import type { SessionStore } from './store.js'

/** The option `session`, with all defaults. Times are in milliseconds. */
export interface SessionSettings {
  /** The origin of the application, such as `https://app.example.com`. */
  readonly origin: string
  readonly store: SessionStore
  readonly cookie: {
    readonly name: string
    readonly secure: boolean
    readonly sameSite: 'lax' | 'strict'
  }
  /** The path of the page where users sign in. */
  readonly signInPath: string | null
  /** After how long a session ends that is not used. */
  readonly idle: number
  /** After how long a session ends in any case. */
  readonly absolute: number
}
