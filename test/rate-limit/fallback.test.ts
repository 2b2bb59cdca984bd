import Fastify from 'fastify'
import t from 'tap'
import { Fallback } from '../../dist/rate-limit/fallback.js'
import { logLines } from '../log.js'
import { freezeClock } from './app.js'

const memory = async () => 'memory'
const responses = async () => 'redis'
const fails = async () => {
  throw new Error('ECONNREFUSED')
}

/** Returns a store that never answers in time, and ends with the test. */
const hangs = () => new Promise<string>(() => {})

function build () {
  const { lines, logger } = logLines()
  const logged = () =>
    lines.map(line => JSON.parse(line) as { level: number, msg: string, err?: { message: string } })
  return { fallback: new Fallback(Fastify({ logger }).log), logged }
}

t.test('while Redis responds, only Redis is used', async t => {
  const { fallback, logged } = build()
  t.equal(await fallback.run(responses, fails), 'redis')
  t.strictSame(logged(), [])
})

t.test('while Redis fails, the memory store is used, and the log says so once', async t => {
  const { forward } = freezeClock(t)
  const { fallback, logged } = build()
  t.strictSame(await Promise.all([fallback.run(fails, memory), fallback.run(fails, memory)]), [
    'memory',
    'memory'
  ])
  t.equal(await fallback.run(responses, memory), 'memory', 'Redis is not called')
  forward(5000)
  t.equal(await fallback.run(fails, memory), 'memory')
  forward(4999)
  t.equal(await fallback.run(responses, memory), 'memory')
  t.match(logged(), [{ level: 40, msg: 'rate limit store failed', err: { message: 'ECONNREFUSED' } }])
  t.equal(logged().length, 1)

  forward(1)
  t.equal(await fallback.run(responses, memory), 'redis')
  t.equal(await fallback.run(responses, fails), 'redis')
  t.match(logged()[1], { level: 30, msg: 'rate limit store recovered' })
  t.equal(logged().length, 2)
})

t.test('a Redis that does not respond is waited for once, and probed by one request at a time', async t => {
  const { forward } = freezeClock(t)
  const { fallback, logged } = build()
  t.equal(await fallback.run(hangs, memory), 'memory')
  t.match(logged(), [{ err: { message: 'no response within 1000 ms' } }])

  forward(5000)
  const looking = fallback.run(hangs, memory)
  const order: string[] = []
  await Promise.all([
    looking.then(() => order.push('the probe')),
    fallback.run(hangs, memory).then(() => order.push('another'))
  ])
  t.strictSame(order, ['another', 'the probe'])
  t.equal(logged().length, 1)
})
