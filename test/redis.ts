import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import type { Test } from 'tap'

/** Why tests with Redis are skipped; false if they can run. For a test's `skip`. */
export const noRedis: string | false =
  spawnSync('redis-server', ['--version']).error !== undefined &&
  'LEFT OUT: it needs redis-server on the PATH. Install it (apt-get install redis-server, or brew install ' +
    'redis) to run it.'

/** Starts a Redis server for one test, at a socket in its own folder. It stops with the test. */
export async function startRedis (t: Pick<Test, 'teardown'>) {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'))
  const path = join(folder, 'socket')
  const launch = () =>
    spawn(
      'redis-server',
      ['--port', '0', '--unixsocket', path, '--dir', folder, '--save', '', '--appendonly', 'no'],
      { stdio: 'ignore' }
    )
  let server = launch()

  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const exited = once(server, 'exit')
    server.kill('SIGKILL')
    await exited
  }
  /** Connects as an application does, with the defaults of ioredis. */
  const connect = ({ keyPrefix = '' }: { keyPrefix?: string } = {}): Redis => {
    const redis = new Redis({ path, keyPrefix })
    // Without a listener, ioredis writes each failure to the console.
    redis.on('error', () => {})
    t.teardown(() => {
      redis.disconnect()
    })
    return redis
  }
  /** Connects over a slow network: limits the bytes per second that Redis sends, for each connection. */
  const connectSlowly = async ({ bytesPerSecond }: { bytesPerSecond: number }): Promise<Redis> => {
    const slowPath = join(folder, 'slow-socket')
    const line = createServer(near => {
      const far = createConnection(path)
      near.on('error', () => {}).pipe(far.on('error', () => {}))
      pipeline(
        far,
        async function * (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            await pause((chunk.length / bytesPerSecond) * 1000)
            yield chunk
          }
        },
        near
      ).catch(() => {})
    })
    line.listen(slowPath)
    await once(line, 'listening')
    t.teardown(() => {
      line.close()
    })
    const redis = new Redis({ path: slowPath })
    redis.on('error', () => {})
    t.teardown(() => {
      redis.disconnect()
    })
    return redis
  }
  t.teardown(async () => {
    await kill()
    await rm(folder, { recursive: true, force: true })
  })
  return {
    path,
    connect,
    connectSlowly,
    kill,
    restart () {
      server = launch()
    },
    freeze () {
      server.kill('SIGSTOP')
    },
    thaw () {
      server.kill('SIGCONT')
    }
  }
}
