import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

// Starting a process for each test file takes longer than most of the files run. So the files of a folder
// share processes, and run one after the other; each file is a subtest with its name.

/** How many files share a process. */
const SIZE = 12

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
  const folders = new Map()
  for (const file of readdirSync('test', { recursive: true }).sort()) {
    if (!file.endsWith('.test.ts') || file.includes('node_modules')) continue
    const path = join('test', file)
    if (ALONE.test(readFileSync(path, 'utf8'))) {
      yield [file.replace(/\.test\.ts$/, '').replaceAll('/', '-'), [path]]
    } else {
      const folder = dirname(file)
      folders.set(folder, [...(folders.get(folder) ?? []), path])
    }
  }
  for (const [folder, files] of folders) {
    const count = Math.ceil(files.length / SIZE)
    for (let index = 0; index < count; index++) {
      const name = folder === '.' ? 'test' : folder.replaceAll('/', '-')
      yield [`${name}-${index + 1}`, files.filter((_, place) => place % count === index)]
    }
  }
}
