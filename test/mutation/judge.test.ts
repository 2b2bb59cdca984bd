import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'

/** What `npm run mutate` reports of mutants, with a test file of three tests as an example. */

const load = (file: string) => import(new URL(`../../mutation/${file}`, import.meta.url).href)
const { HEADER } = await load('bundle.js')
const { coveringRuns, dryRun } = await load('dry-run.js')
const { isCurrent, Judge } = await load('judge.js')
const { Worker } = await load('workers.js')

const PROGRAM = `${HEADER}
const active = stryMutAct_9fa48, cover = stryCov_9fa48
const LIMIT = active('limit') ? 0 : (cover('limit'), 10)

function add (a, b) {
  return active('minus') ? a - b : (cover('minus'), a + b)
}

function isBelow (number) {
  return active('or-equal') ? number <= LIMIT : (cover('or-equal'), number < LIMIT)
}

function countDown (number) {
  while (active('loop') ? true : (cover('loop'), number > 0)) number = number - 1
  return number
}

async function settle () {
  if (active('settle')) await new Promise(() => {})
  cover('settle')
}

function block () {
  if (active('block')) for (;;) {}
  cover('block')
}

function unused () {
  return active('unused') ? 1 : (cover('unused'), 2)
}

let total = 0

__t.test('sums', async t => {
  t.equal(add(1, 2), 3)
  total = add(total, 1)
})

__t.test('comparison', async t => {
  t.ok(isBelow(1))
  t.notOk(isBelow(11))
})

__t.test('loops', async t => {
  t.equal(countDown(3), 0)
  await settle()
  block()
})

__t.test('needs the first test', async t => {
  t.equal(total, 1)
  t.equal(add(total, 1), 2)
})
`

const folder = t.testdir({
  'example.test.mjs': PROGRAM,
  'failing.test.mjs': `${HEADER}\n__t.test('x', t => t.fail('no'))`
})
const built = ['example', 'failing'].map(name => ({
  test: `${name}.test.ts`,
  bundle: pathToFileURL(join(folder, `${name}.test.mjs`)).href,
  hash: `${name}-1`
}))
const bundles = new Map(built.map(({ test, ...rest }) => [test, rest]))
const worker = new Worker()
t.teardown(() => worker.stop())

const lines: string[] = []
const dry = await dryRun(built, {}, worker, (line: string) => lines.push(line))
const runs = coveringRuns(dry)
const judge = new Judge('example', bundles, 30_000)
const resultOf = (mutant: string, known?: object) =>
  judge.judge(mutant, runs.get(mutant) ?? [], known, worker)

t.test('the run without mutants records the tests that cover each', async t => {
  t.match(lines, [/^example\.test\.ts: \d+ ms$/, 'failing.test.ts: not used: 0 no'])
  t.match(runs.get('minus'), [{ test: 'example.test.ts', chosen: ['0', '3'], share: 1 }])
  t.match(runs.get('or-equal'), [{ chosen: ['1'] }])
  t.match(runs.get('limit'), [{ chosen: null }], 'code that runs outside of the tests is covered by all')
  t.equal(runs.get('unused'), undefined)
  t.equal((await dryRun(built, dry, worker, t.fail))['example.test.ts'], dry['example.test.ts'])
})

t.test('a mutant that fails an assertion is killed', async t => {
  t.match(await resultOf('minus'), { status: 'killed', by: 'example.test.ts', message: /is not/ })
  t.match(await resultOf('limit'), { status: 'killed' })
})

t.test('a mutant that no assertion fails on survives', async t => {
  t.match(await resultOf('or-equal'), { status: 'survived', passed: { 'example.test.ts': 'example-1' } })
})

t.test('a mutant that no test covers', async t => {
  t.strictSame(await resultOf('unused'), { status: 'uncovered' })
})

t.test('an endless loop, and a promise that never settles, are killed', async t => {
  t.match(await resultOf('loop'), { status: 'killed', message: 'runs forever' })
  t.match(await resultOf('settle'), { status: 'killed', message: 'nothing is left to wait for' })
})

t.test('a mutant that blocks the process ends with the time limit', async t => {
  t.match(await resultOf('block'), { status: 'timeout', by: 'example.test.ts' })
  t.match(await resultOf('or-equal'), { status: 'survived' }, 'another process runs the next mutant')
})

t.test('a test that depends on one before it does not kill by being run alone', async t => {
  const alone = [{ test: 'example.test.ts', chosen: ['3'], estimate: 10, share: 1 }]
  t.match(await judge.judge('or-equal', alone, undefined, worker), { status: 'survived' })
})

t.test('a result is used again until its tests change', async t => {
  const killed = await resultOf('minus')
  const survived = await resultOf('or-equal')
  const of = (id: string) => runs.get(id)
  t.ok(isCurrent(killed, of('minus'), bundles, 30_000))
  t.ok(isCurrent(survived, of('or-equal'), bundles, 30_000))
  t.ok(isCurrent({ status: 'uncovered' }, [], bundles, 30_000))
  t.notOk(isCurrent(undefined, of('minus'), bundles, 30_000))

  const changed = new Map(bundles).set('example.test.ts', { bundle: '', hash: 'example-2' })
  t.notOk(isCurrent(killed, of('minus'), changed, 30_000))
  t.notOk(isCurrent(survived, of('or-equal'), changed, 30_000))

  const cut = { status: 'survived', passed: {}, skipped: { 'example.test.ts': 'example-1' }, budget: 1000 }
  t.ok(isCurrent(cut, of('or-equal'), bundles, 1000))
  t.notOk(isCurrent(cut, of('or-equal'), bundles, 2000), 'a larger budget runs what was left out')
})

t.test('tests that passed before are not run again', async t => {
  writeFileSync(join(folder, 'example.test.mjs'), 'throw new Error("run")')
  const known = { status: 'survived', passed: { 'example.test.ts': 'example-1' } }
  t.match(await resultOf('or-equal', known), { status: 'survived' })
})
