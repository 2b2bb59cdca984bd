/** The other tabs of the origin that use the same API. */
export interface Tabs<Message> {
  /** Whether there may be other tabs. */
  readonly exist: boolean
  /** Sends a message to all other tabs. */
  post(message: Message): void
  /** Runs a function while no other tab runs one. */
  exclusive<Result>(run: () => Promise<Result>): Promise<Result>
  /**
   * Marks something as done, for the next tab that runs a function. Unlike messages, marks are visible as
   * soon as that function runs.
   */
  mark(done: string): Promise<void>
  isMarked(done: string): Promise<boolean>
  close(): void
}

/** How long a mark is visible, in milliseconds: a message takes less. */
const MARK_TIME = 5000

const sleep = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

/**
 * Opens the connection to the other tabs: messages by `BroadcastChannel`, exclusion by Web Locks, which
 * browsers have in secure contexts.
 *
 * Outside of a browser there are no tabs. A process may have clients for several users, who must not receive
 * messages of each other.
 */
export function openTabs<Message> (name: string, receive: (message: Message) => void): Tabs<Message> {
  const exist = globalThis.location !== undefined
  let channel = exist ? new BroadcastChannel(name) : null
  const locks = exist ? globalThis.navigator?.locks : undefined
  channel?.addEventListener('message', ({ data }) => receive(data))
  const lockOf = (done: string) => `${name} ${done}`
  return {
    exist,
    post: message => channel?.postMessage(message),
    exclusive: async run => (locks === undefined ? run() : locks.request(name, run)),
    mark: async done => {
      if (locks === undefined) return
      // Until the lock is held.
      await new Promise<void>(resolve => {
        locks.request(lockOf(done), () => {
          resolve()
          return sleep(MARK_TIME)
        })
      })
    },
    isMarked: async done => {
      const { held = [] } = (await locks?.query()) ?? {}
      return held.some(({ name }) => name === lockOf(done))
    },
    close: () => {
      channel?.close()
      channel = null
    }
  }
}
