import { deflateRawSync } from 'node:zlib'
import t from 'tap'
import { PASSWORD, post, USER } from '../api.js'
import { ACCOUNTS, NOT_READY, startAccounts } from '../routes/accounts.js'
import { buildPages, startPages, type Shown } from './visitor.js'

/** Rate limits and equal responses, as those of the auth API. */

const LIMITED = { routes: { prefix: '/auth', rateLimit: { accountAndIp: { max: 4 } } } }

t.test('attempts by forms and by the auth API are counted together', async t => {
  const { app, visitor, cognito } = await startPages(t, LIMITED)
  const wrong = { username: USER.email, password: 'Wrong-passw0rd' }
  const limited = {
    status: 429,
    alert: 'Too many attempts. Try again in 15 minutes.',
    headers: { 'retry-after': /^(900|899)$/, 'x-ratelimit-remaining': '0' }
  }
  t.equal((await visitor().send('/auth/sign-in', wrong)).status, 401)
  t.equal((await post(app, '/auth/signin', wrong)).statusCode, 401)
  t.equal((await visitor().send('/auth/sign-in', wrong)).status, 401)
  t.equal((await post(app, '/auth/signin', wrong)).statusCode, 401)
  cognito.requests.length = 0
  t.match(await visitor().send('/auth/sign-in', wrong), { ...limited, heading: 'Sign in' })
  t.equal((await post(app, '/auth/signin', wrong)).statusCode, 429)
  t.strictSame(cognito.requests, [], 'Cognito is not called')

  const forms: [string, string, Record<string, string>, object][] = [
    ['/auth/confirm', '/auth/signup/confirm', { code: '000000' }, { code: '000000' }],
    [
      '/auth/reset-password',
      '/auth/password/reset',
      { code: '000000', newPassword: PASSWORD },
      { code: '000000', newPassword: PASSWORD }
    ]
  ]
  for (const [path, route, values, body] of forms) {
    const username = USER.email
    for (let attempt = 0; attempt < 2; attempt++) {
      t.equal((await visitor().send(path, { ...values, username })).status, 400)
      t.equal((await post(app, route, { ...body, username })).statusCode, 400)
    }
    t.match(await visitor().send(path, { ...values, username }), limited, path)
  }

  t.test('messages are counted for all operations', async t => {
    const username = 'joan@example.com'
    t.equal((await post(app, '/auth/password/forgot', { username })).statusCode, 202)
    t.equal((await visitor().send('/auth/forgot-password', { username })).status, 200)
    t.equal((await visitor().send('/auth/confirm/resend', { username })).status, 200)
    t.equal((await visitor().send('/auth/sign-up', { email: username, password: 'x' })).status, 400)
    for (const path of ['forgot-password', 'confirm/resend']) {
      t.match(await visitor().send(`/auth/${path}`, { username }), limited, path)
    }
    t.match(await visitor().send('/auth/sign-up', { email: username, password: PASSWORD }), limited)
  })
})

t.test('a form that is not complete does not count', async t => {
  const { visitor } = await startPages(t, LIMITED)
  for (let attempt = 0; attempt < 6; attempt++) {
    t.equal((await visitor().send('/auth/sign-in', { username: USER.email, password: '' })).status, 400)
  }
  const { email: username, password } = USER
  t.equal((await visitor().send('/auth/sign-in', { username, password })).status, 303)
})

t.test('a challenge of another user is counted for that user', async t => {
  const { visitor } = await startPages(t, LIMITED)
  const at = Date.now()
  const step = { page: 'challenge', username: 'a', challenge: 'SMS_MFA', session: 's'.repeat(30), at }
  const cookie = deflateRawSync(JSON.stringify(step)).toString('base64url')
  const send = async () => {
    const jane = visitor()
    jane.cookies.set('__Host-Http-sign-in-AAAAAAAAAAAA', cookie)
    return jane.send('/auth/sign-in/challenge?step=AAAAAAAAAAAA', { 'responses.SMS_MFA_CODE': '1' })
  }
  for (let attempt = 0; attempt < 4; attempt++) t.match((await send()).text, /Start again/)
  t.match(await send(), { status: 429, heading: 'Enter the code', alert: /^Too many attempts/ })
})

/** What a response reveals: everything but the name that was sent. */
function revealed ({ status, text, headers }: Shown, username: string) {
  const { date: _date, 'content-length': _length, ...others } = headers
  return {
    status,
    headers: { ...others, 'set-cookie': undefined },
    text: text.replaceAll(username, 'NAME').replaceAll(/step=[\w-]{12}/g, 'step=ID')
  }
}

type State = keyof typeof ACCOUNTS

const EVERY_ACCOUNT = Object.keys(ACCOUNTS) as State[]

interface Attempt {
  path: string
  values: Record<string, string>
  accounts: readonly State[]
}

const ATTEMPTS: Record<string, Attempt> = {
  'a wrong password': {
    path: 'sign-in',
    values: { password: 'Wrong-passw0rd' },
    accounts: EVERY_ACCOUNT
  },
  'the right password of an account that is not ready': {
    path: 'sign-in',
    values: { password: PASSWORD },
    accounts: ['unknown', ...NOT_READY]
  },
  'a forgotten password': {
    path: 'forgot-password',
    values: {},
    accounts: EVERY_ACCOUNT
  },
  'a code that is sent again': {
    path: 'confirm/resend',
    values: {},
    accounts: EVERY_ACCOUNT
  },
  'a wrong code of a sign-up': {
    path: 'confirm',
    values: { code: '000000' },
    accounts: EVERY_ACCOUNT
  },
  'a wrong code of a reset': {
    path: 'reset-password',
    values: { code: '000000', newPassword: PASSWORD },
    accounts: EVERY_ACCOUNT
  }
}

for (const hides of ['ENABLED', 'LEGACY'] as const) {
  t.test(`no page reveals whether an account exists, with PreventUserExistenceErrors ${hides}`, async t => {
    const { cognito, clientId } = await startAccounts(t, hides)
    for (const [name, { path, values, accounts }] of Object.entries(ATTEMPTS)) {
      const seen = []
      for (const account of accounts) {
        const { visitor } = await buildPages(t, { options: { ...cognito.options, clientId } }, {
          routes: { prefix: '/auth' }
        })
        const username = ACCOUNTS[account]
        seen.push(revealed(await visitor().send(`/auth/${path}`, { ...values, username }), username))
      }
      const [first, ...others] = seen
      t.ok(others.length > 2, name)
      for (const other of others) t.strictSame(other, first, name)
    }
  })
}

t.test('a sign-up does not reveal whether an account exists, if the option is set', async t => {
  const { visitor } = await startPages(t, {
    routes: { prefix: '/auth', rateLimit: false, signUp: { hideExistingUsers: true } }
  })
  const seen = []
  for (const email of [USER.email, 'joan@example.com']) {
    const values = {
      email,
      password: PASSWORD,
      'attributes.name': 'Joan',
      'attributes.phone_number': '+491711234567'
    }
    const shown = await visitor().send('/auth/sign-up', values)
    t.match(shown.text, `If ${email} is waiting to be confirmed, a code was sent.`)
    seen.push(revealed(shown, email))
  }
  t.strictSame(seen[0], seen[1])
})
