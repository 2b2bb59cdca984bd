import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CognitoIdentityProviderClient, GetUserCommand } from '@aws-sdk/client-cognito-identity-provider'
import t, { type Test } from 'tap'
import type { SinglePoolOptions } from '../../dist/index.js'
import { buildApi, PASSWORD, post } from '../api.js'
import { startScripted } from '../scripted.js'

/**
 * Passwords and tokens go to AWS by the SDK's endpoint rules, or to the configured endpoint, and nowhere
 * else.
 */

const TOKENS = { AuthenticationResult: { AccessToken: 'a', IdToken: 'b', ExpiresIn: 3600 } }

interface Request {
  protocol: string
  hostname: string
  port?: number
  path: string
  headers: Record<string, string>
}

/** The SDK's own client with the network replaced: records what it would have sent. */
function recorder () {
  const requests: Request[] = []
  const handle = async (request: Request) => {
    requests.push(request)
    return {
      response: { statusCode: 200, headers: {}, body: new TextEncoder().encode(JSON.stringify(TOKENS)) }
    }
  }
  return { requests, handler: { handle } }
}

/** Returns the host that a sign-in is sent to. */
async function addressOf (t: Test, options: Partial<SinglePoolOptions> & { userPoolId: string }) {
  const { requests, handler } = recorder()
  const app = await buildApi(
    t,
    { options: { clientId: 'client1', ...options } },
    { cognito: { requestHandler: handler } }
  )
  t.equal((await post(app, '/auth/signin', { username: 'jane', password: PASSWORD })).statusCode, 200)
  const [{ protocol, hostname, port } = {} as Request] = requests
  return `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`
}

/** Sets environment variables for a test. */
function setEnv (t: Test, variables: Record<string, string>): void {
  const before = { ...process.env }
  Object.assign(process.env, variables)
  t.teardown(() => {
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = before[name]
    }
  })
}

async function configFile (t: Test, text: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'aws-config-'))
  t.teardown(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'config'), text)
  setEnv(t, { AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none') })
}

t.test('each partition has its domain', async t => {
  const hosts = {
    'eu-west-1': 'amazonaws.com',
    'us-gov-west-1': 'amazonaws.com',
    'cn-north-1': 'amazonaws.com.cn',
    'eusc-de-east-1': 'amazonaws.eu',
    'us-iso-east-1': 'c2s.ic.gov',
    'us-isob-east-1': 'sc2s.sgov.gov',
    'eu-isoe-west-1': 'cloud.adc-e.uk',
    'us-isof-south-1': 'csp.hci.ic.gov'
  }
  for (const [region, domain] of Object.entries(hosts)) {
    t.equal(
      await addressOf(t, { userPoolId: `${region}_AbC123xyz` }),
      `https://cognito-idp.${region}.${domain}`
    )
    const issuer = `https://issuer-cognito-idp.${region}.${domain}/${region}_AbC123xyz`
    t.equal(
      await addressOf(t, { userPoolId: `${region}_AbC123xyz`, issuer }),
      `https://cognito-idp.${region}.${domain}`,
      'its own issuer changes nothing'
    )
  }
})

t.test('AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT are followed', async t => {
  const cases: [Record<string, string>, string, string][] = [
    [{ AWS_USE_FIPS_ENDPOINT: 'true' }, 'us-east-1', 'https://cognito-idp-fips.us-east-1.amazonaws.com'],
    [
      { AWS_USE_FIPS_ENDPOINT: 'true' },
      'us-gov-west-1',
      'https://cognito-idp-fips.us-gov-west-1.amazonaws.com'
    ],
    [{ AWS_USE_DUALSTACK_ENDPOINT: 'true' }, 'eu-west-1', 'https://cognito-idp.eu-west-1.amazonaws.com'],
    [{ AWS_USE_DUALSTACK_ENDPOINT: 'true' }, 'us-gov-west-1', 'https://cognito-idp.us-gov-west-1.api.aws'],
    [
      { AWS_USE_DUALSTACK_ENDPOINT: 'true' },
      'cn-north-1',
      'https://cognito-idp.cn-north-1.api.amazonwebservices.com.cn'
    ],
    [
      { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
      'us-gov-west-1',
      'https://cognito-idp-fips.us-gov-west-1.api.aws'
    ],
    [{ AWS_USE_FIPS_ENDPOINT: 'false' }, 'us-east-1', 'https://cognito-idp.us-east-1.amazonaws.com']
  ]
  for (const [variables, region, address] of cases) {
    await t.test(JSON.stringify(variables), async t => {
      setEnv(t, variables)
      t.equal(await addressOf(t, { userPoolId: `${region}_AbC123xyz` }), address)
    })
  }
})

t.test('use_fips_endpoint of the shared configuration file is followed', async t => {
  await configFile(t, '[default]\nuse_fips_endpoint = true\n')
  t.equal(
    await addressOf(t, { userPoolId: 'us-west-2_AbC123xyz' }),
    'https://cognito-idp-fips.us-west-2.amazonaws.com'
  )
})

t.test('endpoint_url of the shared configuration file is not followed', async t => {
  await configFile(
    t,
    '[default]\nservices = mine\nendpoint_url = http://127.0.0.1:1\n[services ' +
      'mine]\ncognito_identity_provider =\n  endpoint_url = http://127.0.0.1:2\n'
  )
  t.equal(
    await addressOf(t, { userPoolId: 'us-west-2_AbC123xyz' }),
    'https://cognito-idp.us-west-2.amazonaws.com'
  )
})

t.test(
  'a configured endpoint is used as it is, even with FIPS and dual-stack in the environment',
  async t => {
    setEnv(t, {
      AWS_USE_FIPS_ENDPOINT: 'true',
      AWS_USE_DUALSTACK_ENDPOINT: 'true',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1'
    })
    const endpoint = 'https://vpce-1a2b.cognito-idp.eu-west-1.vpce.amazonaws.com'
    t.equal(await addressOf(t, { userPoolId: 'eu-west-1_AbC123xyz', endpoint }), endpoint)
  }
)

t.test('requests are signed for the Region of the pool, the option region, or a default Region', async t => {
  const pools: [Partial<SinglePoolOptions> & { userPoolId: string }, string][] = [
    [{ userPoolId: 'eu-west-1_AbC123xyz' }, 'eu-west-1'],
    [
      {
        userPoolId: 'xx-new-1_AbC123xyz',
        issuer: 'https://cognito-idp.xx-new-1.aws.example/xx-new-1_AbC123xyz',
        endpoint: 'https://cognito-idp.xx-new-1.aws.example'
      },
      'xx-new-1'
    ],
    [
      {
        userPoolId: 'local_4jd8',
        issuer: 'https://emulator.example/local_4jd8',
        endpoint: 'https://emulator.example',
        region: 'ap-south-1'
      },
      'ap-south-1'
    ],
    [
      {
        userPoolId: 'local_4jd8',
        issuer: 'https://emulator.example/local_4jd8',
        endpoint: 'https://emulator.example'
      },
      'us-east-1'
    ]
  ]
  setEnv(t, { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'sa-east-1' })
  for (const [options, region] of pools) {
    const { requests, handler } = recorder()
    const routes = {
      prefix: '/auth',
      rateLimit: false as const,
      signIn: { flows: ['ADMIN_USER_PASSWORD_AUTH' as const] }
    }
    const app = await buildApi(
      t,
      { options: { clientId: 'client1', ...options } },
      { cognito: { requestHandler: handler }, routes }
    )
    await post(app, '/auth/signin', { username: 'jane', password: PASSWORD })
    t.match(requests[0]?.headers['authorization'], new RegExp(`/${region}/cognito-idp/`))
  }
})

for (const variable of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER']) {
  t.test(`${variable} of the environment is not followed`, async t => {
    const elsewhere = await startScripted(t, () => ({ body: { Username: 'jane' } }))
    setEnv(t, { [variable]: elsewhere.endpoint })
    const options = { userPoolId: 'eu-west-1_AbC123xyz' }
    t.equal(await addressOf(t, options), 'https://cognito-idp.eu-west-1.amazonaws.com')

    const named = await startScripted(t, () => ({ body: TOKENS }))
    const there = await buildApi(
      t,
      { options: { ...options, clientId: 'client1' } },
      { endpoint: named.endpoint }
    )
    t.equal((await post(there, '/auth/signin', { username: 'jane', password: PASSWORD })).statusCode, 200)
    t.equal(named.calls.length, 1, 'the configured endpoint is')
    t.strictSame(elsewhere.calls, [])

    const sdk = new CognitoIdentityProviderClient({ region: 'eu-west-1' })
    t.teardown(() => {
      sdk.destroy()
    })
    await sdk.send(new GetUserCommand({ AccessToken: 'abc' }))
    t.equal(elsewhere.calls.length, 1, 'the SDK alone would have followed it')
  })
}
