import t from 'tap'
import Fastify from 'fastify'
import cognitoAuth, { optionsFromEnv } from '../../dist/index.js'

const POOL = 'eu-west-1_AbC123xyz'
const required = { AWS_COGNITO_USER_POOL_ID: POOL, AWS_COGNITO_APP_CLIENT_ID: 'web' }

t.test('the two required variables are enough', async t => {
  t.same(optionsFromEnv(required), { userPoolId: POOL, clientId: 'web' })
})

t.test('every variable sets its option', async t => {
  t.same(
    optionsFromEnv({
      ...required,
      AWS_COGNITO_USER_POOL_REGION: 'eu-west-1',
      AWS_COGNITO_APP_CLIENT_SECRET: 'secret',
      TOKEN_VERIFICATION_DISABLED: 'true'
    }),
    {
      userPoolId: POOL,
      clientId: 'web',
      region: 'eu-west-1',
      clientSecret: 'secret',
      verification: 'disabled-for-development'
    }
  )
})

t.test('AWS_REGION_NAME is accepted; the Region of the pool ID takes precedence', async t => {
  t.equal(optionsFromEnv({ ...required, AWS_REGION_NAME: 'eu-west-1' }).region, 'eu-west-1')
  t.equal(
    optionsFromEnv({ ...required, AWS_REGION_NAME: 'us-east-1', AWS_COGNITO_USER_POOL_REGION: 'eu-west-1' })
      .region,
    'eu-west-1'
  )
})

t.test('several app clients are comma-separated', async t => {
  t.same(optionsFromEnv({ ...required, AWS_COGNITO_APP_CLIENT_ID: 'web, mobile ,tv' }).clientId, [
    'web',
    'mobile',
    'tv'
  ])
})

t.test('two client secrets during a rotation are comma-separated', async t => {
  t.same(optionsFromEnv({ ...required, AWS_COGNITO_APP_CLIENT_SECRET: 'new1, old1' }).clientSecret, [
    'new1',
    'old1'
  ])
})

t.test('an empty variable counts as unset', async t => {
  t.same(
    optionsFromEnv({
      ...required,
      AWS_COGNITO_APP_CLIENT_SECRET: '',
      AWS_REGION_NAME: ' ',
      TOKEN_VERIFICATION_DISABLED: ''
    }),
    { userPoolId: POOL, clientId: 'web' }
  )
})

t.test('verification is disabled by true and 1 only', async t => {
  const disabled = (value: string) =>
    optionsFromEnv({ ...required, TOKEN_VERIFICATION_DISABLED: value }).verification
  for (const yes of ['true', 'TRUE', '1']) t.equal(disabled(yes), 'disabled-for-development')
  for (const no of ['false', 'False', '0']) t.equal(disabled(no), undefined)
})

t.test('everything that is missing or invalid is reported at once', async t => {
  t.throws(() => optionsFromEnv({ AWS_COGNITO_APP_CLIENT_ID: ' ', TOKEN_VERIFICATION_DISABLED: 'yes' }), {
    code: 'FST_COGNITO_INVALID_OPTIONS',
    message:
      /\n- environment variable AWS_COGNITO_USER_POOL_ID must be set\n- environment variable AWS_COGNITO_APP_CLIENT_ID must be set\n- environment variable TOKEN_VERIFICATION_DISABLED must be true or false; got "[a-z]+"$/
  })
})

t.test('reads process.env, and its result is accepted by register', async t => {
  const before = { ...process.env }
  t.teardown(() => {
    process.env = before
  })
  Object.assign(process.env, required)
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(cognitoAuth, optionsFromEnv())
  t.match(app.cognito.health(), { default: { status: 'empty' } })
})

t.test('an extra comma is an error at registration', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await t.rejects(
    async () => app.register(cognitoAuth, optionsFromEnv({ ...required, AWS_COGNITO_APP_CLIENT_ID: 'web,' })),
    {
      code: 'FST_COGNITO_INVALID_OPTIONS',
      message: /options\.clientId must be/
    }
  )
})
