import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { medians } from '../statistics.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PROGRAM = readFileSync(new URL('./startup-child.js', import.meta.url), 'utf8')

/**
 * What importing and registering the package without routes adds to the start of an application, with its
 * keys yet to be fetched, as is the default, and with a key set in hand: in milliseconds of the clock and of
 * CPU time, the medians of fresh processes with it, less those of fresh processes without it.
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
