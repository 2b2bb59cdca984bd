import t from 'tap'
import { json, optionsAt, pause, startKeyHost, until } from '../verification/key-host.js'
import { acme, both, build, foreign, globex } from './app.js'

t.test(
  'the least recently used pool is evicted, with its verified tokens, when there are too many',
  async t => {
    const { app, status, calls, known } = await build(t, { known: both(), more: { max: 1 } })
    const token = acme.signIn()
    t.equal(await status(token), 200)
    t.equal(await status(globex.signIn()), 200)
    t.strictSame(Object.keys(app.cognito.health()), ['eu-west-1_Globex'])
    known.delete(acme.issuer)
    t.equal(await status(token), 401, 'though it was verified before')
    t.strictSame(calls, [acme.issuer, globex.issuer, acme.issuer])
  }
)

t.test('use keeps a pool', async t => {
  const third = 'https://issuer.example/third'
  const known = both().set(third, { ...acme.options, issuer: third, name: 'third' })
  const { app, status } = await build(t, { known, more: { max: 2 } })
  for (const token of [acme.signIn(), globex.signIn(), acme.signIn(), foreign(third)]) {
    t.equal(await status(token), 200)
  }
  t.same(new Set(Object.keys(app.cognito.health())), new Set(['acme', 'third']))
})

t.test(
  'options are refreshed in the background before the ttl ends: an unchanged pool stays, with its ' +
    'verified tokens',
  async t => {
    const { app, status, calls } = await build(t, { known: both(), more: { ttl: 1000 } })
    const token = acme.signIn()
    t.equal(await status(token), 200)
    const [key] = app.cognito.keys()
    await until(async () => (await status(token)) === 200 && calls.length >= 3)
    t.equal(app.cognito.keys()[0], key, 'the same key set object')
  }
)

t.test('a removed pool is rejected within the ttl, including verified tokens', async t => {
  const { status, known, app } = await build(t, { known: both(), more: { ttl: 1000 } })
  const token = acme.signIn()
  t.equal(await status(token), 200)
  known.delete(acme.issuer)
  const startedAt = Date.now()
  await until(async () => (await status(token)) === 401)
  t.ok(Date.now() - startedAt < 5000)
  t.equal(await status(token), 401)
  t.strictSame(Object.keys(app.cognito.health()), [])
})

t.test('changed options take effect within the ttl', async t => {
  const { send, status, known, app } = await build(t, { known: both(), more: { ttl: 1000 } })
  const token = acme.signIn()
  t.match((await send(token)).json(), { pool: 'acme' })
  known.set(acme.issuer, { ...acme.options, name: 'renamed', clientId: [acme.clientId, 'more'] })
  await until(async () => (await send(token)).json().pool === 'renamed')
  t.strictSame(Object.keys(app.cognito.health()), ['renamed'])
  t.equal(await status(acme.signIn({ clientId: 'more' })), 200)
  known.set(acme.issuer, { ...acme.options, clientId: 'more' })
  await until(async () => (await status(token)) === 401)
})

t.test('a result for a pool that was evicted in the meantime is ignored', async t => {
  const known = both()
  const waiting: (() => void)[] = []
  let isSlow = false
  const resolve = async (issuer: string) => {
    if (isSlow && issuer === acme.issuer) {
      await new Promise<void>(_resolve => {
        waiting.push(_resolve)
      })
    }
    return known.get(issuer) ?? null
  }
  const { app, status } = await build(t, { resolve, more: { max: 1, ttl: 4000, timeout: 60_000 } })
  const token = acme.signIn()
  t.equal(await status(token), 200)
  isSlow = true
  await until(async () => (await status(token)) === 200 && waiting.length === 1)
  t.equal(await status(globex.signIn()), 200, 'which evicts the other')
  waiting[0]?.()
  await pause(50)
  t.strictSame(Object.keys(app.cognito.health()), ['eu-west-1_Globex'])
})

t.test('changing a returned object later has no effect', async t => {
  const options = { ...acme.options, clientId: [acme.clientId] }
  const { status } = await build(t, { resolve: async () => options, more: { ttl: 1000 } })
  t.equal(await status(acme.signIn()), 200)
  options.clientId.push('more')
  await until(async () => (await status(acme.signIn({ clientId: 'more' }))) === 200)
})

t.test('a pool unused beyond its ttl is resolved before it is used again', async t => {
  const { status, known, calls } = await build(t, { known: both(), more: { ttl: 1000 } })
  const token = acme.signIn()
  t.equal(await status(token), 200)
  known.delete(acme.issuer)
  await pause(1100)
  t.equal(await status(token), 401)
  t.equal(calls.length, 2)
})

t.test('while resolve fails, pools in use remain valid, and resolving is retried', async t => {
  let down = false
  const { status, log, calls } = await build(t, {
    resolve: async issuer => {
      if (down) throw new Error('down')
      return both().get(issuer)
    },
    more: { ttl: 1000 },
    options: { jwksCache: { cooldown: 100 } }
  })
  const token = acme.signIn()
  t.equal(await status(token), 200)
  down = true
  await pause(1100)
  t.equal(await status(token), 200)
  t.equal(await status(globex.signIn()), 503, 'an unused pool does not')
  t.match(log('userPools.resolve failed')[0], { issuer: acme.issuer })
  const before = calls.length
  down = false
  await until(async () => (await status(token)) === 200 && calls.length > before)
  t.equal(await status(token), 200)
})

t.test('while resolve fails, pools remain valid until staleFor: then 503', async t => {
  let down = false
  const { status, send } = await build(t, {
    resolve: async issuer => {
      if (down) throw new Error('down')
      return both().get(issuer)
    },
    more: { ttl: 1000 },
    options: { jwksCache: { staleFor: 0 } }
  })
  const token = acme.signIn()
  t.equal(await status(token), 200)
  down = true
  await pause(1100)
  t.match((await send(token)).json(), { statusCode: 503, code: 'FST_COGNITO_POOLS_UNAVAILABLE' })
  t.equal(await status(token), 503)
  down = false
  await until(async () => (await status(token)) === 200)
})

t.test('invalid new options are an error in the log, and the pool keeps its old ones', async t => {
  const { status, known, log } = await build(t, { known: both(), more: { ttl: 1000 } })
  const token = acme.signIn()
  t.equal(await status(token), 200)
  known.set(acme.issuer, { userPoolId: acme.userPoolId })
  await until(
    async () =>
      (await status(token)) === 200 &&
      log('userPools.resolve returned invalid options').length > 0
  )
  t.equal(await status(token), 200)
})

t.test('a pool that is evicted while it is being resolved stays evicted', async t => {
  let slow = false
  const { status, app } = await build(t, {
    resolve: async issuer => {
      if (slow) await pause(300)
      return both().get(issuer)
    },
    more: { ttl: 1000, max: 1 }
  })
  const token = acme.signIn()
  t.equal(await status(token), 200)
  await pause(800)
  slow = true
  t.equal(await status(token), 200, 'resolving starts')
  t.equal(await status(globex.signIn()), 200, 'and the other pool evicts it')
  await pause(400)
  t.strictSame(Object.keys(app.cognito.health()), ['eu-west-1_Globex'])
})

t.test('it stays evicted if resolving fails, and so do its verified tokens', async t => {
  let down = false
  const resolve = async (issuer: string) => {
    if (!down) return both().get(issuer)
    if (issuer === globex.issuer) return globex.options
    await pause(300)
    throw new Error('down')
  }
  const { status, app, log } = await build(t, { resolve, more: { ttl: 1000, max: 1 } })
  const token = acme.signIn()
  t.equal(await status(token), 200)
  await pause(800)
  down = true
  t.equal(await status(token), 200, 'resolving starts')
  t.equal(await status(globex.signIn()), 200, 'and the other pool evicts it')
  await until(() => log('userPools.resolve failed').length === 1)
  await pause(20)
  t.equal(await status(token), 503, 'though it was verified before')
  t.strictSame(Object.keys(app.cognito.health()), ['eu-west-1_Globex'])
})

t.test('a pool cannot take over an issuer that another pool in use has', async t => {
  const second = acme.issuer.replace('//', '//issuer-')
  const known = new Map<string, unknown>([
    [acme.issuer, { name: 'one', ...acme.options, issuer: acme.issuer }],
    [second, { name: 'both', ...acme.options }],
    [globex.issuer, globex.options]
  ])
  const { send, calls } = await build(t, { known, more: { max: 2 } })
  const poolOf = async (token: string) => (await send(token)).json().pool
  t.equal(await poolOf(acme.signIn()), 'one')
  t.equal(await poolOf(foreign(second)), 'both')
  t.equal(await poolOf(acme.signIn()), 'one')
  t.equal(await poolOf(globex.signIn()), 'eu-west-1_Globex', 'evicting the other')
  t.equal(await poolOf(acme.signIn()), 'one')
  t.strictSame(calls, [acme.issuer, second, globex.issuer])
})

t.test('the keys of an evicted pool are no longer fetched', async t => {
  const host = await startKeyHost(t, json(acme.jwks))
  const known = both().set(acme.issuer, optionsAt(host, acme))
  const { status } = await build(t, { known, more: { max: 1 }, options: { jwksCache: { maxAge: 1000 } } })
  t.equal(await status(acme.signIn()), 200)
  await until(() => host.requests === 2)
  t.equal(await status(globex.signIn()), 200)
  await pause(1000)
  t.equal(host.requests, 2)
})

t.test('closing the application closes its pools, including one that is being opened', async t => {
  let response: (known: unknown) => void = () => {}
  const built = await build(t, {
    resolve: issuer =>
      issuer === acme.issuer
        ? acme.options
        : new Promise(resolve => {
          response = resolve
        })
  })
  t.equal(await built.status(acme.signIn()), 200)
  const waiting = built.app.cognito.verify(globex.signIn())
  await until(() => built.calls.length === 2)
  const ended = t.rejects(waiting, { code: 'FST_COGNITO_POOLS_UNAVAILABLE' })
  await built.app.close()
  response(globex.options)
  await ended
  t.strictSame(built.app.cognito.health(), {})
  await t.rejects(built.app.cognito.verify(acme.signIn()), { code: 'FST_COGNITO_POOLS_UNAVAILABLE' })
  t.equal(built.calls.length, 2, 'resolve is no longer called')
  t.strictSame(built.log('userPools.resolve returned invalid options'), [])
})
