import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import t from 'tap'

t.test('each test that the tables of standards name exists, and each row names one', async t => {
  const page = await readFile('docs/sessions.md', 'utf8')
  const standards = page.slice(page.indexOf('## Standards\n'))
  const files = [...standards.matchAll(/`(test\/[^`]+)`/g)].map(([, file]) => file as string)
  t.ok(new Set(files).size > 15)
  t.strictSame(
    files.filter(file => !existsSync(file)),
    []
  )
  const rows = standards.match(/^\| (?!section|standard|-).*\|$/gm) ?? []
  t.ok(rows.length > 30)
  t.strictSame(
    rows.filter(row => !/\| `test\/[^|]+ \|$/.test(row) && !row.includes('| does not | |')),
    []
  )
})
