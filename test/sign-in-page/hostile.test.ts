import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import t from 'tap'
import { PASSWORD, USER } from '../api.js'
import { startPages, type Visitor } from './visitor.js'

/** Input that no form of the pages sends. */

const MARKUP = '"><script>alert(1)</script><b title=\'&'
const PATHS = ['sign-in', 'sign-up', 'confirm', 'forgot-password', 'reset-password', 'sign-out']
const POSTS = [...PATHS, 'confirm/resend', 'sign-in/challenge']
const FIELDS = [
  'username',
  'email',
  'password',
  'newPassword',
  'code',
  'attributes.name',
  'attributes.phone_number',
  'responses.ANSWER',
  'method'
]

t.test('markup in fields and in the query is text', async t => {
  const { visitor } = await startPages(t)
  const jane = visitor()
  const parameters = ['returnTo', 'notice', 'step', 'prompt', 'x'].map(name => [name, MARKUP] as const)
  const query = new URLSearchParams(Object.fromEntries(parameters)).toString()
  const isText = (text: string) => !/<script>|<b title/.test(text)
  for (const path of PATHS) {
    t.ok(isText((await jane.open(`/auth/${path}?${query}`)).text), `GET ${path}`)
  }
  for (const path of POSTS) {
    const values = Object.fromEntries(FIELDS.map(name => [name, MARKUP]))
    const shown = await jane.send(`/auth/${path}?${query}`, values)
    t.ok(isText(shown.text), `POST ${path}`)
    t.notMatch(shown.text, /value="[^"]*"[^>]*<script/)
    t.ok(shown.status < 500)
  }
  const name = 'A"><i>&'
  const reset = await jane.send('/auth/forgot-password', { username: name })
  t.match(reset.text, 'A&quot;&gt;&lt;i&gt;&amp;', 'a name that is kept is text on the next page, too')
})

t.test('fields that are missing, repeated, nested or long', async t => {
  const { visitor } = await startPages(t)
  const long = 'a'.repeat(30_000)
  const bodies = [
    '',
    '=',
    '&&&',
    '%',
    '%FF%FE=%FF',
    ...FIELDS.map(name => `${name}=a&${name}=b`),
    ...FIELDS.map(name => `${name}[]=a&${name}[x]=b&${name}.x=c`),
    FIELDS.map(name => `${name}=${long.slice(0, 5000)}`).join('&'),
    '__proto__=x&constructor=y&hasOwnProperty=z&username=a&password=b&toString=c',
    'username=%00&password=%00&code=%00',
    'username=a%0D%0Ab&password=a%0D%0Ab',
    `${'x=1&'.repeat(5000)}username=a`
  ]
  for (const body of bodies) {
    for (const path of POSTS) {
      const { status, heading } = await visitor().send(`/auth/${path}`, body)
      t.ok(status < 500 && heading !== undefined, `${path} ${body.slice(0, 40)}: ${status}`)
    }
  }
  const large = await visitor().send('/auth/sign-in', `username=${'a'.repeat(70_000)}`)
  t.match(large, { status: 413, heading: 'This page cannot be shown' })
})

t.test('bodies of another type', async t => {
  const { visitor } = await startPages(t)
  for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x', 'x']) {
    const shown = await visitor().send('/auth/sign-in', '{"username":"a"}', { 'content-type': type })
    t.match(shown, { status: 415, heading: 'This page cannot be shown' }, type)
  }
  const empty = await visitor().open('/auth/sign-in', { method: 'POST' })
  t.match(empty, { status: 400, heading: 'Sign in', errors: { username: 'Fill in this field.' } })
})

t.test('forms of other sites are rejected', async t => {
  const { visitor } = await startPages(t)
  const values = { username: USER.email, password: USER.password }
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': undefined, origin: 'https://evil.example' },
    { 'sec-fetch-site': undefined, origin: 'null' },
    { 'sec-fetch-site': undefined }
  ]) {
    for (const path of POSTS) {
      const jane = visitor()
      const shown = await jane.send(`/auth/${path}`, values, headers)
      t.match(shown, { status: 403, alert: /^This form was sent from another site/ }, path)
      t.equal(jane.cookies.size, 0)
    }
  }
  const own = { 'sec-fetch-site': undefined, origin: 'https://app.example.com' }
  t.match(await visitor().send('/auth/sign-in', values, own), { status: 303, location: '/' })
})

t.test('returnTo never leads to another origin', async t => {
  const { visitor } = await startPages(t)
  const jane = visitor()
  const signIn = async (returnTo: string) => {
    const path = `/auth/sign-in?prompt=login&returnTo=${encodeURIComponent(returnTo)}`
    const page = await jane.open(path)
    return (await jane.submit(page, { username: USER.email, password: USER.password })).location ?? ''
  }
  for (const target of [
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/.//evil.example',
    'https:evil.example',
    '@evil.example',
    `/${'a'.repeat(3000)}`
  ]) {
    t.equal(await signIn(target), '/', target)
  }
  t.equal(await signIn('/a?b=c#d'), '/a?b=c#d')
  const part = ['/', '\\', '.', '@', ':', '%2f', '%5c', '\t', '\n', 'evil.example', 'a', '?', '#']
  const parts = fc.array(fc.constantFrom(...part))
  await fc.assert(
    fc.asyncProperty(parts, async list => {
      const target = encodeURIComponent(list.join(''))
      const { location } = await jane.request(`/auth/sign-in?returnTo=${target}`)
      return new URL(String(location), 'https://app.example.com').origin === 'https://app.example.com'
    }),
    { numRuns: 300 }
  )
  const repeated = await jane.request('/auth/sign-in?returnTo=/a&returnTo=/b')
  t.equal(repeated.location, '/')
})

const encode = (step: unknown) => deflateRawSync(JSON.stringify(step)).toString('base64url')
const STEP = {
  page: 'challenge',
  username: 'a',
  challenge: 'SMS_MFA',
  session: 's'.repeat(30),
  at: Date.now()
}

t.test('cookies of steps that no page has set', async t => {
  const { visitor } = await startPages(t)
  const steps = [
    'x',
    '%',
    deflateRawSync(Buffer.alloc(1_000_000)).toString('base64url'),
    encode(null),
    encode('text'),
    encode([]),
    encode({}),
    ...[
      { page: 1 },
      { username: null },
      { at: 'now' },
      { session: {} },
      { challenge: 5 },
      { parameters: { a: 1 } },
      { parameters: [null] },
      { choices: 'EMAIL_OTP' },
      { choices: [1] },
      { totp: { secret: 'a' } },
      { totp: null },
      { destination: [] }
    ].map(change => encode({ ...STEP, ...change }))
  ]
  for (const value of steps) {
    const jane = visitor()
    jane.cookies.set('__Host-Http-sign-in-AAAAAAAAAAAA', value)
    const shown = await jane.open('/auth/sign-in/challenge?step=AAAAAAAAAAAA')
    t.match(shown, { heading: 'Sign in', text: /Start again/ }, value.slice(0, 40))
  }
})

t.test('steps with other content', async t => {
  const { visitor } = await startPages(t)
  const open = async (change: object, values: Record<string, string> = {}) => {
    const jane = visitor()
    jane.cookies.set('__Host-Http-sign-in-AAAAAAAAAAAA', encode({ ...STEP, ...change }))
    const path = '/auth/sign-in/challenge?step=AAAAAAAAAAAA'
    const shown = await jane.open(path)
    t.notMatch(shown.text, '<script>')
    return { shown, sent: await jane.send(path, values) }
  }
  const setup = { challenge: 'MFA_SETUP', parameters: { MFAS_CAN_SETUP: '{"a":1}' } }
  t.equal((await open(setup)).shown.heading, 'Set up a second step')
  t.equal((await open({ ...setup, parameters: { MFAS_CAN_SETUP: MARKUP } })).shown.status, 200)
  t.equal((await open({ ...setup, parameters: {}, totp: { secret: MARKUP, uri: MARKUP } })).shown.status, 200)
  const long = { ...setup, parameters: {}, totp: { secret: 'ABCD', uri: 'otpauth://'.padEnd(10_000, 'a') } }
  const withoutCode = (await open(long)).shown
  t.match(withoutCode, { status: 200, text: /ABCD/ })
  t.notMatch(withoutCode.text, '<svg', 'a QR code has no space for it')
  const choices = { challenge: 'SELECT_CHALLENGE', choices: [MARKUP, 'toString', 'PASSWORD'] }
  t.equal((await open(choices, { 'responses.ANSWER': MARKUP })).sent.status < 500, true)
  const attributes = { requiredAttributes: JSON.stringify(['userAttributes.__proto__', MARKUP, 'email']) }
  const password = { challenge: 'NEW_PASSWORD_REQUIRED', parameters: attributes }
  const values = { 'responses.NEW_PASSWORD': PASSWORD, 'responses.userAttributes.email': 'x' }
  t.match((await open(password, values)).sent.errors, { 'responses.userAttributes.email': /^Enter an email/ })
  for (const challenge of ['__proto__', 'constructor', MARKUP]) {
    t.match((await open({ challenge })).shown.alert, /^This account requires a step/)
  }
  t.match((await open({ username: 'a b' }, { 'responses.SMS_MFA_CODE': '1' })).sent.status, 400)
  t.match((await open({ session: 'short' }, { 'responses.SMS_MFA_CODE': '1' })).sent.status, 400)
  t.match((await open({ page: 'confirm' })).shown.heading, 'Sign in', 'the step of another page')
})

t.test('an error of other code is logged, and the page reveals nothing', async t => {
  const { visitor, lines } = await startPages(t, {
    before: app => {
      app.addHook('preHandler', async request => {
        if (request.method === 'POST') throw new Error('token=secret123 at 10.0.0.1')
      })
    }
  })
  const shown = await (visitor() as Visitor).send('/auth/sign-in', { username: 'a', password: 'b' })
  t.match(shown, { status: 500, alert: 'Something went wrong. Try again later.' })
  t.notMatch(shown.text, '10.0.0.1')
  const logged = lines.filter(line => line.includes('sign-in page failed'))
  t.match(logged, [/10\.0\.0\.1/])
  t.notMatch(logged, /secret123/)
})

t.test('errors of hooks of the application are pages with all headers', async t => {
  for (const [statusCode, status, alert] of [
    [403, 403, 'This is not allowed.'],
    [418, 418, 'A value was not accepted. Check all fields.'],
    [429, 429, 'Signing in is not possible at the moment. Try again later.'],
    [503, 503, 'Signing in is not possible at the moment. Try again later.'],
    [302, 500, 'Something went wrong. Try again later.'],
    [502, 500, 'Something went wrong. Try again later.']
  ]) {
    const { visitor, lines } = await startPages(t, {
      before: app => {
        app.addHook('onRequest', async () => {
          throw Object.assign(new Error('secret123 of the hook'), { statusCode })
        })
      }
    })
    const shown = await visitor().open('/auth/sign-in')
    t.match(shown, { status, alert, headers: { 'cache-control': 'no-store' } })
    t.match(shown.headers['content-security-policy'], "default-src 'none'; ")
    t.notMatch(shown.text, 'secret123')
    t.equal(lines.some(line => line.includes('sign-in page failed')), status === 500)
  }
})

t.test('a link cannot make the page respond with a server error', async t => {
  const { visitor } = await startPages(t)
  const shown = await visitor().open('/auth/sign-in?error=unavailable')
  t.match(shown, { status: 400, alert: 'Signing in is not possible at the moment. Try again later.' })
})
