import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import t from 'tap'

const run = promisify(execFile)
const page = await readFile('docs/api.md', 'utf8')

t.test('docs/api.md is current: npm run docs would not change it', async t => {
  await t.resolves(run(process.execPath, ['scripts/api-docs.js', '--check']))
})

t.test('the tables of docs/local/differences.md are current', async t => {
  await t.resolves(run(process.execPath, ['scripts/local-docs.js', '--check']))
})

t.test('docs/cli.md is current', async t => {
  await t.resolves(run(process.execPath, ['scripts/cli-docs.js', '--check']))
})

t.test('docs/doctor.md and its schema are current', async t => {
  await t.resolves(run(process.execPath, ['scripts/doctor-docs.js', '--check']))
})

t.test('the tables of docs/emulators.md are current', async t => {
  await t.resolves(run(process.execPath, ['scripts/emulator-docs.js', '--check']))
})

t.test('docs/api.md has every value that an entry point exports', async t => {
  for (const entry of ['index', 'schemas/index', 'client/index', 'testing/index', 'local/index']) {
    const names = Object.keys(await import(`../../dist/${entry}.js`)).filter(name => name !== 'default')
    t.ok(names.length > 0, entry)
    t.strictSame(
      names.filter(name => !page.includes(`\n#### ${name}\n`)),
      [],
      entry
    )
  }
})

t.test('docs/api.md contains no machine path and no time', async t => {
  t.notMatch(page, /\/(?:home|work|tmp|root)\/|node_modules|import\(|\b20\d\d-\d\d/)
  t.notMatch(page, /\[object |\bimport\("/)
})
