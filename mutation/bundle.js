import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { NOT_IN_PROCESS } from './config.js'

const OWN = 'fastify-cognito-auth'

/** The first line of a bundle: what the worker has for it. */
export const HEADER =
  'const { t: __t, isActive: stryMutAct_9fa48, cover: stryCov_9fa48 } = globalThis.__mutation__;'

/** The test files, such as `pool/partitions.test.ts`, whose path in test/ starts with one of these. */
export function testFiles (starts) {
  return readdirSync('test', { recursive: true })
    .filter(file => file.endsWith('.test.ts') && !file.includes('node_modules'))
    .filter(file => starts.some(start => file.startsWith(start)))
    .filter(file => !NOT_IN_PROCESS.some(start => file.startsWith(start)))
    .sort()
}

/**
 * Bundles each test file with what it imports of test/ and lib/, so that every import of the bundle
 * evaluates all of it anew. Returns the hash of the test code of each bundle.
 *
 * @param {readonly string[]} tests - paths in test/
 * @param {ReadonlyMap<string, string>} instrumented - the code that replaces files of lib/
 * @param {string} outdir
 * @returns {Promise<{ test: string, bundle: string, hash: string }[]>}
 */
export async function bundleTests (tests, instrumented, outdir) {
  const { metafile } = await build({
    entryPoints: tests.map(test => resolve('test', test)),
    outdir,
    outbase: 'test',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
    metafile: true,
    banner: { js: HEADER },
    plugins: [project(instrumented)]
  })
  return Object.entries(metafile.outputs).map(([output, { entryPoint, inputs }]) => ({
    test: entryPoint.replace(/^test\//, ''),
    bundle: pathToFileURL(output).href,
    hash: hashOf(...Object.keys(inputs).filter(isFileOfTests).sort().map(file => readFileSync(file, 'utf8')))
  }))
}

const isFileOfTests = file => /^(test|examples)\//.test(file)

export const hashOf = (...texts) =>
  createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 16)

/** Resolves imports of the built package to lib/, and `tap` to the run. */
function project (instrumented) {
  return {
    name: 'project',
    setup ({ onResolve, onLoad }) {
      onResolve({ filter: /^tap$/ }, () => ({ path: 'tap', namespace: 'run' }))
      onLoad({ filter: /.*/, namespace: 'run' }, () => ({ contents: 'export default __t' }))
      onResolve({ filter: /(^|\/)dist\/.*\.js$/ }, ({ path, resolveDir }) => {
        const file = resolve(resolveDir, path).replace('/dist/', '/lib/').replace(/\.js$/, '.ts')
        return existsSync(file) ? { path: file } : undefined
      })
      onResolve({ filter: new RegExp(`^${OWN}(/|$)`) }, ({ path }) => {
        const entry = path === OWN ? 'lib' : path.replace(OWN, 'lib')
        return { path: resolve(entry, 'index.ts') }
      })
      onLoad({ filter: /\/(lib|test|examples)\/.*\.ts$/ }, ({ path }) => {
        if (path.includes('/node_modules/')) return undefined
        const file = path.slice(process.cwd().length + 1)
        const contents = instrumented.get(file) ?? readFileSync(path, 'utf8')
        return { contents: contents.replaceAll(/\bimport\.meta\.(url|dirname)/g, metaOf(file)), loader: 'ts' }
      })
    }
  }
}

/** The `import.meta` of a file as it is compiled: to modules/ or build/. */
function metaOf (file) {
  const compiled = file.startsWith('lib/') ? file.replace('lib', 'modules') : `build/${file}`
  const path = resolve(compiled.replace(/\.ts$/, '.js'))
  return (_, property) =>
    JSON.stringify(property === 'url' ? pathToFileURL(path).href : path.replace(/\/[^/]*$/, ''))
}
