/**
 * Forked with `--expose-gc`. Serves every token of a file twice, after which it is cached, and sends the size
 * of the heap and of external buffers afterwards, in bytes. The tokens come from one buffer and are released
 * after use, so only those in the cache remain.
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
  for (let time = 0; time < 2; time++) {
    const { statusCode } = await app.inject({
      url: '/me',
      headers: { authorization: `Bearer ${tokens.latin1Slice(start, end)}` }
    })
    if (statusCode !== 200) throw new Error(`a token was answered ${statusCode}`)
  }
  start = end + 1
}

// Twice: the first run may only queue objects that finalizers release.
globalThis.gc()
await new Promise(resolve => setTimeout(resolve, 100))
globalThis.gc()
const { heapUsed, external } = process.memoryUsage()
process.send(heapUsed + external)
// Not earlier: an application that is no longer used would be collected together with its cache.
await app.close()
process.disconnect()
