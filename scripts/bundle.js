// Bundles the compiled modules to dist/, which is published: npm run build
//
// Loading 440 small files, half of them TypeBox's, took longer than the rest of an application's startup. So
// each entry point is one file, with shared files for what several of them need and what is loaded later.
import { chmodSync, copyFileSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import resolve from '@rollup/plugin-node-resolve'
import { rollup } from 'rollup'

const ENTRY_POINTS = ['index', 'schemas/index', 'testing/index', 'local/index', 'client/index', 'cli/index']

/** Applications install the other dependencies. Of TypeBox, the bundles have the functions that are used. */
const isExternal = name => !/^[./]|^modules\//.test(name) && !name.startsWith('@sinclair/typebox')

const sourceMaps = {
  name: 'source-maps',
  async load (file) {
    if (!existsSync(`${file}.map`)) return null
    const [code, map] = await Promise.all([readFile(file, 'utf8'), readFile(`${file}.map`, 'utf8')])
    return { code, map: JSON.parse(map) }
  }
}

/** A warning fails the build. Modules of TypeBox import each other; those of the package must not. */
function onLog (level, log, handler) {
  const isOfDependency = log.ids?.every(file => file.includes('/node_modules/'))
  if (level === 'warn' && !(log.code === 'CIRCULAR_DEPENDENCY' && isOfDependency)) handler('error', log)
}

/** The file that is written last. */
const LAST = 'dist/LICENSE.typebox'

/** Whether the bundles are there, and newer than everything that they are made of. */
function isCurrent () {
  const expected = [LAST, 'dist/shared', ...ENTRY_POINTS.map(name => `dist/${name}.js`)]
  if (!expected.every(file => existsSync(file))) return false
  const written = statSync(LAST).mtimeMs
  const modules = readdirSync('modules', { recursive: true }).map(file => join('modules', file))
  return [fileURLToPath(import.meta.url), 'package-lock.json', ...modules].every(
    file => statSync(file).mtimeMs < written
  )
}

async function writeBundles () {
  rmSync(LAST, { force: true })
  rmSync('dist/shared', { recursive: true, force: true })
  const bundle = await rollup({
    input: Object.fromEntries(ENTRY_POINTS.map(name => [name, `modules/${name}.js`])),
    external: isExternal,
    plugins: [resolve(), sourceMaps],
    onLog
  })
  await bundle.write({
    dir: 'dist',
    chunkFileNames: 'shared/[name]-[hash].js',
    minifyInternalExports: false,
    hoistTransitiveImports: false,
    sourcemap: true,
    // lib/ is published, too.
    sourcemapExcludeSources: true
  })
  chmodSync('dist/cli/index.js', 0o755)
  copyFileSync('node_modules/@sinclair/typebox/license', LAST)
}

if (!isCurrent()) await writeBundles()
