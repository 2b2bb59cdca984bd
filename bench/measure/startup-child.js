/**
 * Evaluated by `node --input-type=module --eval` in the package's own folder, so that names resolve to the
 * very copies that the package loads. Prints the milliseconds from the import to the application being ready,
 * of the clock and of CPU time. What lies beneath has been imported before: that time is not the package's.
 */
import { pathToFileURL } from 'node:url'
import Fastify from 'fastify'
import '@fastify/error'
import '@fastify/jwt'
import '@sinclair/typebox'
import '@sinclair/typebox/compiler'
import '@sinclair/typebox/value'
import 'fastify-plugin'
import 'get-jwks'
import 'lru-cache'

const [entry, options] = process.argv.slice(1)

// Fastify compiles part of itself when it is first started.
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
