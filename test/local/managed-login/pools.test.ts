import type { CreateUserPoolCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import t from 'tap'
import { newEmail, PASSWORD } from '../local.js'
import { returned } from './browser.js'
import { ADA, addOAuthClient, startManaged, title, type Managed } from './managed.js'

/** A pool of its own, with an app client. */
async function addPool (
  managed: Managed,
  settings: Partial<CreateUserPoolCommandInput>,
  client: Parameters<typeof addOAuthClient>[1] = {}
) {
  const { UserPool } = await managed.api.createUserPool({ PoolName: 'own', ...settings })
  const UserPoolId = UserPool?.Id as string
  const { ClientId } = await addOAuthClient(managed, { UserPoolId, ...client })
  const addUser = async (attributes: Record<string, string>, Username = newEmail()) => {
    await managed.api.adminCreateUser({
      UserPoolId,
      Username,
      MessageAction: 'SUPPRESS',
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }))
    })
    await managed.api.adminSetUserPassword({ UserPoolId, Username, Password: PASSWORD, Permanent: true })
    return Username
  }
  return { UserPoolId, clientId: ClientId, addUser }
}

t.test('a user with a username signs up, and is signed in if a trigger confirms the account', async t => {
  const preSignUp = (event: any) => {
    event.response.autoConfirmUser = true
    return event
  }
  const managed = await startManaged(t, { triggers: { preSignUp } })
  const { clientId } = await addPool(managed, {
    Policies: { PasswordPolicy: { MinimumLength: 6 } },
    Schema: [{ Name: 'nickname', Required: true }]
  })
  const { browser, page } = await managed.visit({ client_id: clientId }, '/signup')
  t.match(page.text, '>Username</label>')
  t.match(page.text, 'At least 6 characters.<')
  t.match(page.text, /name="nickname"\s+type="text"\s+autocomplete="off"/)
  t.notMatch(page.text, 'name="email"', 'the pool verifies no address')
  const signedUp = await browser.submit(page, { username: 'ada', password: 'abcdef', nickname: 'A' })
  t.ok(returned(signedUp)['code'])
  const login = await browser.open(managed.path({ client_id: clientId }, '/login'))
  t.match(login.text, '>Continue as ada</button>')
})

t.test('a pool whose users sign in by either address', async t => {
  const managed = await startManaged(t)
  const either = await addPool(managed, { UsernameAttributes: ['email', 'phone_number'] })
  const labels = async ({ clientId }: typeof either) =>
    (await managed.visit({ client_id: clientId })).page.text.match(/[^>]+(?=<\/label>)/g)
  t.strictSame(await labels(either), ['Email address or phone number', 'Password'])
  const phone = await addPool(managed, { UsernameAttributes: ['phone_number'] })
  t.strictSame(await labels(phone), ['Phone number', 'Password'])
})

t.test('a user with a password alone has no choice', async t => {
  const managed = await startManaged(t)
  const { clientId, addUser } = await addPool(
    managed,
    {
      UsernameAttributes: ['email'],
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } }
    },
    { ExplicitAuthFlows: ['ALLOW_USER_AUTH'] }
  )
  const username = await addUser({})
  const { browser, page } = await managed.visit({ client_id: clientId })
  t.notMatch(page.text, 'name="password"')
  const challenged = await browser.submit(page, { username })
  t.equal(title(challenged), 'Enter your password')
  t.ok(returned(await browser.submit(challenged, { password: PASSWORD }))['code'])
})

t.test('a phone number is set up for codes where MFA is required', async t => {
  const managed = await startManaged(t)
  const SmsConfiguration = { SnsCallerArn: 'arn:aws:iam::123456789012:role/sns' }
  const { UserPoolId, clientId, addUser } = await addPool(managed, { UsernameAttributes: ['email'] })
  await managed.api.setUserPoolMfaConfig({
    UserPoolId,
    MfaConfiguration: 'ON',
    SmsMfaConfiguration: { SmsConfiguration }
  })
  const { browser, page } = await managed.signIn({ client_id: clientId }, await addUser({}))
  t.equal(title(page), 'Set up a second factor')
  t.notMatch(page.text, '<svg', 'the pool has no authenticators')
  const sent = await browser.submit(page, { PHONE_NUMBER: '+15550123' })
  t.equal(title(sent), 'Enter the code')
  t.match(sent.text, 'It was sent to +****0123.')
  const { code = '' } = managed.local.mailbox.last('+15550123') ?? {}
  t.ok(returned(await browser.submit(sent, { code }))['code'])
})

t.test('a user with two MFA factors chooses one', async t => {
  const managed = await startManaged(t)
  const { local, api } = managed
  await api.setUserPoolMfaConfig({
    UserPoolId: local.userPoolId,
    MfaConfiguration: 'OPTIONAL',
    SmsMfaConfiguration: { SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sns' } },
    SoftwareTokenMfaConfiguration: { Enabled: true }
  })
  local.users.change(ADA, user => {
    user.factors = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA']
    user.softwareToken = { secret: 'JBSWY3DPEHPK3PXP', usedStep: 0 }
  })
  const { browser, page } = await managed.signIn()
  t.equal(title(page), 'Choose how to sign in')
  t.match(page.text, /Code by SMS<[\s\S]*Code from an authenticator app</)
  const challenged = await browser.submit(page, { ANSWER: 'SOFTWARE_TOKEN_MFA' })
  t.equal(title(challenged), 'Enter the code')
  t.ok(returned(await browser.submit(challenged, { code: local.totp(ADA) }))['code'])
})

t.test('passkeys can belong to a name below localhost, or to another site', async t => {
  const managed = await startManaged(t)
  const { api, browser, path } = managed
  const { port } = new URL(managed.local.endpoint)
  for (const [RelyingPartyId, expected] of [
    ['auth.localhost', `http://auth.localhost:${port}/oauth2/authorize?`],
    ['example.com', '/login?']
  ] as const) {
    const { UserPoolId, clientId } = await addPool(managed, {
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } }
    })
    await api.setUserPoolMfaConfig({ UserPoolId, WebAuthnConfiguration: { RelyingPartyId } })
    const { location } = await browser().request(path({ client_id: clientId }))
    t.ok(location?.startsWith(expected), `${location}`)
  }
})

t.test('the logo of the classic hosted UI can be a JPEG file', async t => {
  const managed = await startManaged(t)
  const { UserPoolId } = await addPool(managed, {})
  await managed.api.createUserPoolDomain({ UserPoolId, Domain: 'jpeg', ManagedLoginVersion: 1 })
  const ImageFile = Buffer.from('ffd8ffe000104a464946', 'hex')
  const { UICustomization } = await managed.api.setUICustomization({ UserPoolId, ImageFile })
  const logo = await managed.browser().open(UICustomization?.ImageUrl as string)
  t.equal(logo.headers.get('content-type'), 'image/jpeg')
})
