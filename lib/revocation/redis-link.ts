import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { isExpired, LIFETIME, type RevokedEntries } from './entries.js'
import type { RevocationTarget } from './revocations.js'

/** A connection of `ioredis`, as far as it is used here. */
export interface RedisConnection {
  duplicate (options: object): unknown
}

/** The same of one of our own. */
interface Connection {
  on (event: string, listener: (...args: any[]) => void): unknown
  connect (): Promise<void>
  disconnect (reconnect?: boolean): void
  subscribe (...channels: string[]): Promise<unknown>
  publish (channel: string, message: string): Promise<number>
  zadd (key: string, ...args: (string | number)[]): Promise<number>
  zcount (key: string, from: number | string, to: number | string): Promise<number>
  zrange (key: string, first: number, last: number, reverse: 'REV', withScores: 'WITHSCORES'): Promise<string[]>
  zremrangebyscore (key: string, from: number | string, to: number | string): Promise<number>
  pexpire (key: string, milliseconds: number): Promise<number>
}

/** How often Redis shows that it is there, in milliseconds, and after how long without it counts as out of reach. */
const HEARTBEAT = 250
const SILENCE = 1000

/** A connection that has been silent for so long is made anew: whoever is at its other end may never say so. */
const DEAD = 5000

/** How often it is looked whether a message was missed, in milliseconds, and how far back: clocks differ. */
const RECONCILE = 30_000
const OVERLAP = 300_000

/** How long the first look may take before the application starts without it, in milliseconds. */
const PATIENCE = 2000

/** How many entries are written or read at once: each answer comes in time, on a slow line too, however many there are. */
const BATCH = 1000

export interface Link {
  /** Whether what is known here is what is known everywhere, give or take a second. */
  isUp (): boolean
  /** Tells all processes; false where Redis did not take it. */
  write (what: RevocationTarget, at: number): Promise<boolean>
  close (): void
}

interface Parts {
  readonly redis: RedisConnection
  readonly prefix: string
  readonly entries: RevokedEntries
  readonly clock: () => number
  readonly log: FastifyBaseLogger
  readonly onUnreachable: 'allow' | 'deny'
  /** Default 30,000, in milliseconds. */
  readonly reconcileEvery?: number
}

/** Follows the revocations in Redis, from now until it is closed. */
export async function openLink (parts: Parts): Promise<Link> {
  const link = new RedisLink(parts)
  await link.start()
  return link
}

class RedisLink implements Link {
  readonly #parts: Parts
  /** A sorted set: what is revoked, by when. */
  readonly #key: string
  readonly #changes: string
  /** This process's own: what it sends there has to come back. */
  readonly #heartbeats: string
  readonly #commands: Connection
  readonly #subscriber: Connection
  readonly #timers: NodeJS.Timeout[] = []
  /** Whether everything that Redis knew when the subscription began is known here. */
  #synced = false
  /** When the last heartbeat that came back was sent, by a clock that nobody sets: what was revoked before is known here. */
  #heard = -Infinity
  #following: Promise<void> | null = null
  #up: boolean | null = null
  /** Until then a connection that is still being made is no change to report. */
  #started = false
  #closed = false
  /** How many revocations of this process could not be written, and how many of those were caught up with. */
  #unwritten = 0
  #caughtUp = 0

  constructor (parts: Parts) {
    const { redis, prefix } = parts
    this.#parts = parts
    this.#key = `${prefix}:revocations`
    this.#changes = `${prefix}:revoked`
    this.#heartbeats = `${prefix}:heartbeat:${randomUUID()}`
    const own = { lazyConnect: true, enableOfflineQueue: false, autoResubscribe: false, connectTimeout: SILENCE, maxRetriesPerRequest: 0, retryStrategy: (attempt: number) => Math.min(attempt * 50, SILENCE) }
    this.#commands = redis.duplicate({ ...own, commandTimeout: SILENCE }) as Connection
    this.#subscriber = redis.duplicate(own) as Connection
  }

  async start (): Promise<void> {
    const connections = [this.#commands, this.#subscriber]
    for (const connection of connections) {
      // Each failure is one of many; changes of state are logged.
      connection.on('error', () => {})
      connection.connect().catch(() => {})
    }
    this.#subscriber.on('message', (channel: string, message: string) => { this.#hear(channel, message) })
    this.#subscriber.on('close', () => { this.#synced = false })
    const followed = new Promise<void>(resolve => {
      for (const connection of connections) connection.on('ready', () => { this.#tryToFollow().then(resolve, () => {}) })
    })
    this.#every(HEARTBEAT, () => { this.#beat() })
    this.#every(this.#parts.reconcileEvery ?? RECONCILE, () => { this.#reconcile().catch(() => {}) })
    const patience = new AbortController()
    await Promise.race([followed, setTimeout(PATIENCE, undefined, { signal: patience.signal })])
    patience.abort()
    this.#started = true
    this.#report()
  }

  isUp (): boolean {
    return this.#synced && performance.now() - this.#heard < SILENCE
  }

  async write (what: RevocationTarget, at: number): Promise<boolean> {
    const member = memberOf(what)
    try {
      await this.#add([[member, at]])
      await this.#commands.publish(this.#changes, messageOf(member, at))
      await this.#commands.zremrangebyscore(this.#key, '-inf', at - LIFETIME)
      return true
    } catch {
      this.#unwritten++
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

  #hear (channel: string, message: string): void {
    if (channel === this.#heartbeats) {
      this.#heard = Number(message)
      this.#report()
      return
    }
    const [at = '', ...member] = message.split(' ')
    this.#take(member.join(' '), Number(at))
  }

  #take (member: string, at: number): void {
    const what = revokedBy(member)
    const now = this.#parts.clock()
    // Others may write there too: an entry of the far future would never expire.
    if (what !== undefined && at <= now + OVERLAP && !isExpired(at, now)) this.#parts.entries.add(what, at)
  }

  /** Once at a time; where it fails, the next heartbeat tries again. */
  async #tryToFollow (): Promise<void> {
    this.#following ??= this.#follow().finally(() => { this.#following = null })
    await this.#following
  }

  /** From a subscription on, nothing is missed; what was there before is read once. */
  async #follow (): Promise<void> {
    await this.#subscriber.subscribe(this.#changes, this.#heartbeats)
    await this.#sync()
    this.#synced = true
    // Both connections have just answered.
    this.#heard = performance.now()
    this.#report()
  }

  /** Reads all that Redis has, and writes what it lacks: it may have been restarted with nothing. */
  async #sync (): Promise<void> {
    const now = this.#parts.clock()
    this.#parts.entries.prune(now)
    // What is heard of while this reads is in Redis already.
    const own = [...this.#parts.entries].map(([what, at]) => [memberOf(what), at] as const)
    const unwritten = this.#unwritten
    const known = await this.#read(now - LIFETIME)
    const missing = own.filter(([member, at]) => (known.get(member) ?? -Infinity) < at)
    for (let from = 0; from < missing.length; from += BATCH) {
      const batch = missing.slice(from, from + BATCH)
      // Several processes may do so at once: the first to write publishes.
      if (await this.#add(batch) === 0) continue
      await Promise.all(batch.map(([member, at]) => this.#commands.publish(this.#changes, messageOf(member, at))))
    }
    this.#caughtUp = unwritten
  }

  /** Takes over what was revoked later than a time, and returns it. */
  async #read (since: number): Promise<ReadonlyMap<string, number>> {
    const members = new Map<string, number>()
    let page: readonly string[]
    let first = 0
    do {
      // The latest first: what is revoked meanwhile comes in ahead, so that some are read twice and none is missed.
      page = await this.#commands.zrange(this.#key, first, first + BATCH - 1, 'REV', 'WITHSCORES')
      for (let index = 0; index < page.length; index += 2) {
        const at = Number(page[index + 1])
        if (at <= since) return members
        const member = page[index] as string
        members.set(member, at)
        this.#take(member, at)
      }
      first += BATCH
    } while (page.length === BATCH * 2)
    return members
  }

  /** @returns how many of them Redis did not have */
  async #add (entries: readonly (readonly [member: string, at: number])[]): Promise<number> {
    // Of two times, the later one is kept.
    const changed = await this.#commands.zadd(this.#key, 'GT', 'CH', ...entries.flatMap(([member, at]) => [at, member]))
    await this.#commands.pexpire(this.#key, LIFETIME)
    return changed
  }

  /** Recovers from a message that was missed, a revocation that was not written, and a Redis that was emptied. */
  async #reconcile (): Promise<void> {
    const now = this.#parts.clock()
    this.#parts.entries.prune(now)
    if (!this.#synced) return
    const { size } = this.#parts.entries
    const count = await this.#commands.zcount(this.#key, `(${now - LIFETIME}`, '+inf')
    if (this.#unwritten > this.#caughtUp || count < size) await this.#sync()
    else await this.#read(now - RECONCILE - OVERLAP)
  }

  #beat (): void {
    this.#report()
    if (!this.#synced) this.#tryToFollow().catch(() => {})
    this.#commands.publish(this.#heartbeats, String(performance.now())).catch(() => {})
    if (this.#synced && performance.now() - this.#heard > DEAD) {
      this.#synced = false
      this.#commands.disconnect(true)
      this.#subscriber.disconnect(true)
    }
  }

  /** One line for each change. */
  #report (): void {
    const up = this.isUp()
    if (up === this.#up || !this.#started || this.#closed) return
    const { log, onUnreachable } = this.#parts
    if (!up) log.warn({ onUnreachable }, 'revocations: Redis is out of reach')
    else if (this.#up === false) log.info('revocations: Redis is back')
    this.#up = up
  }
}

function messageOf (member: string, at: number): string {
  return `${at} ${member}`
}

function memberOf (what: RevocationTarget): string {
  if ('session' in what) return `s:${what.session}`
  return what.except === undefined ? `u:${what.user}` : `o:${encoded(what.user)}.${encoded(what.except)}`
}

function revokedBy (member: string): RevocationTarget | undefined {
  const id = member.slice(2)
  if (id === '') return undefined
  if (member.startsWith('s:')) return { session: id }
  if (member.startsWith('o:')) return othersIn(id)
  return member.startsWith('u:') ? { user: id } : undefined
}

function othersIn (id: string): RevocationTarget | undefined {
  const [user = '', except = ''] = id.split('.').map(part => Buffer.from(part, 'base64url').toString())
  return user === '' || except === '' ? undefined : { user, except }
}

/** An id may hold any character. */
function encoded (id: string): string {
  return Buffer.from(id).toString('base64url')
}
