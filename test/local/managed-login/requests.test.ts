import t from 'tap'
import { returned } from './browser.js'
import { ADA, addOAuthClient, CALLBACK, CHALLENGE, startManaged, title } from './managed.js'

const managed = await startManaged(t)
const { api, local, ClientId, browser, path, visit } = managed

t.test('a wrong client or callback URL shows an error page, without a redirect', async t => {
  const wrong: Record<string, string | undefined>[] = [
    { client_id: 'unknown' },
    { client_id: undefined },
    { client_id: '__proto__' },
    { redirect_uri: undefined },
    { redirect_uri: `${CALLBACK}/` },
    { redirect_uri: `${CALLBACK}?a=b` },
    { redirect_uri: 'https://evil.example.com/' },
    { client_id: local.machine.clientId }
  ]
  for (const more of wrong) {
    for (const name of ['/oauth2/authorize', '/login', '/signup', '/forgotPassword']) {
      const { page } = await visit(more, name)
      t.match(new URL(page.url).pathname, '/error', JSON.stringify(more))
      t.equal(page.status, 400)
      t.notMatch(page.text, 'evil')
    }
  }
  t.match(
    (await browser().open(`${path()}&redirect_uri=${encodeURIComponent(CALLBACK)}`)).url,
    'invalid_request'
  )
  t.match((await browser().open(path({ state: 'x'.repeat(8192) }))).url, 'invalid_request')
  t.equal((await browser().open('/error?error=__proto__')).status, 400)
})

t.test('other errors are redirected to the callback URL, with the state', async t => {
  const wrong: [Record<string, string | undefined>, string][] = [
    [{ response_type: undefined }, 'invalid_request'],
    [{ response_type: 'id_token' }, 'invalid_request'],
    [{ response_type: 'token' }, 'unauthorized_client'],
    [{ scope: 'openid phone' }, 'invalid_scope'],
    [{ scope: 'email' }, 'invalid_scope'],
    [{ scope: ' ' }, 'invalid_scope'],
    [{ code_challenge: CHALLENGE }, 'invalid_request'],
    [{ code_challenge: CHALLENGE, code_challenge_method: 'plain' }, 'invalid_request'],
    [{ code_challenge: 'short', code_challenge_method: 'S256' }, 'invalid_request'],
    [{ code_challenge_method: 'S256' }, 'invalid_request'],
    [{ resource: 'orders' }, 'invalid_request'],
    [{ resource: 'http://orders.example.com' }, 'invalid_request'],
    [{ resource: 'http://localhost.example.com' }, 'invalid_request'],
    [{ resource: 'https://orders.example.com#a' }, 'invalid_request'],
    [{ prompt: 'none login' }, 'invalid_request'],
    [{ prompt: 'unknown' }, 'invalid_request'],
    [{ prompt: 'none' }, 'login_required'],
    [{ identity_provider: 'Google' }, 'invalid_request'],
    [{ idp_identifier: 'example.com' }, 'invalid_request']
  ]
  for (const [more, error] of wrong) {
    const { page } = await visit({ state: 's', ...more })
    t.ok(page.location?.startsWith(CALLBACK), JSON.stringify(more))
    t.match(returned(page), { error, state: 's' }, JSON.stringify(more))
  }
  const repeated = await browser().open(`${path()}&state=a&state=b`)
  t.match(returned(repeated), { error: 'invalid_request' })
})

t.test('the default callback is used if none is given, and a query of a callback stays', async t => {
  const withQuery = `${CALLBACK}?a=b`
  const { ClientId: other } = await addOAuthClient(managed, {
    CallbackURLs: [withQuery],
    DefaultRedirectURI: withQuery
  })
  const { page } = await visit({ client_id: other, redirect_uri: undefined, prompt: 'none' })
  t.equal(page.location, `${withQuery}&error=login_required`)
})

t.test('the page starts with the hint, and each page carries the request', async t => {
  const { browser, page } = await visit({ login_hint: ADA, identity_provider: 'COGNITO' })
  t.match(page.text, `value="${ADA}"`)
  t.equal(title(await browser.follow(page, 'Create an account')), 'Create an account')
  t.equal(title(await browser.follow(page, 'Forgot your password?')), 'Reset your password')
})

t.test('managed login shows no page to a client without a branding style', async t => {
  const { UserPool } = await api.createUserPool({ PoolName: 'branded' })
  const UserPoolId = UserPool?.Id as string
  const { ClientId: branded } = await addOAuthClient(managed, { UserPoolId })
  await api.createUserPoolDomain({ UserPoolId, Domain: 'branded', ManagedLoginVersion: 2 })
  t.match((await visit({ client_id: branded })).page.url, 'unavailable')
  await api.createManagedLoginBranding({ UserPoolId, ClientId: branded, UseCognitoProvidedValues: true })
  t.equal(title((await visit({ client_id: branded })).page), 'Sign in')
  t.equal(title((await visit({ client_id: ClientId })).page), 'Sign in', 'the classic pages need none')
})
