import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { compileErrors } from './programs.js'

const run = promisify(execFile)

/** The page's blocks: one complete file for tap, and the others, which make up one test file. */
const page = await readFile('docs/testing.md', 'utf8')
const blocks = [...page.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code as string)
const forTap = blocks.filter(code => code.includes("from 'tap'"))
const forNode = blocks.filter(code => !forTap.includes(code)).join('\n')

const testsIn = (source: string) => source.match(/^(t\.)?test\(/gm)?.length as number

/** Runs a test file and counts the passed tests. */
async function passed (t: Test, ...args: string[]): Promise<number> {
  // The environment that tap sets for its own processes is removed.
  const { NODE_TEST_CONTEXT: _context, TAP: _tap, ...env } = process.env
  const { stdout } = await run(process.execPath, ['--import', 'tsx', ...args], {
    env: { ...env, NODE_ENV: '' },
    timeout: 120_000
  })
  t.notMatch(stdout, /^not ok/m)
  return stdout.match(/^ok /gm)?.length ?? 0
}

t.test('every test of the example passes', async t => {
  const tests = testsIn(await readFile('examples/testing/app.test.ts', 'utf8'))
  t.ok(tests > 5)
  t.equal(await passed(t, '--test', '--test-reporter', 'tap', 'examples/testing/app.test.ts'), tests)
})

t.test('every test of the page passes and compiles', async t => {
  t.equal(forTap.length, 1)
  const folder = t.testdir({ 'page.test.mts': forNode, 'tap.test.mts': forTap.join('') })
  const [page, tap] = [join(folder, 'page.test.mts'), join(folder, 'tap.test.mts')]
  const tests = testsIn(forNode)
  t.ok(tests > 8)
  t.equal(await passed(t, '--test', '--test-reporter', 'tap', page), tests)
  t.equal(await passed(t, tap), testsIn(forTap.join('')))
  t.equal(compileErrors([page, tap]), '')
})
