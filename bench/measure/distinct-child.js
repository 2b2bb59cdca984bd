/**
 * Forked with `--expose-gc`. Verifies each token of the messages twice, so that it is cached, and responds
 * with how long the first verification of each took, and that of its signature by `crypto.verify` alone, in
 * microseconds, and with the heap afterwards, in bytes.
 */
import { createPublicKey, verify } from 'node:crypto'
import Fastify from 'fastify'
import cognitoAuth from '../../dist/index.js'

const options = JSON.parse(process.argv[2])
const app = Fastify()
await app.register(cognitoAuth, options)
await app.ready()

const key = createPublicKey({ key: options.jwks.keys[1], format: 'jwk' })

function verifySignature (token) {
  const end = token.lastIndexOf('.')
  const signature = Buffer.from(token.slice(end + 1), 'base64url')
  if (!verify('RSA-SHA256', Buffer.from(token.slice(0, end)), key, signature)) throw new Error('invalid')
}

process.on('message', async tokens => {
  const durations = { ours: [], floor: [] }
  for (const token of tokens) {
    const start = process.hrtime.bigint()
    await app.cognito.verify(token)
    const middle = process.hrtime.bigint()
    verifySignature(token)
    const end = process.hrtime.bigint()
    durations.ours.push(Number(middle - start) / 1000)
    durations.floor.push(Number(end - middle) / 1000)
    await app.cognito.verify(token)
  }
  globalThis.gc()
  process.send({ durations, heap: process.memoryUsage().heapUsed })
})
process.on('disconnect', () => process.exit())
process.send('ready')
