import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { blocks } from '../examples/walk-through.js'
import { consumer } from './consumer.js'

/** The Lambda handler of docs/guards.md, bundled with the command of that page, run without node_modules. */

const CALL = `
  const [file, ...tokens] = process.argv.slice(2)
  const { handler } = await import(file)
  const event = authorization => ({
    version: '2.0', rawPath: '/profile', headers: { authorization }, requestContext: { http: { method: 'GET' } }
  })
  for (const token of tokens) console.log((await handler(event('Bearer ' + token), {})).statusCode)`

t.test('the bundle', async t => {
  const page = await readFile('docs/guards.md', 'utf8')
  const [program = ''] = blocks('ts', page).filter(code => code.includes('awsLambdaFastify'))
  const [command = ''] = blocks('sh', page).filter(code => code.includes('esbuild'))
  const { folder, run } = await consumer(t, { without: ['@aws-sdk/client-cognito-identity-provider'] })
  const pool = await createTestPool()
  const handler = program
    .replace(/userPoolId: '.*'/, `userPoolId: '${pool.userPoolId}'`)
    .replace(/clientId: '.*'/, `clientId: '${pool.clientId}'`)
  await writeFile(join(folder, 'handler.ts'), handler)
  await writeFile(join(folder, 'call.mjs'), CALL)
  const esbuild = command.replace('npx esbuild', 'node_modules/esbuild/bin/esbuild')

  for (const [options, size] of [
    ['', /(\d\.\d)\s+MB/],
    [' --minify', /(\d\.\d)\s+MB\s+with\s+`--minify`/]
  ] as const) {
    t.test(
      `with${options === '' ? 'out further options' : options} runs, and has the documented size`,
      async t => {
        run('bash', '-c', `${esbuild.trim()}${options}`)
        await writeFile(join(folder, 'dist/jwks.json'), JSON.stringify(pool.jwks))
        t.equal(run('node', 'call.mjs', './dist/handler.mjs', pool.signIn(), 'not-a-token'), '200\n401\n')
        const megabytes = (await stat(join(folder, 'dist/handler.mjs'))).size / 1e6
        const [, documented] = size.exec(page.slice(page.indexOf('**Bundling**'))) as unknown as [
          string,
          string
        ]
        t.ok(
          Math.abs(megabytes - Number(documented)) < 0.3,
          `${megabytes.toFixed(2)} MB, documented ${documented}`
        )
      }
    )
  }
})
