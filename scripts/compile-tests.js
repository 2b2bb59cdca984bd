// Compiles the tests, and the examples that they import, to build/. Types are not checked: `npm run
// typecheck` does.
// Usage: node scripts/compile-tests.js [--published]     (after npm run build)
// The tests run the compiled modules, whose coverage is measured; with --published, the files of dist/, which
// has only the entry points.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { writeGroups } from './compile-tests/groups.js'

const OUT = 'build'
const UNCAUGHT = './scripts/compile-tests/uncaught.js'
const published = process.argv.includes('--published')
const options = { format: 'esm', platform: 'node', target: 'node20', logLevel: 'warning' }

/** The source of a page, which its test builds with Vite. */
const isPage = file => file.includes('spa/web')
const isSource = file => file.endsWith('.ts') && !file.includes('node_modules') && !isPage(file)
const isOther = file => (!file.endsWith('.ts') || isPage(file)) && !file.endsWith('node_modules')

function sources (folder) {
  return readdirSync(folder, { recursive: true }).filter(isSource).map(file => join(folder, file))
}

async function compileTests () {
  await build({
    ...options,
    entryPoints: [...sources('test'), ...sources('examples')],
    outdir: OUT,
    outbase: '.',
    sourcemap: true
  })
  // Pages and data that are next to the code.
  for (const folder of ['test', 'examples']) {
    cpSync(folder, join(OUT, folder), { recursive: true, filter: isOther })
  }
  // The tests import the compiled modules of the package as dist/, and the tools of the project.
  const folders = { dist: published ? 'dist' : 'modules', mutation: 'mutation', scripts: 'scripts' }
  for (const [name, folder] of Object.entries(folders)) {
    symlinkSync(join('..', folder), join(OUT, name), 'junction')
  }
  // The examples import the package by its name: the same modules.
  const { name, type, exports } = JSON.parse(readFileSync('package.json', 'utf8'))
  writeFileSync(join(OUT, 'package.json'), JSON.stringify({ name, type, exports }))
}

/** Makes one file of tap's several hundred modules: each test is a process that loads them. */
async function bundleTap () {
  // As it is installed, tap has all of its plugins. `tap build` leaves out those that .taprc does.
  const plugins = readFileSync('node_modules/@tapjs/test/test-built/dist/esm/index.js', 'utf8')
  if (plugins.includes('@tapjs/typescript')) execFileSync('npx', ['tap', 'build'], { stdio: 'inherit' })
  // Stack traces leave out what is in a folder of this name.
  const bundle = join(OUT, 'node_modules/@tapjs/bundle.js')
  const folder = join(OUT, 'node_modules/tap')
  await build({
    ...options,
    entryPoints: ['node_modules/tap/dist/esm/index.js'],
    outfile: bundle,
    bundle: true,
    // tap starts each test with it.
    external: ['@tapjs/processinfo', 'typescript'],
    alias: { async_hooks: UNCAUGHT, 'async-hook-domain': UNCAUGHT },
    banner: {
      js:
        "import { createRequire as requireFor } from 'node:module'; const require = " +
        'requireFor(import.meta.url)'
    }
  })
  mkdirSync(folder)
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'tap', type: 'module', main: 'index.js' })
  )
  cpSync('scripts/compile-tests/tap.js', join(folder, 'index.js'))
}

rmSync(OUT, { recursive: true, force: true })
mkdirSync(OUT)
await Promise.all([compileTests(), bundleTap()])
writeGroups(OUT)
