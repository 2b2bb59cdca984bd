/**
 * Evaluated with `node --input-type=module --eval` in the package's own folder, so that names resolve to the
 * copies that the package loads. Builds the server of a file in `servers`, and prints the milliseconds from
 * the import of the file until the application is ready, as wall time and CPU time, and the resident memory
 * then, in bytes. Fastify is loaded before.
 */
import { pathToFileURL } from 'node:url'
import Fastify from 'fastify'

const [server, pool] = process.argv.slice(1)

// Fastify compiles a part of itself when it starts for the first time.
await Fastify().ready()

const start = performance.now()
const cpuAtStart = process.cpuUsage()
const app = Fastify()
if (server !== undefined) {
  const { default: build } = await import(pathToFileURL(server))
  await build(app, JSON.parse(pool))
}
await app.ready()
const elapsed = performance.now() - start
const { user, system } = process.cpuUsage(cpuAtStart)
console.log(JSON.stringify({ elapsed, cpu: (user + system) / 1000, memory: process.memoryUsage.rss() }))
process.exit()
