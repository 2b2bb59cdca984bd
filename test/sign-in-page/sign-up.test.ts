import { Type } from '@sinclair/typebox'
import t from 'tap'
import { PASSWORD, USER } from '../api.js'
import { startLocalCognito } from '../../dist/local/index.js'
import { startPool } from '../local-pool.js'
import { buildPages, startPages } from './visitor.js'

const EMAIL = 'joan@example.com'
const ACCOUNT = {
  email: EMAIL,
  password: PASSWORD,
  'attributes.name': 'Joan Doe',
  'attributes.phone_number': '+491711234567'
}
const SIGNED_UP = { username: EMAIL, password: PASSWORD }

t.test('a user signs up, confirms the account and signs in', async t => {
  const { cognito, visitor } = await startPages(t)
  const joan = visitor()
  const page = await joan.open('/auth/sign-up?returnTo=/a')
  t.match(page, { status: 200, heading: 'Create an account' })
  t.match(page.text, 'Name (optional)')
  const confirm = await joan.submit(page, ACCOUNT)
  t.match(confirm, { status: 200, heading: 'Confirm your account', text: /The code was sent to j\*\*\*@e\*\*\*/ })
  t.notMatch(confirm.url, /joan|%40/, 'the URL has no name')
  t.match(await joan.open(confirm.url), { heading: 'Confirm your account' }, 'it can be reloaded')
  const wrong = await joan.submit(confirm, { code: '000000' })
  t.match(wrong, { status: 400, errors: { code: 'The code is wrong or has expired.' } })
  const code = cognito.mailbox.last(EMAIL)?.code ?? ''
  const confirmed = await joan.submit(wrong, { code: ` ${code.slice(0, 3)} ${code.slice(3)}` })
  t.match(confirmed, { status: 200, heading: 'Sign in', text: /Your account is confirmed/ })
  t.equal(joan.cookies.size, 0, 'the step has ended')
  t.match(await joan.submit(confirmed, SIGNED_UP), { location: '/a' })
  t.match(await joan.user(), { email: EMAIL, name: 'Joan Doe' })
})

t.test('a code can be sent again, also to users who return later', async t => {
  const { cognito, visitor } = await startPages(t)
  const joan = visitor()
  const confirm = await joan.submit(await joan.open('/auth/sign-up'), ACCOUNT)
  const resend = /formaction="([^"]*)"/.exec(confirm.text)?.[1] ?? ''
  const sent = await joan.send(resend, { code: '' })
  t.match(sent, { heading: 'Confirm your account', text: /A new code was sent/ })
  t.equal(cognito.mailbox.messages.length, 2)

  const later = visitor()
  const page = await later.open('/auth/confirm')
  t.match(await later.submit(page, { username: '', code: '1' }), {
    status: 400,
    errors: { username: 'Fill in this field.' }
  })
  const again = await later.send('/auth/confirm/resend', { username: EMAIL, code: '' })
  t.match(again.text, /If joan@example.com is waiting to be confirmed, a code was sent/)
  const confirmed = await later.submit(again, { code: cognito.mailbox.last(EMAIL)?.code ?? '' })
  t.match(confirmed, { heading: 'Sign in', text: /Your account is confirmed/ })
  t.match(await later.send('/auth/confirm/resend', { username: '' }), {
    status: 400,
    errors: { username: 'Fill in this field.' }
  })
})

t.test('a sign-up with a session is signed in by its confirmation', async t => {
  const cognito = await startPool(t, { firstFactors: ['PASSWORD', 'EMAIL_OTP'] })
  const { visitor } = await buildPages(t, cognito, {
    routes: { prefix: '/auth', rateLimit: false, signIn: { flows: ['USER_PASSWORD_AUTH', 'USER_AUTH'] } }
  })
  const joan = visitor()
  const confirm = await joan.submit(await joan.open('/auth/sign-up?returnTo=/a'), ACCOUNT)
  const code = cognito.mailbox.last(EMAIL)?.code ?? ''
  t.match(await joan.submit(confirm, { code }), { status: 303, location: '/a' })
  t.match(await joan.user(), { email: EMAIL })
})

const WITHOUT_PASSWORD = {
  signInPage: { passwordless: true },
  routes: { prefix: '/auth', rateLimit: false, signIn: { flows: ['USER_AUTH'] } }
} satisfies Parameters<typeof buildPages>[2]

t.test('users sign up without a password, and sign in with a code', async t => {
  const cognito = await startPool(t, { firstFactors: ['PASSWORD', 'EMAIL_OTP'] })
  const { visitor } = await buildPages(t, cognito, WITHOUT_PASSWORD)
  const joan = visitor()
  const page = await joan.open('/auth/sign-up?returnTo=/a')
  t.match(page.text, 'Password (optional)')
  t.match(page.text, 'Without a password, you sign in with a code')
  const [field] = /<input id="field-password"[^>]*>/.exec(page.text) ?? []
  t.match(field, 'aria-describedby="field-password-hint"')
  t.notMatch(field, 'required')
  const confirm = await joan.submit(page, { ...ACCOUNT, password: '' })
  t.match(confirm, { status: 200, heading: 'Confirm your account' })
  const code = () => cognito.mailbox.last(EMAIL)?.code ?? ''
  t.match(await joan.submit(confirm, { code: code() }), { status: 303, location: '/a' })
  t.match(await joan.user(), { email: EMAIL })
  t.equal(joan.cookies.size, 1, 'the session, and no step')
  t.match(cognito.user(EMAIL), { status: 'CONFIRMED', password: undefined })

  const later = visitor()
  const enter = await later.send('/auth/sign-in', { username: EMAIL, method: 'choice' })
  t.match(enter, { heading: 'Enter the code' })
  t.match(await later.submit(enter, { 'responses.EMAIL_OTP_CODE': code() }), { location: '/' })
  t.match(await later.user(), { email: EMAIL })

  const withPassword = await visitor().send('/auth/sign-up', { ...ACCOUNT, email: 'kim@example.com' })
  t.match(withPassword, { heading: 'Confirm your account' })
  t.match(cognito.user('kim@example.com'), { password: PASSWORD })
})

t.test('a sign-up without a password that the options or the user pool do not allow', async t => {
  const cognito = await startPool(t, { firstFactors: ['PASSWORD'], malformed: true })
  const account = { ...ACCOUNT, password: '' }
  const { visitor } = await buildPages(t, cognito, WITHOUT_PASSWORD)
  t.match(await visitor().send('/auth/sign-up', account), {
    status: 400,
    heading: 'Create an account',
    errors: { password: 'Fill in this field.' }
  })
  t.equal(cognito.requests.length, 1)
  const { routes } = WITHOUT_PASSWORD
  const others = await buildPages(t, cognito, { routes })
  t.match(await others.visitor().send('/auth/sign-up', account), {
    status: 400,
    errors: { password: 'Fill in this field.' }
  })
  t.equal(cognito.requests.length, 1, 'Cognito is not called')
  t.throws(() => cognito.user(EMAIL), 'no account was created')
})

t.test('problems of a sign-up are those of its fields', async t => {
  const { visitor } = await startPages(t)
  const joan = visitor()
  const page = await joan.open('/auth/sign-up')
  const errors = async (values: object) => {
    const { status, errors, alert } = await joan.submit(page, { ...ACCOUNT, ...values })
    return { status, ...errors, ...(alert !== undefined && { alert }) }
  }
  t.strictSame(await errors({ email: 'joan' }), {
    status: 400,
    email: 'Enter an email address such as jane@example.com.'
  })
  t.strictSame(await errors({ email: '' }), { status: 400, email: 'Fill in this field.' })
  t.strictSame(await errors({ 'attributes.phone_number': '0171' }), {
    status: 400,
    'attributes.phone_number': 'Enter a phone number with its country code, such as +491711234567.'
  })
  t.strictSame(await errors({ email: USER.email }), {
    status: 409,
    email: 'There is already an account with this name.'
  })
  const passwords = {
    'Short-1': 'This password is too short.',
    'lower-case-1': 'This password needs an uppercase letter.',
    'UPPER-CASE-1': 'This password needs a lowercase letter.',
    'No-numbers': 'This password needs a number.',
    Nosymbols1: 'This password needs a symbol.'
  }
  for (const [password, message] of Object.entries(passwords)) {
    t.strictSame(await errors({ password }), { status: 400, password: message })
  }
  t.strictSame(await errors({ 'attributes.name': '' }), {
    status: 400,
    alert: 'A value was not accepted. Check all fields.'
  })
  const shown = await joan.submit(page, { ...ACCOUNT, password: 'x' })
  t.match(shown.text, 'value="Joan Doe"')
})

t.test('attributes have the fields of their schema', async t => {
  const customAttributes = ['custom:favorite_color', 'custom:age', 'custom:news']
  const writeAttributes = ['email', 'name', 'birthdate', 'locale', ...customAttributes]
  const cognito = await startPool(t, { customAttributes, writeAttributes })
  const { visitor } = await buildPages(t, cognito, {
    routes: {
      prefix: '/auth',
      rateLimit: false,
      signUp: {
        attributes: Type.Object({
          name: Type.String({ title: 'Your name' }),
          'custom:favorite_color': Type.Union([Type.Literal('red'), Type.Literal('blue')]),
          'custom:age': Type.Optional(Type.Integer({ minimum: 18 })),
          'custom:news': Type.Optional(Type.Boolean()),
          birthdate: Type.Optional(Type.String({ format: 'date' })),
          locale: Type.Optional(Type.String({ enum: ['de', 'en'] }))
        })
      }
    }
  })
  const joan = visitor()
  const page = await joan.open('/auth/sign-up')
  for (const field of [
    />Your name<\/label>/,
    />Favorite color<\/label>[^]*<select [^]*<option value="red">red<\/option>/,
    /name="attributes.birthdate" type="date"/,
    /name="attributes.custom:news" type="checkbox" value="true"/,
    /Age \(optional\)<\/label>[^]*inputmode="decimal"/
  ]) {
    t.match(page.text, field)
  }
  const values = {
    email: EMAIL,
    password: PASSWORD,
    'attributes.name': 'Joan',
    'attributes.custom:favorite_color': 'blue',
    'attributes.custom:age': '20',
    'attributes.custom:news': 'true'
  }
  for (const [name, value] of [
    ['attributes.custom:age', '17'],
    ['attributes.custom:age', 'x'],
    ['attributes.custom:favorite_color', 'green'],
    ['attributes.locale', 'fr']
  ] as const) {
    const shown = await joan.submit(page, { ...values, [name]: value })
    t.strictSame(shown.errors, { [name]: 'Check this value.' })
    t.equal(/<option value="blue" selected>/.test(shown.text), name !== 'attributes.custom:favorite_color')
    t.match(shown.text, /value="true"\s+checked/)
  }
  t.strictSame((await joan.submit(page, { ...values, 'attributes.name': '' })).errors, {
    'attributes.name': 'Fill in this field.'
  })
  t.match(await joan.submit(page, values), { heading: 'Confirm your account', alert: undefined })
  t.match(cognito.user(EMAIL).attributes, {
    name: 'Joan',
    'custom:favorite_color': 'blue',
    'custom:age': '20',
    'custom:news': 'true'
  })
})

t.test('pools with usernames or phone numbers have their fields', async t => {
  const cognito = await startPool(t)
  for (const [username, label] of [['username', 'Username'], ['phone_number', 'Phone number']] as const) {
    const { visitor } = await buildPages(t, cognito, { signInPage: { username } })
    const page = await visitor().open('/auth/sign-up')
    t.match(page.text, new RegExp(`<label for="field-username">${label}</label>`))
    t.equal(/attributes\.phone_number/.test(page.text), username === 'username')
    t.match(page.text, 'attributes.email')
    t.match((await visitor().open('/auth/sign-in')).text, new RegExp(`>${label}</label>`))
  }
})

t.test('a closed sign-up is a message', async t => {
  const { visitor } = await buildPages(t, await startPool(t, { selfSignUp: false }))
  const joan = visitor()
  const shown = await joan.submit(await joan.open('/auth/sign-up'), ACCOUNT)
  t.match(shown, { status: 403, alert: 'New accounts cannot be created here.' })
})

t.test('a trigger that denies a sign-up explains it', async t => {
  const cognito = await startLocalCognito({
    triggers: {
      preSignUp: event => {
        const { email } = event.request['userAttributes'] as { email: string }
        if (!email.endsWith('@example.com')) throw new Error('Only <b>example.com</b> may sign up')
        event.response['autoConfirmUser'] = true
        return event
      }
    }
  })
  t.teardown(cognito.close)
  const { visitor } = await buildPages(t, cognito)
  const joan = visitor()
  const page = await joan.open('/auth/sign-up')
  const denied = await joan.submit(page, { ...ACCOUNT, email: 'joan@other.example' })
  t.match(denied, {
    status: 403,
    alert: 'The account was not created: Only <b>example.com</b> may sign up'
  })
  t.match(denied.text, '&lt;b&gt;')
  const confirmed = await joan.submit(page, ACCOUNT)
  t.match(confirmed, { heading: 'Sign in', text: /Your account is confirmed/ }, 'the trigger confirms others')
})

t.test('pages of excluded routes are not served, and no page links to them', async t => {
  const cognito = await startPool(t)
  const { visitor } = await buildPages(t, cognito, {
    routes: { prefix: '/auth', rateLimit: false, exclude: ['signUp', 'forgotPassword'] }
  })
  for (const path of ['sign-up', 'confirm', 'forgot-password', 'reset-password']) {
    t.equal((await visitor().request(`/auth/${path}`)).status, 404, path)
  }
  t.notMatch((await visitor().open('/auth/sign-in')).text, /sign-up|forgot-password/)
})
