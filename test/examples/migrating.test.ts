import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import Fastify, { type HTTPMethods } from 'fastify'
import t from 'tap'
import cognitoAuth from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { buildApp } from '../../examples/fast-cognito/app.js'
import { untransformed } from './process.js'
import { anchorsOf, blocks } from './walk-through.js'

const page = await readFile('docs/migrating.md', 'utf8')
const programs = blocks('ts', page)

function run (file: string) {
  return spawnSync(process.execPath, ['--import', 'tsx', file], {
    encoding: 'utf8',
    env: { ...untransformed, NODE_ENV: 'test', AWS_REGION_NAME: 'eu-west-1', AWS_COGNITO_USER_POOL_ID: 'eu-west-1_AbC123xyz', AWS_COGNITO_APP_CLIENT_ID: 'client1example' }
  })
}

t.test('every block of TypeScript compiles, and runs', async t => {
  t.ok(programs.length > 2)
  const folder = t.testdir()
  const files = await Promise.all(programs.map(async (code, index) => {
    const file = join(folder, `block-${index}.mts`)
    await writeFile(file, `${code}\nawait app.ready()\nawait app.close()\n`)
    return file
  }))
  const compiled = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '--ignoreConfig', '--noEmit', '--strict', '--exactOptionalPropertyTypes', '--skipLibCheck',
    '--target', 'es2022', '--types', 'node', '--module', 'nodenext', '--moduleResolution', 'nodenext', ...files], { encoding: 'utf8' })
  t.equal(compiled.stdout, '')
  for (const [index, file] of files.entries()) {
    const { status, stderr } = run(file)
    t.equal(status, 0, `block ${index}: ${stderr}`)
  }
})

t.test('the sources of groups and permissions let in who has them', async t => {
  const program = programs.find(code => code.includes('requirePermissions')) as string
  const withTestPool = program.replace(/userPoolId: .*\n\s*clientId: .*?,/, '...pool.options,')
  t.not(withTestPool, program)
  const file = join(t.testdir(), 'permissions.mts')
  await writeFile(file, `
    import { createTestPool } from 'fastify-cognito-auth/testing'
    const pool = await createTestPool()
    ${withTestPool}
    for (const token of [pool.signIn({ username: 'jane' }), pool.signIn({ username: 'joe', groups: ['staff'] }), pool.machine()]) {
      console.log((await app.inject({ url: '/staff', headers: pool.authorization(token) })).statusCode)
      console.log((await app.inject({ method: 'DELETE', url: '/orders/1', headers: pool.authorization(token) })).statusCode)
    }
    console.log((await app.inject({ method: 'DELETE', url: '/orders/1' })).statusCode)`)
  const { stdout, stderr } = run(file)
  t.equal(stdout, '200\n204\n403\n403\n403\n403\n401\n', stderr)
})

t.test('every endpoint that the page names is there', async t => {
  const pool = await createTestPool()
  const example = await buildApp(pool.options, { aws: {} as CognitoIdentityProviderClient, onRoleWish: () => {} })
  const plugin = Fastify()
  t.teardown(async () => Promise.all([example.close(), plugin.close()]))
  await plugin.register(cognitoAuth, { ...pool.options, routes: { prefix: '/api/v1/auth' } })

  const table = page.slice(page.indexOf('<!-- endpoints -->'), page.indexOf('<!-- /endpoints -->'))
  const rows = [...table.matchAll(/^\| `(\w+) (\S+)` \|.*?\| `(\w+) (\S+)` \|/gm)]
  t.equal(rows.length, 10)
  for (const [, method, path, newMethod, newPath] of rows) {
    t.ok(example.hasRoute({ method: method as HTTPMethods, url: `/api/v1/auth${path}` }), `example: ${path}`)
    t.ok(plugin.hasRoute({ method: newMethod as HTTPMethods, url: `/api/v1/auth${newPath}` }), `plugin: ${newPath}`)
  }
})

t.test('every link leads somewhere', async t => {
  for (const [, path, anchor] of page.matchAll(/\]\((?!https?:)([^)#]*)#?([^)]*)\)/g) as Iterable<[string, string, string]>) {
    t.ok(existsSync(join('docs', path)), path)
    if (anchor !== '') t.ok(anchorsOf(path === '' ? page : await readFile(join('docs', path), 'utf8')).includes(anchor), `${path}#${anchor}`)
  }
})
