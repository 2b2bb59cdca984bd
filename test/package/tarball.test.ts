import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { consumer } from './consumer.js'

t.test('the packed package', async t => {
  const { folder, run } = await consumer(t)

  t.test('works with import and with require', async t => {
    const use = `
      const app = Fastify()
      app.register(cognitoAuth, pool.options)
      app.after(() => app.get('/', { preHandler: app.requireGroups(['admin']) }, async () => 'hello'))
      const token = pool.signIn({ groups: ['admin'] })
      app.inject({ url: '/', headers: { authorization: 'Bearer ' + token } }).then(({ body }) => { console.log(body) })`
    await writeFile(
      join(folder, 'esm.mjs'),
      `
      import Fastify from 'fastify'
      import cognitoAuth from 'fastify-cognito-auth'
      import { createTestPool } from 'fastify-cognito-auth/testing'
      import { startLocalCognito } from 'fastify-cognito-auth/local'
      if (typeof startLocalCognito !== 'function') throw new Error('no local Cognito')
      const pool = await createTestPool(); ${use}`
    )
    await writeFile(
      join(folder, 'cjs.cjs'),
      `
      const Fastify = require('fastify')
      const { cognitoAuth } = require('fastify-cognito-auth')
      const { createTestPool } = require('fastify-cognito-auth/testing')
      require('fastify-cognito-auth/package.json')
      createTestPool().then(pool => { ${use} })`
    )
    t.equal(run('node', 'esm.mjs'), 'hello\n')
    t.match(run('node', 'cjs.cjs'), /hello\n/)
  })

  t.test('has a program, which npm links', async t => {
    const bin = join(folder, 'node_modules/.bin')
    await mkdir(bin)
    const manifest = await readFile(join(folder, 'node_modules/fastify-cognito-auth/package.json'), 'utf8')
    const { bin: programs, version } = JSON.parse(manifest)
    t.strictSame(Object.keys(programs), ['fastify-cognito-auth'])
    const program = join(bin, 'fastify-cognito-auth')
    await symlink(join('../fastify-cognito-auth', programs['fastify-cognito-auth']), program)
    t.equal(run(program, '--version'), `${version}\n`)
    t.match(run(program, 'local', '--help'), /^Usage: fastify-cognito-auth local \[options\]$/m)
  })

  t.test('contains only what ships', async t => {
    const files = await readdir(join(folder, 'node_modules/fastify-cognito-auth'))
    t.strictSame(files.sort(), [
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'dist',
      'docs',
      'examples',
      'lib',
      'package.json'
    ])
    const { peerDependenciesMeta, engines } = JSON.parse(
      await readFile(join(folder, 'node_modules/fastify-cognito-auth/package.json'), 'utf8')
    )
    t.ok(peerDependenciesMeta['@aws-sdk/client-cognito-identity-provider'].optional)
    t.ok(peerDependenciesMeta['@aws-sdk/client-verifiedpermissions'].optional)
    t.equal(engines.node, '>=20.19')
  })
})

t.test('works without the optional packages', async t => {
  const { folder, run } = await consumer(t, {
    without: ['@aws-sdk/client-cognito-identity-provider', '@aws-sdk/client-verifiedpermissions']
  })
  await writeFile(
    join(folder, 'bare.mjs'),
    `
    import Fastify from 'fastify'
    import cognitoAuth, { cognitoGroups, verifiedPermissions } from 'fastify-cognito-auth'
    import { createTestPool } from 'fastify-cognito-auth/testing'
    import { createUserPool, startLocalCognito } from 'fastify-cognito-auth/local'
    const { options } = await createTestPool()
    await Fastify().register(cognitoAuth, options)
    for (const start of [
      async () => { await Fastify().register(cognitoAuth, { ...options, endpoint: 'https://cognito.invalid', routes: {} }) },
      async () => { await Fastify().register(cognitoAuth, { ...options, endpoint: 'https://cognito.invalid', groups: cognitoGroups() }) },
      () => startLocalCognito().then(local => local.close()),
      () => createUserPool({}),
      async () => {
        const permissions = verifiedPermissions({ policyStoreId: 'PSEXAMPLE', permissions: ['orders:read'] })
        await Fastify().register(cognitoAuth, { ...options, permissions })
      }
    ]) await start().then(() => console.log('started'), error => console.log(error.code + ': ' + error.message))`
  )
  const [routes, groups, local, pool, permissions] = run('node', 'bare.mjs').split('\n')
  t.match(
    routes,
    /^FST_COGNITO_MISSING_DEPENDENCY: .*npm install @aws-sdk\/client-cognito-identity-provider$/
  )
  t.match(
    groups,
    /^FST_COGNITO_MISSING_DEPENDENCY: .*cognitoGroups.*npm install @aws-sdk\/client-cognito-identity-provider$/
  )
  t.equal(local, 'started')
  t.match(
    permissions,
    /^FST_COGNITO_MISSING_DEPENDENCY: verifiedPermissions\(\) .*npm install @aws-sdk\/client-verifiedpermissions$/
  )
  await writeFile(
    join(folder, 'program.mjs'),
    `
    import { spawn } from 'node:child_process'
    const args = ['node_modules/fastify-cognito-auth/dist/cli/index.js', 'local', '--json', '--port=0']
    const program = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    program.stdout.once('data', text => {
      console.log(Object.keys(JSON.parse(text)).join())
      program.kill('SIGINT')
    })
    program.once('close', code => console.log('exit code ' + code))`
  )
  t.equal(run('node', 'program.mjs'), 'amplify,awsSdk,fastify,managedLogin,machine\nexit code 0\n')
  t.match(pool, /^FST_COGNITO_MISSING_DEPENDENCY: .*npm install @aws-sdk\/client-cognito-identity-provider$/)
})
