import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'

/** The file that a test is compiled to, see compile-tests.js; options of tap stay as they are. */
const compiled = argument =>
  /^(\.\/)?test\/.*\.ts$/.test(argument) ? join('build', argument.replace(/\.ts$/, '.js')) : argument

/**
 * Runs tap, and returns its exit code.
 *
 * @param {string} node - the path of the Node binary that runs the tests
 * @param {readonly string[]} args - files, such as test/lazy.test.ts, and options of tap
 */
export function runTap (node, args) {
  const manifest = createRequire(import.meta.url).resolve('tap/package.json')
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'))
  // tap starts each test with its own Node; PATH is for tests that start a `node`.
  const env = { ...process.env, PATH: dirname(node) + delimiter + process.env.PATH }
  const { status, error } = spawnSync(node, [join(dirname(manifest), bin.tap), ...args.map(compiled)], {
    stdio: 'inherit',
    env
  })
  if (error !== undefined) throw error
  return status ?? 1
}
