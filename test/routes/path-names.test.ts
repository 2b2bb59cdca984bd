import Fastify from 'fastify'
import t, { type Test } from 'tap'
import cognitoAuth from '../../dist/index.js'
import { bearer, logLines, signIn } from '../api.js'
import { startPool } from '../local-pool.js'
import { ADMINISTRATION } from './bodies.js'

/** Names of groups and users as path parameters. */

const ADA = { email: 'ada@example.com', password: 'Correct-horse-7', groups: ['admin'] }

async function start (t: Test, server: object = {}, routes: object = { admin: ADMINISTRATION }) {
  const cognito = await startPool(t, { users: [ADA] })
  const { lines, logger } = logLines()
  const app = Fastify({ logger, ...server })
  t.teardown(async () => {
    await app.close()
  })
  await app.register(cognitoAuth, {
    ...cognito.options,
    clock: cognito.clock,
    routes: { prefix: '/auth', rateLimit: false, ...routes }
  })
  await app.ready()
  const { accessToken } = await signIn(app as never, ADA)
  const send = (method: 'POST' | 'DELETE' | 'GET' | 'PUT', url: string, payload?: object) =>
    app.inject({
      method,
      url: `/auth/admin/${url}`,
      headers: bearer(accessToken),
      ...(payload !== undefined && { payload })
    })
  const warnings = () =>
    lines
      .map(line => JSON.parse(line))
      .filter(({ level, msg }) => level === 40 && msg === 'maxParamLength too short')
      .map(({ maxParamLength, required }) => ({ maxParamLength, required }))
  return { send, warnings }
}

const NAMES = [
  'a',
  'x'.repeat(100),
  '日'.repeat(12),
  '日'.repeat(100),
  'a/b',
  '/',
  '%',
  '%25',
  '%2F',
  'a%2Fb',
  '100%',
  '?',
  '#',
  'a;b',
  '\\',
  '...',
  'é',
  'e\u0301',
  '😀',
  '+',
  '&=',
  ':group',
  '*',
  '~'
]

t.test('a group with any valid name can be used and deleted', async t => {
  const { send } = await start(t)
  for (const name of NAMES) {
    const path = `groups/${encodeURIComponent(name)}`
    t.equal((await send('POST', 'groups', { name })).statusCode, 201, name)
    t.equal((await send('PUT', `${path}/members/${ADA.email}`)).statusCode, 204, name)
    t.equal((await send('GET', `${path}/members`)).json().users.length, 1, name)
    t.equal((await send('DELETE', path)).statusCode, 204, name)
  }
})

t.test('a name that no path can contain is rejected', async t => {
  const { send } = await start(t)
  for (const name of ['.', '..']) {
    t.match(
      (await send('POST', 'groups', { name })).json(),
      { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT', message: /^body\/name must not/ },
      name
    )
    t.match(
      (await send('POST', 'users', { username: name })).json(),
      { statusCode: 400, message: /^body\/username must not/ },
      name
    )
  }
})

t.test('with a longer maxParamLength, groups with the longest names are created and deleted', async t => {
  for (const server of [{ maxParamLength: 256 }, { routerOptions: { maxParamLength: 256 } }]) {
    const { send, warnings } = await start(t, server)
    t.strictSame(warnings(), [])
    for (const name of ['x'.repeat(128), '日'.repeat(128), '😀'.repeat(128)]) {
      t.equal((await send('POST', 'groups', { name })).statusCode, 201)
      t.equal((await send('DELETE', `groups/${encodeURIComponent(name)}`)).statusCode, 204)
    }
  }
})

t.test('startup warns if maxParamLength is too short, and says what to set', async t => {
  t.strictSame((await start(t)).warnings(), [{ maxParamLength: 100, required: 256 }])
  t.strictSame(
    (
      await start(t, { routerOptions: { maxParamLength: 128 } }, { admin: { groups: { groups: ['admin'] } } })
    ).warnings(),
    [{ maxParamLength: 128, required: 256 }]
  )
  t.strictSame((await start(t, { routerOptions: { maxParamLength: 2000 } })).warnings(), [])
  t.strictSame((await start(t, {}, {})).warnings(), [], 'without administration there are no such paths')
})
