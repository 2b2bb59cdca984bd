import { execFile, spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { freePort, startDemo, untransformed, type Running } from './process.js'

const readme = await readFile('README.md', 'utf8')
const blocks = (language: string, text = readme) => [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code as string)

/** What differs from run to run. */
function settled (output: string): string {
  return output
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>')
    .replace(/"eyJ[^"]*"/g, '"eyJ..."')
    .trim()
}

const hasShell = ['bash', 'curl'].every(command => spawnSync(command, ['--version']).status === 0)

t.test('the walk-through gives what it shows', { skip: hasShell ? false : 'LEFT OUT: it needs bash and curl. Install them (apt-get install bash curl) to run it.' }, async t => {
  const [port, cognitoPort] = [await freePort(), await freePort()]
  const demo = startDemo(t, { PORT: String(port), COGNITO_PORT: String(cognitoPort) })
  await demo.said(/Ctrl-C stops it/)
  const walk = readme.slice(readme.indexOf('<!-- walk-through -->'), readme.indexOf('<!-- /walk-through -->'))
  const steps = blocks('console', walk).join('').split(/^\$ /m).slice(1).map(step => step.split('\n'))
  t.ok(steps.length > 10)

  const folder = t.testdir()
  const variables: string[] = []
  let codes = 0
  for (const [line, ...shown] of steps as [string, ...string[]][]) {
    const command = line.startsWith('CODE=') ? `CODE=${await codeFrom(demo, ++codes)}` : line.replaceAll('127.0.0.1:3000', `127.0.0.1:${port}`)
    if (/^[A-Z]+=/.test(command)) {
      variables.push(command)
      continue
    }
    const { stdout } = await promisify(execFile)('bash', ['-c', [...variables, command].join('\n')], { cwd: folder })
    t.equal(settled(stdout), settled(shown.join('\n')), line)
  }
})

/** The nth code that the demo has printed. */
async function codeFrom (demo: Running, nth: number): Promise<string> {
  const [, code] = await demo.said(new RegExp(`(?:The code for jane@example\\.com is (\\d+)[^]*?){${nth}}`))
  return code as string
}

t.test('every block of TypeScript compiles, and runs', async t => {
  const programs = blocks('ts').map(code => code.replace('port: 3000', 'port: 0'))
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
