import t from 'tap'
import { newEmail, PASSWORD } from '../local.js'
import { totp } from '../totp.js'
import { returned } from './browser.js'
import { exchange, post, startManaged, title } from './managed.js'

t.test('pages need no secret of an app client that has one', async t => {
  const managed = await startManaged(t, { pool: { mfa: 'required' } }, { GenerateSecret: true })
  const { local, client, visit, signIn } = managed
  const email = newEmail()
  const { browser, page } = await visit({}, '/signup')
  const values = { username: email, password: PASSWORD, name: 'Bob', phone_number: '+15550100' }
  const confirm = await browser.submit(page, values)
  const setup = await browser.submit(confirm, { code: local.mailbox.last(email)?.code ?? '' })
  t.equal(title(setup), 'Set up a second factor')
  const secret = /<code>(\w+)<\/code>/.exec(setup.text)?.[1] as string
  const response = await browser.submit(setup, { code: totp(secret, Date.now()) })
  const { body } = await exchange(managed, returned(response)['code'], { client_secret: client.ClientSecret })
  t.ok(body['access_token'])

  const form = { token: body['refresh_token'], client_id: client.ClientId }
  t.same((await post(managed, '/oauth2/revoke', form)).body, { error: 'invalid_client' })
  const revoked = await post(managed, '/oauth2/revoke', { ...form, client_secret: client.ClientSecret })
  t.equal(revoked.status, 200)
  const refresh = { grant_type: 'refresh_token', refresh_token: body['refresh_token'] }
  const credentials = { client_id: client.ClientId, client_secret: client.ClientSecret }
  const refused = await post(managed, '/oauth2/token', { ...refresh, ...credentials })
  t.same(refused.body, { error: 'invalid_grant' })

  const forgotten = await browser.submit((await visit({}, '/forgotPassword')).page, { username: email })
  t.match(forgotten.url, 'error=invalid_form', 'another browser')
  const reset = await visit({}, '/forgotPassword')
  const sent = await reset.browser.submit(reset.page, { username: email })
  const password = 'Other-passw0rd'
  const { code = '' } = local.mailbox.last(email) ?? {}
  t.match((await reset.browser.submit(sent, { code, password })).text, 'The password was changed')
  local.advance(30_000)
  const second = await signIn({}, email, password)
  t.equal(title(second.page), 'Enter the code')
  t.ok(returned(await second.browser.submit(second.page, { code: local.totp(email) }))['code'])
})
