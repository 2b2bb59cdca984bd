import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { untransformed } from './process.js'
import { blocks, skip, walkThrough } from './walk-through.js'

const readme = await readFile('README.md', 'utf8')
t.test('the walk-through gives what it shows', { skip }, async t => walkThrough(t, readme))

t.test('every block of TypeScript compiles, and runs', async t => {
  const programs = blocks('ts', readme).map(code => code.replace('port: 3000', 'port: 0'))
  t.ok(programs.length > 5)
  const folder = t.testdir()
  const files = await Promise.all(programs.map(async (code, index) => {
    const file = join(folder, `block-${index}.mts`)
    const end = `\nawait app.ready()\nawait app.close()\n${code.includes('startLocalCognito') ? 'await local.close()\n' : ''}`
    await writeFile(file, code.replace('logger: true', 'logger: { level: \'silent\' }') + end)
    return file
  }))
  const compiled = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--types', 'node',
    '--module', 'nodenext', '--moduleResolution', 'nodenext', ...files], { encoding: 'utf8' })
  t.equal(compiled.stdout, '')
  for (const [index, file] of files.entries()) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', file], {
      encoding: 'utf8', env: { ...untransformed, NODE_ENV: 'test', AWS_COGNITO_USER_POOL_ID: 'eu-west-1_AbC123xyz', AWS_COGNITO_APP_CLIENT_ID: 'client1example' }
    })
    t.equal(status, 0, `block ${index}: ${stderr}`)
    if (programs[index]?.includes('console.log(answer.statusCode)')) t.equal(stdout, '200\n')
  }
})

t.test('every link to a file of the repository leads to one', async t => {
  for (const [, path] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
    t.equal(spawnSync('test', ['-e', path as string]).status, 0, path as string)
  }
})
