// Runs tests with another version of Node: npm run test:node -- 26 [files and options of tap]
import { nodeBinary } from './node-binary.js'
import { runTap } from './tap.js'

const USAGE = 'Usage: npm run test:node -- <version of Node> [files and options of tap]'

try {
  const [wanted, ...args] = process.argv.slice(2)
  const { path, version } = nodeBinary(wanted)
  console.log(`Node ${version}`)
  process.exitCode = runTap(path, ['--disable-coverage', ...args])
} catch (error) {
  console.error(`${error.message}\n${USAGE}`)
  process.exitCode = 1
}
