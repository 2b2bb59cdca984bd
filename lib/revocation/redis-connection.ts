/** A connection of `ioredis`. Only the members that the plugin uses. */
export interface RedisConnection {
  duplicate(options: object): unknown
}

/** A connection that the plugin has created. */
export interface OwnConnection {
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

/** How long Redis may take to connect or respond, and the maximum delay before a retry, in milliseconds. */
const TIMEOUT = 1000

/** The two connections of a process: one for commands, and one for subscriptions, which sends no others. */
export interface Connections {
  readonly commands: OwnConnection
  readonly subscriber: OwnConnection
}

/** Duplicates a connection twice. The duplicates do not connect before `connect()` is called. */
export function duplicateConnections (redis: RedisConnection): Connections {
  const options = {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResubscribe: false,
    connectTimeout: TIMEOUT,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt: number) => Math.min(attempt * 50, TIMEOUT)
  }
  return {
    commands: redis.duplicate({ ...options, commandTimeout: TIMEOUT }) as OwnConnection,
    subscriber: redis.duplicate(options) as OwnConnection
  }
}
