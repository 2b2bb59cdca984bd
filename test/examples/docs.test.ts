import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { untransformed } from './process.js'
import { anchorsOf, blocks } from './walk-through.js'

/** Pages whose every block of TypeScript is a program. */
const PAGES = ['authorization', 'guards', 'observability', 'revocation', 'administration'].map(name => `docs/${name}.md`)

// A program may have its key set in hand, in a file.
const { jwks } = await createTestPool()

for (const page of PAGES) {
  const text = await readFile(page, 'utf8')

  t.test(`${page}: every block of TypeScript compiles, and runs`, async t => {
    const programs = blocks('ts', text)
    t.ok(programs.length > 0)
    const folder = t.testdir({ 'jwks.json': JSON.stringify(jwks) })
    const files = await Promise.all(programs.map(async (code, index) => {
      const file = join(folder, `block-${index}.mts`)
      await writeFile(file, `${code}\nawait app.ready()\nawait app.close()\n`)
      return file
    }))
    const compiled = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '--ignoreConfig', '--noEmit', '--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', '--target', 'es2022', '--types', 'node',
      '--module', 'nodenext', '--moduleResolution', 'nodenext', ...files], { encoding: 'utf8' })
    t.equal(compiled.stdout, '')
    for (const [index, file] of files.entries()) {
      const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', file], { encoding: 'utf8', env: { ...untransformed, NODE_ENV: 'test', AWS_EC2_METADATA_DISABLED: 'true' }, timeout: 60_000 })
      t.equal(status, 0, `block ${index}: ${stderr}`)
    }
  })

  t.test(`${page}: every link leads somewhere`, async t => {
    for (const [, path, anchor] of text.matchAll(/\]\((?!https?:)([^)#]*)#?([^)]*)\)/g) as Iterable<[string, string, string]>) {
      t.ok(existsSync(join('docs', path)), path)
      if (anchor !== '') t.ok(anchorsOf(path === '' ? text : await readFile(join('docs', path), 'utf8')).includes(anchor), `${path}#${anchor}`)
    }
  })
}
