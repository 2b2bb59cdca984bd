import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { consumer } from '../package/consumer.js'

/** examples/nestjs, compiled as Nest projects are: the current Nest as ES modules, Nest 11 as CommonJS. */

const CALL = `
  import { createTestPool } from 'fastify-cognito-auth/testing'
  import type { FastifyInstance } from 'fastify'
  import { buildApp } from './app.js'

  async function main () {
    const pool = await createTestPool()
    const app = await buildApp(pool.options)
    await app.init()
    const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance
    await fastify.ready()
    const user = pool.signIn({ groups: ['user'] })
    const admin = pool.signIn({ groups: ['admin'] })
    const machine = pool.machine({ scopes: ['orders/read'] })
    for (const [url, token] of [['/'], ['/profile'], ['/profile', 'bad'], ['/profile', user], ['/admin', user], ['/admin', admin], ['/orders', user], ['/orders', machine]] as const) {
      const response = await fastify.inject({ url, headers: token === undefined ? {} : { authorization: 'Bearer ' + token } })
      console.log(url, response.statusCode, response.json().code ?? '-', response.headers['www-authenticate'] ?? '-')
    }
    await app.close()
  }
  main()`

const ANSWERS = `/ 200 - -
/profile 401 FST_COGNITO_NO_CREDENTIALS Bearer realm="cognito"
/profile 401 FST_COGNITO_INVALID_TOKEN Bearer realm="cognito", error="invalid_token"
/profile 200 - -
/admin 403 FST_COGNITO_INSUFFICIENT_GROUPS -
/admin 200 - -
/orders 403 FST_COGNITO_INSUFFICIENT_SCOPE Bearer realm="cognito", error="insufficient_scope", scope="orders/read"
/orders 200 - -
`

const NEST_11 = Object.fromEntries(
  ['common', 'core', 'platform-fastify'].map(name => [
    `@nestjs/${name}`,
    `test/nestjs/11/node_modules/@nestjs/${name}`
  ])
)

for (const [version, options] of [
  ['the current NestJS, as ES modules', { type: 'module' as const }],
  ['NestJS 11, as CommonJS', { type: 'commonjs' as const, instead: NEST_11 }]
] as const) {
  t.test(version, async t => {
    const { folder, run } = await consumer(t, options)
    await cp('examples/nestjs', join(folder, 'src'), { recursive: true })
    await writeFile(join(folder, 'src/call.ts'), CALL)
    t.equal(
      run(
        'node',
        'node_modules/@typescript/native/bin/tsc',
        '--ignoreConfig',
        '--strict',
        '--skipLibCheck',
        '--target',
        'es2022',
        '--types',
        'node',
        '--module',
        'nodenext',
        '--experimentalDecorators',
        '--emitDecoratorMetadata',
        '--rootDir',
        'src',
        '--outDir',
        'dist',
        'src/call.ts'
      ),
      ''
    )
    t.equal(run('node', 'dist/call.js'), ANSWERS)
  })
}
