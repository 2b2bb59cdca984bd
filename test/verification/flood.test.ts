import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import type { scenarios } from './flood-scenarios.js'

type Scenarios = typeof scenarios

const FILE = fileURLToPath(new URL('flood-scenarios.js', import.meta.url))

/** Runs a scenario in its own process, which an unhandled rejection would end. */
async function run<Name extends keyof Scenarios> (name: Name): Promise<Awaited<ReturnType<Scenarios[Name]>>> {
  const args = ['--expose-gc', '--unhandled-rejections=strict', FILE, name]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return JSON.parse(stdout)
}

t.test(
  'a thousand concurrent requests with both keys at a cold start: one fetch, no failure',
  async t => {
    t.same(await run('cold'), { statuses: { 200: 1000 }, fetches: 1 })
  }
)

t.test('a hanging JWKS endpoint: every request is a 503 with Retry-After, in time', async t => {
  const { statuses, retryAfter, fetchesAtOnce, slowest, timeout } = await run('hung')
  t.same(statuses, { 503: 50 })
  t.same(retryAfter, { 5: 50 })
  t.equal(fetchesAtOnce, 1)
  t.ok(slowest < timeout * 10, `the slowest took ${slowest} ms`)
})

t.test('a flood of random key IDs, with a cached key set', async t => {
  const { madeUpStatuses, knownStatuses, newStatuses, sent, fetches, cooldown, took, newKeyAfter } =
    await run('madeUpKeyIds')
  t.ok(sent >= 20_000)
  t.same(madeUpStatuses, { 401: sent }, 'each is rejected')
  t.same(knownStatuses, { 200: sent / 100 }, 'known keys still work')
  t.ok(fetches <= took / cooldown + 2, `${fetches} fetches in ${took} ms: at most one per cooldown`)
  t.ok(
    newKeyAfter < cooldown + 2000,
    `a new key is accepted within one cooldown during the flood: after ${newKeyAfter} ms`
  )
  t.same(Object.keys(newStatuses), ['200'], 'and from then on')
})

t.test('a million random key IDs leave less than 10 MB on the heap', async t => {
  const { outcomes, growth, fetches, took, known } = await run('memory')
  t.same(outcomes, { FST_COGNITO_INVALID_TOKEN: 1_020_000 })
  t.ok(growth < 10_000_000, `the heap grew by ${growth} bytes`)
  t.ok(fetches <= took / 30_000 + 2, `${fetches} fetches`)
  t.equal(known, 200)
})
