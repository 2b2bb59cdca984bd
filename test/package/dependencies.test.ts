import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join } from 'node:path'
import t from 'tap'
import ts from 'typescript'

/** The package declares what its published files import. */

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>
const installed = new Set(
  ['dependencies', 'peerDependencies'].flatMap(field => Object.keys(manifest[field] ?? {}))
)

/** The files that start with the entry points: code, and declarations of types. */
const START = {
  code: readdirSync('dist', { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.js')),
  types: ['index', 'schemas/index', 'testing/index', 'local/index', 'client/index'].map(name => `${name}.d.ts`)
}

/** Returns the packages that published files import, each with a file that imports it. */
function importedBy (kind: keyof typeof START): Map<string, string> {
  const packages = new Map<string, string>()
  const files = new Set(START[kind])
  for (const file of files) {
    const { importedFiles } = ts.preProcessFile(readFileSync(join('dist', file), 'utf8'))
    for (const { fileName: path } of importedFiles) {
      if (path.startsWith('.')) {
        if (kind === 'types') files.add(join(dirname(file), path.replace(/\.js$/, '.d.ts')))
        continue
      }
      const [name = path] = /^(?:@[^/]+\/)?[^/]+/.exec(path) ?? []
      if (!path.startsWith('node:') && !builtinModules.includes(path)) packages.set(name, file)
    }
  }
  return packages
}

for (const kind of ['code', 'types'] as const) {
  t.test(`the packages that the ${kind} of the package needs are dependencies`, async t => {
    const imported = importedBy(kind)
    t.ok(imported.has('fastify'), 'imports are found')
    for (const [name, file] of imported) t.ok(installed.has(name), `${name}, imported by ${file}`)
  })
}

t.test('every dependency is imported', async t => {
  const imported = new Set([...importedBy('code').keys(), ...importedBy('types').keys()])
  for (const name of Object.keys(manifest['dependencies'] ?? {})) t.ok(imported.has(name), name)
})
