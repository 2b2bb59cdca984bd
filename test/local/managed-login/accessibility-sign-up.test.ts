import t from 'tap'
import { checkAccessibility } from '../../browser/axe.js'
import { skip } from '../../browser/chromium.js'
import { TEXTS } from '../../../dist/local/managed-login/languages.js'
import { newEmail, PASSWORD } from '../local.js'
import { openChecked } from './checked-page.js'
import { ADA, addOAuthClient, startManaged } from './managed.js'

t.test('pages of a sign-up and of a password reset', { skip }, async t => {
  const managed = await startManaged(t)
  const { api, local, path } = managed
  const { ClientId } = await addOAuthClient(managed, {
    ClientName: 'Travel',
    PreventUserExistenceErrors: 'LEGACY'
  })
  for (const TermsName of ['terms-of-use', 'privacy-policy']) {
    await api.createTerms({
      UserPoolId: local.userPoolId,
      ClientId,
      TermsName,
      TermsSource: 'LINK',
      Enforcement: 'NONE',
      Links: { 'cognito:default': `https://example.com/${TermsName}` }
    })
  }
  const named = { client_id: ClientId }
  const { page, open, submit, check } = await openChecked(t, managed)
  const email = newEmail()
  await open(path(named, '/signup'))
  await check('Create an account', '/signup')
  const values = { username: email, name: 'Ann', phone_number: '+15550100' }
  await submit({ ...values, password: 'short' })
  await check('Create an account', '/signup with a problem of a field')
  await submit({ ...values, phone_number: 'x', password: PASSWORD })
  await check('Create an account', '/signup with a problem of no field')
  await submit({ ...values, password: PASSWORD })
  await check('Confirm your account', '/confirm')
  await submit({ code: 'x' })
  await check('Confirm your account', '/confirm with a problem')
  await page.goto(page.url().replace('/confirm', '/resendcode'))
  await check('Confirm your account', '/resendcode')

  await open(path(named, '/forgotPassword'))
  await check('Reset your password', '/forgotPassword')
  await submit({ username: newEmail() })
  await check('Reset your password', '/forgotPassword with a problem')
  await submit({ username: ADA })
  await check('Set a new password', '/confirmforgotPassword')
  await submit({ code: 'x', password: PASSWORD })
  await check('Set a new password', '/confirmforgotPassword with a problem')
  await submit({ code: local.mailbox.last(ADA)?.code ?? '', password: PASSWORD })
  await check('Sign in', '/login after a password reset')
})

t.test('pages of a confirmation by link', { skip }, async t => {
  const managed = await startManaged(t)
  const { api, local, path } = managed
  const { UserPool } = await api.createUserPool({
    PoolName: 'links',
    UsernameAttributes: ['email'],
    AutoVerifiedAttributes: ['email'],
    VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_LINK' }
  })
  const { ClientId } = await addOAuthClient(managed, { UserPoolId: UserPool?.Id as string })
  const { page, open, submit, check } = await openChecked(t, managed)
  const email = newEmail()
  await open(path({ client_id: ClientId }, '/signup'))
  await submit({ username: email, password: PASSWORD })
  await check('Confirm your account', '/confirm by link')
  const link = local.mailbox.last(email)?.link ?? ''
  await page.goto(link)
  await check('Your account is confirmed', '/confirmUser')
  await page.goto(link)
  await check('Confirm your account', '/confirmUser with a problem')
})

t.test('pages in every language', { skip }, async t => {
  const managed = await startManaged(t)
  const { page, open } = await openChecked(t, managed)
  for (const [lang, texts] of Object.entries(TEXTS)) {
    await open(managed.path({ lang }, '/signup'))
    await page.getByRole('heading', { name: texts['Create an account'], exact: true }).waitFor()
    await checkAccessibility(t, page, `/signup in ${lang}`, ['phone'], ['light'])
  }
})
