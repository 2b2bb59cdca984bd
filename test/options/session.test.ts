import Fastify from 'fastify'
import t from 'tap'
import cognitoAuth, { memorySessions, type CognitoAuthOptions } from '../../dist/index.js'
import { settingsFrom } from '../../dist/options/settings.js'

process.env['NODE_ENV'] = 'test'

const store = memorySessions()
const origin = 'https://app.example.com'

const withSession = (session: object, others: object = {}) =>
  ({
    userPoolId: 'eu-west-1_AbC123xyz',
    clientId: '1h57kf5cpq17m0eml12example',
    routes: {},
    session: { origin, store, ...session },
    ...others
  }) as unknown as CognitoAuthOptions

const settings = async (session: object) => {
  const { store: _store, ...others } = (await settingsFrom(withSession(session))).session as object as Record<
    string,
    unknown
  >
  return others
}

t.test('the defaults of a session', async t => {
  t.strictSame(await settings({}), {
    origin,
    cookie: { name: '__Host-Http-session', secure: true, sameSite: 'lax' },
    signInPath: null,
    idle: 86_400_000,
    absolute: 2_592_000_000
  })
  t.match(await settings({ origin: 'http://localhost:3000' }), { cookie: { name: 'session', secure: false } })
  t.match(await settings({ cookie: { name: 'sid', sameSite: 'strict' }, idle: 60, absolute: 60 }), {
    cookie: { name: 'sid', secure: true, sameSite: 'strict' },
    idle: 60_000,
    absolute: 60_000
  })
  t.equal((await settingsFrom({ ...withSession({}), session: undefined } as never)).session, null)
})

const WRONG: [string, object, RegExp][] = [
  ['no origin', { origin: undefined }, /options\.session\.origin must be the origin of the application/],
  ['no store', { store: undefined }, /options\.session\.store must be memorySessions\(\), redisSessions/],
  ['a store without open', { store: { open: 5 } }, /options\.session\.store\.open must be a function/],
  ['another option', { ttl: 5 }, /options\.session\.ttl is not an option/],
  [
    'a cookie name',
    { cookie: { name: 'a b' } },
    /options\.session\.cookie\.name must be the name of a cookie/
  ],
  ['another cookie option', { cookie: { domain: 'a' } }, /options\.session\.cookie\.domain is not an option/],
  ['SameSite none', { cookie: { sameSite: 'none' } }, /sameSite must be 'lax' or 'strict'; got "none"/],
  ['a sign-in page elsewhere', { signInPath: 'https://a.example/' }, /session\.signInPath must be a path/],
  ['a sign-in page of another host', { signInPath: '//a.example' }, /session\.signInPath must be a path/],
  ['a sign-in path with a query', { signInPath: '/login?a=b' }, /session\.signInPath must be a path/],
  [
    'a short idle time',
    { idle: 59 },
    /session\.idle must be a whole number of seconds from 60 to 31536000; got 59/
  ],
  [
    'a long time',
    { absolute: 315_360_001 },
    /session\.absolute must be a whole number of seconds from 60 to/
  ],
  [
    'idle above absolute',
    { idle: 61, absolute: 60 },
    /session\.idle must be at most session\.absolute, 60; got 61/
  ],
  ['idle above the default', { idle: 2_592_001 }, /session\.idle must be at most session\.absolute, 2592000/],
  [
    'absolute below the default',
    { absolute: 86_399 },
    /idle must be at most session\.absolute, 86399; got 86400/
  ],
  [
    'a prefix with plain http',
    { origin: 'http://localhost:3000', cookie: { name: '__Host-session' } },
    /session\.cookie\.name cannot have a prefix with plain http; got "__Host-session"/
  ],
  ...[
    'app.example.com',
    'https://app.example.com/',
    'https://app.example.com/path',
    'https://user@app.example.com',
    'http://app.example.com',
    'ftp://localhost',
    'null',
    'https://APP.example.com',
    'https://app.example.com:443'
  ].map((origin): [string, object, RegExp] => [
    `the origin ${origin}`,
    { origin },
    /session\.origin must be an https origin such as https:\/\/app\.example\.com/
  ])
]

for (const [label, session, message] of WRONG) {
  t.test(`${label} is rejected`, async t => {
    await t.rejects(settingsFrom(withSession(session)), { code: 'FST_COGNITO_INVALID_OPTIONS', message })
  })
}

t.test('accepted origins', async t => {
  for (const origin of ['https://app.example.com:8443', 'http://127.0.0.1:3000', 'http://[::1]:3000']) {
    t.match(await settings({ origin }), { origin })
  }
})

t.test('a session requires routes and access tokens', async t => {
  await t.rejects(
    settingsFrom(withSession({}, { routes: undefined })),
    /options\.session requires the option routes/
  )
  await t.rejects(settingsFrom(withSession({}, { tokenUse: 'id' })), /options\.session requires access tokens/)
  t.ok(await settingsFrom(withSession({}, { tokenUse: null })))
})

t.test('plain http is for development only', async t => {
  process.env['NODE_ENV'] = 'production'
  t.teardown(() => {
    process.env['NODE_ENV'] = 'test'
  })
  await t.rejects(settingsFrom(withSession({ origin: 'http://localhost:3000' })), {
    code: 'FST_COGNITO_DEVELOPMENT_ONLY',
    message: /^Plain http \(session\.origin\)/
  })
})

t.test('a store that cannot be opened stops the start of the application', async t => {
  const failing = { open: async () => Promise.reject(new Error('no database')) }
  await t.rejects(async () => Fastify().register(cognitoAuth, withSession({ store: failing })), /no database/)
})
