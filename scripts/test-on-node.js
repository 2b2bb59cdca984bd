// Runs tests with another version of Node: npm run test:node -- 26 [files and options of tap]
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { nodeBinary } from './node-binary.js'

const USAGE = 'Usage: npm run test:node -- <version of Node> [files and options of tap]'

/** tap starts each test with its own Node; PATH is for tests that start a `node`. */
function runTap (node, args) {
  const manifest = createRequire(import.meta.url).resolve('tap/package.json')
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'))
  const { status, error } = spawnSync(
    node,
    [join(dirname(manifest), bin.tap), '--disable-coverage', ...args],
    {
      stdio: 'inherit',
      env: { ...process.env, PATH: dirname(node) + delimiter + process.env.PATH }
    }
  )
  if (error !== undefined) throw error
  return status ?? 1
}

try {
  const [wanted, ...args] = process.argv.slice(2)
  const { path, version } = nodeBinary(wanted)
  console.log(`Node ${version}`)
  process.exitCode = runTap(path, args)
} catch (error) {
  console.error(`${error.message}\n${USAGE}`)
  process.exitCode = 1
}
