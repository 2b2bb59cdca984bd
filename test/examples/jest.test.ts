import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { consumer } from '../package/consumer.js'
import { blocks } from './walk-through.js'

/**
 * examples/jest with the packed package, run by Jest as CommonJS, in each way that docs/testing.md describes.
 */

const JEST = ['node_modules/jest/bin/jest.js', '--json', '--config']
const [major, minor] = process.versions.node.split('.').map(Number) as [number, number]
const loadsModules = major > 24 || (major === 24 && minor >= 9)

t.test('an application in CommonJS', async t => {
  const { folder, run } = await consumer(t, { type: 'commonjs' })
  await cp('examples/jest', join(folder, 'app'), { recursive: true })
  const tests = (await readFile('examples/jest/app.test.cjs', 'utf8')).match(/^test\(/gm)?.length as number
  const page = await readFile('docs/testing.md', 'utf8')

  /** Returns the failures and the number of passed tests. */
  const results = (...args: string[]) => {
    const output = run('node', ...args)
    try {
      const { numPassedTests, testResults } = JSON.parse(output)
      return {
        passed: numPassedTests,
        failed: testResults.filter(({ status }: { status: string }) => status !== 'passed')
      }
    } catch {
      return { passed: 0, failed: output }
    }
  }

  t.test('the example, compiled by esbuild', async t => {
    t.ok(tests > 3)
    t.strictSame(results(...JEST, 'app/jest.config.cjs'), { passed: tests, failed: [] })
  })

  t.test('the configuration of the page, compiled by ts-jest', async t => {
    const config = blocks('js', page).find(code => code.includes('ts-jest')) as string
    await writeFile(
      join(folder, 'app/ts-jest.config.cjs'),
      `${config}\nmodule.exports.testMatch = ['**/*.test.cjs']\n`
    )
    t.strictSame(results(...JEST, 'app/ts-jest.config.cjs'), { passed: tests, failed: [] })
  })

  t.test('without configuration, by the flag of the page, if Node.js is new enough', async t => {
    await writeFile(join(folder, 'app/bare.config.cjs'), "module.exports = { testMatch: ['**/*.test.cjs'] }")
    const [, flag] = /^NODE_OPTIONS=(\S+) npx jest$/m.exec(page) as unknown as [string, string]
    const found = results(...(loadsModules ? [flag] : []), ...JEST, 'app/bare.config.cjs')
    if (loadsModules) t.strictSame(found, { passed: tests, failed: [] })
    else t.match(found, { passed: 0, failed: /Must use import to load ES Module/ })
  })
})
