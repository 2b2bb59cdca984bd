import { decodeJwt } from 'jose'
import t from 'tap'
import { returned } from './browser.js'
import { ADA, addOAuthClient, exchange, post, SIGNED_OUT, startManaged, title } from './managed.js'

const HOUR = 3600 * 1000

t.test('a browser stays signed in for an hour, for every client of the pool', async t => {
  const managed = await startManaged(t)
  const { local, path, signIn } = managed
  const { browser, page } = await signIn()
  const line = page.headers.getSetCookie().find(line => line.startsWith(`cognito-${local.userPoolId}=`))
  t.match(line, /; Path=\/; HttpOnly; SameSite=Lax; Max-Age=3600$/)
  const first = await exchange(managed, returned(page)['code'])
  local.advance(HOUR / 2)
  const { ClientId: other } = await addOAuthClient(managed)
  const again = await browser.open(path({ client_id: other, prompt: 'none' }))
  const { body } = await exchange(managed, returned(again)['code'], { client_id: other })
  const times = [first.body, body].map(({ id_token: token }) => decodeJwt(token)['auth_time'])
  t.equal(times[0], times[1], 'the time of the sign-in stays')
  local.advance(HOUR / 2)
  t.match(returned(await browser.open(path({ prompt: 'none' }))), { error: 'login_required' })
})

t.test('the page lets the user continue or sign in again, and prompt=login asks again', async t => {
  const { path, signIn } = await startManaged(t)
  const { browser } = await signIn()
  t.ok(
    returned(await browser.open(path({ prompt: 'select_account' })))['code'],
    'select_account has no effect on a sign-in without a provider'
  )
  const chosen = await browser.open(path({}, '/login'))
  t.match(chosen.text, `Continue as ${ADA}`)
  t.ok(returned(await browser.submit(chosen, { continue: 'yes' }))['code'])
  const challenged = await browser.open(path({ prompt: 'login' }))
  t.equal(title(challenged), 'Sign in')
  t.notMatch(challenged.text, 'Continue as')
  const refused = await browser.submit(challenged, { username: '', password: '', continue: 'yes' })
  t.equal(refused.status, 400)
})

t.test('signing out ends the session of the browser, and no tokens', async t => {
  const managed = await startManaged(t)
  const { local, ClientId, path, signIn, browser: open } = managed
  const { browser, page } = await signIn()
  const { body } = await exchange(managed, returned(page)['code'])
  const { location } = await browser.open(
    path({ logout_uri: SIGNED_OUT, redirect_uri: undefined }, '/logout')
  )
  t.equal(location, SIGNED_OUT)
  t.notOk(browser.cookies.has(`cognito-${local.userPoolId}`))
  t.match(returned(await browser.open(path({ prompt: 'none' }))), { error: 'login_required' })
  const refresh = { grant_type: 'refresh_token', client_id: ClientId, refresh_token: body['refresh_token'] }
  t.equal((await post(managed, '/oauth2/token', refresh)).status, 200)
  t.equal(title(await open().open(path({}, '/logout'))), 'Sign in', 'with redirect_uri it signs in again')
  for (const query of [
    `client_id=${ClientId}&logout_uri=${SIGNED_OUT}/`,
    `client_id=${ClientId}&post_logout_redirect_uri=${SIGNED_OUT}&id_token_hint=x`,
    `client_id=unknown&logout_uri=${SIGNED_OUT}`,
    `logout_uri=${SIGNED_OUT}`
  ]) {
    t.match((await open().open(`/logout?${query}`)).url, '/error?', query)
  }
})

t.test('a disabled user, another pool, or a setting of no time: no session', async t => {
  const managed = await startManaged(t)
  const { api, local, ClientId, path, signIn } = managed
  const { browser } = await signIn()
  const { UserPool } = await api.createUserPool({ PoolName: 'other' })
  const { ClientId: other } = await addOAuthClient(managed, { UserPoolId: UserPool?.Id as string })
  const none = { error: 'login_required' }
  t.match(returned(await browser.open(path({ client_id: other, prompt: 'none' }))), none)
  await api.adminDisableUser({ UserPoolId: local.userPoolId, Username: ADA })
  t.match(returned(await browser.open(path({ prompt: 'none' }))), none)
  await api.adminEnableUser({ UserPoolId: local.userPoolId, Username: ADA })
  await api.setUserPoolClientSessionConfiguration({
    UserPoolId: local.userPoolId,
    ClientId,
    SSOSession: { MaxValidityMinutes: 0 }
  })
  const second = await signIn()
  t.match(returned(await second.browser.open(path({ prompt: 'none' }))), none)
})

t.test('revoke and userInfo refuse what is wrong', async t => {
  const managed = await startManaged(t)
  const { local, ClientId, signIn } = managed
  const { page } = await signIn({ scope: 'aws.cognito.signin.user.admin' })
  const { body } = await exchange(managed, returned(page)['code'])
  const { ClientId: other } = await addOAuthClient(managed)
  const revoke = async (form: Record<string, string>) => (await post(managed, '/oauth2/revoke', form)).body
  t.same(await revoke({ client_id: ClientId }), { error: 'invalid_request' })
  t.same(await revoke({ token: 'x' }), { error: 'invalid_client' })
  t.same(await revoke({ client_id: ClientId, token: body['access_token'] }), {
    error: 'unsupported_token_type'
  })
  t.same(await revoke({ client_id: other, token: body['refresh_token'] }), { error: 'unauthorized_client' })
  t.same(await revoke({ client_id: ClientId, token: 'unknown' }), undefined)
  const info = async (authorization?: string) => {
    const headers = { origin: 'http://localhost:5173', ...(authorization !== undefined && { authorization }) }
    return await fetch(`${local.endpoint}/oauth2/userInfo`, { headers })
  }
  const refused = await info(`Bearer ${body['access_token']}`)
  t.equal(refused.status, 401, 'without openid')
  t.match(refused.headers.get('www-authenticate'), 'invalid_token')
  t.equal(refused.headers.get('access-control-allow-origin'), '*')
  t.equal((await info()).status, 400)
})
