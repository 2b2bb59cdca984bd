import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { PASSWORD, startCognito, USER } from '../api.js'
import { checkAccessibility, STILL } from '../browser/axe.js'
import { skip } from '../browser/chromium.js'
import { ADA, startPool } from '../local-pool.js'
import { openPages } from './chromium.js'

/** axe finds nothing on any page, in light and dark, at the widths of a desktop and a phone. */

function checker (t: Test, page: Page, origin: string) {
  return {
    open: async (path: string) => page.goto(origin + path),
    /** Sends the form that has the fields, as a browser without validation of forms. */
    submit: async (values: Record<string, string>) => {
      const [first = ''] = Object.keys(values)
      const form = page.locator('form', { has: page.locator(`[name="${first}"]`) })
      for (const [name, value] of Object.entries(values)) await form.locator(`[name="${name}"]`).fill(value)
      await form.evaluate((element: { noValidate: boolean }) => { element.noValidate = true })
      await form.locator('button').first().click()
    },
    check: async (heading: string, name: string, text?: string) => {
      await page.getByRole('heading', { name: heading, exact: true }).waitFor()
      if (text !== undefined) await page.getByText(text).first().waitFor()
      await checkAccessibility(t, page, name)
      const folder = process.env['SCREENSHOTS']
      if (folder === undefined) return
      for (const [scheme, width] of [['light', 1280], ['dark', 360]] as const) {
        await page.setViewportSize({ width, height: 800 })
        await page.emulateMedia({ colorScheme: scheme })
        await page.screenshot({ path: `${folder}/${name.replaceAll(/\W+/g, '-')}-${scheme}.png`, fullPage: true })
      }
    }
  }
}

const WRONG = 'The name or password is wrong'

t.test('pages of a sign-in, a sign-up and a forgotten password', { skip }, async t => {
  const cognito = await startCognito(t)
  const { page, origin, problems } = await openPages(t, cognito, {
    browser: STILL,
    signInPage: { title: 'Acme Travel' }
  })
  const { open, submit, check } = checker(t, page, origin)
  await open('/account')
  await check('Sign in', 'sign-in')
  await submit({ username: '', password: '' })
  await check('Sign in', 'sign-in with a missing field', 'Fill in this field.')
  await submit({ username: USER.email, password: 'Wrong-passw0rd' })
  await check('Sign in', 'sign-in with a wrong password', WRONG)
  await open('/auth/sign-in/challenge')
  await check('Sign in', 'sign-in with a notice', 'The sign-in took too long')

  const email = 'joan@example.com'
  await open('/auth/sign-up')
  await check('Create an account', 'sign-up')
  await submit({ email: 'joan', password: PASSWORD })
  await check('Create an account', 'sign-up with a problem', 'Enter an email address such as')
  await submit({
    email,
    password: PASSWORD,
    'attributes.name': 'Joan',
    'attributes.phone_number': '+491711234567'
  })
  await check('Confirm your account', 'confirm')
  await submit({ code: '1' })
  await check('Confirm your account', 'confirm with a problem', 'The code is wrong')
  await page.getByRole('button', { name: 'Send a new code' }).click()
  await check('Confirm your account', 'confirm with a notice', 'A new code was sent')
  await open('/auth/confirm')
  await check('Confirm your account', 'confirm without a step')

  await open('/auth/forgot-password')
  await check('Forgot your password?', 'forgot-password')
  await submit({ username: '' })
  await check('Forgot your password?', 'forgot-password with a problem', 'Fill in this field.')
  await submit({ username: USER.email })
  await check('Set a new password', 'reset-password')
  await submit({ code: cognito.mailbox.last(USER.email)?.code ?? '', newPassword: 'Short-1' })
  await check('Set a new password', 'reset-password with a problem', 'This password is too short.')
  await submit({ code: cognito.mailbox.last(USER.email)?.code ?? '', newPassword: PASSWORD })
  await check('Sign in', 'sign-in after a reset', 'Your password is changed')
  await submit({ username: USER.email, password: PASSWORD })
  await page.waitForURL(`${origin}/`)
  await open('/auth/sign-out')
  await check('Sign out', 'sign-out')
  // The responses with a problem have its status.
  t.strictSame(problems.filter(text => !/status of 4\d\d/.test(text)), [])
})

t.test('pages of challenges', { skip }, async t => {
  const { phone: _phone, ...ada } = ADA
  const users = [{ ...ada, mustSetUpMfa: true, status: 'FORCE_CHANGE_PASSWORD' as const }]
  const cognito = await startPool(t, { users, mfaToSetUp: ['SOFTWARE_TOKEN_MFA', 'SMS_MFA'] })
  const { page, origin } = await openPages(t, cognito, { browser: STILL, clock: cognito.clock })
  const { open, submit, check } = checker(t, page, origin)
  await open('/auth/sign-in')
  await submit({ username: ada.email, password: ada.password })
  await check('Set a new password', 'new password')
  await submit({ 'responses.NEW_PASSWORD': 'Short-1' })
  await check('Set a new password', 'new password with a problem', 'This password is too short.')
  await submit({ 'responses.NEW_PASSWORD': PASSWORD })
  await check('Set up a second step', 'setup')
  await submit({ 'responses.SOFTWARE_TOKEN_MFA_CODE': '000000' })
  await check('Set up a second step', 'setup with a problem', 'The code is wrong')
})

t.test('pages to choose a factor, and to enter a code', { skip }, async t => {
  const cognito = await startPool(t, {
    users: [{ ...ADA, mfa: ['SMS_MFA', 'EMAIL_OTP'] }],
    firstFactors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP']
  })
  const { page, origin } = await openPages(t, cognito, {
    browser: STILL,
    clock: cognito.clock,
    routes: { prefix: '/auth', signIn: { flows: ['USER_PASSWORD_AUTH', 'USER_AUTH'] } }
  })
  const { open, submit, check } = checker(t, page, origin)
  await open('/auth/sign-in')
  await check('Sign in', 'sign-in with a choice')
  await submit({ username: ADA.email, password: ADA.password })
  await check('Choose how to receive a code', 'choice of a factor')
  await page.getByRole('button', { name: 'Code by email' }).click()
  await check('Enter the code', 'code')
  await submit({ 'responses.EMAIL_OTP_CODE': '1' })
  await check('Enter the code', 'code with a problem', 'The code is wrong')
})

t.test('a page with every option of its look', { skip }, async t => {
  const cognito = await startCognito(t)
  const { page, origin } = await openPages(t, cognito, {
    browser: STILL,
    signInPage: {
      title: 'Acme',
      logo: '/logo.svg',
      lang: 'de',
      texts: { signIn: 'Anmelden', password: 'Passwort', email: 'E-Mail-Adresse' },
      colors: { accent: '#7a1fa2', background: '#fdf6ff', dark: { accent: '#e2b3ff', onAccent: '#2a0040' } }
    }
  })
  const { open, check } = checker(t, page, origin)
  await open('/auth/sign-in')
  await check('Anmelden', 'sign-in with colors')
  t.equal(await page.getAttribute('html', 'lang'), 'de')
  await page.emulateMedia({ colorScheme: 'light' })
  const background = await page.evaluate("getComputedStyle(document.querySelector('button')).backgroundColor")
  t.equal(background, 'rgb(122, 31, 162)')
})
