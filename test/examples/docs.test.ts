import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import t from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { untransformed } from './process.js'
import { anchorsOf, blocks } from './walk-through.js'

/** Pages whose every block of TypeScript is a program. */
const PAGES = ['authorization', 'guards', 'observability', 'revocation', 'administration'].map(name => `docs/${name}.md`)

// A program may have its key set in hand, in a file.
const { jwks } = await createTestPool()

const texts = new Map(await Promise.all(PAGES.map(async page => [page, await readFile(page, 'utf8')] as const)))

t.test('every block of TypeScript compiles, and runs', async t => {
  const folder = t.testdir({ 'jwks.json': JSON.stringify(jwks) })
  const files = (await Promise.all([...texts].map(async ([page, text]) => {
    const programs = blocks('ts', text)
    t.ok(programs.length > 0, page)
    return await Promise.all(programs.map(async (code, index) => {
      const file = join(folder, `${basename(page, '.md')}-${index}.mts`)
      await writeFile(file, `${code}\nawait app.ready()\nawait app.close()\n`)
      return file
    }))
  }))).flat()
  const compiled = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '--ignoreConfig', '--noEmit', '--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', '--target', 'es2022', '--types', 'node',
    '--module', 'nodenext', '--moduleResolution', 'nodenext', ...files], { encoding: 'utf8' })
  t.equal(compiled.stdout, '')
  // One process for all of them: each ends what it starts. Where one fails, its name is the last that was said.
  const runner = join(folder, 'run.mts')
  await writeFile(runner, `for (const file of ${JSON.stringify(files)}) { console.log(file); await import(file) }\nconsole.log('all')\n`)
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', runner], { encoding: 'utf8', env: { ...untransformed, NODE_ENV: 'test', AWS_EC2_METADATA_DISABLED: 'true' }, timeout: 120_000 })
  t.equal(status, 0, stderr)
  t.match(stdout, /all\n$/)
})

for (const [page, text] of texts) {
  t.test(`${page}: every link leads somewhere`, async t => {
    for (const [, path, anchor] of text.matchAll(/\]\((?!https?:)([^)#]*)#?([^)]*)\)/g) as Iterable<[string, string, string]>) {
      t.ok(existsSync(join('docs', path)), path)
      if (anchor !== '') t.ok(anchorsOf(path === '' ? text : await readFile(join('docs', path), 'utf8')).includes(anchor), `${path}#${anchor}`)
    }
  })
}
