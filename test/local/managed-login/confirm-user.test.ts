import { once } from 'node:events'
import { request } from 'node:http'
import t from 'tap'
import { newEmail, PASSWORD } from '../local.js'
import { returned, unescaped } from './browser.js'
import { addOAuthClient, startManaged, title, type Managed } from './managed.js'

/** A pool that verifies email addresses by link, and phone numbers by code. */
async function addPool ({ api, ...managed }: Managed, attribute: 'email' | 'phone_number' = 'email') {
  const { UserPool } = await api.createUserPool({
    PoolName: 'links',
    UsernameAttributes: [attribute],
    AutoVerifiedAttributes: ['email', 'phone_number'],
    VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_LINK' }
  })
  const UserPoolId = UserPool?.Id as string
  const { ClientId } = await addOAuthClient({ api, ...managed }, { UserPoolId })
  const signUp = async (Username = newEmail()) => {
    await api.signUp({ ClientId, Username, Password: PASSWORD })
    return Username
  }
  return { UserPoolId, clientId: ClientId, signUp }
}

/** The status of a request with a Host header, which `fetch` does not send. */
async function get (url: string, host: string): Promise<number | undefined> {
  const [response] = await once(request(url, { headers: { host } }).end(), 'response')
  response.resume()
  return response.statusCode
}

/** The path and query of a link. */
const pathOf = (link = '') => link.slice(new URL(link).origin.length)

t.test('the link of an email confirms a sign-up, once', async t => {
  const received: string[] = []
  const managed = await startManaged(t, {
    triggers: {
      postConfirmation: event => {
        received.push(event.triggerSource)
        return event
      }
    }
  })
  const { local, api, browser } = managed
  const { UserPoolId, clientId, signUp } = await addPool(managed)
  const email = await signUp()
  const message = local.mailbox.last(email)
  const query = new URLSearchParams({
    client_id: clientId,
    user_name: local.usersOf(UserPoolId).find(email)?.username as string,
    confirmation_code: message?.code ?? ''
  })
  t.equal(message?.link, `${local.endpoint}/confirmUser?${query}`)
  const shown = await browser().open(pathOf(message?.link))
  t.same([shown.status, title(shown)], [200, 'Your account is confirmed'])
  t.match(shown.text, '<title>Your account is confirmed – test</title>', 'the page of the app client')
  t.strictSame(received, ['PostConfirmation_ConfirmSignUp'])
  const { UserStatus, UserAttributes = [] } = await api.adminGetUser({ UserPoolId, Username: email })
  t.equal(UserStatus, 'CONFIRMED')
  t.equal(UserAttributes.find(({ Name }) => Name === 'email_verified')?.Value, 'true')
  const again = await browser().open(pathOf(message?.link))
  t.same([again.status, title(again)], [400, 'Confirm your account'])
  t.match(again.text, 'role="alert">User cannot be confirmed. Current status is CONFIRMED</p>')
})

t.test('the link has the domain of a proxy that terminates TLS', async t => {
  for (const [domain, origin] of [
    ['Localhost:9443', 'https://localhost:9443'],
    ['auth.example.com:443', 'https://auth.example.com']
  ] as const) {
    const managed = await startManaged(t, { domain })
    const { signUp } = await addPool(managed)
    const { link = '' } = managed.local.mailbox.last(await signUp()) ?? {}
    t.ok(link.startsWith(`${origin}/confirmUser?client_id=`), link)
    // The proxy leaves the Host header as it is.
    const { local } = managed
    const shown = await get(`${local.endpoint}${pathOf(link)}`, new URL(link).host)
    t.equal(shown, 200)
  }
})

t.test('a link that is wrong or has expired', async t => {
  const managed = await startManaged(t)
  const { local, browser } = managed
  const { clientId, signUp } = await addPool(managed)
  const email = await signUp()
  const open = async (query: Record<string, string>) =>
    await browser().open(`/confirmUser?${new URLSearchParams({ client_id: clientId, ...query })}`)
  const wrong = await open({ user_name: email, confirmation_code: '1' })
  t.same([wrong.status, title(wrong)], [400, 'Confirm your account'])
  t.match(wrong.text, 'Invalid verification code provided, please try again.')
  t.match((await open({ client_id: 'unknown' })).url, '/error?error=invalid_client')
  t.match((await open({ user_name: email })).url, '/error?error=invalid_request')
  t.match((await open({ confirmation_code: '1' })).url, '/error?error=invalid_request')
  local.advance(24 * 3600 * 1000)
  const { link } = local.mailbox.last(email) ?? {}
  t.match((await browser().open(pathOf(link))).text, 'Invalid code provided, please request a code again.')
})

t.test('the page after a sign-up waits for the link, and sends another', async t => {
  const managed = await startManaged(t)
  const { local, visit } = managed
  const { clientId } = await addPool(managed)
  const email = newEmail()
  const { browser, page } = await visit({ client_id: clientId }, '/signup')
  const waiting = await browser.submit(page, { username: email, password: PASSWORD, phone_number: '' })
  t.equal(title(waiting), 'Confirm your account')
  t.match(waiting.text, `A link was sent to the address of ${email}.`)
  t.notMatch(waiting.text, 'name="code"')
  const first = local.mailbox.last(email)?.link
  const resent = await browser.submit(waiting, { resend: 'yes' })
  t.equal(new URL(resent.url).pathname, '/confirm')
  const { link } = local.mailbox.last(email) ?? {}
  t.not(link, first)
  await browser.open(pathOf(link))
  const late = await browser.submit(resent, { resend: 'yes' })
  t.same([late.status, new URL(late.url).pathname], [400, '/resendcode'])
  t.match(late.text, 'role="alert">User is already confirmed.</p>')
  t.equal(title(await browser.open(late.url)), 'Confirm your account', 'the page can be loaded again')
  const login = await browser.follow(late, 'Back to sign in')
  t.ok(returned(await browser.submit(login, { username: email, password: PASSWORD }))['code'])
  const ended = await browser.submit(
    { ...late, text: late.text.replaceAll(/step=[\w-]+/g, 'step=gone') },
    { resend: 'yes' }
  )
  t.match(ended.text, 'The sign-in has expired')
})

t.test('messages by SMS, and those of other codes, have no link', async t => {
  const managed = await startManaged(t)
  const { local, api, visit } = managed
  const { clientId, signUp } = await addPool(managed, 'phone_number')
  const phone = '+15550177'
  const { browser, page } = await visit({ client_id: clientId }, '/signup')
  const confirm = await browser.submit(page, { username: phone, password: PASSWORD, email: newEmail() })
  t.match(confirm.text, `A code was sent to the address of ${phone}.`)
  t.notOk('link' in (local.mailbox.last(phone) ?? {}))
  t.ok(returned(await browser.submit(confirm, { code: local.mailbox.last(phone)?.code ?? '' }))['code'])

  const byEmail = await addPool(managed)
  const email = await byEmail.signUp()
  await managed.browser().open(pathOf(local.mailbox.last(email)?.link))
  await api.forgotPassword({ ClientId: byEmail.clientId, Username: email })
  t.match(local.mailbox.last(email), { purpose: 'password', code: /^\d{6}$/ })
  t.notOk('link' in (local.mailbox.last(email) ?? {}))
  t.ok(await signUp('+15550178'))
})

t.test('the trigger for custom messages places the link', async t => {
  const managed = await startManaged(t, {
    triggers: {
      customMessage: event => {
        const { linkParameter } = event.request
        t.equal(linkParameter, '{##Click Here##}')
        event.response['emailMessage'] = `${linkParameter} or {##Verify##}`
        return event
      }
    }
  })
  const { signUp } = await addPool(managed)
  const message = managed.local.mailbox.last(await signUp())
  const links = [...(message?.text ?? '').matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g)]
  t.strictSame(
    links.map(([, href = '', text]) => [unescaped(href), text]),
    [
      [message?.link, 'Click Here'],
      [message?.link, 'Verify']
    ]
  )
})

t.test('the page of the link is in the language of the browser', async t => {
  const managed = await startManaged(t)
  const { signUp } = await addPool(managed)
  const { link } = managed.local.mailbox.last(await signUp()) ?? {}
  const shown = await managed.browser().open(`${pathOf(link)}&lang=de`)
  t.equal(title(shown), 'Ihr Konto ist bestätigt')
})
