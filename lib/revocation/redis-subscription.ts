import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { Connections, OwnConnection } from './redis-connection.js'

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

/** How long the application waits for the first subscription before it starts without it, in milliseconds. */
const STARTUP_TIMEOUT = 2000

interface Dependencies extends Connections {
  readonly prefix: string
  readonly channel: string
  /** Called with each message of the channel. */
  readonly onMessage: (message: string) => void
  /** Called after each subscription, to read what was published before. */
  readonly onSubscribed: () => Promise<void>
  /** Called when Redis becomes unreachable, at startup too, and when it is reachable again. */
  readonly onChange: (connected: boolean) => void
}

/**
 * A subscription to a channel in Redis. Heartbeats are sent by one connection and received by the other, so
 * that each one proves that all messages before it have arrived.
 */
export class RedisSubscription {
  readonly #dependencies: Dependencies
  readonly #commands: OwnConnection
  readonly #subscriber: OwnConnection
  /** The channel of this process, for its heartbeats. */
  readonly #heartbeats: string
  #timer: NodeJS.Timeout | undefined
  /** Whether everything that was published before the subscription has been read. */
  #synced = false
  /**
   * When the last received heartbeat was sent, by a monotonic clock: messages from before have been
   * received.
   */
  #lastHeartbeat = -Infinity
  #subscribing: Promise<void> | null = null
  #reportedConnected = true
  /** Until then a connection that is still being made is no change to report. */
  #started = false
  #closed = false

  constructor (dependencies: Dependencies) {
    this.#dependencies = dependencies
    this.#commands = dependencies.commands
    this.#subscriber = dependencies.subscriber
    this.#heartbeats = `${dependencies.prefix}:heartbeat:${randomUUID()}`
  }

  /** Connects and subscribes. Resolves after a timeout too, while the connection is still being made. */
  async start (): Promise<void> {
    const connections = [this.#commands, this.#subscriber]
    for (const connection of connections) {
      // Errors are frequent while Redis is down. Only changes of the connection are reported.
      connection.on('error', () => {})
      connection.connect().catch(() => {})
    }
    this.#subscriber.on('message', (channel: string, message: string) => {
      if (channel === this.#heartbeats) this.#onHeartbeat(message)
      else this.#dependencies.onMessage(message)
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
    this.#timer = setInterval(() => {
      this.#sendHeartbeat()
    }, HEARTBEAT_INTERVAL).unref()
    const abort = new AbortController()
    await Promise.race([subscribed, setTimeout(STARTUP_TIMEOUT, undefined, { signal: abort.signal })])
    abort.abort()
    this.#started = true
    this.#reportChange()
  }

  /** Whether everything that was published before the subscription has been read. */
  get isSynced (): boolean {
    return this.#synced
  }

  /** Whether all messages have been received, up to about a second ago. */
  get isConnected (): boolean {
    return this.#synced && performance.now() - this.#lastHeartbeat < HEARTBEAT_TIMEOUT
  }

  close (): void {
    this.#closed = true
    clearInterval(this.#timer)
    this.#commands.disconnect()
    this.#subscriber.disconnect()
  }

  /** Runs once at a time. If it fails, the next heartbeat tries again. */
  async #ensureSubscribed (): Promise<void> {
    this.#subscribing ??= this.#subscribe().finally(() => {
      this.#subscribing = null
    })
    await this.#subscribing
  }

  /** After the subscription no message is missed. */
  async #subscribe (): Promise<void> {
    const { channel, onSubscribed } = this.#dependencies
    await this.#subscriber.subscribe(channel, this.#heartbeats)
    await onSubscribed()
    this.#synced = true
    // Both connections have just responded.
    this.#lastHeartbeat = performance.now()
    this.#reportChange()
  }

  #sendHeartbeat (): void {
    this.#reportChange()
    if (!this.#synced) this.#ensureSubscribed().catch(() => {})
    this.#commands.publish(this.#heartbeats, String(performance.now())).catch(() => {})
    if (this.#synced && performance.now() - this.#lastHeartbeat > RECONNECT_TIMEOUT) {
      this.#synced = false
      this.#commands.disconnect(true)
      this.#subscriber.disconnect(true)
    }
  }

  #onHeartbeat (sentAt: string): void {
    this.#lastHeartbeat = Number(sentAt)
    this.#reportChange()
  }

  /** Reports each change once. */
  #reportChange (): void {
    const connected = this.isConnected
    if (connected === this.#reportedConnected || !this.#started || this.#closed) return
    this.#reportedConnected = connected
    this.#dependencies.onChange(connected)
  }
}
