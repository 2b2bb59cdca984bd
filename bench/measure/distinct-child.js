/**
 * Forked with `--expose-gc`. Verifies each token of the messages twice, so that it is cached, and responds
 * with how long the first verification of each took, in microseconds, and with the heap afterwards, in bytes.
 */
import Fastify from 'fastify'
import cognitoAuth from '../../dist/index.js'

const app = Fastify()
await app.register(cognitoAuth, JSON.parse(process.argv[2]))
await app.ready()

process.on('message', async tokens => {
  const durations = []
  for (const token of tokens) {
    const start = process.hrtime.bigint()
    await app.cognito.verify(token)
    durations.push(Number(process.hrtime.bigint() - start) / 1000)
    await app.cognito.verify(token)
  }
  globalThis.gc()
  process.send({ durations, heap: process.memoryUsage().heapUsed })
})
process.on('disconnect', () => process.exit())
process.send('ready')
