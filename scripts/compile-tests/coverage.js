// Collects the coverage of a process that a test starts, for tap's report: node --import, see tap.js.
//
// tap's own collector adds hooks to the loading of modules, which take a second of CPU time.
import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { Session } from 'node:inspector'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const { _TAPJS_PROCESSINFO_CWD_: root, _TAPJS_PROCESSINFO_COV_EXCLUDE_FILES_: files = '' } = process.env
const modules = pathToFileURL(join(root, 'modules/')).href
const excluded = new Set(files.split('\n'))

/** Whether a script is a compiled module of the package, and its source is not left out by .taprc. */
function isIncluded ({ url }) {
  if (!url.startsWith(modules)) return false
  const source = fileURLToPath(url).slice(fileURLToPath(modules).length).replace(/\.js$/, '.ts')
  return !excluded.has(join(root, 'lib', source))
}

const session = new Session()
session.connect()
session.post('Profiler.enable')
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })

process.once('exit', () => {
  session.post('Profiler.takePreciseCoverage', (error, coverage) => {
    if (error !== null) throw error
    const folder = join(root, '.tap/coverage')
    mkdirSync(folder, { recursive: true })
    const result = coverage.result.filter(isIncluded)
    writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify({ result }))
  })
})
