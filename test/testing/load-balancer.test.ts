import { createPublicKey, verify } from 'node:crypto'
import t from 'tap'
import { createTestLoadBalancer, createTestPool } from '../../dist/testing/index.js'

process.env['NODE_ENV'] = 'test'

t.test('its headers have the form of an Application Load Balancer', async t => {
  const pool = await createTestPool()
  const alb = await createTestLoadBalancer(pool)
  t.teardown(alb.close)
  const headers = alb.headers({ sub: 'ada', name: 'Ada' })
  t.strictSame(Object.keys(headers).sort(), [
    'sec-fetch-site',
    'x-amzn-oidc-accesstoken',
    'x-amzn-oidc-data',
    'x-amzn-oidc-identity'
  ])
  t.equal(headers['x-amzn-oidc-identity'], 'ada')
  const [header = '', payload = '', signature = ''] = headers['x-amzn-oidc-data'].split('.')
  const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
  t.match(decode(header), {
    typ: 'JWT',
    alg: 'ES256',
    kid: alb.kid,
    iss: pool.issuer,
    client: pool.clientId,
    signer: alb.options.arn
  })
  const claims = { sub: 'ada', username: 'ada', name: 'Ada', email_verified: 'true', iss: pool.issuer }
  t.match(decode(payload), claims)
  const key = createPublicKey(await (await fetch(`${alb.options.keys}/${alb.kid}`)).text())
  const bytes = Buffer.from(signature, 'base64url')
  t.ok(verify('sha256', Buffer.from(`${header}.${payload}`), { key, dsaEncoding: 'ieee-p1363' }, bytes))
  t.equal(alb.requests, 1)
  t.equal((await fetch(`${alb.options.keys}/another`)).status, 404)
})

t.test('the sub is a new one each time, and the same in each header', async t => {
  const alb = await createTestLoadBalancer(await createTestPool())
  t.teardown(alb.close)
  const [one, two] = [alb.headers(), alb.headers()]
  t.not(one['x-amzn-oidc-identity'], two['x-amzn-oidc-identity'])
  const access = one['x-amzn-oidc-accesstoken'] as string
  const { sub } = JSON.parse(Buffer.from(access.split('.')[1] as string, 'base64url').toString())
  t.equal(sub, one['x-amzn-oidc-identity'])
})

t.test('options are checked, and it can be closed', async t => {
  const pool = await createTestPool()
  await t.rejects(createTestLoadBalancer(pool, { arn: 'x' }), {
    code: 'FST_COGNITO_INVALID_OPTIONS',
    message: /options\.arn must be the ARN/
  })
  const alb = await createTestLoadBalancer(pool, { clientId: 'another1example' })
  t.equal(alb.options.clientId, 'another1example')
  await alb.outage('error')
  t.equal((await fetch(`${alb.options.keys}/another`)).status, 500, 'also of an unknown key')
  await alb.close()
  await alb.close()
  await t.rejects(alb.outage('error'), { message: /is closed/ })
})
