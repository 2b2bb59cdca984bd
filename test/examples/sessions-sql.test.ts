import { mkdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import sqlite from 'node-sqlite3-wasm'
import t, { type Test } from 'tap'
import { sessionStoreTests } from '../../dist/testing/index.js'
import { buildApp } from '../../examples/sessions-sql/app.js'
import { sqlSessions } from '../../examples/sessions-sql/sql-sessions.js'
import { startCognito } from '../api.js'
import { Browser, ORIGIN } from '../sessions/application.js'
import { startExample } from './process.js'

const pathOf = (t: Test) => join(t.testdir({}), 'sessions.db')

t.test('the store conforms', async t => {
  const path = pathOf(t)
  for (const { name, run } of sessionStoreTests(() => sqlSessions({ path }))) await t.test(name, run)
})

/** Two applications with one file, as in two processes. */
async function start (t: Test) {
  const path = pathOf(t)
  const clock = { now: Date.now() }
  const cognito = await startCognito(t, { clock: () => clock.now })
  const build = async () => {
    const options = { ...cognito.options, clock: () => clock.now, cognito: { timeout: 60_000 } }
    const app = await buildApp(options, { origin: ORIGIN, store: sqlSessions({ path }) })
    t.teardown(() => app.close())
    return app
  }
  const [one, two] = [new Browser(await build()), new Browser(await build())]
  const rows = () => {
    const database = new sqlite.Database(path)
    try {
      return database.all('select * from sessions')
    } finally {
      database.close()
    }
  }
  return { path, clock, one, two, rows }
}

t.test('a user who signs in with one process is signed in, and out, with the other', async t => {
  const { one, two, rows } = await start(t)
  t.equal((await one.signIn()).statusCode, 200)
  two.cookie = one.cookie
  const response = await two.send('GET', '/hello')
  t.match(response.json(), { user: /./ })
  const [row] = rows()
  t.equal(row?.['user_id'], response.json().user)
  t.notMatch(JSON.stringify(row), /eyJ[\w-]+\.eyJ/, 'the tokens are encrypted')
  t.equal((await two.send('POST', '/auth/logout')).statusCode, 204)
  t.match((await one.send('GET', '/hello')).json(), { code: 'FST_COGNITO_SESSION_ENDED' })
  t.strictSame(rows(), [])
})

t.test('a session is refreshed and extended', async t => {
  const { clock, one, two, rows } = await start(t)
  await one.signIn()
  two.cookie = one.cookie
  const before = rows()[0]
  clock.now += 2 * 3_600_000
  t.equal((await two.send('GET', '/hello')).statusCode, 200)
  const after = rows()[0]
  t.equal(Number(after?.['expires_at']) - Number(before?.['expires_at']), 2 * 3_600_000)
  t.equal(after?.['version'], 2, 'claimed, then refreshed')
  t.equal((await one.send('GET', '/hello')).statusCode, 200)
})

t.test('expired sessions are deleted from the table with a later sign-in', async t => {
  const { clock, one, two, rows } = await start(t)
  await one.signIn()
  clock.now += 86_400_000
  t.match((await one.send('GET', '/hello')).json(), { code: 'FST_COGNITO_SESSION_ENDED' })
  t.equal(rows().length, 1)
  await two.signIn()
  t.equal(rows().length, 1)
  t.equal((await two.send('GET', '/hello')).statusCode, 200)
})

t.test('while the database is locked, requests are 503, and no user is signed out', async t => {
  const { path, one } = await start(t)
  await one.signIn()
  // The lock of node-sqlite3-wasm.
  mkdirSync(`${path}.lock`)
  t.match((await one.send('GET', '/hello')).json(), {
    statusCode: 503,
    code: 'FST_COGNITO_SESSIONS_UNAVAILABLE'
  })
  rmdirSync(`${path}.lock`)
  t.equal((await one.send('GET', '/hello')).statusCode, 200)
})

t.test('two processes serve the sessions of one file', async t => {
  const { port, example } = await startExample(t, 'sessions-sql')
  const origin = `http://localhost:${port}`
  const send = (path: string, init: RequestInit = {}) =>
    fetch(origin + path, { ...init, headers: { origin, connection: 'close', ...init.headers } })
  const signIn = await send('/auth/signin', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-session': 'cookie' },
    body: /-d '(.*)'/.exec(example.output())?.[1] as string
  })
  const [cookie = ''] = signIn.headers.get('set-cookie')?.split(';') ?? []
  const processes = new Set<number>()
  while (processes.size < 2) {
    const response = await send('/hello', { headers: { cookie } })
    t.equal(response.status, 200)
    processes.add((await response.json() as { process: number }).process)
  }
  const responses = await Promise.all(
    Array.from({ length: 40 }, () => send('/hello', { headers: { cookie } }))
  )
  t.ok(responses.every(({ status }) => status === 200), 'they wait for each other')
  t.equal((await send('/auth/logout', { method: 'POST', headers: { cookie } })).status, 204)
  for (let count = 0; count < 4; count++) {
    t.equal((await send('/hello', { headers: { cookie } })).status, 401)
  }
  example.kill('SIGINT')
  t.equal(await example.ended, 0)
})
