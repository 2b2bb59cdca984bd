import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { medians } from '../statistics.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PROGRAM = readFileSync(new URL('./startup-child.js', import.meta.url), 'utf8')

/**
 * Measures what importing and registering the package without routes adds to the startup of an application,
 * with keys that are fetched later, the default, and with a configured key set: in milliseconds of wall time
 * and CPU time, the medians of new processes with the package minus those of new processes without it.
 */
export async function measureStartup ({ userPoolId, clientId }, jwks, rounds) {
  const runs = { without: [], lazy: [], inHand: [] }
  for (let round = 0; round < rounds; round++) {
    runs.without.push(await start([]))
    runs.lazy.push(await start(['./dist/index.js', JSON.stringify({ userPoolId, clientId })]))
    runs.inHand.push(await start(['./dist/index.js', JSON.stringify({ userPoolId, clientId, jwks })]))
  }
  const less = medians(runs.without)
  const added = ({ elapsed, cpu }) => ({ elapsed: elapsed - less.elapsed, cpu: cpu - less.cpu })
  return { lazy: added(medians(runs.lazy)), inHand: added(medians(runs.inHand)) }
}

async function start (args) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', PROGRAM, '--', ...args],
    { cwd: ROOT }
  )
  return JSON.parse(stdout)
}
