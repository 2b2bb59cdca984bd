import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { medians } from '../statistics.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PROGRAM = readFileSync(new URL('./startup-child.js', import.meta.url), 'utf8')

/**
 * What importing and registering the package, without routes and with a key set in hand, adds to the start of an application, in
 * milliseconds of the clock and of CPU time: the medians of fresh processes with it, less those of fresh processes without it.
 */
export async function measureStartup ({ userPoolId, clientId }, jwks, rounds) {
  const options = JSON.stringify({ userPoolId, clientId, jwks })
  const without = []
  const withOurs = []
  for (let round = 0; round < rounds; round++) {
    without.push(await start([]))
    withOurs.push(await start(['./dist/index.js', options]))
  }
  const [less, more] = [medians(without), medians(withOurs)]
  return { elapsed: more.elapsed - less.elapsed, cpu: more.cpu - less.cpu }
}

async function start (args) {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', PROGRAM, '--', ...args], { cwd: ROOT })
  return JSON.parse(stdout)
}
