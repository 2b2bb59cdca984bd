import t from 'tap'
import type { CognitoAuthOptions } from '../../dist/index.js'
import { settingsFrom } from '../../dist/options/settings.js'

process.env['NODE_ENV'] = 'test'

const clientId = '1h57kf5cpq17m0eml12example'
const arnIn = (region: string, partition = 'aws') =>
  `arn:${partition}:elasticloadbalancing:${region}:123456789012:loadbalancer/app/my-app/50dc6c495c0c9188`

const withAlb = (alb: object, others: object = {}) =>
  ({
    userPoolId: 'eu-west-1_AbC123xyz',
    clientId,
    alb: { arn: arnIn('eu-west-1'), clientId, ...alb },
    ...others
  }) as unknown as CognitoAuthOptions

async function urlsOf (alb: object) {
  const { pools } = await settingsFrom(withAlb(alb))
  return [...(pools[0]?.alb?.keyUrls.values() ?? [])]
}

t.test('the URL of keys is that of the Region', async t => {
  t.strictSame(await urlsOf({}), ['https://public-keys.auth.elb.eu-west-1.amazonaws.com'])
  t.strictSame(await urlsOf({ arn: [arnIn('us-east-2'), arnIn('us-gov-west-1', 'aws-us-gov')] }), [
    'https://public-keys.auth.elb.us-east-2.amazonaws.com',
    'https://s3-us-gov-west-1.amazonaws.com/aws-elb-public-keys-prod-us-gov-west-1'
  ])
  t.strictSame(await urlsOf({ arn: arnIn('us-gov-east-1', 'aws-us-gov') }), [
    'https://s3-us-gov-east-1.amazonaws.com/aws-elb-public-keys-prod-us-gov-east-1'
  ])
  t.strictSame(await urlsOf({ arn: arnIn('cn-north-1', 'aws-cn'), keys: 'https://keys.example.com.cn/elb/' }), [
    'https://keys.example.com.cn/elb'
  ])
})

t.test('without the option there are no settings', async t => {
  t.equal((await settingsFrom(withAlb({}, { alb: undefined }))).pools[0]?.alb, null)
})

const WRONG: [string, object, RegExp][] = [
  ['no ARN', { arn: undefined }, /options\.alb\.arn must be the ARN of an Application Load Balancer, such as arn/],
  ['no list', { arn: [] }, /options\.alb\.arn must be/],
  ['a listener', { arn: arnIn('eu-west-1').replace('loadbalancer/', 'listener/') }, /options\.alb\.arn must be/],
  ['a Network Load Balancer', { arn: arnIn('eu-west-1').replace('/app/', '/net/') }, /options\.alb\.arn must be/],
  ['more text', { arn: `${arnIn('eu-west-1')}/x` }, /options\.alb\.arn must be/],
  ['another partition', { arn: arnIn('eu-west-1', 'aws-iso') }, /options\.alb\.arn must be/],
  ['China without its partition', { arn: arnIn('cn-north-1') }, /alb\.arn must have a Region of its partition; got/],
  ['a partition of another Region', { arn: arnIn('eu-west-1', 'aws-us-gov') }, /must have a Region of its partition/],
  ['China without keys', { arn: arnIn('cn-north-1', 'aws-cn') }, /alb\.keys must be the URL of the public keys/],
  ['no app client', { clientId: undefined }, /options\.alb\.clientId must be the ID of an app client/],
  ['another app client', { clientId: 'other' }, /alb\.clientId must be in clientId, since .* got "other"/],
  ['no URL', { keys: 'keys' }, /options\.alb\.keys must be a URL that starts with https/],
  ['plain http', { keys: 'http://keys.example.com' }, /options\.alb\.keys must start with https/],
  ['a password', { keys: 'https://a:b@keys.example.com' }, /alb\.keys must not contain a username/],
  ['a query', { keys: 'https://keys.example.com/?a=b' }, /alb\.keys must not contain a query/],
  ['another option', { issuer: 'x' }, /options\.alb\.issuer is not an option/]
]

t.test('errors name the option', async t => {
  for (const [name, alb, message] of WRONG) {
    await t.rejects(settingsFrom(withAlb(alb)), { code: 'FST_COGNITO_INVALID_OPTIONS', message }, name)
  }
  t.ok(await settingsFrom(withAlb({ clientId: 'other' }, { clientId: null })), 'any app client of the pool')
  t.ok(await settingsFrom(withAlb({ clientId: 'other' }, { clientId: [clientId, 'other'] })))
})

t.test('in several pools, errors have the path', async t => {
  const { alb, ...pool } = withAlb({ clientId: 'other' }) as unknown as { alb: object }
  await t.rejects(settingsFrom({ userPools: { staff: { ...pool, alb } } } as unknown as CognitoAuthOptions), {
    message: /options\.userPools\.staff\.alb\.clientId must be in userPools\.staff\.clientId/
  })
  const resolved = { userPools: { resolve: () => null }, alb } as unknown as CognitoAuthOptions
  await t.rejects(settingsFrom(resolved), { message: /options\.alb is not an option/ })
})

t.test('plain http is for development', async t => {
  const options = withAlb({ keys: 'http://127.0.0.1:9' })
  t.match((await settingsFrom(options)).developmentOnly, [/Plain http \(alb\.keys\)/])
  process.env['NODE_ENV'] = 'production'
  t.teardown(() => {
    process.env['NODE_ENV'] = 'test'
  })
  await t.rejects(settingsFrom(options), { code: 'FST_COGNITO_DEVELOPMENT_ONLY' })
})

t.test('trustedOrigins can be combined with it', async t => {
  const trustedOrigins = ['https://admin.example.com']
  t.ok((await settingsFrom(withAlb({}, { trustedOrigins }))).trustedOrigins.has('https://admin.example.com'))
  await t.rejects(settingsFrom(withAlb({}, { trustedOrigins, alb: undefined })), {
    message: /trustedOrigins requires the option extractToken or alb/
  })
})
