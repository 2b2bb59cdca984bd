import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import Fastify, { type HTTPMethods } from 'fastify'
import t from 'tap'
import cognitoAuth from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { buildApp } from '../../examples/fast-cognito/app.js'
import { printed } from './programs.js'
import { blocks } from './walk-through.js'

const page = await readFile('docs/migrating.md', 'utf8')

t.test('the sources of groups and permissions allow the right users', async t => {
  const program = blocks('ts', page).find(code => code.includes('requirePermissions')) as string
  const withTestPool = program.replace(/userPoolId: .*\n\s*clientId: .*?,/, '...pool.options,')
  t.not(withTestPool, program)
  const file = join(t.testdir(), 'permissions.mts')
  await writeFile(
    file,
    `
    import { createTestPool } from 'fastify-cognito-auth/testing'
    const pool = await createTestPool()
    ${withTestPool}
    for (const token of [pool.signIn({ username: 'jane' }), pool.signIn({ username: 'joe', groups: ['staff'] }), pool.machine()]) {
      console.log((await app.inject({ url: '/staff', headers: pool.authorization(token) })).statusCode)
      console.log((await app.inject({ method: 'DELETE', url: '/orders/1', headers: pool.authorization(token) })).statusCode)
    }
    console.log((await app.inject({ method: 'DELETE', url: '/orders/1' })).statusCode)`
  )
  t.equal(await printed(file), '200\n204\n403\n403\n403\n403\n401\n')
})

t.test('every endpoint in the page exists', async t => {
  const pool = await createTestPool()
  const options = { ...pool.options, endpoint: 'https://cognito.invalid' }
  const example = await buildApp(options, { aws: {} as CognitoIdentityProviderClient, onRoleWish: () => {} })
  const plugin = Fastify()
  t.teardown(async () => Promise.all([example.close(), plugin.close()]))
  await plugin.register(cognitoAuth, { ...options, routes: { prefix: '/api/v1/auth' } })

  const table = page.slice(page.indexOf('<!-- endpoints -->'), page.indexOf('<!-- /endpoints -->'))
  const rows = [...table.matchAll(/^\| `(\w+) (\S+)` \|.*?\| `(\w+) (\S+)` \|/gm)]
  t.equal(rows.length, 10)
  for (const [, method, path, newMethod, newPath] of rows) {
    t.ok(example.hasRoute({ method: method as HTTPMethods, url: `/api/v1/auth${path}` }), `example: ${path}`)
    t.ok(
      plugin.hasRoute({ method: newMethod as HTTPMethods, url: `/api/v1/auth${newPath}` }),
      `plugin: ${newPath}`
    )
  }
})
