import type { Store } from '../store/store.js'
import type { Clock } from './clock.js'
import type { Mailbox } from './mailbox.js'
import type { Triggers } from './triggers/types.js'

/** The services and settings that the pools of a local Cognito share. */
export interface Environment {
  store: Store
  clock: Clock
  mailbox: Mailbox
  /** The AWS Region in pool IDs and ARNs. */
  region: string
  /** The AWS account in ARNs. */
  accountId: string
  triggers: Triggers
  /** The URL of the server, such as `http://127.0.0.1:9229`. */
  endpoint: string
  /** The URL of managed login in links: that of the server, or of the proxy that terminates TLS. */
  managedLoginUrl: string
}
