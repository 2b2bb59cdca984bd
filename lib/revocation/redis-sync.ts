import type { FastifyBaseLogger } from 'fastify'
import { isExpired, LIFETIME, type RevokedEntries } from './entries.js'
import { duplicateConnections, type OwnConnection, type RedisConnection } from './redis-connection.js'
import { decodeMessage, decodeTarget, encodeMessage, encodeTarget } from './redis-encoding.js'
import { BATCH_SIZE, RedisSet, type Entry } from './redis-set.js'
import { RedisSubscription } from './redis-subscription.js'
import type { RevocationTarget } from './revocations.js'

/**
 * The interval of checks for missed messages, and how far they look back, since clocks differ. In
 * milliseconds.
 */
const RECONCILE_INTERVAL = 30_000
const MAX_CLOCK_SKEW = 300_000

export interface RevocationSync {
  /** Whether this process has the revocations of all processes, up to about a second ago. */
  isConnected(): boolean
  /** Publishes a revocation to all processes. Returns false if Redis did not accept it. */
  write(target: RevocationTarget, at: number): Promise<boolean>
  close(): void
}

interface Dependencies {
  readonly redis: RedisConnection
  readonly prefix: string
  readonly entries: RevokedEntries
  readonly clock: () => number
  readonly log: FastifyBaseLogger
  readonly onUnreachable: 'allow' | 'deny'
  /** The interval at which all entries are read again, in milliseconds. Defaults to 30,000. */
  readonly reconcileEvery?: number
}

/** Opens two connections to Redis and keeps the entries in sync with it until it is closed. */
export async function openRevocationSync (dependencies: Dependencies): Promise<RevocationSync> {
  const sync = new RedisSync(dependencies)
  await sync.start()
  return sync
}

class RedisSync implements RevocationSync {
  readonly #dependencies: Dependencies
  /** The channel of new revocations. */
  readonly #channel: string
  readonly #commands: OwnConnection
  readonly #set: RedisSet
  readonly #subscription: RedisSubscription
  #timer: NodeJS.Timeout | undefined
  /** The number of failed writes of this process, and how many of them have been repeated since. */
  #failedWrites = 0
  #recoveredWrites = 0

  constructor (dependencies: Dependencies) {
    const { redis, prefix } = dependencies
    const connections = duplicateConnections(redis)
    this.#dependencies = dependencies
    this.#channel = `${prefix}:revoked`
    this.#commands = connections.commands
    this.#set = new RedisSet(connections.commands, `${prefix}:revocations`)
    this.#subscription = new RedisSubscription({
      ...connections,
      prefix,
      channel: this.#channel,
      onMessage: message => {
        this.#addEntry(...decodeMessage(message))
      },
      onSubscribed: () => this.#sync(),
      onChange: connected => {
        this.#logChange(connected)
      }
    })
  }

  async start (): Promise<void> {
    this.#timer = setInterval(() => {
      this.#reconcile().catch(() => {})
    }, this.#dependencies.reconcileEvery ?? RECONCILE_INTERVAL).unref()
    await this.#subscription.start()
  }

  isConnected (): boolean {
    return this.#subscription.isConnected
  }

  async write (target: RevocationTarget, at: number): Promise<boolean> {
    const member = encodeTarget(target)
    try {
      await this.#set.add([[member, at]])
      await this.#publish(member, at)
      await this.#set.removeUntil(at - LIFETIME)
      return true
    } catch {
      this.#failedWrites++
      return false
    }
  }

  close (): void {
    clearInterval(this.#timer)
    this.#subscription.close()
  }

  async #publish (member: string, at: number): Promise<void> {
    await this.#commands.publish(this.#channel, encodeMessage(member, at))
  }

  #addEntry (member: string, at: number): void {
    const target = decodeTarget(member)
    const now = this.#dependencies.clock()
    // Others may write to Redis too: an entry of the far future would never expire.
    if (target !== undefined && at <= now + MAX_CLOCK_SKEW && !isExpired(at, now)) {
      this.#dependencies.entries.add(target, at)
    }
  }

  /**
   * Reads all revocations in Redis and writes those that are missing there, since Redis may have been
   * restarted without data.
   */
  async #sync (): Promise<void> {
    const now = this.#dependencies.clock()
    this.#dependencies.entries.prune(now)
    // Messages that arrive during the read are in Redis already.
    const entries = [...this.#dependencies.entries].map(([target, at]): Entry => [encodeTarget(target), at])
    const failedWrites = this.#failedWrites
    const known = await this.#read(now - LIFETIME)
    const missing = entries.filter(([member, at]) => (known.get(member) ?? -Infinity) < at)
    for (let from = 0; from < missing.length; from += BATCH_SIZE) {
      const batch = missing.slice(from, from + BATCH_SIZE)
      // Several processes may do so at once: the first to write publishes.
      const added = await this.#set.add(batch)
      if (added > 0) await Promise.all(batch.map(async ([member, at]) => this.#publish(member, at)))
    }
    this.#recoveredWrites = failedWrites
  }

  /** Adds the revocations after a time to the entries, and returns their times by member. */
  async #read (since: number): Promise<ReadonlyMap<string, number>> {
    const times = new Map<string, number>()
    for await (const [member, at] of this.#set.after(since)) {
      times.set(member, at)
      this.#addEntry(member, at)
    }
    return times
  }

  /**
   * Recovers from a message that was missed, a revocation that was not written, and a Redis that was emptied.
   */
  async #reconcile (): Promise<void> {
    const now = this.#dependencies.clock()
    this.#dependencies.entries.prune(now)
    if (!this.#subscription.isSynced) return
    const { size } = this.#dependencies.entries
    const count = await this.#set.countAfter(now - LIFETIME)
    if (this.#failedWrites > this.#recoveredWrites || count < size) await this.#sync()
    else await this.#read(now - RECONCILE_INTERVAL - MAX_CLOCK_SKEW)
  }

  #logChange (connected: boolean): void {
    const { log, onUnreachable } = this.#dependencies
    if (connected) log.info('revocation sync recovered')
    else log.warn({ onUnreachable }, 'revocation sync disconnected')
  }
}
