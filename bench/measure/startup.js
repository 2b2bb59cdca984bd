import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { medians } from '../statistics.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PROGRAM = readFileSync(new URL('./startup-child.js', import.meta.url), 'utf8')

/**
 * Measures what servers add to the startup of an application, in addition to importing Fastify: verification
 * with keys that are fetched later, the default; verification with a configured key set; the auth API; and a
 * handler written by hand with the AWS SDK. In milliseconds of wall time and CPU time, and bytes of memory:
 * the medians of new processes.
 */
export async function measureStartup (pool, jwks, rounds) {
  const cognito = { userPoolId: pool.userPoolId, clientId: pool.clientId }
  const starts = {
    without: [],
    lazy: server('ours-verifying', pool),
    inHand: server('ours-verifying', { ...pool, jwks }),
    api: server('ours-api', { cognito }),
    handWritten: server('hand-written', { cognito })
  }
  const runs = Object.fromEntries(Object.keys(starts).map(name => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, args] of Object.entries(starts)) runs[name].push(await start(args))
  }
  const results = Object.fromEntries(Object.entries(runs).map(([name, samples]) => [name, medians(samples)]))
  const { without } = results
  const added = ({ elapsed, cpu, memory }) => ({
    elapsed: elapsed - without.elapsed,
    cpu: cpu - without.cpu,
    memory
  })
  return Object.fromEntries(Object.entries(results).map(([name, result]) => [name, added(result)]))
}

function server (name, pool) {
  return [`./bench/servers/${name}.js`, JSON.stringify(pool)]
}

async function start (args) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', '--input-type=module', '--eval', PROGRAM, '--', ...args],
    { cwd: ROOT, env: { ...process.env, NODE_ENV: 'test', AWS_REGION: 'eu-west-1' } }
  )
  return JSON.parse(stdout)
}
