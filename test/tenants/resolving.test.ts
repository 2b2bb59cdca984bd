import t from 'tap'
import { memoryRevocations } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { assertRefused } from '../verification/app.js'
import { optionsAt, pause, startKeyHost, json, until } from '../verification/key-host.js'
import { acme, both, build, foreign, globex } from './app.js'

const OTHER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Nobody'

t.test('each token is verified by the pool that its issuer resolves to', async t => {
  const { send, calls, app } = await build(t, { known: both() })
  t.match((await send(acme.signIn({ sub: 'jane' }))).json(), { id: 'jane', pool: 'acme' })
  t.match(
    (await send(globex.signIn())).json(),
    { pool: 'eu-west-1_Globex' },
    'the name defaults to userPoolId'
  )
  t.strictSame(calls, [acme.issuer, globex.issuer])
  t.match(await app.cognito.verify(acme.signIn()), { pool: 'acme' })
})

t.test('an issuer is resolved once, for any number of tokens, concurrent or later', async t => {
  const { status, calls } = await build(t, {
    resolve: async issuer => {
      await pause(50)
      return both().get(issuer) ?? null
    }
  })
  t.same(new Set(await Promise.all(Array.from({ length: 50 }, () => status(acme.signIn())))), new Set([200]))
  t.equal(await status(acme.signIn()), 200)
  t.same(new Set(await Promise.all(Array.from({ length: 50 }, () => status(foreign(OTHER))))), new Set([401]))
  t.equal(await status(foreign(OTHER)), 401)
  t.strictSame(calls, [acme.issuer, OTHER])
})

t.test('a pool has both AWS issuers with one call', async t => {
  const { status, calls } = await build(t, { known: both() })
  const second = acme.issuer.replace('//', '//issuer-')
  t.equal(await status(acme.signIn()), 200)
  t.equal(await status(acme.signIn({ claims: { iss: second } })), 200)
  t.strictSame(calls, [acme.issuer])
})

t.test('resolving both concurrently opens one pool', async t => {
  const host = await startKeyHost(t, json(acme.jwks))
  const second = acme.issuer.replace('//', '//issuer-')
  const waiting: ((known: unknown) => void)[] = []
  const resolve = () =>
    new Promise<unknown>(resolve => {
      if (waiting.push(resolve) === 2) for (const response of waiting) response(optionsAt(host, acme))
    })
  const { status, app, log } = await build(t, { resolve })
  t.strictSame(
    await Promise.all([status(acme.signIn()), status(acme.signIn({ claims: { iss: second } }))]),
    [200, 200]
  )
  t.strictSame(Object.keys(app.cognito.health()), ['eu-west-1_Acme'])
  t.equal(host.requests, 1)
  t.strictSame(log('userPools.resolve returned invalid options'), [])
})

t.test('resolve may return a value instead of a promise, and undefined instead of null', async t => {
  const { status } = await build(t, { resolve: issuer => both().get(issuer) })
  t.equal(await status(acme.signIn()), 200)
  t.equal(await status(foreign(OTHER)), 401)
})

t.test('a token is verified against its own pool: key, app client, token use', async t => {
  const built = await build(t, { known: both() })
  await assertRefused(
    t,
    built,
    acme.sign({
      ...JSON.parse(Buffer.from(globex.signIn().split('.')[1] as string, 'base64url').toString())
    }),
    'unknown-key'
  )
  t.match(await assertRefused(t, built, acme.signIn({ clientId: 'other' }), 'client'), {
    expected: acme.clientId,
    received: 'other'
  })
  t.match(await assertRefused(t, built, acme.idToken(), 'token-use'), { expected: 'access', received: 'id' })
  const either = await build(t, { known: new Map([[acme.issuer, { ...acme.options, tokenUse: null }]]) })
  t.equal(await either.status(acme.idToken()), 200)
})

t.test('an unknown issuer is rejected, and resolved again after the cooldown', async t => {
  const built = await build(t, { options: { jwksCache: { cooldown: 200 } } })
  const line = await assertRefused(t, built, acme.signIn(), 'issuer')
  t.match(line, { iss: acme.issuer.slice(0, 64), received: acme.issuer })
  built.known.set(acme.issuer, acme.options)
  t.equal(await built.status(acme.signIn()), 401, 'remembered')
  await until(async () => (await built.status(acme.signIn())) === 200)
  t.equal(built.calls.length, 2)
})

const notIssuers: Record<string, unknown> = {
  'no iss': undefined,
  null: null,
  'a list': [acme.issuer],
  'an object': { href: acme.issuer },
  'text that is not a URL': 'acme',
  'plain http': 'http://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Acme',
  'another protocol': 'file:///etc/passwd',
  'a username': 'https://user@cognito.example/a',
  'a username and a password': 'https://user:word@cognito.example/a',
  'a password alone': 'https://:word@cognito.example/a',
  'a query': 'https://cognito.example/a?b=c',
  'a fragment': 'https://cognito.example/a#b',
  'a space': 'https://cognito.example/a b',
  'a line break': 'https://cognito.example/a\nb',
  'a quote': 'https://cognito.example/"',
  'a host in capitals': 'https://COGNITO.example/a',
  'a default port': 'https://cognito.example:443/a',
  'a path with ..': 'https://cognito.example/a/../b',
  'more than 256 characters': `https://cognito.example/${'a'.repeat(233)}`,
  'an invalid URL': 'https://[/a'
}

for (const [label, iss] of Object.entries(notIssuers)) {
  t.test(`resolve is not called for an iss that is ${label}`, async t => {
    const built = await build(t, { known: both() })
    await assertRefused(t, built, acme.signIn({ claims: { iss } }), 'issuer')
    t.strictSame(built.calls, [])
  })
}

t.test('an issuer may have 256 characters, and no path', async t => {
  const host = 'https://cognito.example'
  for (const issuer of [`${host}/${'a'.repeat(232)}`, host, `${host}/`]) {
    const { status } = await build(t, { known: new Map([[issuer, { ...acme.options, issuer }]]) })
    t.equal(await status(foreign(issuer)), 200, issuer)
  }
})

t.test('resolve is not called for a malformed token', async t => {
  const { status, calls } = await build(t, { known: both() })
  for (const token of [
    'x.y.z',
    'a.b',
    acme.sign({ iss: acme.issuer }, { alg: 'none' }),
    acme.sign({ iss: acme.issuer }, { kid: undefined })
  ]) {
    t.equal(await status(token), 401)
  }
  t.strictSame(calls, [])
})

t.test('plain http is accepted for emulators, in development', async t => {
  const issuer = 'http://localhost:9229/local_Acme'
  const known = new Map([
    [issuer, { userPoolId: 'local_Acme', clientId: acme.clientId, issuer, jwks: acme.jwks }]
  ])
  const { status } = await build(t, { known })
  t.equal(await status(foreign(issuer)), 200)
  t.teardown(() => {
    process.env['NODE_ENV'] = 'test'
  })
  process.env['NODE_ENV'] = 'production'
  const production = await build(t, { known })
  t.equal(await production.status(foreign(issuer)), 401)
  t.strictSame(production.calls, [])
  const plain = await build(t, {
    known: new Map([
      [acme.issuer, { userPoolId: acme.userPoolId, clientId: 'a', jwksUri: 'http://localhost:1/jwks.json' }]
    ])
  })
  t.equal(await plain.status(acme.signIn()), 500)
  t.match(plain.log('userPools.resolve returned invalid options'), [
    { reason: /Plain http \(jwksUri\) is for development only/ }
  ])
})

const invalid: Record<string, [known: unknown, reason: RegExp]> = {
  'no clientId': [{ userPoolId: 'eu-west-1_Acme' }, /\n- options\.clientId must be the ID of an app client/],
  'two mistakes': [{ userPoolId: 'acme', clientId: 7 }, /\n- options\.userPoolId must[^]*\n- options\.clientId must/],
  'an unknown field': [
    { ...acme.options, clientID: 'a' },
    /\n- options\.clientID is not an option; did you mean clientId\?/
  ],
  'a region that contradicts': [
    { ...acme.options, region: 'us-east-1' },
    /\n- options\.region must be eu-west-1, .*; got "us-east-1"/
  ],
  'a pool that is not on AWS': [{ userPoolId: 'local_Acme', clientId: 'a' }, /\n- options\.userPoolId must be the ID of a pool on AWS.*; got "local_Acme"/],
  'a jwksUri that is not a URL': [
    { userPoolId: acme.userPoolId, clientId: 'a', jwksUri: 'keys' },
    /\n- options\.jwksUri must be a URL/
  ],
  'unusable keys': [
    { ...acme.options, jwks: { keys: [{}] } },
    /\n- options\.jwks must have a usable key/
  ],
  text: ['acme', /must be the options of a pool/],
  'a list': [[acme.options], /must be the options of a pool/],
  'a name with a space': [{ ...acme.options, name: 'a b' }, /\n- options\.name must be a name of at most 64 letters, digits/],
  'a value that cannot be copied': [{ ...acme.options, jwks: { keys: [() => {}] } }, /could not be cloned/]
}

for (const [label, [known, reason]] of Object.entries(invalid)) {
  t.test(
    `invalid options are a 500 and an error line, and are resolved again after the cooldown: ${label}`,
    async t => {
      const { send, status, log, calls } = await build(t, { resolve: async () => known })
      const response = await send(acme.signIn())
      t.match(response.json(), { statusCode: 500, code: 'FST_COGNITO_MISCONFIGURED' })
      t.equal(await status(acme.signIn()), 500)
      t.match(log('userPools.resolve returned invalid options'), [
        { level: 50, issuer: acme.issuer, reason }
      ])
      t.equal(calls.length, 1)
    }
  )
}

t.test('the pool of another issuer is an error line, and the token is rejected', async t => {
  const built = await build(t, { resolve: async () => acme.options })
  await assertRefused(t, built, globex.signIn(), 'issuer')
  await assertRefused(t, built, foreign(OTHER), 'issuer')
  t.match(built.calls, [globex.issuer, OTHER])
  built.lines.length = 0
  t.equal(await built.status(acme.signIn()), 200)
  t.equal(await built.status(foreign('https://evil.example/eu-west-1_Acme')), 401)
  t.match(built.log('userPools.resolve returned a pool of another issuer'), [
    { level: 50, issuer: 'https://evil.example/eu-west-1_Acme', received: [acme.issuer, String] }
  ])
})

t.test('of two pools with one name, the second is not used', async t => {
  const known = new Map([
    [acme.issuer, { name: 'a', ...acme.options }],
    [globex.issuer, { name: 'a', ...globex.options }]
  ])
  const { status, log } = await build(t, { known })
  t.equal(await status(acme.signIn()), 200)
  t.equal(await status(globex.signIn()), 500)
  t.equal(await status(acme.signIn()), 200)
  t.match(log('userPools.resolve returned invalid options'), [
    { reason: /- options\.name must be unique, and the pool of .*eu-west-1_Acme has it already; got "a"/ }
  ])
})

t.test('if resolve throws, rejects or hangs: 503 with Retry-After, and a bounded log line', async t => {
  const secret = Object.assign(new TypeError(`cannot connect ${'x'.repeat(500)}`), {
    code: 'ECONNREFUSED',
    config: { password: 'hunter2' }
  })
  const failures: [resolve: () => unknown, err: object][] = [
    [
      () => {
        throw secret
      },
      { name: 'TypeError', code: 'ECONNREFUSED', message: /^cannot connect x{185}\.\.\.$/ }
    ],
    [
      async () => {
        throw secret
      },
      { name: 'TypeError', code: 'ECONNREFUSED' }
    ],
    [
      async () => {
        throw 'down' // eslint-disable-line no-throw-literal
      },
      { name: 'string' }
    ],
    [
      async () => {
        throw Object.assign(new Error('down'), { code: 7 })
      },
      { name: 'Error', code: '7', message: 'down' }
    ],
    [() => new Promise(() => {}), { name: 'Error', message: 'no result within 100 ms' }]
  ]
  for (const [resolve, err] of failures) {
    const { send, log, lines } = await build(t, { resolve, more: { timeout: 100 } })
    const response = await send(acme.signIn())
    t.match(response.json(), { statusCode: 503, code: 'FST_COGNITO_POOLS_UNAVAILABLE' })
    t.match(response.headers, { 'retry-after': '5' })
    t.equal(response.headers['www-authenticate'], undefined)
    t.match(log('userPools.resolve failed'), [{ level: 50, issuer: acme.issuer, err }])
    t.notOk(lines.some(line => line.includes('hunter2')))
  }
})

t.test('after a failure an issuer is not resolved for a second', async t => {
  let down = true
  const { status, calls } = await build(t, {
    resolve: async issuer => {
      if (down) throw new Error('down')
      return both().get(issuer)
    }
  })
  for (let i = 0; i < 5; i++) t.equal(await status(acme.signIn()), 503)
  t.equal(calls.length, 1)
  down = false
  t.equal(await status(globex.signIn()), 200, 'others are resolved')
  await until(async () => (await status(acme.signIn())) === 200)
})

t.test('while resolve fails it is called a few times a second, under any load', async t => {
  const { status, calls } = await build(t, {
    resolve: async () => {
      throw new Error('down')
    }
  })
  const statuses = await Promise.all(
    Array.from({ length: 500 }, (_, i) => status(foreign(`https://issuer.example/${i}`)))
  )
  t.same(new Set(statuses), new Set([503]), 'never a 401: the token may be valid')
  t.ok(calls.length <= 60, `${calls.length} calls`)
})

t.test('after twenty consecutive failures resolve is not called for a second', async t => {
  let down = true
  const resolve = async (issuer: string) => {
    if (down) throw new Error('down')
    return both().get(issuer)
  }
  const { status, calls } = await build(t, { resolve })
  for (let i = 0; i < 20; i++) t.equal(await status(foreign(`https://issuer.example/${i}`)), 503)
  down = false
  t.equal(await status(acme.signIn()), 503)
  t.equal(calls.length, 20)
  await until(async () => (await status(acme.signIn())) === 200)
})

t.test('failures with a success between them are not consecutive', async t => {
  const resolve = async (issuer: string) => {
    if (issuer.endsWith('/down')) throw new Error('down')
    return both().get(issuer)
  }
  const { status } = await build(t, { resolve })
  const fail = async (i: number) => {
    t.equal(await status(foreign(`https://issuer.example/${i}/down`)), 503)
  }
  for (let i = 0; i < 19; i++) await fail(i)
  t.equal(await status(acme.signIn()), 200)
  await fail(19)
  t.equal(await status(globex.signIn()), 200)
})

t.test('a flood of random issuers is rejected, with at most twenty calls per cooldown', async t => {
  const { status, calls } = await build(t, { known: both() })
  t.equal(await status(acme.signIn()), 200)
  const statuses = await Promise.all(
    Array.from({ length: 2000 }, (_, i) => status(foreign(`https://issuer.example/${i}`)))
  )
  t.same(new Set(statuses), new Set([401]))
  t.ok(calls.length <= 40, `${calls.length} calls`)
  t.equal(await status(acme.signIn()), 200, 'pools in use still work')
})

t.test('a new pool is found again once the budget has recovered', async t => {
  const { status } = await build(t, { known: both(), options: { jwksCache: { cooldown: 300 } } })
  await Promise.all(Array.from({ length: 100 }, (_, i) => status(foreign(`https://issuer.example/${i}`))))
  await until(async () => (await status(globex.signIn())) === 200)
})

t.test('a cold start with a hundred pools: all are found, under any load', async t => {
  const issuers = Array.from({ length: 100 }, (_, i) => `https://issuer.example/eu-west-1_P${i}`)
  const known = new Map(
    issuers.map((issuer, i) => [
      issuer,
      { userPoolId: `eu-west-1_P${i}`, issuer, clientId: acme.clientId, jwks: acme.jwks }
    ])
  )
  const { status, calls, app } = await build(t, {
    resolve: async issuer => {
      await pause(5)
      return known.get(issuer) ?? null
    },
    more: { timeout: 20_000 }
  })
  t.same(new Set(await Promise.all(issuers.map(issuer => status(foreign(issuer))))), new Set([200]))
  t.equal(calls.length, 100)
  t.equal(Object.keys(app.cognito.health()).length, 100)
})

t.test('health and keys have the pools in use', async t => {
  const { app, status } = await build(t, { known: both(), options: { revocation: memoryRevocations() } })
  t.strictSame([app.cognito.health(), app.cognito.keys()], [{}, []])
  await status(acme.signIn())
  t.match(app.cognito.health(), { acme: { status: 'fresh', keys: 2, revocations: { status: 'local' } } })
  t.equal(app.cognito.keys().length, 2)
})

t.test('their key sets are fetched, refreshed and closed like any other', async t => {
  const host = await startKeyHost(t, json(acme.jwks))
  const { status, app } = await build(t, { known: new Map([[acme.issuer, optionsAt(host, acme)]]) })
  t.equal(await status(acme.signIn()), 200)
  t.equal(await status(acme.signIn()), 200)
  t.equal(host.requests, 1)
  t.equal(
    await status((await createTestPool({ userPoolId: acme.userPoolId })).sign({}, { kid: 'unknown' })),
    401
  )
  await app.close()
})

t.test('a revocation applies to every pool', async t => {
  const { app, status } = await build(t, { known: both(), options: { revocation: memoryRevocations() } })
  const token = acme.signIn({ sub: 'jane', claims: { auth_time: Math.floor(Date.now() / 1000) - 60 } })
  t.equal(await status(token), 200)
  await app.cognito.revoke({ user: 'jane' })
  t.equal(await status(token), 401)
  t.equal(await status(globex.signIn()), 200)
})

t.test('toUser adds its fields to users of any pool', async t => {
  const { send } = await build(t, {
    known: both(),
    options: { toUser: ({ pool }) => ({ tenant: `of ${pool}` }) }
  })
  t.match((await send(acme.signIn())).json(), { tenant: 'of acme' })
})

t.test('with verification disabled, pools are still resolved', async t => {
  const { status, send } = await build(t, {
    known: both(),
    options: { verification: 'disabled-for-development' }
  })
  const unsigned = `${acme.signIn().split('.').slice(0, 2).join('.')}.`
  t.match((await send(unsigned)).json(), { pool: 'acme' })
  t.match((await send(unsigned)).json(), { pool: 'acme' })
  t.equal(await status(foreign(OTHER)), 401)
})
