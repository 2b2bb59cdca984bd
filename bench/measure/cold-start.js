import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { medians } from '../statistics.js'

/** The functions, in the order of the report. The names are the files in `functions/`. */
const FUNCTIONS = {
  bare: 'Fastify without authentication',
  ours: 'fastify-cognito-auth',
  'aws-jwt-verify': 'aws-jwt-verify in Fastify',
  'aws-jwt-verify-alone': 'aws-jwt-verify without a framework'
}

const file = path => fileURLToPath(new URL(`../${path}`, import.meta.url))

/**
 * Measures the cold start of functions for AWS Lambda that are bundled to one file, with the key set of the
 * pool deployed beside it: from the import of the bundle to the answer to the first request, in milliseconds
 * of wall time and CPU time, the medians of new processes; and the size of the bundle, in bytes.
 */
export async function measureColdStart ({ rounds }, { pool, jwks, tokens }, progress) {
  const folder = await mkdtemp(join(tmpdir(), 'bench-functions-'))
  try {
    const input = join(folder, 'input.json')
    const { userPoolId, clientId } = pool
    const event = {
      version: '2.0',
      rawPath: '/me',
      headers: { authorization: `Bearer ${tokens[0]}` },
      requestContext: { http: { method: 'GET' } }
    }
    await writeFile(input, JSON.stringify({ pool: { userPoolId, clientId, jwks }, event }))
    const sizes = await bundle(folder)
    const samples = Object.fromEntries(Object.keys(FUNCTIONS).map(name => [name, []]))
    for (let round = 1; round <= rounds; round++) {
      progress(`cold start, round ${round} of ${rounds}`)
      for (const name of Object.keys(FUNCTIONS)) {
        samples[name].push(await start(join(folder, `${name}.js`), input))
      }
    }
    return Object.entries(FUNCTIONS).map(([name, label]) => ({
      name,
      label,
      size: sizes[name],
      ...medians(samples[name])
    }))
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Bundles the functions as docs/guards.md shows, and returns the sizes of the bundles, by function. */
async function bundle (folder) {
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  const { metafile } = await build({
    entryPoints: Object.keys(FUNCTIONS).map(name => file(`functions/${name}.js`)),
    outdir: folder,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['@aws-sdk/*'],
    // One Fastify, as in an application: that of the package.
    alias: { fastify: file('../node_modules/fastify') },
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"
    },
    metafile: true,
    absWorkingDir: folder,
    logLevel: 'error'
  })
  return Object.fromEntries(
    Object.entries(metafile.outputs).map(([path, { bytes }]) => [path.replace(/\.js$/, ''), bytes])
  )
}

async function start (bundlePath, input) {
  const { stdout } = await promisify(execFile)(process.execPath, [
    file('measure/cold-start-child.js'),
    bundlePath,
    input
  ])
  return JSON.parse(stdout)
}
