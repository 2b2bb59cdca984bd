import t from 'tap'
import { awsIssuers, describePool, regionOf } from '../../dist/pool/pool.js'

t.test('the Region is read from the pool ID', async t => {
  t.equal(regionOf('eu-west-1_AbC123xyz'), 'eu-west-1')
  t.equal(regionOf('ap-southeast-2_x'), 'ap-southeast-2')
  t.equal(regionOf('us-gov-west-1_AbC123xyz'), 'us-gov-west-1')
})

t.test('an ID that AWS would not generate has no Region', async t => {
  for (const id of [
    'local_4jd8',
    'eu-west-1',
    'eu-west-1_',
    'eu-west-1_a-b',
    'eu-west_abc',
    'x eu-west-1_abc',
    'eu-west-1_abc/../other'
  ]) {
    t.equal(regionOf(id), null, id)
  }
})

t.test('a pool on AWS has two issuers', async t => {
  t.same(awsIssuers('eu-west-1', 'eu-west-1_a'), [
    'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a',
    'https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a'
  ])
})

t.test('the Regions of China have their own domain', async t => {
  t.match(describePool({ name: 'default', userPoolId: 'cn-north-1_a' }), {
    region: 'cn-north-1',
    issuers: [
      'https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_a',
      'https://issuer-cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_a'
    ],
    jwksUri: 'https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_a/.well-known/jwks.json'
  })
})

t.test('the key set of a pool on AWS is at its first issuer', async t => {
  t.equal(
    describePool({ name: 'default', userPoolId: 'eu-west-1_a' }).jwksUri,
    'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a/.well-known/jwks.json'
  )
})

t.test('a configured issuer is the only one, and the key set is at that issuer', async t => {
  t.match(describePool({ name: 'staff', userPoolId: 'eu-west-1_a', issuer: 'https://login.example/a' }), {
    name: 'staff',
    id: 'eu-west-1_a',
    region: 'eu-west-1',
    issuers: ['https://login.example/a'],
    jwksUri: 'https://login.example/a/.well-known/jwks.json'
  })
})

t.test('an issuer keeps its trailing slash, and the URL of its key set has no double slash', async t => {
  const { issuers, jwksUri } = describePool({
    name: 'default',
    userPoolId: 'local_a',
    issuer: 'https://login.example/'
  })
  t.same(issuers, ['https://login.example/'])
  t.equal(jwksUri, 'https://login.example/.well-known/jwks.json')
})

t.test('a configured jwksUri does not change the issuers', async t => {
  const { issuers, jwksUri } = describePool({
    name: 'default',
    userPoolId: 'eu-west-1_a',
    jwksUri: 'https://keys.example/jwks.json'
  })
  t.equal(jwksUri, 'https://keys.example/jwks.json')
  t.same(issuers, awsIssuers('eu-west-1', 'eu-west-1_a'))
})

t.test('an unknown pool without an issuer accepts no issuer', async t => {
  t.same(describePool({ name: 'default', userPoolId: 'local_a' }).issuers, [])
})

t.test('a pool is frozen', async t => {
  const pool = describePool({ name: 'default', userPoolId: 'eu-west-1_a' })
  t.equal(Object.isFrozen(pool) && Object.isFrozen(pool.issuers), true)
})
