import type { Challenges } from './challenges.js'
import type { Fields, Pools, Services } from './emulator.js'
import type { Sessions } from './sessions.js'
import type { JsonStore } from './store.js'
import type { Signer } from './tokens.js'

/** What the operations of the local Cognito work with. */
export interface Parts {
  pools: Pools
  sessions: Sessions
  challenges: Challenges
  signer: Signer
  /** What cognito-local has no place for. */
  store: JsonStore
  /** The time, in milliseconds since 1970. */
  now: () => number
  deliver: Services['messages']['deliver']
  /** Hand an operation to cognito-local. */
  delegate: (operation: string, body: Fields) => Promise<Fields>
}

export type Operation = (parts: Parts, body: Fields) => Promise<Fields>
