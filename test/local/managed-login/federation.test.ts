import { decodeJwt } from 'jose'
import t from 'tap'
import { returned } from './browser.js'
import { ADA, exchange, startManaged, title, type Managed } from './managed.js'

const PROVIDERS = ['COGNITO', 'Google']
const MAPPING = {
  username: 'sub',
  email: 'email',
  name: 'name',
  phone_number: 'phone',
  email_verified: 'verified'
}
const JO = { sub: '123', email: 'jo@example.com', name: 'Jo', phone: '+15550199', verified: 'true' }

/** A local Cognito whose pool has Google. */
async function startGoogle (t: Parameters<typeof startManaged>[0], options = {}, providers = PROVIDERS) {
  const managed = await startManaged(t, options)
  const { api, local, ClientId, visit } = managed
  const UserPoolId = local.userPoolId
  await api.createIdentityProvider({
    UserPoolId,
    ProviderName: 'Google',
    ProviderType: 'Google',
    ProviderDetails: { client_id: 'g', client_secret: 's', authorize_scopes: 'openid email' },
    AttributeMapping: MAPPING,
    IdpIdentifiers: ['example.com']
  })
  const { UserPoolClient = {} } = await api.describeUserPoolClient({ UserPoolId, ClientId })
  const {
    CreationDate: _created,
    LastModifiedDate: _modified,
    ClientSecret: _secret,
    ...settings
  } = UserPoolClient
  await api.updateUserPoolClient({ ...settings, UserPoolId, ClientId, SupportedIdentityProviders: providers })
  const signIn = async (claims: Record<string, string> = JO, more = {}) => {
    const { browser, page } = await visit({ identity_provider: 'Google', ...more })
    return { browser, page: await browser.submit(page, claims) }
  }
  return { ...managed, UserPoolId, google: signIn }
}

async function idToken (managed: Managed, page: Parameters<typeof returned>[0]) {
  return decodeJwt((await exchange(managed, returned(page)['code'])).body['id_token'])
}

t.test('the first sign-in creates a user, the next ones change it', async t => {
  const received: string[] = []
  const note = (event: any) => {
    received.push(event.triggerSource)
    return event
  }
  const triggers = { preSignUp: note, postConfirmation: note, postAuthentication: note }
  const managed = await startGoogle(t, { triggers, users: [] })
  const { api, UserPoolId, google } = managed
  const first = await idToken(managed, (await google()).page)
  t.match(first, {
    'cognito:username': 'Google_123',
    'cognito:groups': [`${UserPoolId}_Google`],
    email: JO.email,
    email_verified: true,
    name: 'Jo',
    identities: [{ userId: '123', providerName: 'Google', primary: 'true' }],
    nonce: String
  })
  const user = await api.adminGetUser({ UserPoolId, Username: 'Google_123' })
  t.equal(user.UserStatus, 'EXTERNAL_PROVIDER')
  const second = await idToken(managed, (await google({ ...JO, name: 'Joan' })).page)
  t.match(second, { sub: first.sub, name: 'Joan' })
  t.notOk('nonce' in second, 'only a first sign-in has a nonce that was not requested')
  t.same(received, [
    'PreSignUp_ExternalProvider',
    'PostConfirmation_ConfirmSignUp',
    'PostAuthentication_Authentication'
  ])
  const sent = await idToken(
    managed,
    (await google({ ...JO, sub: '124', email: 'x@example.com' }, { nonce: 'mine' })).page
  )
  t.equal(sent['nonce'], 'mine')
})

t.test(
  'the page to sign in links to the provider; an identifier or a single provider goes there at once',
  async t => {
    const managed = await startGoogle(t)
    const { visit } = managed
    const { browser, page } = await visit({ login_hint: 'jo@example.com' })
    const provider = await browser.follow(page, 'Continue with Google')
    t.equal(title(provider), 'Sign in with Google')
    t.match(provider.text, 'value="jo@example.com"')
    t.equal(title((await visit({ idp_identifier: 'example.com' })).page), 'Sign in with Google')
    const only = await startGoogle(t, {}, ['Google'])
    const single = await only.visit()
    t.equal(title(single.page), 'Sign in with Google')
    t.match(returned((await only.visit({ prompt: 'none' })).page), { error: 'login_required' })
    t.match(returned((await only.visit({ identity_provider: 'COGNITO' })).page), { error: 'invalid_request' })
  }
)

t.test('a user that is linked signs in as the one it is linked to', async t => {
  const managed = await startGoogle(t)
  const { api, UserPoolId, google } = managed
  const link = async (ProviderAttributeName: string, ProviderAttributeValue: string) =>
    await api.adminLinkProviderForUser({
      UserPoolId,
      DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: ADA },
      SourceUser: { ProviderName: 'Google', ProviderAttributeName, ProviderAttributeValue }
    })
  await link('Cognito_Subject', '123')
  await link('email', 'ada@gmail.example.com')
  const { sub } = await idToken(managed, (await managed.signIn()).page)
  t.equal((await idToken(managed, (await google()).page)).sub, sub)
  t.equal(
    (await idToken(managed, (await google({ ...JO, sub: '9', email: 'ada@gmail.example.com' })).page)).sub,
    sub
  )
})

t.test('a trigger that links the user makes the first sign-in fail, as on AWS', async t => {
  const holder: { api?: Managed['api'] } = {}
  const preSignUp = async (event: any) => {
    await holder.api?.adminLinkProviderForUser({
      UserPoolId: event.userPoolId,
      DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: ADA },
      SourceUser: {
        ProviderName: 'Google',
        ProviderAttributeName: 'Cognito_Subject',
        ProviderAttributeValue: '123'
      }
    })
    return event
  }
  const managed = await startGoogle(t, { triggers: { preSignUp } })
  holder.api = managed.api
  t.same(returned((await managed.google()).page), {
    error: 'server_error',
    error_description: 'Already found an entry for username Google_123'
  })
  t.ok(returned((await managed.google()).page)['code'])
})

t.test('what goes wrong is an error at the callback', async t => {
  const { api, UserPoolId, google, visit } = await startGoogle(t, {
    triggers: {
      preSignUp: (event: any) => {
        if (event.userName === 'Google_666') throw new Error('Not you')
        return event
      }
    }
  })
  const refused = async (claims: Record<string, string>) => returned((await google(claims)).page)
  t.match(await refused({ ...JO, phone: '' }), {
    error: 'invalid_request',
    error_description: 'attributes required: [phone_number]'
  })
  t.match(await refused({ ...JO, sub: '' }), { error: 'invalid_request' })
  t.match(await refused({ ...JO, sub: '666' }), { error_description: 'PreSignUp failed with error Not you.' })
  t.ok(returned((await google()).page)['code'])
  await api.adminDisableUser({ UserPoolId, Username: 'Google_123' })
  t.match(await refused(JO), { error: 'invalid_request', error_description: 'User is disabled.' })
  const { browser, page } = await visit({ identity_provider: 'Google', state: 's' })
  const cancelled = returned(await browser.submit(page, { cancel: 'yes' }))
  t.match(cancelled, {
    error: 'invalid_request',
    error_description: 'Google Error - access_denied',
    state: 's'
  })
  t.match((await browser.open(page.url)).url, '/error?', 'a visit ends with its answer')
})

t.test('an answer of the provider belongs to the browser that was sent there', async t => {
  const { browser: open, visit } = await startGoogle(t)
  const { browser, page } = await visit({ identity_provider: 'Google' })
  const { search } = new URL(page.url)
  t.match((await open().open(`/oauth2/idpresponse${search}&code=x`)).url, '/error?')
  t.match(returned(await browser.open(`/oauth2/idpresponse${search}&code=x`)), { error: 'invalid_request' })
  t.match((await browser.open('/oauth2/idpresponse')).url, '/error?')
})

t.test('the claim of the user ID is sub unless the provider maps another one', async t => {
  for (const [AttributeMapping, claim] of [
    [{ email: 'email', name: 'name', phone_number: 'phone' }, 'sub'],
    [{ username: 'login', email: 'email', name: 'name', phone_number: 'phone' }, 'login']
  ] as const) {
    const managed = await startGoogle(t)
    const { api, UserPoolId, google } = managed
    await api.updateIdentityProvider({ UserPoolId, ProviderName: 'Google', AttributeMapping })
    const { page } = await google({ [claim]: '77', email: JO.email, name: JO.name, phone: JO.phone })
    t.equal((await idToken(managed, page))['cognito:username'], 'Google_77')
  }
})

t.test('prompt=none does not go to a provider', async t => {
  const { visit } = await startGoogle(t)
  const { page } = await visit({ identity_provider: 'Google', prompt: 'none' })
  t.match(returned(page), { error: 'login_required' })
})

t.test('a sign-in at a provider fails if the provider was deleted or returns no code', async t => {
  const { api, local, UserPoolId, ClientId, visit } = await startGoogle(t)
  const { browser, page } = await visit({ identity_provider: 'Google' })
  const body = new URLSearchParams({ _csrf: browser.cookies.get('XSRF-TOKEN') ?? '' })
  const url = new URL(page.url)
  const { location = '' } = await browser.request(url.href, { method: 'POST', body })
  t.match(location, /^\/oauth2\/idpresponse\?code=/, 'nothing has to be filled in')
  const state = new URLSearchParams({ state: url.searchParams.get('state') ?? '' })
  t.same(returned(await browser.open(`/oauth2/idpresponse?${state}`)), {
    error: 'invalid_request',
    error_description: 'Google Error - invalid_grant'
  })
  const other = await visit({ identity_provider: 'Google' })
  const { UserPoolClient = {} } = await api.describeUserPoolClient({ UserPoolId, ClientId })
  const { CreationDate: _created, LastModifiedDate: _modified, ...settings } = UserPoolClient
  await api.updateUserPoolClient({
    ...settings,
    UserPoolId: local.userPoolId,
    ClientId,
    SupportedIdentityProviders: ['COGNITO']
  })
  t.match((await other.browser.submit(other.page, JO)).url, '/error?error=invalid_request')
})

t.test('an app client without own users accepts no password', async t => {
  const { browser: open, path } = await startGoogle(t, {}, ['Google'])
  const browser = open()
  const page = await browser.open(path({}, '/login'))
  t.notMatch(page.text, 'name="password"')
  const body = new URLSearchParams({
    _csrf: browser.cookies.get('XSRF-TOKEN') ?? '',
    username: ADA,
    password: 'Passw0rd!'
  })
  const shown = await browser.open(path({}, '/login'), { method: 'POST', body })
  t.equal(shown.status, 400)
  t.match(shown.text, 'role="alert">Not allowed.</p>')
})
