/**
 * `node cold-start-child.js <bundle> <input>`: imports a function, sends it its first request, and prints how
 * long that took, in milliseconds of wall time and CPU time.
 */
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const [path, input] = process.argv.slice(2)
const { pool, event } = JSON.parse(readFileSync(input, 'utf8'))

const start = performance.now()
const cpuBefore = process.cpuUsage()
const { default: createHandler } = await import(pathToFileURL(path))
const handler = await createHandler(pool)
const { statusCode, body } = await handler(event, {})
const elapsed = performance.now() - start
const { user, system } = process.cpuUsage(cpuBefore)
if (statusCode !== 200) throw new Error(`the response has the status ${statusCode}: ${body}`)
console.log(JSON.stringify({ elapsed, cpu: (user + system) / 1000 }))
