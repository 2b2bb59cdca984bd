import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { compileErrors } from '../examples/programs.js'
import { blocks } from '../examples/walk-through.js'

t.test('every TypeScript block of docs/client.md compiles in a page', async t => {
  const codes = blocks('ts', await readFile('docs/client.md', 'utf8'))
  t.ok(codes.length > 5)
  const folder = t.testdir()
  const files = codes.map((_, index) => join(folder, `client-${index}.mts`))
  await Promise.all(files.map((file, index) => writeFile(file, `${codes[index]}\nexport {}\n`)))
  t.equal(compileErrors(files, 'browser'), '')
})
