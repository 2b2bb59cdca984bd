import t, { type Test } from 'tap'
import cognitoAuth, { verifiedPermissions, type VerifiedPermissionsOptions } from '../../dist/index.js'
import { connect } from '../../dist/verified-permissions/client.js'
import { asUser, emptyApp, pool, statuses } from '../authorization/app.js'
import { createSite } from './site.js'
import { buildLogged, optionsFor, permit, startStore } from './store.js'

/** The options of `verifiedPermissions()`, and the endpoint that tokens are sent to. */

const REQUIRED = { policyStoreId: 'PSEXAMPLEabcdefg111111', permissions: ['orders:read'] }

/** Registers the plugin with `verifiedPermissions()` of these options. */
async function register (t: Test, options: object): Promise<void> {
  const permissions = verifiedPermissions(options as VerifiedPermissionsOptions)
  await emptyApp(t).register(cognitoAuth, { ...pool.options, permissions })
}

t.test('with invalid options, the application does not start', async t => {
  const MANY = Array.from({ length: 301 }, (_, index) => `orders:action-${index}`)
  const PERMISSION = "must be a colon-separated permission such as 'orders:read', without *"
  const LIST = 'must be a list of 1 to 300 different permissions such as '
  const rejected: [options: object, line: string][] = [
    [{ policyStoreId: undefined }, 'policyStoreId must be the ID of a policy store, such as PSEX'],
    [{ policyStoreId: '' }, 'policyStoreId must be the ID of a policy store'],
    [{ policyStoreId: 'PS EXAMPLE' }, 'policyStoreId must be the ID of a policy store'],
    [{ policyStoreId: 'a'.repeat(201) }, 'policyStoreId must be the ID of a policy store'],
    [{ permissions: undefined }, LIST],
    [{ permissions: [] }, LIST],
    [{ permissions: 'orders:read' }, LIST],
    [{ permissions: MANY }, LIST],
    [{ permissions: ['orders:read', 'orders:read'] }, LIST],
    [{ permissions: ['orders:*'] }, `permissions.0 ${PERMISSION}; got "orders:*"`],
    [{ permissions: ['orders:read', '*'] }, `permissions.1 ${PERMISSION}; got "*"`],
    [{ permissions: ['get /orders'] }, `permissions.0 ${PERMISSION}; got "get /orders"`],
    [{ permissions: [''] }, `permissions.0 ${PERMISSION}`],
    [{ permissions: [1] }, `permissions.0 ${PERMISSION}; got 1`],
    [{ permissions: ['a'.repeat(513)] }, `permissions.0 ${PERMISSION}`],
    [{ namespace: 'Shop::' }, 'namespace must be a namespace of Cedar, such as Shop; got "Shop::"'],
    [{ namespace: '' }, 'namespace must be a namespace of Cedar'],
    [{ namespace: 'a'.repeat(193) }, 'namespace must be a namespace of Cedar'],
    [{ resource: 'Shop' }, 'resource must be an object { entityType, entityId }; got "Shop"'],
    [{ resource: { entityType: 'Shop::' } }, 'resource.entityId must be the ID of an entity; got nothing'],
    [{ resource: { entityType: 'A B', entityId: 'a' } }, 'resource.entityType must be a type of Cedar'],
    [{ resource: { entityType: 'A', entityId: '' } }, 'resource.entityId must be the ID of an entity'],
    [{ resource: { entityType: 'A', entityId: 'a', id: 1 } }, 'resource.id is not an option'],
    [{ region: 'Ireland' }, 'region must be an AWS Region such as eu-west-1; got "Ireland"'],
    [{ endpoint: 'verifiedpermissions' }, 'endpoint must be a URL that starts with https://'],
    [{ endpoint: 'http://api.example.com' }, 'endpoint must start with https://'],
    [{ endpoint: 'https://user:pass@api.example.com' }, 'endpoint must not contain a username'],
    [{ requestHandler: 'agent' }, 'requestHandler must be an HTTP handler of the AWS SDK'],
    [{ policyStoreID: 'a' }, 'policyStoreID is not an option; did you mean policyStoreId?']
  ]
  for (const [options, line] of rejected) {
    const prefix = 'Invalid options of fastify-cognito-auth:\n- verifiedPermissions: options.'
    const error = await register(t, { ...REQUIRED, ...options }).catch((error: unknown) => error)
    const { code, message } = error as Error & { code: string }
    t.equal(code, 'FST_COGNITO_INVALID_OPTIONS', line)
    const expected = line === LIST ? `permissions ${LIST}` : line
    t.ok(message.startsWith(prefix + expected), message)
  }
  await t.rejects(register(t, {}), {
    message: /options\.policyStoreId .*\n- verifiedPermissions: options\.permissions /
  })
  await t.rejects(register(t, undefined as never), { code: 'FST_COGNITO_INVALID_OPTIONS' })
})

t.test('timeout, ttl and max are those of every source', async t => {
  const rejected: [options: object, line: string][] = [
    [
      { timeout: 0 },
      '- source: options.timeout must be a whole number of milliseconds from 1 to 60000; got 0'
    ],
    [{ ttl: -1 }, '- source: options.ttl must be a whole number of milliseconds from 0 to 86400000; got -1'],
    [{ max: 0 }, '- source: options.max must be a whole number from 1 to 1000000; got 0']
  ]
  for (const [options, line] of rejected) {
    t.throws(() => verifiedPermissions({ ...REQUIRED, ...options }), {
      code: 'FST_COGNITO_INVALID_OPTIONS',
      message: `Invalid options of fastify-cognito-auth:\n${line}`
    })
  }
})

t.test('with valid options, the application starts', async t => {
  for (const options of [
    {},
    { policyStoreId: 'policy-store-alias/example-policy-store' },
    { permissions: Array.from({ length: 300 }, (_, index) => `orders:action-${index}`) },
    { permissions: ['ViewPhoto'], namespace: 'My_Corp::PhotoFlash', region: 'us-gov-east-1' },
    { timeout: 60_000, ttl: 86_400_000, max: 1_000_000, endpoint: 'https://vpce-1a2b.example.com' }
  ]) {
    await t.resolves(register(t, { ...REQUIRED, region: 'eu-west-1', ...options }))
  }
})

/** Sets environment variables for a test, or unsets them. */
function setEnv (t: Test, variables: Record<string, string | undefined>): void {
  const set = (values: Record<string, string | undefined>) => {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = value
    }
  }
  const before = Object.fromEntries(Object.keys(variables).map(name => [name, process.env[name]]))
  set(variables)
  t.teardown(() => {
    set(before)
  })
}

t.test('an endpoint with plain http is for development only', async t => {
  setEnv(t, { NODE_ENV: 'production' })
  const { endpoint: _endpoint, ...options } = optionsFor({ endpoint: '' })
  const register = async (endpoint: string) => {
    const app = emptyApp(t)
    const permissions = verifiedPermissions({ ...options, endpoint, region: 'eu-west-1' })
    const own = { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1' }
    await app.register(cognitoAuth, { ...own, permissions })
  }
  await t.rejects(register('http://127.0.0.1:1'), {
    code: 'FST_COGNITO_DEVELOPMENT_ONLY',
    message: /^Plain http \(verifiedPermissions: endpoint\) is for development only/
  })
  await t.resolves(register('https://127.0.0.1:1'))
})

t.test('without a Region, the application does not start', async t => {
  setEnv(t, {
    AWS_REGION: undefined,
    AWS_DEFAULT_REGION: undefined,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null'
  })
  await t.rejects(
    async () => {
      await emptyApp(t).register(cognitoAuth, { ...pool.options, permissions: verifiedPermissions(REQUIRED) })
    },
    {
      code: 'FST_COGNITO_INVALID_OPTIONS',
      message: /- verifiedPermissions: options\.region is required: the AWS SDK is configured for no Region/
    }
  )
})

/** Sends a request to an application with AWS credentials, and returns the requests to AWS. */
async function sentTo (t: Test, options: Partial<Parameters<typeof verifiedPermissions>[0]>) {
  const store = await startStore(t, permit('staff'))
  const site = createSite(store)
  const permissions = verifiedPermissions({
    ...optionsFor(store),
    endpoint: undefined as never,
    requestHandler: site.handler,
    ...options
  })
  const { app } = await buildLogged(t, { ...pool.options, permissions })
  t.strictSame(await statuses(app, '/orders', [asUser({ groups: ['staff'] })]), [200])
  return site.requests.map(({ protocol, hostname, headers }) => ({
    url: `${protocol}//${hostname}`,
    scope: /Credential=\w+\/\d+\/(.*?)\/aws4_request/.exec(String(headers['authorization']))?.[1]
  }))
}

t.test('tokens are sent to AWS in the Region of the option, or of the environment', async t => {
  setEnv(t, {
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'sa-east-1',
    // Must not be followed.
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_ENDPOINT_URL_VERIFIEDPERMISSIONS: 'http://127.0.0.1:1'
  })
  t.strictSame(await sentTo(t, {}), [
    { url: 'https://verifiedpermissions.sa-east-1.amazonaws.com', scope: 'sa-east-1/verifiedpermissions' }
  ])
  t.strictSame(await sentTo(t, { region: 'eu-west-1' }), [
    { url: 'https://verifiedpermissions.eu-west-1.amazonaws.com', scope: 'eu-west-1/verifiedpermissions' }
  ])
  t.strictSame(await sentTo(t, { endpoint: 'https://vpce-1a2b.example.com', region: 'eu-west-1' }), [
    { url: 'https://vpce-1a2b.example.com', scope: 'eu-west-1/verifiedpermissions' }
  ])
})

t.test('releases of the SDK that pass AWS_ENDPOINT_URL to the endpoint rules do not follow it', async t => {
  const { client } = await connect({ region: 'eu-west-1', endpoint: undefined, requestHandler: undefined })
  t.teardown(() => {
    client.destroy()
  })
  const { url } = client.config.endpointProvider({ Region: 'eu-west-1', Endpoint: 'http://127.0.0.1:1' })
  t.equal(url.hostname, 'verifiedpermissions.eu-west-1.amazonaws.com')
})

t.test('AWS credentials are not sent over plain http', async t => {
  setEnv(t, { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: undefined })
  const store = await startStore(t, permit('staff'))
  let authorization = ''
  const { app } = await buildLogged(t, {
    ...pool.options,
    permissions: verifiedPermissions(optionsFor(store, { requestHandler: { requestTimeout: 5000 } }))
  })
  store.respond = (request, response) => {
    authorization = String(request.headers.authorization)
    store.listener(request, response)
  }
  t.strictSame(await statuses(app, '/orders', [asUser({ groups: ['staff'] })]), [200])
  t.match(authorization, /Credential=local\//)
  t.notMatch(authorization, /AKIDEXAMPLE/)
})
