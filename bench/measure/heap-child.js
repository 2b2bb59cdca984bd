/**
 * Forked with `--expose-gc`. Serves every token of a file once, and sends the bytes that the heap, and
 * buffers beside it, hold afterwards. The tokens come from one buffer and are let go after use: what remains
 * is what the cache keeps.
 */
import { readFileSync } from 'node:fs'
import Fastify from 'fastify'
import cognitoAuth from '../../dist/index.js'

const [file, options] = process.argv.slice(2)

const app = Fastify()
await app.register(cognitoAuth, JSON.parse(options))
app.get('/me', { preHandler: app.requireUser() }, async request => ({ id: request.currentUser.id }))

const tokens = readFileSync(file)
for (let start = 0; start < tokens.length;) {
  const end = tokens.indexOf('\n', start)
  const { statusCode } = await app.inject({
    url: '/me',
    headers: { authorization: `Bearer ${tokens.latin1Slice(start, end)}` }
  })
  if (statusCode !== 200) throw new Error(`a token was answered ${statusCode}`)
  start = end + 1
}

// Twice: the first run may only queue what finalizers let go.
globalThis.gc()
await new Promise(resolve => setTimeout(resolve, 100))
globalThis.gc()
const { heapUsed, external } = process.memoryUsage()
process.send(heapUsed + external)
// Not before: an application that is not used again would have been collected with its cache.
await app.close()
process.disconnect()
