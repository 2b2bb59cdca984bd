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
  /** The time after which an unused session ends. */
  readonly idle: number
  /** The maximum lifetime of a session, even if it is used. */
  readonly absolute: number
}
