import Fastify from 'fastify'
import t from 'tap'
import { Fallback } from '../../dist/rate-limit/fallback.js'
import { logLines } from '../log.js'
import { standStill } from './app.js'

const memory = async () => 'memory'
const answers = async () => 'redis'
const fails = async () => {
  throw new Error('ECONNREFUSED')
}

/** Silent for so long that nobody waits for it, and ends with the test. */
const hangs = () => new Promise<string>(() => {})

function build () {
  const { lines, logger } = logLines()
  const said = () =>
    lines.map(line => JSON.parse(line) as { level: number, msg: string, err?: { message: string } })
  return { fallback: new Fallback(Fastify({ logger }).log), said }
}

t.test('while Redis answers, it alone is asked', async t => {
  const { fallback, said } = build()
  t.equal(await fallback.run(answers, fails), 'redis')
  t.strictSame(said(), [])
})

t.test('while Redis fails, memory answers, and the log says so once', async t => {
  const { forward } = standStill(t)
  const { fallback, said } = build()
  t.strictSame(await Promise.all([fallback.run(fails, memory), fallback.run(fails, memory)]), [
    'memory',
    'memory'
  ])
  t.equal(await fallback.run(answers, memory), 'memory', 'Redis is left alone')
  forward(5000)
  t.equal(await fallback.run(fails, memory), 'memory')
  forward(4999)
  t.equal(await fallback.run(answers, memory), 'memory')
  t.match(said(), [{ level: 40, msg: /memory of this process/, err: { message: 'ECONNREFUSED' } }])
  t.equal(said().length, 1)

  forward(1)
  t.equal(await fallback.run(answers, memory), 'redis')
  t.equal(await fallback.run(answers, fails), 'redis')
  t.match(said()[1], { level: 30, msg: /answers again/ })
  t.equal(said().length, 2)
})

t.test('a Redis that keeps silent is waited for once, and by one request at a time', async t => {
  const { forward } = standStill(t)
  const { fallback, said } = build()
  t.equal(await fallback.run(hangs, memory), 'memory')
  t.match(said(), [{ err: { message: 'No answer within 1000 ms' } }])

  forward(5000)
  const looking = fallback.run(hangs, memory)
  const order: string[] = []
  await Promise.all([
    looking.then(() => order.push('the one that looks')),
    fallback.run(hangs, memory).then(() => order.push('another'))
  ])
  t.strictSame(order, ['another', 'the one that looks'])
  t.equal(said().length, 1)
})
