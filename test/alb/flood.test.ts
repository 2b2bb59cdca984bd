import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { pause, until } from '../verification/key-host.js'
import { assertRejected, behindLoadBalancer, type Behind } from './app.js'

/** Requests with random key IDs, with the access token of a user or without one. */
async function flood ({ alb, get }: Behind, count: number, sub?: (i: number) => string) {
  const statuses = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const user = sub === undefined ? {} : { sub: sub(i) }
      const forward = { accessToken: sub !== undefined, header: { kid: randomUUID() } }
      return (await get(alb.headers(user, forward))).statusCode
    })
  )
  return [...new Set(statuses)]
}

t.test('random key IDs cost a bounded number of fetches', async t => {
  const behind = await behindLoadBalancer(t, { jwksCache: { cooldown: 3_600_000 } })
  t.strictSame(await flood(behind, 300), [401])
  t.equal(behind.alb.requests, 4, 'without an access token')
  t.strictSame(await flood(behind, 300, () => 'mallory'), [401])
  t.equal(behind.alb.requests, 8, 'of one user')
  t.strictSame(await flood(behind, 300, i => `mallory-${i}`), [401])
  t.equal(behind.alb.requests, 4 + 32, 'of any number of users')
})

t.test('a flood without access tokens, or of one user, does not delay a new key', async t => {
  const behind = await behindLoadBalancer(t, { jwksCache: { cooldown: 3_600_000 } })
  const { alb, get } = behind
  await flood(behind, 100)
  await flood(behind, 100, () => 'mallory')
  t.equal((await get(alb.headers({ sub: 'ada' }))).statusCode, 200)
  alb.rotateKey()
  t.equal((await get(alb.headers({ sub: 'ada' }))).statusCode, 200)
})

t.test('keys that verify a token are not counted', async t => {
  const { alb, get } = await behindLoadBalancer(t)
  for (let i = 0; i < 50; i++) {
    alb.rotateKey()
    t.equal((await get(alb.headers({ sub: 'ada' }, { accessToken: i % 2 === 0 }))).statusCode, 200)
  }
  t.equal(alb.requests, 50)
})

t.test('a flood of many users delays a new key for a part of the cooldown', async t => {
  const behind = await behindLoadBalancer(t, { jwksCache: { cooldown: 3200 } })
  await flood(behind, 200, i => `mallory-${i}`)
  await until(async () => (await behind.get(behind.alb.headers({ sub: 'ada' }))).statusCode === 200)
})

t.test('the keys of other customers at the same URL are counted, and replace no key', async t => {
  const behind = await behindLoadBalancer(t, { jwksCache: { cooldown: 3_600_000 } })
  const { alb, get } = behind
  const first = alb.headers({ sub: 'ada' })
  t.equal((await get(first)).statusCode, 200)
  const kids: string[] = []
  for (let i = 0; i < 100; i++) {
    alb.rotateKey()
    kids.push(alb.kid)
  }
  alb.rotateKey()
  for (const kid of kids) {
    const headers = alb.headers({ sub: 'mallory' }, { accessToken: false, header: { kid } })
    t.equal((await get(headers)).statusCode, 401)
  }
  t.equal(alb.requests, 5)
  await alb.outage('refused')
  t.equal((await get(first)).statusCode, 200, 'the key is still loaded')
})

t.test('at most 16 keys are kept', async t => {
  const { alb, get } = await behindLoadBalancer(t)
  const first = alb.headers({ sub: 'ada' })
  t.equal((await get(first)).statusCode, 200)
  const rotate = async (count: number) => {
    for (let i = 0; i < count; i++) {
      alb.rotateKey()
      await get(alb.headers({ sub: 'ada' }))
      await get(first)
    }
  }
  await rotate(20)
  t.equal(alb.requests, 21, 'a key that is used stays')
  alb.rotateKey()
  for (let i = 0; i < 16; i++) {
    alb.rotateKey()
    await get(alb.headers({ sub: 'ada' }))
  }
  await get(first)
  t.equal(alb.requests, 21 + 16 + 1)
})

t.test('a key is fetched again after maxAge and staleFor', async t => {
  const { alb, get } = await behindLoadBalancer(t, { jwksCache: { maxAge: 1000, staleFor: 0 } })
  const headers = alb.headers({ sub: 'ada' })
  t.equal((await get(headers)).statusCode, 200)
  t.equal((await get(headers)).statusCode, 200)
  t.equal(alb.requests, 1)
  await pause(1100)
  t.equal((await get(headers)).statusCode, 200)
  t.equal(alb.requests, 2)
})

t.test('concurrent requests share one fetch', async t => {
  const { alb, get } = await behindLoadBalancer(t)
  const headers = alb.headers({ sub: 'ada' })
  const responses = await Promise.all(Array.from({ length: 50 }, () => get(headers)))
  t.ok(responses.every(({ statusCode }) => statusCode === 200))
  t.equal(alb.requests, 1)
})

t.test('an unknown key is not fetched again within the cooldown', async t => {
  const behind = await behindLoadBalancer(t)
  const headers = behind.alb.headers({ sub: 'ada' }, { header: { kid: randomUUID() } })
  for (let i = 0; i < 3; i++) await assertRejected(t, behind, headers, { reason: 'unknown-key' })
  t.equal(behind.alb.requests, 1)
})

const OUTAGES = ['refused', 'hung', 'error', 'html', 'empty', 'cut-off', 'redirect', 'too-large'] as const

for (const outage of OUTAGES) {
  t.test(`${outage}: 503 while it lasts, few fetches, and recovery`, async t => {
    const timeout = outage === 'hung' ? 300 : 20_000
    const behind = await behindLoadBalancer(t, { jwksCache: { timeout } })
    const { alb, get, log } = behind
    const loaded = alb.headers({ sub: 'ada' })
    t.equal((await get(loaded)).statusCode, 200)
    await alb.outage(outage)
    alb.rotateKey()
    const headers = alb.headers({ sub: 'ada' })
    const response = await get(headers)
    t.equal(response.statusCode, 503)
    t.equal(response.json().code, 'FST_COGNITO_KEYS_UNAVAILABLE')
    t.equal(response.headers['retry-after'], '5')
    const { requests } = alb
    t.strictSame(await flood(behind, 50, i => `u${i}`), [503])
    t.ok(alb.requests <= requests + 1, 'a flood is not fetched')
    t.equal((await get(loaded)).statusCode, 200, 'with a key that is loaded')
    t.equal(log('load balancer keys unavailable').length, 1)
    await alb.restore()
    await until(async () => (await get(headers)).statusCode === 200)
    t.equal(log('load balancer keys recovered').length, 1)
  })
}

/** A key endpoint with this response. */
async function respondingWith (t: Test, body: string, status = 200) {
  const server = createServer((_request, response) => {
    response.writeHead(status).end(body)
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const pem = (type: 'ec' | 'rsa', options: object) =>
  generateKeyPairSync(type as 'ec', options as { namedCurve: string })
    .publicKey.export({ format: 'pem', type: 'spki' })
    .toString()

t.test('only a public key of P-256 is a key', async t => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const bodies: Record<string, [string, RegExp]> = {
    'P-384': [pem('ec', { namedCurve: 'P-384' }), /not of P-256/],
    RSA: [pem('rsa', { modulusLength: 2048 }), /not of P-256/],
    'a private key': [
      privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      /not return a public key/
    ],
    'two keys': [pem('ec', { namedCurve: 'P-256' }).repeat(2), /not return a public key/],
    'no key inside': ['-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----', /.+/]
  }
  const pool = await createTestPool()
  for (const [name, [body, reason]] of Object.entries(bodies)) {
    await t.test(name, async t => {
      const alb = { arn: ARN, clientId: pool.clientId, keys: await respondingWith(t, body) }
      const behind = await behindLoadBalancer(t, { alb }, { pool, balancer: { arn: ARN } })
      t.equal((await behind.get(behind.alb.headers())).statusCode, 503)
      t.match(behind.log('load balancer keys unavailable'), [{ pool: 'default', reason }])
    })
  }
})

const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/other/50dc6c495c0c9188'

t.test('the status of a key that does not exist is 404, or 403 in GovCloud', async t => {
  const pool = await createTestPool()
  for (const [status, expected] of [[403, 401], [404, 401], [410, 401], [429, 503], [500, 503]] as const) {
    const alb = { arn: ARN, clientId: pool.clientId, keys: await respondingWith(t, '', status) }
    const behind = await behindLoadBalancer(t, { alb }, { pool, balancer: { arn: ARN } })
    t.equal((await behind.get(behind.alb.headers())).statusCode, expected)
  }
})

t.test('closing the application ends a pending fetch', async t => {
  const { alb, app, get, log } = await behindLoadBalancer(t, { jwksCache: { timeout: 60_000 } })
  await alb.outage('hung')
  const pending = get(alb.headers())
  await until(() => alb.requests === 1)
  await app.close()
  t.equal((await pending).statusCode, 503)
  t.strictSame(log('load balancer keys unavailable'), [])
})
