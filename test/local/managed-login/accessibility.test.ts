import t from 'tap'
import { skip } from '../../browser/chromium.js'
import { virtualAuthenticator } from '../../browser/virtual-authenticator.js'
import { invite, newEmail, PASSWORD } from '../local.js'
import { totp } from '../totp.js'
import { startApp } from './app.js'
import { openChecked } from './checked-page.js'
import { ADA, addOAuthClient, startManaged } from './managed.js'
import { startPasskeys } from './passkey-pool.js'

t.test('pages of a sign-in, a provider and a sign-out', { skip }, async t => {
  const managed = await startManaged(t)
  const { api, local, path } = managed
  const UserPoolId = local.userPoolId
  await api.createIdentityProvider({
    UserPoolId,
    ProviderName: 'Google',
    ProviderType: 'Google',
    ProviderDetails: { client_id: 'g', client_secret: 's', authorize_scopes: 'openid' },
    AttributeMapping: { username: 'sub', email: 'email', name: 'name', phone_number: 'phone' }
  })
  const app = await startApp(t)
  const [redirectUri, signedOut] = [`${app}/callback`, `${app}/signed-out`]
  const { ClientId } = await addOAuthClient(managed, {
    ClientName: 'Travel',
    CallbackURLs: [redirectUri],
    LogoutURLs: [signedOut],
    SupportedIdentityProviders: ['COGNITO', 'Google']
  })
  const named = { client_id: ClientId, redirect_uri: redirectUri }
  const { page, open, submit, press, check, returned } = await openChecked(t, managed)
  await open(path(named))
  await check('Sign in', '/login')
  await submit({ username: ADA, password: 'Wrong-passw0rd' })
  await check('Sign in', '/login with a problem of a field')
  await open(path({ ...named, notice: 'confirmed' }, '/login'))
  await check('Sign in', '/login with a notice')
  await open(path({ ...named, notice: 'ended' }, '/login'))
  await check('Sign in', '/login after a step that has ended')
  await page.getByRole('link', { name: 'Continue with Google' }).click()
  await check('Sign in with Google', 'the pretend identity provider')
  await open(path(named))
  await submit({ username: ADA, password: PASSWORD })
  await returned()
  await open(path(named, '/login'))
  await check('Sign in', '/login of a user who is signed in')
  await press('continue')
  await returned()
  await open(path({ ...named, logout_uri: 'https://example.com/' }, '/logout'))
  await check('An error was encountered with the requested page.', '/logout with a wrong URL')
  await open(path({ ...named, logout_uri: signedOut }, '/logout'))
  t.equal(page.url(), signedOut)
  await open(path(named, '/logout'))
  await check('Sign in', '/logout that returns to /login')
  await open('/error')
  await check('An error was encountered with the requested page.', '/error')
  const invited = await invite(managed, [])
  await open(path(named))
  await submit({ username: invited, password: PASSWORD })
  await check('Set a new password', 'NEW_PASSWORD_REQUIRED')
  await submit({ password: 'short' })
  await check('Set a new password', 'NEW_PASSWORD_REQUIRED with a problem')
})

t.test('pages of MFA', { skip }, async t => {
  const managed = await startManaged(t, { pool: { mfa: 'required' } })
  const { api, local, path } = managed
  const UserPoolId = local.userPoolId
  await api.setUserPoolMfaConfig({
    UserPoolId,
    MfaConfiguration: 'ON',
    SoftwareTokenMfaConfiguration: { Enabled: true },
    SmsMfaConfiguration: {
      SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sns' }
    }
  })
  const redirectUri = `${await startApp(t)}/callback`
  const { ClientId } = await addOAuthClient(managed, { CallbackURLs: [redirectUri] })
  const { page, open, submit, press, check, returned } = await openChecked(t, managed)
  const Username = newEmail()
  await api.adminCreateUser({
    UserPoolId,
    Username,
    MessageAction: 'SUPPRESS',
    UserAttributes: [
      { Name: 'email', Value: Username },
      { Name: 'email_verified', Value: 'true' },
      { Name: 'name', Value: 'Ann' }
    ]
  })
  await api.adminSetUserPassword({ UserPoolId, Username, Password: PASSWORD, Permanent: true })
  const signIn = async () => {
    await open(path({ client_id: ClientId, redirect_uri: redirectUri, prompt: 'login' }))
    await submit({ username: Username, password: PASSWORD })
  }
  await signIn()
  await check('Set up a second factor', 'MFA_SETUP')
  await submit({ code: '000000' })
  await check('Set up a second factor', 'MFA_SETUP with a problem')
  const secret = (await page.locator('code').textContent()) ?? ''
  await submit({ code: totp(secret, Date.now()) })
  await returned()
  await signIn()
  await check('Enter the code', 'SOFTWARE_TOKEN_MFA')
  await submit({ code: '000000' })
  await check('Enter the code', 'SOFTWARE_TOKEN_MFA with a problem')

  await api.adminUpdateUserAttributes({
    UserPoolId,
    Username,
    UserAttributes: [
      { Name: 'phone_number', Value: '+15550101' },
      { Name: 'phone_number_verified', Value: 'true' }
    ]
  })
  await api.adminSetUserMFAPreference({
    UserPoolId,
    Username,
    SMSMfaSettings: { Enabled: true },
    SoftwareTokenMfaSettings: { Enabled: true }
  })
  await signIn()
  await check('Choose how to sign in', 'SELECT_MFA_TYPE')
  await press('ANSWER', 'SMS_MFA')
  await check('Enter the code', 'SMS_MFA')
})

t.test('pages of first factors and passkeys', { skip }, async t => {
  const redirectUri = `${await startApp(t)}/callback`
  const managed = await startPasskeys(t, { CallbackURLs: [redirectUri] })
  const { local, Username } = managed
  const path = (name?: string) => managed.path(name, { redirect_uri: redirectUri })
  const { page, open, submit, press, check, returned } = await openChecked(t, managed)
  const authenticator = await virtualAuthenticator(page)
  const start = async () => {
    await open(path())
    await submit({ username: Username })
  }
  await open(path())
  await check('Sign in', '/login without a password')
  await submit({ username: Username })
  await check('Choose how to sign in', 'SELECT_CHALLENGE')
  await press('ANSWER', 'PASSWORD')
  await check('Enter your password', 'PASSWORD')
  await submit({ password: 'Wrong-passw0rd' })
  await check('Enter your password', 'PASSWORD with a problem')
  await start()
  await press('ANSWER', 'EMAIL_OTP')
  await check('Enter the code', 'EMAIL_OTP')
  await open(path('/passkeys/add'))
  await submit({ username: Username })
  await press('ANSWER', 'EMAIL_OTP')
  await submit({ code: local.mailbox.last(Username)?.code ?? '' })
  await check('Add a passkey', '/passkeys/add')
  await page.locator('form#passkey').evaluate((form: { submit: () => void }) => form.submit())
  await page.locator('.alert').waitFor()
  await check('Add a passkey', '/passkeys/add with a problem')
  await page.locator('#passkey button').click()
  await returned()
  await authenticator.forget()
  await page.context().clearCookies()
  await start()
  await press('ANSWER', 'WEB_AUTHN')
  await page.getByText('The passkey could not be used. Try again.').waitFor()
  await check('Use your passkey', 'WEB_AUTHN')
})
