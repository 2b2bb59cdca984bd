import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

t.test('each test file runs in one process', async t => {
  const folder = 'build/groups'
  const programs = readdirSync(folder).map(name => readFileSync(join(folder, name), 'utf8'))
  const run = programs
    .flatMap(text => text.match(/test\/.*\.test\.js(?=")/g) ?? [])
    .map(file => file.replace(/\.js$/, '.ts'))
  const files = readdirSync('test', { recursive: true })
    .map(file => join('test', String(file)))
    .filter(file => file.endsWith('.test.ts') && !file.includes('node_modules'))
  t.ok(files.length > 300)
  t.strictSame(run.sort(), files.sort())
})
