import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { isExpired, LIFETIME, type RevokedEntries } from './entries.js'
import type { RevocationTarget } from './revocations.js'

/** A connection of `ioredis`. Only the members that the plugin uses. */
export interface RedisConnection {
  duplicate(options: object): unknown
}

/** A connection that the plugin has created. */
interface Connection {
  on(event: string, listener: (...args: any[]) => void): unknown
  connect(): Promise<void>
  disconnect(reconnect?: boolean): void
  subscribe(...channels: string[]): Promise<unknown>
  publish(channel: string, message: string): Promise<number>
  zadd(key: string, ...args: (string | number)[]): Promise<number>
  zcount(key: string, from: number | string, to: number | string): Promise<number>
  zrange(
    key: string,
    first: number,
    last: number,
    reverse: 'REV',
    withScores: 'WITHSCORES'
  ): Promise<string[]>
  zremrangebyscore(key: string, from: number | string, to: number | string): Promise<number>
  pexpire(key: string, milliseconds: number): Promise<number>
}

/**
 * The interval of heartbeats, and the time without one after which Redis counts as unreachable, in
 * milliseconds.
 */
const HEARTBEAT_INTERVAL = 250
const HEARTBEAT_TIMEOUT = 1000

/**
 * A connection without a heartbeat for this time, in milliseconds, is replaced: the other end may be gone
 * without notice.
 */
const RECONNECT_TIMEOUT = 5000

/**
 * The interval of checks for missed messages, and how far they look back, since clocks differ. In
 * milliseconds.
 */
const RECONCILE_INTERVAL = 30_000
const MAX_CLOCK_SKEW = 300_000

/** How long the application waits for the first read before it starts without it, in milliseconds. */
const STARTUP_TIMEOUT = 2000

/**
 * How many entries are written or read at once: each answer comes in time, on a slow line too, however many
 * there are.
 */
const BATCH_SIZE = 1000

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
  /** In milliseconds. Defaults to 30,000. */
  readonly reconcileEvery?: number
}

/** Follows the revocations in Redis, from now until it is closed. */
export async function openRevocationSync (dependencies: Dependencies): Promise<RevocationSync> {
  const sync = new RedisSync(dependencies)
  await sync.start()
  return sync
}

class RedisSync implements RevocationSync {
  readonly #dependencies: Dependencies
  /** The sorted set of revocations, by time. */
  readonly #key: string
  readonly #changes: string
  /** The channel of this process, for its heartbeats. */
  readonly #heartbeats: string
  readonly #commands: Connection
  readonly #subscriber: Connection
  readonly #timers: NodeJS.Timeout[] = []
  /** Whether all revocations from before the subscription have been read. */
  #synced = false
  /**
   * When the last received heartbeat was sent, by a monotonic clock: revocations from before have been
   * received.
   */
  #lastHeartbeat = -Infinity
  #subscribing: Promise<void> | null = null
  #loggedConnected: boolean | null = null
  /** Until then a connection that is still being made is no change to report. */
  #started = false
  #closed = false
  /** How many revocations of this process could not be written, and how many of those were caught up with. */
  #failedWrites = 0
  #recoveredWrites = 0

  constructor (dependencies: Dependencies) {
    const { redis, prefix } = dependencies
    this.#dependencies = dependencies
    this.#key = `${prefix}:revocations`
    this.#changes = `${prefix}:revoked`
    this.#heartbeats = `${prefix}:heartbeat:${randomUUID()}`
    const entries = {
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResubscribe: false,
      connectTimeout: HEARTBEAT_TIMEOUT,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt: number) => Math.min(attempt * 50, HEARTBEAT_TIMEOUT)
    }
    this.#commands = redis.duplicate({ ...entries, commandTimeout: HEARTBEAT_TIMEOUT }) as Connection
    this.#subscriber = redis.duplicate(entries) as Connection
  }

  async start (): Promise<void> {
    const connections = [this.#commands, this.#subscriber]
    for (const connection of connections) {
      // Each failure is one of many; changes of state are logged.
      connection.on('error', () => {})
      connection.connect().catch(() => {})
    }
    this.#subscriber.on('message', (channel: string, message: string) => {
      this.#onMessage(channel, message)
    })
    this.#subscriber.on('close', () => {
      this.#synced = false
    })
    const subscribed = new Promise<void>(resolve => {
      for (const connection of connections) {
        connection.on('ready', () => {
          this.#ensureSubscribed().then(resolve, () => {})
        })
      }
    })
    this.#every(HEARTBEAT_INTERVAL, () => {
      this.#sendHeartbeat()
    })
    this.#every(this.#dependencies.reconcileEvery ?? RECONCILE_INTERVAL, () => {
      this.#reconcile().catch(() => {})
    })
    const abort = new AbortController()
    await Promise.race([subscribed, setTimeout(STARTUP_TIMEOUT, undefined, { signal: abort.signal })])
    abort.abort()
    this.#started = true
    this.#logChange()
  }

  isConnected (): boolean {
    return this.#synced && performance.now() - this.#lastHeartbeat < HEARTBEAT_TIMEOUT
  }

  async write (target: RevocationTarget, at: number): Promise<boolean> {
    const member = encodeTarget(target)
    try {
      await this.#add([[member, at]])
      await this.#commands.publish(this.#changes, encodeMessage(member, at))
      await this.#commands.zremrangebyscore(this.#key, '-inf', at - LIFETIME)
      return true
    } catch {
      this.#failedWrites++
      return false
    }
  }

  close (): void {
    this.#closed = true
    for (const timer of this.#timers) clearInterval(timer)
    this.#commands.disconnect()
    this.#subscriber.disconnect()
  }

  #every (milliseconds: number, work: () => void): void {
    this.#timers.push(setInterval(work, milliseconds).unref())
  }

  #onMessage (channel: string, message: string): void {
    if (channel === this.#heartbeats) {
      this.#lastHeartbeat = Number(message)
      this.#logChange()
      return
    }
    const [at = '', ...member] = message.split(' ')
    this.#addEntry(member.join(' '), Number(at))
  }

  #addEntry (member: string, at: number): void {
    const target = decodeTarget(member)
    const now = this.#dependencies.clock()
    // Others may write there too: an entry of the far future would never expire.
    if (target !== undefined && at <= now + MAX_CLOCK_SKEW && !isExpired(at, now)) {
      this.#dependencies.entries.add(target, at)
    }
  }

  /** Runs once at a time. If it fails, the next heartbeat tries again. */
  async #ensureSubscribed (): Promise<void> {
    this.#subscribing ??= this.#subscribe().finally(() => {
      this.#subscribing = null
    })
    await this.#subscribing
  }

  /** After the subscription no message is missed. Revocations from before are read once. */
  async #subscribe (): Promise<void> {
    await this.#subscriber.subscribe(this.#changes, this.#heartbeats)
    await this.#sync()
    this.#synced = true
    // Both connections have just answered.
    this.#lastHeartbeat = performance.now()
    this.#logChange()
  }

  /**
   * Reads all revocations in Redis and writes those that are missing there, since Redis may have been
   * restarted without data.
   */
  async #sync (): Promise<void> {
    const now = this.#dependencies.clock()
    this.#dependencies.entries.prune(now)
    // Messages that arrive during the read are in Redis already.
    const entries = [...this.#dependencies.entries].map(([target, at]) => [encodeTarget(target), at] as const)
    const failedWrites = this.#failedWrites
    const known = await this.#read(now - LIFETIME)
    const missing = entries.filter(([member, at]) => (known.get(member) ?? -Infinity) < at)
    for (let from = 0; from < missing.length; from += BATCH_SIZE) {
      const batch = missing.slice(from, from + BATCH_SIZE)
      // Several processes may do so at once: the first to write publishes.
      if ((await this.#add(batch)) === 0) continue
      await Promise.all(
        batch.map(([member, at]) => this.#commands.publish(this.#changes, encodeMessage(member, at)))
      )
    }
    this.#recoveredWrites = failedWrites
  }

  /** Adds the revocations after a time and returns them. */
  async #read (since: number): Promise<ReadonlyMap<string, number>> {
    const members = new Map<string, number>()
    let page: readonly string[]
    let first = 0
    do {
      // In descending order: revocations that are added during the read come first, so that some are read
      // twice and none is missed.
      page = await this.#commands.zrange(this.#key, first, first + BATCH_SIZE - 1, 'REV', 'WITHSCORES')
      for (let index = 0; index < page.length; index += 2) {
        const at = Number(page[index + 1])
        if (at <= since) return members
        const member = page[index] as string
        members.set(member, at)
        this.#addEntry(member, at)
      }
      first += BATCH_SIZE
    } while (page.length === BATCH_SIZE * 2)
    return members
  }

  /** @returns how many of them Redis did not have */
  async #add (entries: readonly (readonly [member: string, at: number])[]): Promise<number> {
    // Of two times, the later one is kept.
    const changed = await this.#commands.zadd(
      this.#key,
      'GT',
      'CH',
      ...entries.flatMap(([member, at]) => [at, member])
    )
    await this.#commands.pexpire(this.#key, LIFETIME)
    return changed
  }

  /**
   * Recovers from a message that was missed, a revocation that was not written, and a Redis that was emptied.
   */
  async #reconcile (): Promise<void> {
    const now = this.#dependencies.clock()
    this.#dependencies.entries.prune(now)
    if (!this.#synced) return
    const { size } = this.#dependencies.entries
    const count = await this.#commands.zcount(this.#key, `(${now - LIFETIME}`, '+inf')
    if (this.#failedWrites > this.#recoveredWrites || count < size) await this.#sync()
    else await this.#read(now - RECONCILE_INTERVAL - MAX_CLOCK_SKEW)
  }

  #sendHeartbeat (): void {
    this.#logChange()
    if (!this.#synced) this.#ensureSubscribed().catch(() => {})
    this.#commands.publish(this.#heartbeats, String(performance.now())).catch(() => {})
    if (this.#synced && performance.now() - this.#lastHeartbeat > RECONNECT_TIMEOUT) {
      this.#synced = false
      this.#commands.disconnect(true)
      this.#subscriber.disconnect(true)
    }
  }

  /** One line for each change. */
  #logChange (): void {
    const connected = this.isConnected()
    if (connected === this.#loggedConnected || !this.#started || this.#closed) return
    const { log, onUnreachable } = this.#dependencies
    if (!connected) log.warn({ onUnreachable }, 'revocation sync disconnected')
    else if (this.#loggedConnected === false) log.info('revocation sync recovered')
    this.#loggedConnected = connected
  }
}

function encodeMessage (member: string, at: number): string {
  return `${at} ${member}`
}

function encodeTarget (target: RevocationTarget): string {
  if ('session' in target) return `s:${target.session}`
  return target.except === undefined
    ? `u:${target.user}`
    : `o:${base64url(target.user)}.${base64url(target.except)}`
}

function decodeTarget (member: string): RevocationTarget | undefined {
  const id = member.slice(2)
  if (id === '') return undefined
  if (member.startsWith('s:')) return { session: id }
  if (member.startsWith('o:')) return decodeOtherSessions(id)
  return member.startsWith('u:') ? { user: id } : undefined
}

function decodeOtherSessions (id: string): RevocationTarget | undefined {
  const [user = '', except = ''] = id.split('.').map(part => Buffer.from(part, 'base64url').toString())
  return user === '' || except === '' ? undefined : { user, except }
}

/** An ID may contain any character. */
function base64url (id: string): string {
  return Buffer.from(id).toString('base64url')
}
