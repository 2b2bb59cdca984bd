import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// To start a process, and to compile the code that all tests run, takes longer than most test files. So files
// share processes, and run one after the other; each file is a subtest with its name.

/** How many processes. The files of a folder go to different ones, as files with a browser take long. */
const COUNT = 12

/** A file with this comment, followed by the reason, runs in a process of its own. */
const ALONE = /^\/\/ In a process of its own: /m

/**
 * Writes programs that run the compiled tests to the folder `groups` of the output.
 *
 * @param {string} out - the folder of the compiled tests
 */
export function writeGroups (out) {
  const folder = join(out, 'groups')
  mkdirSync(folder)
  for (const [name, files] of groups()) {
    const compiled = files.map(file => file.replace(/\.ts$/, '.js'))
    writeFileSync(join(folder, `${name}.test.js`), program(compiled))
  }
}

const program = files => `import { runFiles } from '../node_modules/tap/index.js'

await runFiles(${JSON.stringify(files, null, 2)})
`

function * groups () {
  const shared = []
  for (const file of readdirSync('test', { recursive: true }).sort()) {
    if (!file.endsWith('.test.ts') || file.includes('node_modules')) continue
    const path = join('test', file)
    if (ALONE.test(readFileSync(path, 'utf8'))) {
      yield [file.replace(/\.test\.ts$/, '').replaceAll('/', '-'), [path]]
    } else {
      shared.push(path)
    }
  }
  for (let index = 0; index < COUNT; index++) {
    yield [`group-${index + 1}`, shared.filter((_, place) => place % COUNT === index)]
  }
}
