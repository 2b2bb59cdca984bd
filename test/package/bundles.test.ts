import { symlink, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { consumer, type Consumer } from './consumer.js'

/** Bundling with esbuild, rollup and webpack, with and without the optional AWS SDK. */

const SDK = '@aws-sdk/client-cognito-identity-provider'

const APPLICATION = `
  import Fastify from 'fastify'
  import cognitoAuth from 'fastify-cognito-auth'
  import { startLocalCognito } from 'fastify-cognito-auth/local'
  import { createTestPool } from 'fastify-cognito-auth/testing'

  const format = error => error.code + ': ' + error.message
  async function main () {
    const pool = await createTestPool()
    const { options } = pool
    const app = Fastify()
    await app.register(cognitoAuth, options)
    app.get('/', { preHandler: app.requireUser() }, async () => 'hello')
    for (const token of [pool.signIn(), 'not-a-token']) {
      const response = await app.inject({ url: '/', headers: { authorization: 'Bearer ' + token } })
      console.log(response.statusCode)
    }
    await Fastify().register(cognitoAuth, { ...options, endpoint: 'https://cognito.invalid', routes: {} }).then(() => console.log('routes'), error => console.log(format(error)))
    await startLocalCognito().then(local => local.close()).then(() => console.log('local'), error => console.log(format(error)))
  }
  globalThis.finished = main()`

/**
 * Builds with every bundler, each as its documentation recommends for Node.js; writes the errors and the
 * files.
 */
const BUILD = `
  import commonjs from '@rollup/plugin-commonjs'
  import json from '@rollup/plugin-json'
  import resolve from '@rollup/plugin-node-resolve'
  import { build } from 'esbuild'
  import { rollup } from 'rollup'
  import webpack from 'webpack'

  const [folder, sdk] = process.argv.slice(2)
  const errors = {}
  const requireInModules = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"
  for (const [format, file, banner] of [['cjs', 'esbuild.cjs'], ['esm', 'esbuild.mjs', { js: requireInModules }]]) {
    await build({
      entryPoints: ['app.mjs'], bundle: true, platform: 'node', format, outfile: folder + '/' + file, logLevel: 'silent',
      ...banner && { banner }, external: sdk === 'external' ? ['@aws-sdk/*'] : []
    }).catch(error => { errors[file] = error.message })
  }

  // esbuild bundles everything. These two take long: they leave out what is not tested here.
  const optional = sdk === 'external' ? [] : ['@aws-sdk/client-cognito-identity-provider']
  const isBundled = name => /^(\\.|\\/|fastify-cognito-auth)/.test(name) || optional.some(prefix => name.startsWith(prefix))
  await new Promise(resolve => {
    webpack({
      mode: 'none', target: 'node20', entry: './app.mjs', output: { path: process.cwd() + '/' + folder, filename: 'webpack.cjs' },
      externalsType: 'node-commonjs',
      externals: ({ request }, callback) => isBundled(request) ? callback() : callback(null, request)
    }, (error, stats) => {
      const found = error ?? stats.toJson({ all: false, errors: true }).errors[0]
      if (found != null) errors.webpack = found.message
      resolve()
    })
  })
  try {
    const bundle = await rollup({
      input: './app.mjs', onwarn () {}, external: name => !isBundled(name),
      plugins: [resolve({ preferBuiltins: true, exportConditions: ['node'] }), commonjs(), json()]
    })
    await bundle.write({ dir: folder, format: 'es', entryFileNames: 'rollup.mjs', chunkFileNames: '[name].mjs' })
  } catch (error) {
    errors.rollup = error.message
  }
  console.log(JSON.stringify(errors))`

const BUNDLES = ['esbuild.cjs', 'esbuild.mjs', 'rollup.mjs', 'webpack.cjs']

/** Runs every bundle in a folder, one after the other. */
const RUN = `
  for (const file of ${JSON.stringify(BUNDLES)}) {
    console.log(file)
    await import(process.cwd() + '/' + process.argv[2] + '/' + file)
    await globalThis.finished
  }`

async function application (
  t: Test
): Promise<Consumer & { sdk: { install(): Promise<void>, remove(): Promise<void> } }> {
  const project = await consumer(t, { without: [SDK] })
  await writeFile(join(project.folder, 'app.mjs'), APPLICATION)
  await writeFile(join(project.folder, 'build.mjs'), BUILD)
  await writeFile(join(project.folder, 'run.mjs'), RUN)
  const path = join(project.folder, 'node_modules', SDK)
  return {
    ...project,
    sdk: {
      install: async () => symlink(join(process.cwd(), 'node_modules', SDK), path),
      remove: async () => unlink(path)
    }
  }
}

t.test('a bundle', async t => {
  const { run, sdk } = await application(t)
  const LOCAL = /^local$/
  const missing = [
    /^200$/,
    /^401$/,
    /^FST_COGNITO_MISSING_DEPENDENCY: .*npm install @aws-sdk\/client-cognito-identity-provider$/,
    LOCAL
  ]
  const there = [/^200$/, /^401$/, /^routes$/, LOCAL]
  const expected = (lines: readonly RegExp[]) => BUNDLES.flatMap(file => [file, ...lines])
  const ran = (name: string) => run('node', 'run.mjs', name).trim().split('\n')

  t.test('is built without the AWS SDK, and names it when it is needed', async t => {
    t.equal(run('node', 'build.mjs', 'without'), '{}\n')
    t.match(ran('without'), expected(missing))
  })

  t.test('contains the AWS SDK if it is installed', async t => {
    await sdk.install()
    t.equal(run('node', 'build.mjs', 'with'), '{}\n')
    await sdk.remove()
    t.match(ran('with'), expected(there))
  })

  t.test('works with an external AWS SDK, as on AWS Lambda', async t => {
    t.equal(run('node', 'build.mjs', 'external', 'external'), '{}\n')
    t.match(ran('external'), expected(missing))
    await sdk.install()
    t.match(ran('external'), expected(there))
    await sdk.remove()
  })
})
