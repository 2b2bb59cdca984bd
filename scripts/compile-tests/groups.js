import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// Starting a process, and compiling the code that all tests use, takes longer than most test files. So files
// share processes, and run one after the other; each file is a subtest with its name.

/** How many processes run the files that open no pages. Slow files are often in one folder: it is spread. */
const COUNT = 9

/** How many processes run the files that open pages. Each starts a browser. */
const BROWSERS = 3

const OPENS_PAGES = /^import .*\/chromium\.js'$/m

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
  const shared = { group: [], browser: [] }
  for (const file of readdirSync('test', { recursive: true }).sort()) {
    if (!file.endsWith('.test.ts') || file.includes('node_modules')) continue
    const path = join('test', file)
    const text = readFileSync(path, 'utf8')
    if (ALONE.test(text)) yield [file.replace(/\.test\.ts$/, '').replaceAll('/', '-'), [path]]
    else shared[OPENS_PAGES.test(text) ? 'browser' : 'group'].push(path)
  }
  yield * spread('browser', shared.browser, BROWSERS)
  yield * spread('group', shared.group, COUNT)
}

function * spread (name, files, count) {
  for (let index = 0; index < count; index++) {
    yield [`${name}-${index + 1}`, files.filter((_, place) => place % count === index)]
  }
}
