import Fastify from 'fastify'
import t from 'tap'
import cognitoAuth, { cognitoGroups, source, type CognitoAuthOptions } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { logLines } from '../log.js'

/**
 * When Cognito's API is not that of AWS, the option `endpoint` is required: nothing is sent to AWS by
 * mistake.
 */

process.env['NODE_ENV'] = 'test'

const onAws = { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'web' }
const issuer = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz'
const emulator = {
  userPoolId: 'local_4jd8',
  clientId: 'web',
  issuer: 'http://localhost:9229/local_4jd8',
  jwksUri: 'http://localhost:9229/local_4jd8/.well-known/jwks.json'
}

/** The error of startup; null if the application starts. */
async function start (options: object): Promise<string | null> {
  const app = Fastify()
  try {
    await app.register(cognitoAuth, options as CognitoAuthOptions)
    return null
  } catch (error) {
    const { code, message } = error as { code: string, message: string }
    if (code !== 'FST_COGNITO_INVALID_OPTIONS') throw error
    return message.split('\n').slice(1).join('\n')
  } finally {
    await app.close()
  }
}

const REMEDY =
  'set it to the URL of the Cognito API; for development, fastify-cognito-auth/local provides one'
const OTHER_ISSUER = `- options.endpoint is required with an issuer that is not on AWS; ${REMEDY}`
const PLAIN_KEYS = `- options.endpoint is required with a plain http jwksUri, which is not on AWS; ${REMEDY}`
const TEST_POOL =
  '- options.endpoint is required with a pool of fastify-cognito-auth/testing, which has no API; ' + REMEDY

const pool = await createTestPool()

const unknown: Record<string, [options: object, line: string]> = {
  'an emulator, by its issuer': [emulator, OTHER_ISSUER],
  'an emulator with pool IDs like those of AWS': [
    { ...onAws, issuer: 'https://emulator.example/eu-west-1_AbC123xyz' },
    OTHER_ISSUER
  ],
  "an emulator that uses AWS's issuer": [
    { ...onAws, issuer, jwksUri: 'http://127.0.0.1:5555/eu-west-1_AbC123xyz/.well-known/jwks.json' },
    PLAIN_KEYS
  ],
  "an emulator's key set only": [{ ...onAws, jwksUri: 'http://moto:5555/jwks.json' }, PLAIN_KEYS],
  'an issuer whose host starts like that of AWS': [
    { ...onAws, issuer: 'https://cognito-idp.eu-west-1.amazonaws.com.evil.example/eu-west-1_AbC123xyz' },
    OTHER_ISSUER
  ],
  'an issuer on the domain of another partition': [
    { ...onAws, issuer: 'https://cognito-idp.eu-west-1.amazonaws.eu/eu-west-1_AbC123xyz' },
    OTHER_ISSUER
  ],
  'a Region of an unknown partition': [
    {
      ...onAws,
      userPoolId: 'xx-new-1_AbC123xyz',
      issuer: 'https://cognito-idp.xx-new-1.aws.example/xx-new-1_AbC123xyz'
    },
    OTHER_ISSUER
  ],
  'a pool ID without a Region, with an issuer of AWS': [
    { ...onAws, userPoolId: 'local_4jd8', issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/local_4jd8' },
    `- options.endpoint is required with a userPoolId that has no Region of a known AWS partition; ${REMEDY}`
  ],
  'a test pool': [pool.options, TEST_POOL],
  'copied options of a test pool': [JSON.parse(JSON.stringify(pool.options)), TEST_POOL]
}

for (const [label, [options, line]] of Object.entries(unknown)) {
  t.test(`${label}: with routes, startup fails and names endpoint`, async t => {
    t.equal(await start({ ...options, routes: {} }), line)
    t.equal(await start({ ...options, groups: cognitoGroups() }), line, 'with cognitoGroups()')
    t.equal(
      await start({ ...options, permissions: [{ admin: ['a:b'] }, cognitoGroups()] }),
      line,
      'among permissions'
    )
  })

  t.test(`${label}: starts if nothing calls the API, or with endpoint set`, async t => {
    t.equal(await start(options), null)
    t.equal(await start({ ...options, groups: source(async () => []) }), null)
    t.equal(
      await start({ ...options, endpoint: 'http://127.0.0.1:9', routes: {}, groups: cognitoGroups() }),
      null
    )
  })

  t.test(`${label}: a call fails with the same error`, async t => {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(cognitoAuth, options as CognitoAuthOptions)
    await t.rejects(app.cognito.signIn({ username: 'jane', password: 'Passw0rd!' }), {
      code: 'FST_COGNITO_INVALID_OPTIONS',
      message: new RegExp(line.slice(2, 60))
    })
  })
}

t.test('a pool on AWS needs no endpoint, however its keys are configured', async t => {
  const jwks = { keys: [...pool.jwks.keys.map((key, index) => ({ ...key, kid: `key-${index}` })), null] }
  for (const more of [
    {},
    { issuer },
    { issuer: issuer.replace('cognito', 'issuer-cognito') },
    { jwksUri: 'https://keys.example/jwks.json' },
    { jwks }
  ]) {
    t.equal(await start({ ...onAws, ...more, routes: {} }), null)
  }
})

t.test('a test pool with a JWKS endpoint is recognized by its URL', async t => {
  const hosted = await createTestPool({ keyHost: true })
  t.teardown(hosted.close)
  t.equal(await start({ ...hosted.options, routes: {} }), PLAIN_KEYS)
})

t.test('of several pools, those that are called need an endpoint', async t => {
  const userPools = { customers: onAws, staff: emulator }
  t.equal(await start({ userPools, routes: { pool: 'customers' } }), null)
  t.equal(
    await start({ userPools, routes: { pool: 'staff' } }),
    OTHER_ISSUER.replace('options.', 'options.userPools.staff.')
  )
  t.equal(
    await start({ userPools, groups: cognitoGroups() }),
    OTHER_ISSUER.replace('options.', 'options.userPools.staff.')
  )
})

t.test('loadProfile on a test pool throws, names the local Cognito, and sends nothing', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(cognitoAuth, pool.options)
  app.get('/', { preHandler: app.requireUser() }, async request => request.loadProfile())
  t.match((await app.inject({ url: '/', headers: pool.authorization() })).json(), {
    statusCode: 500,
    code: 'FST_COGNITO_INVALID_OPTIONS',
    message: /fastify-cognito-auth\/local/
  })
})

t.test('an invalid URL is the only error reported', async t => {
  t.match(await start({ ...onAws, issuer: 'cognito', routes: {} }), /^- options\.issuer [^\n]+$/)
  t.match(await start({ ...onAws, jwksUri: 'cognito', routes: {} }), /^- options\.jwksUri [^\n]+$/)
  t.match(await start({ ...onAws, userPoolId: 'local_4jd8', routes: {} }), /^- options\.userPoolId [^\n]+$/)
})

t.test('cognitoGroups() checks for AWS credentials at startup, and warns if there are none', async t => {
  const variables = {
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SHARED_CREDENTIALS_FILE: '/none',
    AWS_CONFIG_FILE: '/none'
  }
  const before = { ...process.env }
  Object.assign(process.env, variables)
  t.teardown(() => {
    for (const name of Object.keys(variables)) Reflect.deleteProperty(process.env, name)
    Object.assign(process.env, before)
  })
  const { lines, logger } = logLines()
  const app = Fastify({ logger })
  t.teardown(() => app.close())
  const admin = { users: { groups: ['admin'] } }
  await app.register(cognitoAuth, { ...onAws, groups: cognitoGroups(), routes: { admin } })
  const warnings = () => lines.filter(line => line.includes('AWS credentials not found'))
  for (let tries = 0; tries < 50 && warnings().length === 0; tries++) {
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  t.equal(warnings().length, 1)
})
