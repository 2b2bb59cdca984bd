import { spawnSync } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import { mock } from 'node:test'
import t from 'tap'
import { closeWhenExpired } from '../../dist/index.js'

const DAY = 24 * 60 * 60 * 1000

/** The members of a WebSocket that are used, and the calls to them. */
class Socket extends EventEmitter {
  readyState = 1
  readonly done: unknown[] = []

  close (...args: [number, string]): void {
    this.readyState = 2
    this.done.push(args)
  }

  terminate (): void {
    this.done.push('terminated')
    this.end()
  }

  /** The client has answered the close frame or disconnected. */
  end (): void {
    this.readyState = 3
    this.emit('close')
  }
}

const inSeconds = (seconds: number) => ({ expiresAt: Date.now() + seconds * 1000 })

t.beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_700_000_000_000 })
})
t.afterEach(() => {
  mock.timers.reset()
})

t.test('a WebSocket is closed when its token expires, not earlier', async t => {
  const socket = new Socket()
  closeWhenExpired(socket, inSeconds(60))
  mock.timers.tick(59_999)
  t.strictSame(socket.done, [])
  mock.timers.tick(1)
  t.strictSame(socket.done, [[4401, 'token expired']])
})

t.test(
  'a client that responds to the close frame is not terminated; another is, after a second',
  async t => {
    const [responsive, silent] = [new Socket(), new Socket()]
    closeWhenExpired(responsive, inSeconds(60))
    closeWhenExpired(silent, inSeconds(60))
    mock.timers.tick(60_000)
    responsive.end()
    mock.timers.tick(999)
    t.equal(silent.done.length, 1)
    mock.timers.tick(1)
    t.strictSame(silent.done, [[4401, 'token expired'], 'terminated'])
    t.strictSame(responsive.done, [[4401, 'token expired']])
  }
)

t.test('a WebSocket without terminate() is closed', async t => {
  const socket = Object.assign(new Socket(), { terminate: undefined }) as unknown as Socket
  closeWhenExpired(socket, inSeconds(60))
  mock.timers.tick(62_000)
  t.strictSame(socket.done, [[4401, 'token expired']])
})

t.test('a stream is ended and destroyed; a read-only stream is destroyed', async t => {
  for (const stream of [new PassThrough(), new Readable({ read () {} })]) {
    closeWhenExpired(stream, inSeconds(60))
    mock.timers.tick(59_999)
    t.notOk(stream.destroyed)
    mock.timers.tick(1)
    t.ok(stream.destroyed)
    if (stream instanceof PassThrough) t.ok(stream.writableEnded)
  }
})

t.test('a connection that ends by itself leaves no timer and no listener', async t => {
  const socket = new Socket()
  closeWhenExpired(socket, inSeconds(60))
  socket.end()
  t.equal(socket.listenerCount('close'), 0)
  mock.timers.tick(60_000)
  t.strictSame(socket.done, [])
})

t.test('a connection that has already ended is not changed', async t => {
  const socket = new Socket()
  socket.end()
  const stream = new PassThrough()
  stream.destroy()
  for (const connection of [socket, stream]) {
    const listeners = connection.listenerCount('close')
    const stop = closeWhenExpired(connection, inSeconds(60))
    t.equal(connection.listenerCount('close'), listeners)
    mock.timers.tick(60_000)
    stop()
  }
  t.strictSame(socket.done, [])
})

t.test('calling the returned function keeps the connection open, at any time', async t => {
  const socket = new Socket()
  const stop = closeWhenExpired(socket, inSeconds(60))
  mock.timers.tick(30_000)
  stop()
  stop()
  t.equal(socket.listenerCount('close'), 0)
  closeWhenExpired(socket, inSeconds(3600))
  mock.timers.tick(3_599_999)
  t.strictSame(socket.done, [])
  mock.timers.tick(1)
  t.equal(socket.done.length, 1)
})

t.test('an expired token closes the connection right away, after the handler', async t => {
  const socket = new Socket()
  closeWhenExpired(socket, inSeconds(-10))
  t.strictSame(socket.done, [])
  mock.timers.tick(0)
  t.equal(socket.done.length, 1)
})

t.test('an expiry beyond the maximum delay of a timer works', async t => {
  const socket = new Socket()
  closeWhenExpired(socket, inSeconds((60 * DAY) / 1000))
  // A timer beyond 2 ** 31 - 1 milliseconds fires at once; mocked ones do not.
  mock.timers.tick(2 ** 31 - 1)
  t.strictSame(socket.done, [])
  mock.timers.tick(60 * DAY - 2 ** 31)
  t.strictSame(socket.done, [])
  mock.timers.tick(1)
  t.equal(socket.done.length, 1)
})

t.test('the option clock is used', async t => {
  let now = 1000
  const socket = new Socket()
  closeWhenExpired(socket, { expiresAt: 61_000 }, { clock: () => now })
  mock.timers.tick(60_000)
  t.strictSame(socket.done, [], 'the clock has not advanced')
  now = 61_000
  mock.timers.tick(60_000)
  t.equal(socket.done.length, 1)
})

t.test('no timer exceeds the maximum delay of Node.js, and none keeps the process alive', async t => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `
    import { EventEmitter } from 'node:events'
    import { closeWhenExpired } from 'fastify-cognito-auth'
    const socket = () => Object.assign(new EventEmitter(), { close () {} })
    closeWhenExpired(socket(), { expiresAt: Date.now() + ${60 * DAY} })
    closeWhenExpired(socket(), { expiresAt: Date.now() + 60_000 })
    // Closed, and never answered: that does not keep it either.
    closeWhenExpired(socket(), { expiresAt: 0 })
    setTimeout(() => {}, 50)`
    ],
    { encoding: 'utf8', timeout: 20_000 }
  )
  t.equal(status, 0)
  t.notMatch(stderr, /TimeoutOverflowWarning/)
})
