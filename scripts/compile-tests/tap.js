// The module that compiled tests import as `tap`. If several files run in one process, `t` is the subtest of
// the file that is running.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import processOnSpawn from 'process-on-spawn'
import root from '../@tapjs/bundle.js'

/** How long a file may take, in milliseconds. */
const TIMEOUT = 240_000

// As other test runners do. Tests of production set another value.
process.env.NODE_ENV ??= 'test'

const COLLECTOR = pathToFileURL('scripts/compile-tests/coverage.js').href

// tap adds module hooks and coverage to each process that a test starts, which make it slow. Processes start
// without them. If the test sets COVERAGE, see `covered` in test/examples/process.ts, they have coverage.
processOnSpawn.addListener(spawned => {
  const { NODE_OPTIONS: _, ...env } = spawned.env
  const isCovered = env.COVERAGE === 'on' && env._TAPJS_PROCESSINFO_COVERAGE_ === '1'
  spawned.env = isCovered ? { ...env, NODE_OPTIONS: `--import=${COLLECTOR}` } : env
})

let current = root

export default new Proxy(root, {
  get: (_, name) => {
    const value = current[name]
    return typeof value === 'function' ? value.bind(current) : value
  },
  set: (_, name, value) => Reflect.set(current, name, value)
})

/** Runs compiled files of tests, one after the other, each with the environment variables of this process. */
export async function runFiles (files) {
  const env = { ...process.env }
  for (const file of files) {
    const name = file.replace(/\.js$/, '.ts')
    let tests = 0
    await root.test(name, { timeout: TIMEOUT }, async t => {
      current = t
      t.on('complete', ({ count }) => { tests = count })
      await import(pathToFileURL(join('build', file)).href)
    })
    if (tests === 0) root.fail(`${name} has no tests`)
    for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name]
    Object.assign(process.env, env)
  }
}
