import { readdir, readFile, writeFile } from 'node:fs/promises'
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
    t.ok(peerDependenciesMeta['cognito-local'].optional)
    t.equal(engines.node, '>=20.19')
  })
})

t.test('works without the optional packages', async t => {
  const { folder, run } = await consumer(t, {
    without: ['@aws-sdk/client-cognito-identity-provider', 'cognito-local']
  })
  await writeFile(
    join(folder, 'bare.mjs'),
    `
    import Fastify from 'fastify'
    import cognitoAuth, { cognitoGroups } from 'fastify-cognito-auth'
    import { createTestPool } from 'fastify-cognito-auth/testing'
    import { createUserPool, startLocalCognito } from 'fastify-cognito-auth/local'
    const { options } = await createTestPool()
    await Fastify().register(cognitoAuth, options)
    for (const start of [
      async () => { await Fastify().register(cognitoAuth, { ...options, endpoint: 'https://cognito.invalid', routes: {} }) },
      async () => { await Fastify().register(cognitoAuth, { ...options, endpoint: 'https://cognito.invalid', groups: cognitoGroups() }) },
      () => startLocalCognito(),
      () => createUserPool({})
    ]) await start().then(() => console.log('started'), error => console.log(error.code + ': ' + error.message))`
  )
  const [routes, groups, local, pool] = run('node', 'bare.mjs').split('\n')
  t.match(
    routes,
    /^FST_COGNITO_MISSING_DEPENDENCY: .*npm install @aws-sdk\/client-cognito-identity-provider$/
  )
  t.match(
    groups,
    /^FST_COGNITO_MISSING_DEPENDENCY: .*cognitoGroups.*npm install @aws-sdk\/client-cognito-identity-provider$/
  )
  t.match(local, /^FST_COGNITO_MISSING_DEPENDENCY: .*npm install .*cognito-local/)
  t.match(pool, /^FST_COGNITO_MISSING_DEPENDENCY: .*npm install @aws-sdk\/client-cognito-identity-provider$/)
})
