import { createHmac, createSign, generateKeyPairSync } from 'node:crypto'
import t, { type Test } from 'tap'
import { createTestLoadBalancer, createTestPool } from '../../dist/testing/index.js'
import { buildApp } from '../verification/app.js'
import { assertRejected, behindLoadBalancer, claimsOf, withData } from './app.js'

const SUB = '5c4ba2a8-1d9b-4b0c-8a43-6b8f7c4f9e21'
const user = { sub: SUB, username: 'ada', email: 'ada@example.com', name: 'Ada', groups: ['admin'] }

t.test('the user of a token with padding, and the groups of its access token', async t => {
  const { alb, pool, get } = await behindLoadBalancer(t)
  const headers = alb.headers({ ...user, scopes: ['openid', 'orders/read'] })
  const data = headers['x-amzn-oidc-data']
  t.match(data.split('.')[2], /^[\w-]{86}==$/, 'it has the form of a real one')
  const response = await get(headers)
  t.equal(response.statusCode, 200)
  const access = claimsOf(headers['x-amzn-oidc-accesstoken'] as string)
  t.strictSame(response.json(), {
    kind: 'user',
    username: 'ada',
    email: 'ada@example.com',
    name: 'Ada',
    authenticatedAt: (access['auth_time'] as number) * 1000,
    id: SUB,
    groups: ['admin'],
    scopes: ['openid', 'orders/read'],
    clientId: pool.clientId,
    pool: 'default',
    tokenUse: 'alb',
    sessionId: access['origin_jti'],
    expiresAt: pool.clock() + 120_000,
    claims: claimsOf(data),
    accessTokenClaims: access
  })
  t.equal(response.headers['cache-control'], 'private, no-store')
  t.equal(response.headers['vary'], 'cookie')
})

t.test('every length of the payload, and so every padding, is accepted', async t => {
  const { alb, get } = await behindLoadBalancer(t)
  const paddings = new Set<string>()
  for (const name of ['', 'x', 'xx', 'xxx', 'é']) {
    const headers = alb.headers({ sub: SUB }, { claims: { name }, header: { more: name } })
    for (const segment of headers['x-amzn-oidc-data'].split('.').slice(0, 2)) {
      paddings.add(/=*$/.exec(segment)?.[0] as string)
    }
    t.equal((await get(headers)).statusCode, 200)
  }
  t.strictSame([...paddings].sort(), ['', '=', '=='])
})

t.test('without an access token there are no groups, scopes or session', async t => {
  const { alb, get } = await behindLoadBalancer(t)
  const headers = alb.headers({ sub: SUB }, { accessToken: false, claims: { 'cognito:groups': ['admin'] } })
  const response = await get(headers)
  t.equal(response.statusCode, 200)
  t.match(response.json(), {
    id: SUB,
    groups: [],
    scopes: [],
    sessionId: null,
    authenticatedAt: null,
    accessTokenClaims: null
  })
})

t.test('the other headers are not credentials', async t => {
  const { alb, get } = await behindLoadBalancer(t)
  const { 'x-amzn-oidc-data': _data, ...others } = alb.headers({ sub: SUB })
  t.ok(others['x-amzn-oidc-accesstoken'])
  t.match((await get(others)).json(), { code: 'FST_COGNITO_NO_CREDENTIALS' })
})

t.test('without the option, the headers are ignored', async t => {
  const pool = await createTestPool()
  const alb = await createTestLoadBalancer(pool)
  t.teardown(alb.close)
  const { app } = await buildApp(t, pool.options)
  const response = await app.inject({ url: '/me', headers: alb.headers() })
  t.match(response.json(), { code: 'FST_COGNITO_NO_CREDENTIALS' })
  t.equal(response.headers['vary'], undefined)
  t.equal(alb.requests, 0)
})

const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:999999999999:loadbalancer/app/test/50dc6c495c0c9188'
const past = () => Math.floor(Date.now() / 1000) - 10

/** By what is wrong: parameters of the header, and what the log has. */
const HEADERS: Record<string, [object, Record<string, unknown>]> = {
  'the load balancer of another account': [{ signer: ARN }, { reason: 'signer', received: ARN }],
  'no signer': [{ signer: undefined }, { reason: 'signer', received: 'nothing' }],
  'a signer with more text': [{ signer: [ARN] }, { reason: 'signer', received: 'a list of 1' }],
  'another app client': [{ client: 'another' }, { reason: 'client', received: 'another' }],
  'no app client': [{ client: undefined }, { reason: 'client', received: 'nothing' }],
  'another issuer': [{ iss: 'https://evil.example' }, { reason: 'issuer', received: 'https://evil.example' }],
  'no issuer': [{ iss: undefined }, { reason: 'issuer', received: 'nothing' }],
  'an expired header': [{ exp: past() }, { reason: 'expired' }],
  'no exp in the header': [{ exp: undefined }, { reason: 'header', received: 'nothing' }],
  'a fraction as exp': [{ exp: past() + 1000.5 }, { reason: 'header' }],
  none: [{ alg: 'none' }, { reason: 'algorithm', expected: 'ES256', received: 'none' }],
  HS256: [{ alg: 'HS256' }, { reason: 'algorithm', received: 'HS256' }],
  RS256: [{ alg: 'RS256' }, { reason: 'algorithm', received: 'RS256' }],
  'a kid that is a path': [{ kid: '../../keys/x' }, { reason: 'header', received: '../../keys/x' }],
  'no kid': [{ kid: undefined }, { reason: 'header', received: 'nothing' }],
  'another typ': [{ typ: 'dpop+jwt' }, { reason: 'header', received: 'dpop+jwt' }],
  'a typ that is no text': [{ typ: 1 }, { reason: 'header', received: '1' }],
  crit: [{ crit: ['exp'] }, { reason: 'header', received: 'crit' }]
}

t.test('a header that is not as configured is rejected, and nothing is fetched', async t => {
  const behind = await behindLoadBalancer(t)
  for (const [name, [header, expected]] of Object.entries(HEADERS)) {
    await t.test(name, async t => {
      const headers = behind.alb.headers({ sub: SUB }, { header: { ...header } })
      await assertRejected(t, behind, headers, { ...expected, header: 'x-amzn-oidc-data' })
      t.equal(behind.alb.requests, 0)
    })
  }
})

t.test('typ may be missing', async t => {
  const { alb, get } = await behindLoadBalancer(t)
  t.equal((await get(alb.headers({ sub: SUB }, { header: { typ: undefined } }))).statusCode, 200)
})

/** By what is wrong: claims, and what the log has. */
const CLAIMS: Record<string, [object, Record<string, unknown>]> = {
  'an expired payload': [{ exp: past() }, { reason: 'expired' }],
  'no exp': [{ exp: undefined }, { reason: 'claims', claim: '/exp' }],
  'no sub': [{ sub: undefined }, { reason: 'claims', claim: '/sub' }],
  'no username': [{ username: undefined }, { reason: 'claims', claim: '/username' }],
  'another issuer': [{ iss: 'https://evil.example' }, { reason: 'issuer' }],
  'not valid yet': [{ nbf: past() + 1000 }, { reason: 'not-yet-valid' }],
  'a token of Cognito': [{ token_use: 'access' }, { reason: 'claims', claim: '/token_use' }],
  'another user than the access token': [{ sub: 'mallory' }, { reason: 'user' }]
}

t.test('claims that are not as expected are rejected', async t => {
  const behind = await behindLoadBalancer(t)
  for (const [name, [claims, expected]] of Object.entries(CLAIMS)) {
    await t.test(name, async t => {
      const headers = behind.alb.headers({ sub: SUB }, { claims: { ...claims } })
      await assertRejected(t, behind, headers, { ...expected, header: 'x-amzn-oidc-data' })
    })
  }
  t.equal((await behind.get(behind.alb.headers({ sub: SUB }))).statusCode, 200)
})

t.test('both times of expiry end the token, with the tolerance', async t => {
  const { alb, pool, get } = await behindLoadBalancer(t, { clockTolerance: 5 })
  const now = pool.clock() / 1000
  const shorter = alb.headers({ sub: SUB }, { header: { exp: now + 60 } })
  t.equal((await get(shorter)).json().expiresAt, (now + 60) * 1000)
  const headers = alb.headers({ sub: SUB })
  pool.advance(124)
  t.equal((await get(headers)).statusCode, 200)
  pool.advance(1)
  t.equal((await get(headers)).statusCode, 401)
})

t.test('signatures of another form or key are rejected', async t => {
  const behind = await behindLoadBalancer(t)
  const { alb } = behind
  const headers = alb.headers({ sub: SUB })
  const data = headers['x-amzn-oidc-data']
  const signed = data.slice(0, data.lastIndexOf('.'))
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const encode = (bytes: Buffer) => {
    const text = bytes.toString('base64url')
    return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
  }
  const sign = (dsaEncoding: 'der' | 'ieee-p1363', text = signed) =>
    `${text}.${encode(createSign('sha256').update(text).sign({ key: privateKey, dsaEncoding }))}`
  const rejected = (t: Test, data: string, expected: Record<string, unknown>) =>
    assertRejected(t, behind, withData(headers, data), expected)
  await t.test('another key', t => rejected(t, sign('ieee-p1363'), { reason: 'signature' }))
  await t.test('DER', t => rejected(t, sign('der'), { reason: 'malformed' }))
  await t.test('stripped padding', t => rejected(t, data.replaceAll('=', ''), { reason: 'malformed' }))
  await t.test('signed without the padding', t => {
    const text = signed.replaceAll('=', '')
    return rejected(t, `${text}.${data.slice(data.lastIndexOf('.') + 1)}`, { reason: /malformed|signature/ })
  })
  await t.test('HMAC with the public key', t => {
    const pem = publicKey.export({ format: 'pem', type: 'spki' })
    const header = encode(Buffer.from(JSON.stringify({ alg: 'HS256', kid: alb.kid })))
    const text = `${header}.${data.split('.')[1]}`
    const mac = encode(createHmac('sha256', pem).update(text).digest())
    return rejected(t, `${text}.${mac}`, { reason: 'malformed' })
  })
  await t.test('no signature', t => rejected(t, `${signed}.`, { reason: 'malformed' }))
  await t.test('zeros', t => rejected(t, `${signed}.${'A'.repeat(86)}==`, { reason: 'signature' }))
})

t.test('other forms are rejected', async t => {
  const behind = await behindLoadBalancer(t)
  const headers = behind.alb.headers({ sub: SUB })
  const data = headers['x-amzn-oidc-data']
  const [header = '', payload = '', signature = ''] = data.split('.')
  const b64 = (text: string) => Buffer.from(text).toString('base64')
  const forms: Record<string, string> = {
    'two segments': `${header}.${payload}`,
    'four segments': `${data}.${signature}`,
    'an empty payload': `${header}..${signature}`,
    'padding in front': `=${data}`,
    'more padding': `${data}=`,
    'another alphabet': `${header}.${payload}.${'+/'.repeat(43)}==`,
    'space at the end': `${data} x`,
    'unused bits': `${header}.${payload}.${signature.slice(0, -3)}B==`,
    'a header that is no JSON': `${b64('xyz')}.${payload}.${signature}`,
    'a header that is a list': `${b64('[1]xx'.slice(0, 3))}.${payload}.${signature}`,
    'a header that is null': `${b64('null  ')}.${payload}.${signature}`,
    'an access token': behind.pool.signIn({ sub: SUB })
  }
  for (const [name, form] of Object.entries(forms)) {
    await t.test(name, async t => {
      await assertRejected(t, behind, withData(headers, form), { reason: 'malformed' })
    })
  }
  t.equal(behind.alb.requests, 0)
})

t.test('claims of 11 KB fit, and more than 16,384 characters do not', async t => {
  const behind = await behindLoadBalancer(
    t,
    { maxTokenLength: 2048 },
    { server: { http: { maxHeaderSize: 65_536 } } }
  )
  const { alb, get } = behind
  const big = alb.headers({ sub: SUB }, { claims: { 'custom:text': 'x'.repeat(11 * 1024) } })
  t.equal((await get(big)).statusCode, 200)
  const tooBig = alb.headers({ sub: SUB }, { claims: { 'custom:text': 'x'.repeat(13 * 1024) } })
  await assertRejected(t, behind, tooBig, { reason: 'too-long', limit: 16_384 })
})

t.test('claims that are nested too deep are rejected', async t => {
  const behind = await behindLoadBalancer(t)
  let deep: object = {}
  for (let i = 0; i < 40; i++) deep = { deep }
  const headers = behind.alb.headers({ sub: SUB }, { claims: { deep } })
  await assertRejected(t, behind, headers, { reason: 'claims' })
})

t.test('the access token is verified like any other', async t => {
  const pool = await createTestPool({ clock: true })
  const clientId = [pool.clientId, 'another1example']
  const behind = await behindLoadBalancer(t, { clientId, tokenUse: null }, { pool })
  const other = await createTestPool()
  const headers = behind.alb.headers({ sub: SUB })
  const tokens: Record<string, [string, Record<string, unknown>]> = {
    'another user': [pool.signIn({ sub: 'mallory' }), { reason: 'user', header: 'x-amzn-oidc-data' }],
    'an expired one': [pool.expired({ sub: SUB }), { reason: 'expired' }],
    'another key': [other.signIn({ sub: SUB }), { reason: 'unknown-key' }],
    'another app client': [pool.signIn({ sub: SUB, clientId: 'another1example' }), { reason: 'client' }],
    'an ID token': [pool.idToken({ sub: SUB }), { reason: 'token-use' }],
    'a machine': [pool.machine({ claims: { sub: pool.clientId } }), { reason: 'token-use' }],
    'no token': ['x', { reason: 'malformed' }]
  }
  for (const [name, [token, expected]] of Object.entries(tokens)) {
    await t.test(name, async t => {
      const forged = { ...headers, 'x-amzn-oidc-accesstoken': token }
      await assertRejected(t, behind, forged, { header: 'x-amzn-oidc-accesstoken', ...expected })
    })
  }
})

t.test('headers that are repeated or empty are 400', async t => {
  const { alb, app, get } = await behindLoadBalancer(t)
  const headers = alb.headers({ sub: SUB })
  for (const name of ['x-amzn-oidc-data', 'x-amzn-oidc-accesstoken']) {
    const value = headers[name] as string
    for (const wrong of ['', `${value}, ${value}`, `, ${value}`]) {
      const response = await get({ ...headers, [name]: wrong })
      t.equal(response.statusCode, 400)
      t.equal(response.json().code, 'FST_COGNITO_MALFORMED_CREDENTIALS')
    }
  }
  const url = await app.listen()
  const { request } = await import('node:http')
  const status = await new Promise(resolve => {
    const raw = Object.entries(headers).flat()
    const twice = [...raw, 'x-amzn-oidc-data', headers['x-amzn-oidc-data'], 'host', 'localhost']
    request(`${url}/me`, { headers: twice }, response => {
      resolve(response.statusCode)
    }).end()
  })
  t.equal(status, 400, 'by Node.js itself')
})

t.test('a bearer token comes first', async t => {
  const { alb, pool, get, app } = await behindLoadBalancer(t)
  const headers = alb.headers({ sub: SUB })
  const both = { ...headers, ...pool.authorization({ sub: 'bearer' }) }
  t.match((await get(both)).json(), { id: 'bearer', tokenUse: 'access' })
  t.equal(alb.requests, 0)
  t.equal((await get({ ...headers, authorization: 'Bearer x' })).statusCode, 401, 'also an invalid one')
  t.equal((await get({ ...headers, authorization: 'Basic YTpi' })).statusCode, 200, 'not another scheme')
  t.equal((await app.inject({ url: '/me', headers: pool.authorization() })).headers['vary'], undefined)
})

t.test('several load balancers, and pools with load balancers of their own', async t => {
  const [staff, customers] = await Promise.all([
    createTestPool({ userPoolId: 'eu-west-1_Staff' }),
    createTestPool({ userPoolId: 'eu-west-1_Customers' })
  ])
  const [one, two, third] = await Promise.all([
    createTestLoadBalancer(staff),
    createTestLoadBalancer(customers, { arn: ARN }),
    createTestLoadBalancer(customers)
  ])
  for (const alb of [one, two, third]) t.teardown(alb.close)
  const { app } = await buildApp(t, {
    userPools: {
      staff: { ...staff.options, alb: one.options },
      customers: { ...customers.options, alb: { ...two.options, arn: [ARN, third.options.arn] } }
    }
  })
  app.get('/staff', { preHandler: app.requireUser({ pool: 'staff' }) }, async () => 'in')
  const get = async (url: string, headers: Record<string, string>) => app.inject({ url, headers })
  t.match((await get('/me', one.headers())).json(), { pool: 'staff', clientId: staff.clientId })
  t.match((await get('/me', two.headers())).json(), { pool: 'customers' })
  t.equal((await get('/staff', one.headers())).statusCode, 200)
  t.equal((await get('/staff', two.headers())).statusCode, 401)
  const mixed = one.headers({}, { header: { signer: ARN } })
  t.equal((await get('/me', mixed)).statusCode, 401, 'the load balancer of the other pool')
  const foreign = { ...two.headers({ sub: SUB }), 'x-amzn-oidc-accesstoken': staff.signIn({ sub: SUB }) }
  t.equal((await get('/me', foreign)).statusCode, 401, 'the access token of the other pool')
})
