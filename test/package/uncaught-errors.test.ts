import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'

/** How the tests of this project find the test that an uncaught error belongs to. */

const TAP = pathToFileURL(join(process.cwd(), 'build/node_modules/tap/index.js')).href

const PROGRAM = `
  import t from '${TAP}'

  const later = message => setTimeout(() => { throw new Error(message) })
  t.test('passes', async t => { t.pass('first') })
  t.test('throws', () => { throw new Error('thrown') })
  t.test('throws later', () => { later('thrown later') })
  t.test('rejects', t => {
    Promise.reject(new Error('rejected'))
    setTimeout(() => t.end(), 100)
  })
  t.test('has subtests', async t => {
    await t.test('inner', () => { later('of the subtest') })
    await t.test('next', async t => { t.pass('second') })
    later('of the test itself')
    await new Promise(() => {})
  })
  t.test('handles the error', t => {
    process.once('uncaughtException', ({ message }) => {
      t.equal(message, 'expected', 'handled')
      t.end()
    })
    later('expected')
  })
  t.test('passes at last', async t => { t.pass('third') })`

t.test('an uncaught error fails the test that runs, and no other', async t => {
  const file = join(t.testdir({ 'program.mjs': PROGRAM }), 'program.mjs')
  const { stdout, status } = spawnSync(process.execPath, [file], { encoding: 'utf8', timeout: 60_000 })
  const results = stdout
    .match(/^ *(not )?ok \d+ - [^#\n]*/gm)
    ?.map(line => line.trimEnd().replace(/ok \d+ - /, 'ok '))
  t.strictSame(results, [
    '    ok first',
    'ok passes',
    '    not ok thrown',
    'not ok throws',
    '    not ok thrown later',
    'not ok throws later',
    '    not ok rejected',
    'not ok rejects',
    '        not ok of the subtest',
    '    not ok inner',
    '        ok second',
    '    ok next',
    '    not ok of the test itself',
    'not ok has subtests',
    '    ok handled',
    'ok handles the error',
    '    ok third',
    'ok passes at last'
  ])
  t.equal(status, 1)
})
