import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { createTestPool, type Outage, type TestPool } from '../../dist/testing/index.js'
import { buildApp, type TestApp } from '../verification/app.js'
import { until } from '../verification/key-host.js'

async function hosted (t: Test): Promise<TestPool> {
  const pool = await createTestPool({ keyHost: true })
  t.teardown(pool.close)
  return pool
}

const uriOf = (pool: TestPool) => pool.options.jwksUri as string
const health = ({ app }: TestApp) => app.cognito.health()['default']

t.test('a JWKS endpoint serves the key set on this machine, and counts its requests', async t => {
  const pool = await hosted(t)
  t.match(uriOf(pool), /^http:\/\/127\.0\.0\.1:\d+\/eu-west-1_TestPool1\/\.well-known\/jwks\.json$/)
  t.notOk('jwks' in pool.options)
  t.equal(pool.requests, 0)
  const { send } = await buildApp(t, pool.options)
  for (const token of [pool.signIn(), pool.machine(), pool.signIn()]) {
    t.equal((await send(token)).statusCode, 200)
  }
  t.equal(pool.requests, 1)
  const response = await fetch(uriOf(pool))
  t.match(response.headers.get('content-type'), 'application/json')
  t.same(await response.json(), pool.jwks)
  t.equal(pool.requests, 2)
  t.equal((await fetch(new URL('/other', uriOf(pool)))).status, 404)
})

t.test('without the option there is no endpoint', async t => {
  const pool = await createTestPool()
  t.notOk('jwksUri' in pool.options)
  t.equal(pool.requests, 0)
})

t.test('its URL is for development only', async t => {
  const pool = await hosted(t)
  process.env['NODE_ENV'] = 'production'
  t.teardown(() => {
    process.env['NODE_ENV'] = 'test'
  })
  await t.rejects(buildApp(t, pool.options), { code: 'FST_COGNITO_DEVELOPMENT_ONLY' })
})

const outages: Record<Outage, RegExp> = {
  refused: /ECONNREFUSED/,
  hung: /timeout/,
  error: /responded with 500/,
  html: /did not return JSON/,
  empty: /key set is empty/,
  'cut-off': /body length|terminated|closed/,
  redirect: /redirect/,
  'too-large': /larger than/
}

for (const [outage, reason] of Object.entries(outages) as [Outage, RegExp][]) {
  t.test(`${outage}: 503 while it lasts, and the same endpoint recovers after it`, async t => {
    const pool = await hosted(t)
    const uri = uriOf(pool)
    await pool.outage(outage)
    const app = await buildApp(t, {
      ...pool.options,
      jwksCache: { timeout: outage === 'hung' ? 1000 : 20_000 }
    })
    t.equal((await app.send(pool.signIn())).statusCode, 503)
    t.match(health(app), { status: 'empty', lastError: reason })
    t.equal(pool.requests, outage === 'refused' ? 0 : 1)
    await pool.restore()
    t.equal(uriOf(pool), uri)
    await until(async () => (await app.send(pool.signIn())).statusCode === 200)
    t.match(health(app), { status: 'fresh', keys: 2 })
  })
}

t.test('cached keys remain valid during each of them', async t => {
  await Promise.all(
    (Object.keys(outages) as Outage[]).map(async outage => {
      const pool = await hosted(t)
      // Only a hanging endpoint is waited for until the timeout, so that a busy machine cannot make the
      // others fail.
      const timeout = outage === 'hung' ? 1000 : 20_000
      const app = await buildApp(t, { ...pool.options, jwksCache: { maxAge: 1000, timeout, cooldown: 100 } })
      await until(async () => (await app.send(pool.signIn())).statusCode === 200)
      await pool.outage(outage)
      await until(() => health(app)?.status === 'stale' && health(app)?.lastError !== null)
      t.equal((await app.send(pool.signIn())).statusCode, 200, outage)
      t.match(health(app), { lastError: outages[outage] })
    })
  )
})

t.test('a failing endpoint sends the valid key set, for applications that ignore the failure', async t => {
  const pool = await hosted(t)
  for (const outage of ['error', 'redirect', 'too-large'] as const) {
    await pool.outage(outage)
    const { keys } = (await (await fetch(uriOf(pool))).json()) as { keys: object[] }
    t.same(keys, pool.jwks.keys, outage)
  }
  await pool.outage('html')
  t.match((await fetch(uriOf(pool))).headers.get('content-type'), 'text/html')
  await pool.outage('cut-off')
  const response = await fetch(uriOf(pool))
  t.equal(response.status, 200)
  await t.rejects(response.text())
})

t.test('one outage can follow another', async t => {
  const pool = await hosted(t)
  await pool.outage('refused')
  await pool.outage('refused')
  await t.rejects(fetch(uriOf(pool)))
  await pool.outage('error')
  t.equal((await fetch(uriOf(pool))).status, 500)
  await pool.restore()
  await pool.restore()
  t.equal((await fetch(uriOf(pool))).status, 200)
})

t.test('a request waiting at a hanging endpoint ends with the outage', async t => {
  const pool = await hosted(t)
  await pool.outage('hung')
  const { send } = await buildApp(t, { ...pool.options, jwksCache: { timeout: 60_000 } })
  const waiting = send(pool.signIn())
  await until(() => pool.requests === 1)
  await pool.restore()
  t.equal((await waiting).statusCode, 503)
})

t.test('an unknown outage throws', async t => {
  const pool = await hosted(t)
  for (const kind of ['down', 'toString', undefined]) {
    await t.rejects(pool.outage(kind as Outage), {
      name: 'TypeError',
      message: /kind must be one of refused, hung, error, html, empty, cut-off, redirect, too-large$/
    })
  }
  t.equal((await fetch(uriOf(pool))).status, 200)
})

t.test('restore() throws if the port has been taken', async t => {
  const pool = await hosted(t)
  await pool.outage('refused')
  const other = createServer()
  await new Promise<void>(resolve => {
    other.listen(Number(new URL(uriOf(pool)).port), '127.0.0.1', resolve)
  })
  await t.rejects(pool.restore(), { code: 'EADDRINUSE' })
  await new Promise(resolve => {
    other.close(resolve)
  })
  await pool.restore()
  t.equal((await fetch(uriOf(pool))).status, 200)
})

t.test('close() ends it, including hanging requests, and may be called again', async t => {
  const pool = await hosted(t)
  const { close } = pool
  await pool.outage('hung')
  const waiting = fetch(uriOf(pool))
  await until(() => pool.requests === 1)
  await Promise.all([t.rejects(waiting), close()])
  await close()
  for (const change of [pool.restore(), pool.outage('error')]) {
    await t.rejects(change, { message: /is closed/ })
  }
  await t.rejects(fetch(uriOf(pool)), 'and it stays closed')
})

t.test('close() works for every pool: without an endpoint, and in an outage', async t => {
  await (await createTestPool()).close()
  const pool = await hosted(t)
  await pool.outage('refused')
  await pool.close()
})

t.test('an open endpoint does not keep the process alive', async t => {
  const program = `import { createTestPool } from './modules/testing/index.js'
    const pool = await createTestPool({ keyHost: true })
    await pool.outage('refused')
    await pool.restore()
    console.log((await fetch(pool.options.jwksUri)).status)`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    timeout: 60_000
  })
  t.equal(stdout, '200\n')
})
