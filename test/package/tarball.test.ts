import { execFileSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'

/** A project of somebody's own: the packed package, and beside it what it depends on. */
async function consumer (t: Test, { without = [] }: { without?: string[] } = {}): Promise<{ folder: string, run: (command: string, ...args: string[]) => string }> {
  // Outside of this repository: nothing is to be found by looking upwards.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'consumer-')))
  t.teardown(async () => { await rm(folder, { recursive: true, force: true }) })
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  const modules = join(folder, 'node_modules')
  await mkdir(modules)
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder])
  await cp(join(folder, 'package'), join(modules, 'fastify-cognito-auth'), { recursive: true })
  for (const name of await readdir('node_modules')) {
    if (name.startsWith('.') || without.includes(name)) continue
    await symlink(join(process.cwd(), 'node_modules', name), join(modules, name))
  }
  return {
    folder,
    run: (command, ...args) => {
      try {
        return execFileSync(command, args, { cwd: folder, encoding: 'utf8', timeout: 120_000, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'test' } })
      } catch (error) {
        const { stdout = '', stderr = '' } = error as { stdout?: string, stderr?: string }
        return stdout + stderr
      }
    }
  }
}

t.test('what is packed', async t => {
  const { folder, run } = await consumer(t)

  t.test('works by import and by require', async t => {
    const use = `
      const app = Fastify()
      app.register(cognitoAuth, pool.options)
      app.after(() => app.get('/', { preHandler: app.requireGroups(['admin']) }, async () => 'hello'))
      const token = pool.signIn({ groups: ['admin'] })
      app.inject({ url: '/', headers: { authorization: 'Bearer ' + token } }).then(({ body }) => { console.log(body) })`
    await writeFile(join(folder, 'esm.mjs'), `
      import Fastify from 'fastify'
      import cognitoAuth from 'fastify-cognito-auth'
      import { createTestPool } from 'fastify-cognito-auth/testing'
      import { startLocalCognito } from 'fastify-cognito-auth/local'
      if (typeof startLocalCognito !== 'function') throw new Error('no local Cognito')
      const pool = await createTestPool(); ${use}`)
    await writeFile(join(folder, 'cjs.cjs'), `
      const Fastify = require('fastify')
      const { cognitoAuth } = require('fastify-cognito-auth')
      const { createTestPool } = require('fastify-cognito-auth/testing')
      require('fastify-cognito-auth/package.json')
      createTestPool().then(pool => { ${use} })`)
    t.equal(run('node', 'esm.mjs'), 'hello\n')
    t.match(run('node', 'cjs.cjs'), /hello\n/)
  })

  t.test('has types that say what is right, with every library checked', async t => {
    await writeFile(join(folder, 'right.ts'), `
      import Fastify from 'fastify'
      import cognitoAuth, { getCurrentUser, openapi, optionsFromEnv } from 'fastify-cognito-auth'
      import * as schemas from 'fastify-cognito-auth/schemas'
      import { createTestPool } from 'fastify-cognito-auth/testing'
      import { startLocalCognito } from 'fastify-cognito-auth/local'
      const app = Fastify()
      await app.register(cognitoAuth, { userPoolId: 'eu-west-1_AbC123xyz', clientId: null, tokenUse: null })
      app.get('/', { preHandler: [app.requireGroups({ any: ['admin'] })] }, async request => getCurrentUser(request).groups)
      const tokens = await app.cognito.signIn({ username: 'jane', password: 'x' })
      export const session: string | undefined = 'challenge' in tokens ? tokens.session : tokens.refreshToken
      export { createTestPool, startLocalCognito, openapi, optionsFromEnv, schemas }`)
    await writeFile(join(folder, 'wrong.ts'), `
      import Fastify from 'fastify'
      import cognitoAuth from 'fastify-cognito-auth'
      const app = Fastify()
      await app.register(cognitoAuth, { userPoolId: 'eu-west-1_AbC123xyz' })
      app.requireGroups('admin')`)
    const tsc = (module: string, resolution: string) => run('node', 'node_modules/typescript/bin/tsc', '--ignoreConfig', '--strict', '--exactOptionalPropertyTypes', '--noEmit',
      '--target', 'es2022', '--types', 'node', '--module', module, '--moduleResolution', resolution, 'right.ts', 'wrong.ts')
    for (const complaints of [tsc('nodenext', 'nodenext'), tsc('esnext', 'bundler')]) {
      t.match(complaints, /^wrong\.ts\(5,.*clientId/s)
      t.match(complaints, /^wrong\.ts\(6,.*string/m)
      t.equal(complaints.match(/^\S+: error/gm)?.length, 2, 'nothing else is wrong, in any library')
    }
  })

  t.test('is what ships, and no more', async t => {
    const files = await readdir(join(folder, 'package'))
    t.strictSame(files.sort(), ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'docs', 'lib', 'package.json'])
    const { peerDependenciesMeta, engines } = JSON.parse(await readFile(join(folder, 'package/package.json'), 'utf8'))
    t.ok(peerDependenciesMeta['cognito-local'].optional)
    t.equal(engines.node, '>=20.19')
  })
})

t.test('without the optional packages', async t => {
  const { folder, run } = await consumer(t, { without: ['@aws-sdk', 'cognito-local'] })
  await writeFile(join(folder, 'bare.mjs'), `
    import Fastify from 'fastify'
    import cognitoAuth from 'fastify-cognito-auth'
    import { createTestPool } from 'fastify-cognito-auth/testing'
    import { createUserPool, startLocalCognito } from 'fastify-cognito-auth/local'
    const { options } = await createTestPool()
    await Fastify().register(cognitoAuth, options)
    for (const start of [
      async () => { await Fastify().register(cognitoAuth, { ...options, routes: {} }) },
      () => startLocalCognito(),
      () => createUserPool({})
    ]) await start().then(() => console.log('started'), error => console.log(error.code + ': ' + error.message))`)
  const [routes, local, pool] = run('node', 'bare.mjs').split('\n')
  t.match(routes, /^FST_COGNITO_MISSING_DEPENDENCY: .*npm install @aws-sdk\/client-cognito-identity-provider$/)
  t.match(local, /^FST_COGNITO_MISSING_DEPENDENCY: .*npm install .*cognito-local/)
  t.match(pool, /^FST_COGNITO_MISSING_DEPENDENCY: .*npm install @aws-sdk\/client-cognito-identity-provider$/)
})
