import { deflateRawSync } from 'node:zlib'
import t from 'tap'
import { PASSWORD, USER } from '../api.js'
import { startPages } from './visitor.js'

const encode = (step: object) => deflateRawSync(JSON.stringify(step)).toString('base64url')

t.test('a logo of another origin, without a title', async t => {
  const { visitor } = await startPages(t, { signInPage: { logo: 'https://cdn.example.com/logo.svg' } })
  const { text, headers } = await visitor().open('/auth/sign-in')
  t.match(text, '<img class="logo" src="https://cdn.example.com/logo.svg" alt="">')
  t.match(headers['content-security-policy'], 'img-src https://cdn.example.com; ')
})

t.test('a text with more placeholders than values', async t => {
  const { visitor } = await startPages(t, { signInPage: { texts: { signIn: 'Log in{}{}' } } })
  t.equal((await visitor().open('/auth/sign-in')).heading, 'Log in')
})

t.test('an error of other code in an operation is a page with status 500', async t => {
  let isBroken = false
  const { visitor } = await startPages(t, {
    clock: () => {
      if (isBroken) throw new Error('no time')
      return Date.now()
    }
  })
  isBroken = true
  const shown = await visitor().send('/auth/sign-in', { username: USER.email, password: USER.password })
  t.match(shown, { status: 500, alert: 'Something went wrong. Try again later.' })
})

t.test('a password that is rejected for an unknown reason, and a long code', async t => {
  const { cognito, visitor } = await startPages(t)
  cognito.fail('SignUp', 'InvalidPasswordException')
  const rejected = await visitor().send('/auth/sign-up', { email: 'joan@example.com', password: PASSWORD })
  t.strictSame(rejected.errors, { password: 'Choose another password.' })
  const code = 'a'.repeat(70)
  const wrong = await visitor().send('/auth/confirm', { username: USER.email, code })
  t.strictSame(wrong.errors, { code: 'The code is wrong or has expired.' })
})

t.test('unreadable cookies of steps are the first to be removed', async t => {
  const { visitor } = await startPages(t)
  const jane = visitor()
  const step = { page: 'reset', username: 'a', at: Date.now() }
  jane.cookies.set('__Host-Http-sign-in-AAAAAAAAAAAA', 'unreadable')
  jane.cookies.set('__Host-Http-sign-in-CCCCCCCCCCCC', encode(step))
  const { headers } = await jane.request('/auth/forgot-password', {
    method: 'POST',
    headers: {
      cookie: `${[...jane.cookies].map(pair => pair.join('=')).join('; ')}; __Host-Http-sign-in-BBBBBBBBBBBB`,
      'content-type': 'application/x-www-form-urlencoded'
    },
    payload: 'username=a'
  })
  t.equal([headers['set-cookie']].flat().filter(line => /=; /.test(String(line))).length, 1)
})

t.test('the setup of an email address', async t => {
  const { visitor } = await startPages(t)
  const jane = visitor()
  const step = {
    page: 'challenge',
    username: 'a',
    challenge: 'MFA_SETUP',
    session: 's'.repeat(30),
    parameters: { MFAS_CAN_SETUP: '["EMAIL_OTP"]' },
    at: Date.now()
  }
  jane.cookies.set('__Host-Http-sign-in-AAAAAAAAAAAA', encode(step))
  const page = await jane.open('/auth/sign-in/challenge?step=AAAAAAAAAAAA')
  t.match(page, { heading: 'Set up a second step', text: /name="responses.EMAIL" type="email"/ })
  t.match((await jane.submit(page, { 'responses.EMAIL': 'x' })).errors, { 'responses.EMAIL': /^Enter an email/ })
})

t.test('a step also ends after 15 minutes on the server', async t => {
  let passed = 0
  const { visitor, cognito } = await startPages(t, { clock: () => Date.now() + passed })
  const jane = visitor()
  const start = await jane.open('/auth/forgot-password')
  const page = await jane.submit(start, { username: USER.email })
  t.match(page, { heading: 'Set a new password', text: `If there is an account for ${USER.email}` })
  const kept = new Map(jane.cookies)

  passed = 14 * 60_000
  t.match(await jane.open(page.url), { text: `If there is an account for ${USER.email}` })

  // The client keeps the cookie longer than its Max-Age.
  passed = 15 * 60_000
  const late = await jane.open(page.url)
  t.match(late, { heading: 'Set a new password', text: /name="username" type="text" value=""/ })
  t.notMatch(late.text, USER.email)
  cognito.requests.length = 0
  const sent = await jane.send(page.url, { code: '123456', newPassword: PASSWORD })
  t.match(sent, { status: 400, errors: { username: 'Fill in this field.' } })
  t.strictSame(cognito.requests, [], 'the name in the cookie is not used')
  t.strictSame(jane.cookies, kept)
})

t.test('a challenge that has expired leads back to the start', async t => {
  let passed = 0
  const { visitor } = await startPages(t, { clock: () => Date.now() + passed })
  const jane = visitor()
  const at = Date.now()
  const step = { page: 'challenge', username: 'a', challenge: 'SMS_MFA', session: 's'.repeat(30), at }
  jane.cookies.set('__Host-Http-sign-in-AAAAAAAAAAAA', encode(step))
  const path = '/auth/sign-in/challenge?step=AAAAAAAAAAAA'
  t.match(await jane.open(path), { heading: 'Enter the code' })
  passed = 15 * 60_000
  t.match(await jane.open(path), { heading: 'Sign in', text: /Start again/ })
  t.equal(jane.cookies.size, 0, 'the cookie is removed')
})
