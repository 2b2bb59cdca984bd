import { randomBytes } from 'node:crypto'
import t, { type Test } from 'tap'
import { ADA, BOB, startPool, type PoolOptions, type PoolUser } from '../local-pool.js'
import { totp } from '../local/totp.js'
import { exception, startScripted, type ScriptedResponse } from '../scripted.js'
import { buildPages } from './visitor.js'

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const NEW = 'Another-passw0rd'

async function start (t: Test, user: PoolUser, options: PoolOptions = {}) {
  const cognito = await startPool(t, { users: [user, BOB], ...options })
  const { visitor, lines } = await buildPages(t, cognito, {
    clock: cognito.clock,
    routes: { prefix: '/auth', rateLimit: false, signIn: { flows: ['USER_PASSWORD_AUTH', 'USER_AUTH'] } }
  })
  const ada = visitor()
  const signIn = async (values: Record<string, string> = { password: ADA.password }) =>
    ada.submit(await ada.open('/auth/sign-in?returnTo=/a'), { username: user.email, ...values })
  const code = (to = user.email) => cognito.mailbox.last(to)?.code ?? ''
  return { cognito, ada, visitor, signIn, code, lines }
}

const done = { status: 303, location: '/a' }
const wrongCode = 'The code is wrong or has expired.'

t.test('a code of an authenticator app', async t => {
  const { cognito, ada, signIn } = await start(t, { ...ADA, totpSecret: SECRET, mfa: ['SOFTWARE_TOKEN_MFA'] })
  const page = await signIn()
  t.match(page, { status: 200, heading: 'Enter the code', text: /Your authenticator app shows the code/ })
  t.match(page.url, /^\/auth\/sign-in\/challenge\?step=[\w-]{12}&returnTo=%2Fa$/)
  t.match(page.text, /autocomplete="one-time-code"/)
  t.equal(ada.cookies.size, 1)
  t.match(await ada.open(page.url), { heading: 'Enter the code' }, 'the page can be reloaded')
  const wrong = await ada.submit(page, { 'responses.SOFTWARE_TOKEN_MFA_CODE': '000000' })
  t.match(wrong, { status: 400, errors: { 'responses.SOFTWARE_TOKEN_MFA_CODE': wrongCode } })
  const right = totp(SECRET, cognito.clock())
  t.match(await ada.submit(wrong, { 'responses.SOFTWARE_TOKEN_MFA_CODE': right }), done)
  t.match(await ada.user(), { email: ADA.email })
  t.strictSame([...ada.cookies.keys()], ['__Host-Http-session'], 'the step has ended')
  t.match(await ada.open(page.url), done, 'the back button leads to the application')
})

t.test('a code by SMS', async t => {
  const { ada, signIn, code } = await start(t, { ...ADA, mfa: ['SMS_MFA'] })
  const page = await signIn()
  t.match(page, { heading: 'Enter the code', text: /The code was sent to \+\*+4567/ })
  t.match(await ada.submit(page, { 'responses.SMS_MFA_CODE': code(ADA.phone) }), done)
})

t.test('a choice of the factor, and a code by email', async t => {
  const { ada, signIn, code } = await start(t, { ...ADA, mfa: ['SMS_MFA', 'EMAIL_OTP'] })
  const choice = await signIn()
  t.match(choice, { heading: 'Choose how to receive a code' })
  const page = await ada.submit(choice, { 'responses.ANSWER': 'EMAIL_OTP' })
  t.match(page, { heading: 'Enter the code', text: /The code was sent to a\*\*\*@e\*\*\*/ })
  t.match(await ada.submit(page, { 'responses.EMAIL_OTP_CODE': code() }), done)
})

t.test('the setup of an authenticator app', async t => {
  const { cognito, ada, signIn } = await start(t, { ...ADA, mustSetUpMfa: true })
  const page = await signIn()
  t.match(page, { heading: 'Set up a second step', text: /<svg / })
  const secret = /<code class="key">(\w+)<\/code>/.exec(page.text)?.[1] ?? ''
  const wrong = await ada.submit(page, { 'responses.SOFTWARE_TOKEN_MFA_CODE': '000000' })
  t.match(wrong, { status: 400, errors: { 'responses.SOFTWARE_TOKEN_MFA_CODE': wrongCode } })
  t.match(wrong.text, secret)
  const right = totp(secret, cognito.clock())
  t.match(await ada.submit(page, { 'responses.SOFTWARE_TOKEN_MFA_CODE': right }), done)
})

t.test('the setup of a phone number that codes are sent to', async t => {
  const { phone: _phone, ...user } = ADA
  const { ada, signIn, code } = await start(
    t,
    { ...user, emailVerified: false, mustSetUpMfa: true },
    { mfaToSetUp: ['SOFTWARE_TOKEN_MFA', 'SMS_MFA'] }
  )
  const page = await signIn()
  t.match(page, { heading: 'Set up a second step', text: /<p class="or">or<\/p>/ })
  const wrong = await ada.submit(page, { 'responses.PHONE_NUMBER': '123' })
  t.match(wrong.errors, { 'responses.PHONE_NUMBER': /^Enter a phone number with its country code/ })
  const sent = await ada.submit(page, { 'responses.PHONE_NUMBER': '+491711234568' })
  t.match(sent, { heading: 'Enter the code' })
  t.match(await ada.submit(sent, { 'responses.SMS_MFA_CODE': code('+491711234568') }), done)
})

t.test('a new password, with the attributes that are missing', async t => {
  const user: PoolUser = { ...ADA, status: 'FORCE_CHANGE_PASSWORD' }
  const { ada, signIn, cognito } = await start(t, user, { requiredAttributes: ['name', 'nickname'] })
  const page = await signIn()
  t.match(page, { heading: 'Set a new password', text: /Choose a new password to finish signing in/ })
  t.match(page.text, 'responses.userAttributes.name')
  t.notMatch(page.text, 'nickname', 'users may not set it')
  const values = { 'responses.NEW_PASSWORD': NEW, 'responses.userAttributes.name': 'Ada' }
  const rejected = { status: 400, alert: 'A value was not accepted. Check all fields.' }
  t.match(await ada.submit(page, values), rejected, 'the nickname is missing')
  await cognito.api.adminUpdateUserAttributes({
    UserPoolId: cognito.options.userPoolId,
    Username: ADA.email,
    UserAttributes: [{ Name: 'nickname', Value: 'A' }]
  })
  const weak = await ada.submit(page, { ...values, 'responses.NEW_PASSWORD': 'Short-1' })
  t.match(weak, { status: 400, errors: { 'responses.NEW_PASSWORD': 'This password is too short.' } })
  t.match(await ada.submit(page, values), done)
  t.match(cognito.user(ADA.email).attributes, { name: 'Ada' })
})

t.test('a sign-in without a password', async t => {
  const { ada, signIn, code } = await start(t, ADA, { firstFactors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP'] })
  const choice = await signIn({ method: 'choice' })
  t.match(choice, { heading: 'Choose how to sign in', text: /Code by email[^]*Code by SMS/ })
  const email = await ada.submit(choice, { 'responses.ANSWER': 'EMAIL_OTP' })
  t.match(email, { heading: 'Enter the code' })
  t.match(await ada.submit(email, { 'responses.EMAIL_OTP_CODE': code() }), done)

  const again = await ada.submit(await ada.open('/auth/sign-in?prompt=login&returnTo=/a'), {
    username: ADA.email,
    method: 'choice'
  })
  const sms = await ada.submit(again, { 'responses.ANSWER': 'SMS_OTP' })
  t.match(await ada.submit(sms, { 'responses.SMS_OTP_CODE': code(ADA.phone) }), done)
})

t.test('a user with a password alone returns to enter it', async t => {
  const { signIn } = await start(t, ADA, { firstFactors: ['PASSWORD'] })
  const page = await signIn({ method: 'choice' })
  t.match(page, { heading: 'Choose how to sign in' })
  t.match(page.text, 'href="/auth/sign-in?returnTo=%2Fa">Sign in with a password</a>')
})

t.test('a challenge that is the password', async t => {
  let response: ScriptedResponse = {
    body: { ChallengeName: 'PASSWORD', Session: 'a'.repeat(30), ChallengeParameters: {} }
  }
  const { endpoint, calls } = await startScripted(t, () => response)
  const { visitor } = await buildPages(t, {
    options: { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1', endpoint }
  })
  const ada = visitor()
  const page = await ada.send('/auth/sign-in', { username: ADA.email, password: ADA.password })
  t.match(page, { heading: 'Sign in', text: /name="responses.PASSWORD"/ })
  response = exception('NotAuthorizedException', 'Incorrect username or password.')
  const wrong = await ada.submit(page, { 'responses.PASSWORD': 'Wrong-passw0rd' })
  t.match(calls.at(-1)?.body, {
    ChallengeName: 'PASSWORD',
    ChallengeResponses: { PASSWORD: 'Wrong-passw0rd' }
  })
  t.match(wrong, { status: 401, heading: 'Sign in', alert: /^The name or password is wrong/ })
  t.match(wrong.text, 'name="username"', 'the sign-in starts again')
  t.equal(ada.cookies.size, 0)
})

t.test('the first flow that has a password is used', async t => {
  const cognito = await startPool(t)
  for (const flows of [['USER_AUTH'], ['USER_SRP_AUTH', 'ADMIN_USER_PASSWORD_AUTH']] as const) {
    const { visitor } = await buildPages(t, cognito, {
      routes: { prefix: '/auth', rateLimit: false, signIn: { flows: [...flows] } }
    })
    cognito.requests.length = 0
    const { email: username, password } = ADA
    const shown = await visitor().send('/auth/sign-in', { username, password })
    if (flows[0] === 'USER_AUTH') t.match(shown, { location: '/' })
    t.match(cognito.requests.map(({ input }) => input), [{ AuthFlow: flows.at(-1) }])
  }
})

t.test('several tabs', async t => {
  const { cognito, ada, signIn } = await start(t, { ...ADA, totpSecret: SECRET, mfa: ['SOFTWARE_TOKEN_MFA'] })
  const first = await signIn()
  const second = await signIn()
  const third = await signIn()
  t.equal(ada.cookies.size, 3)
  const fourth = await signIn()
  t.equal(ada.cookies.size, 3, 'the oldest one is removed')
  const right = totp(SECRET, cognito.clock())
  t.match(await ada.submit(first, { 'responses.SOFTWARE_TOKEN_MFA_CODE': right }), {
    heading: 'Sign in',
    text: /The sign-in took too long. Start again/
  })
  t.match(await ada.submit(third, { 'responses.SOFTWARE_TOKEN_MFA_CODE': right }), done)
  cognito.advance(30_000)
  const next = totp(SECRET, cognito.clock())
  t.match(await ada.submit(second, { 'responses.SOFTWARE_TOKEN_MFA_CODE': next }), done)
  t.match(await ada.open(fourth.url), { heading: 'Enter the code' })
})

t.test('a step that has expired leads back to the start', async t => {
  const { cognito, ada, visitor, signIn } = await start(t, {
    ...ADA,
    totpSecret: SECRET,
    mfa: ['SOFTWARE_TOKEN_MFA']
  })
  const page = await signIn()
  const start_ = { heading: 'Sign in', text: /The sign-in took too long. Start again/ }
  cognito.advance(600_000)
  t.match(await ada.submit(page, { 'responses.SOFTWARE_TOKEN_MFA_CODE': '123456' }), start_)
  t.equal(ada.cookies.size, 0)
  for (const step of ['', '?step=unknown', '?step=AAAAAAAAAAAA', '?step=AAAAAAAAAAAA&step=BBBBBBBBBBBB']) {
    t.match(await visitor().open(`/auth/sign-in/challenge${step}`), start_, step)
    t.match(await visitor().send(`/auth/sign-in/challenge${step}`, { code: '1' }), start_, step)
  }
})

t.test('a challenge that pages do not know is a message', async t => {
  const { endpoint } = await startScripted(t, () => ({
    body: { ChallengeName: 'CUSTOM_CHALLENGE', Session: 'a'.repeat(30), ChallengeParameters: {} }
  }))
  const { visitor } = await buildPages(t, {
    options: { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1', endpoint }
  })
  const ada = visitor()
  const page = await ada.send('/auth/sign-in', { username: ADA.email, password: ADA.password })
  t.match(page, { status: 400, alert: 'This account requires a step that this page does not support.' })
  t.match(await ada.send(page.url, {}), { heading: 'Sign in', text: /Start again/ })
})

t.test('the longest session of Cognito fits', async t => {
  const Session = randomBytes(1536).toString('base64')
  const { endpoint, calls } = await startScripted(t, ({ operation }) =>
    operation === 'InitiateAuth'
      ? {
          body: {
            ChallengeName: 'SMS_MFA',
            Session,
            ChallengeParameters: { USER_ID_FOR_SRP: 'c7f2a1de-1c2b-4a3d-9e5f-0a1b2c3d4e5f' }
          }
        }
      : exception('CodeMismatchException')
  )
  const { visitor } = await buildPages(t, {
    options: { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1', endpoint }
  })
  const ada = visitor()
  const page = await ada.send('/auth/sign-in', { username: 'a'.repeat(128), password: 'x' })
  t.match(page.heading, 'Enter the code')
  const [[name = '', value = ''] = []] = [...ada.cookies]
  t.ok(name.length + value.length < 4000, `${name.length + value.length} bytes`)
  await ada.submit(page, { 'responses.SMS_MFA_CODE': '1' })
  t.equal(calls.at(-1)?.body['Session'], Session)
})
