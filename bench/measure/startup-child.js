/**
 * Evaluated with `node --input-type=module --eval` in the package's own folder, so that names resolve to the
 * copies that the package loads. Prints the milliseconds from the import until the application is ready, as
 * wall time and CPU time. The dependencies are imported before, so their time is not included.
 */
import { pathToFileURL } from 'node:url'
import Fastify from 'fastify'
import '@fastify/error'
import '@fastify/jwt'
import '@sinclair/typebox'
import '@sinclair/typebox/compiler'
import '@sinclair/typebox/errors'
import 'fastify-plugin'
import 'get-jwks'
import 'lru-cache'

const [entry, options] = process.argv.slice(1)

// Fastify compiles a part of itself when it starts for the first time.
await Fastify().ready()

const start = performance.now()
const cpuAtStart = process.cpuUsage()
const app = Fastify()
if (entry !== undefined) {
  const { default: cognitoAuth } = await import(pathToFileURL(entry))
  await app.register(cognitoAuth, JSON.parse(options))
}
await app.ready()
const elapsed = performance.now() - start
const { user, system } = process.cpuUsage(cpuAtStart)
console.log(JSON.stringify({ elapsed, cpu: (user + system) / 1000 }))
