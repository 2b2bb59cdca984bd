import { readFile } from 'node:fs/promises'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader
} from '@opentelemetry/sdk-metrics'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { CognitoAuthOptions } from '../../dist/index.js'
import { startLocalCognito } from '../../dist/local/index.js'
import { createTestPool, type TestPool } from '../../dist/testing/index.js'
import { buildApp } from '../../examples/metrics/app.js'
import { COUNTED } from '../../examples/metrics/counted.js'
import { startExample } from './process.js'

process.env['NODE_ENV'] = 'test'

const JANE = {
  email: 'jane@example.com',
  password: 'Jane-passw0rd',
  attributes: { name: 'Jane', phone_number: '+491711234567' }
}

/** Starts the example and reads its counts, from Prometheus' text and from OpenTelemetry, in one form. */
async function start (t: Test, options: CognitoAuthOptions) {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const provider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })]
  })
  const app = await buildApp(options, provider.getMeter('fastify-cognito-auth'))
  t.teardown(async () => {
    await app.close()
    await provider.shutdown()
  })
  const prometheus = async () => (await app.inject('/metrics')).body
  const opentelemetry = async () => {
    exporter.reset()
    await provider.forceFlush()
    const metrics =
      exporter
        .getMetrics()
        .at(-1)
        ?.scopeMetrics.flatMap(({ metrics }) => metrics) ?? []
    return Object.fromEntries(
      metrics.flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map(({ attributes, value }) => [`${descriptor.name} ${JSON.stringify(attributes)}`, value])
      )
    )
  }
  return {
    app,
    prometheus,
    opentelemetry,
    counts: async () => ({ prometheus: parsed(await prometheus()), opentelemetry: await opentelemetry() })
  }
}

/** Maps `name {"label":"value"}` to a number. */
function parsed (text: string): Record<string, number> {
  return Object.fromEntries(
    [...text.matchAll(/^(\w+)_total\{(.*)\} (\d+)$/gm)].map(([, name, labels, value]) => [
      `${name} {${labels?.replace(/(\w+)=/g, '"$1":')}}`,
      Number(value)
    ])
  )
}

async function counted (
  t: Test,
  { counts }: { counts: () => Promise<Record<string, unknown>> },
  expected: Record<string, number>
): Promise<void> {
  const { prometheus, opentelemetry } = await counts()
  t.same(prometheus, expected)
  t.same(opentelemetry, expected)
}

const get = async (app: FastifyInstance, pool: TestPool, url: string, token?: string) =>
  (await app.inject({ url, headers: token === undefined ? {} : pool.authorization(token) })).statusCode

t.test('counts tokens, guards and keys', async t => {
  const pool = await createTestPool({ keyHost: true })
  t.teardown(pool.close)
  const example = await start(t, pool.options)
  const { app } = example
  const token = pool.signIn({ sub: 'jane-of-the-token' })
  t.strictSame(
    [
      await get(app, pool, '/profile', token),
      await get(app, pool, '/profile', token),
      await get(app, pool, '/admin', token)
    ],
    [200, 200, 403]
  )
  t.strictSame(
    [
      await get(app, pool, '/profile'),
      await get(app, pool, '/profile', pool.expired()),
      await get(app, pool, '/profile', pool.idToken())
    ],
    [401, 401, 401]
  )
  await app.cognito.revoke({ user: 'jane-of-the-token' })
  await app.cognito.revoke({ session: 'a-session' })
  t.equal(await get(app, pool, '/profile', token), 401)

  await counted(t, example, {
    // The ID token is valid too, but the guard does not accept it.
    'cognito_tokens_verified {"pool":"default","cached":"false"}': 3,
    'cognito_tokens_verified {"pool":"default","cached":"true"}': 1,
    'cognito_tokens_rejected {"reason":"expired"}': 1,
    'cognito_tokens_rejected {"reason":"token-use"}': 1,
    'cognito_tokens_rejected {"reason":"revoked"}': 1,
    'cognito_requests_denied {"code":"FST_COGNITO_NO_CREDENTIALS"}': 1,
    'cognito_requests_denied {"code":"FST_COGNITO_INSUFFICIENT_GROUPS"}': 1,
    'cognito_keys_fetched {"pool":"default"}': 1,
    'cognito_revocations {"target":"user"}': 1,
    'cognito_revocations {"target":"session"}': 1
  })
  t.notMatch(await example.prometheus(), /jane|a-session|127\.0\.0\.1/)
})

t.test('counts failed JWKS fetches by pool', async t => {
  const pool = await createTestPool({ keyHost: true })
  t.teardown(pool.close)
  await pool.outage('refused')
  const { userPoolId, clientId, jwksUri } = pool.options
  const example = await start(t, {
    userPools: { staff: { userPoolId, clientId, jwksUri: jwksUri as string } }
  })
  t.equal(await get(example.app, pool, '/profile', pool.signIn()), 503)
  await counted(t, example, { 'cognito_keys_fetch_failures {"pool":"staff"}': 1 })
})

t.test('counts sign-ups, sign-ins and sign-outs', async t => {
  const local = await startLocalCognito()
  t.teardown(local.close)
  const example = await start(t, { ...local.options, routes: { prefix: '/auth' } })
  const post = async (path: string, payload: object, headers = {}) =>
    example.app.inject({ method: 'POST', url: `/auth/${path}`, payload, headers })
  const signIn = async () =>
    (await post('signin', { username: JANE.email, password: JANE.password })).json() as Record<string, string>

  await post('signup', JANE)
  await post('signup/confirm', { username: JANE.email, code: local.mailbox.last(JANE.email)?.code })
  const [first, second] = [await signIn(), await signIn()]
  await post('signin', { username: JANE.email, password: 'Wrong-passw0rd' })
  await post('signout', { refreshToken: first['refreshToken'] })
  await post('signout', { everywhere: true }, { authorization: `Bearer ${second['accessToken']}` })

  const { prometheus } = await example.counts()
  t.match(prometheus, {
    'cognito_sign_ups {"pool":"default"}': 1,
    'cognito_sign_ins {"pool":"default"}': 2,
    'cognito_sign_outs {"pool":"default","everywhere":"false"}': 1,
    'cognito_sign_outs {"pool":"default","everywhere":"true"}': 1,
    'cognito_revocations {"target":"user"}': 1
  })
  await counted(t, example, prometheus)
})

t.test('every event is counted, with declared labels', async t => {
  const events = [
    ...(await readFile('lib/events.ts', 'utf8')).matchAll(/^ {2}'(fastify-cognito-auth:[\w-]+)': \{/gm)
  ].map(([, name]) => name)
  t.strictSame(Object.keys(COUNTED), events)
  const names = Object.values(COUNTED).map(({ name }) => name)
  t.equal(new Set(names).size, names.length)
})

t.test('a closed application no longer counts', async t => {
  const pool = await createTestPool()
  const closed = await start(t, pool.options)
  await closed.app.close()
  const other = await start(t, pool.options)
  t.equal(await get(other.app, pool, '/profile', pool.signIn()), 200)
  t.strictSame(await closed.opentelemetry(), {})
  await counted(t, other, { 'cognito_tokens_verified {"pool":"default","cached":"false"}': 1 })
})

t.test('it starts on its own Cognito', async t => {
  const { port, example } = await startExample(t, 'metrics')
  t.match(
    await (await fetch(`http://127.0.0.1:${port}/metrics`)).text(),
    /^# TYPE cognito_sign_ins_total counter$/m
  )
  const signedIn = await fetch(`http://127.0.0.1:${port}/auth/signin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"username":"admin@example.com","password":"Admin-passw0rd"}'
  })
  t.equal(signedIn.status, 200)
  t.match(
    await (await fetch(`http://127.0.0.1:${port}/metrics`)).text(),
    /^cognito_sign_ins_total\{pool="default"\} 1$/m
  )
  example.kill('SIGINT')
  await example.waitForOutput(/cognito_sign_ins/)
  t.equal(await example.ended, 0)
})
