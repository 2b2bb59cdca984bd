import t from 'tap'
import { CALLBACK, PAGE, pathOf, startWithManagedLogin } from './application.js'

/** All orders of the first `count` numbers, each a few of them apart from the next. */
function orders (count: number): number[][] {
  if (count === 0) return [[]]
  return orders(count - 1).flatMap(order =>
    Array.from({ length: count }, (_, index) => [...order.slice(0, index), count - 1, ...order.slice(index)])
  )
}

t.test('five tabs sign in, in each order', async t => {
  const { visitor } = await startWithManagedLogin(t)
  const all = orders(5)
  t.equal(all.length, 120)
  for (const order of all) {
    const browser = visitor()
    const tabs: string[] = []
    for (const tab of order.keys()) {
      const page = await browser.start({ returnTo: `/account?tab=${tab}` })
      // Managed login knows the user from the second tab on.
      tabs.push(page.location === undefined ? await browser.enterPassword(page) : pathOf(page.location))
    }
    t.equal(browser.flows.length, 5)
    for (const tab of order) {
      const { headers } = await browser.get(tabs[tab] as string)
      t.equal(headers.location, `/account?tab=${tab}`, order.join())
      t.equal((await browser.get('/account')).statusCode, 200)
    }
    t.ok(browser.flows.length <= 5)
  }
})

t.test('a callback that was used redirects to the page', async t => {
  const { visitor, cognito } = await startWithManagedLogin(t)
  const browser = visitor()
  const callback = await browser.enterPassword(await browser.start({ returnTo: '/account' }))
  await browser.get(callback)
  const { session } = browser
  const codes = cognito.requests.length
  const again = await browser.get(callback)
  t.equal(again.statusCode, 303)
  t.equal(again.headers.location, '/account')
  t.equal(browser.session, session, 'the session is the same')
  t.equal(cognito.requests.length, codes)
})

t.test('the user goes back to the page of Cognito and signs in again', async t => {
  const { visitor } = await startWithManagedLogin(t)
  const browser = visitor()
  const page = await browser.start({ returnTo: '/account' })
  await browser.get(await browser.enterPassword(page))
  const { headers } = await browser.get(await browser.enterPassword(page))
  t.equal(headers.location, '/account')
})

t.test('a callback of a flow that the browser has lost starts the sign-in again, once', async t => {
  const { visitor } = await startWithManagedLogin(t)
  const browser = visitor()
  const callback = await browser.enterPassword(await browser.start({ returnTo: '/account' }))
  browser.cookies.clear()
  const restarted = await browser.get(callback)
  t.equal(restarted.statusCode, 303)
  const url = new URL(restarted.headers.location as string)
  t.equal(url.pathname, '/oauth2/authorize')
  t.match(url.searchParams.get('state'), /^again\./)
  // Managed login knows the user.
  const { location } = await browser.cognito.open(pathOf(url.href))
  const kept = new Map(browser.cookies)
  t.equal((await browser.get(pathOf(location))).headers.location, '/')
  t.ok(browser.session)

  browser.cookies.clear()
  t.ok(kept.size)
  const failed = await browser.get(pathOf(location))
  t.equal(failed.statusCode, 400, 'a browser without cookies is not in a loop')
  t.match(failed.body, /does not accept cookies/)
})

t.test('a flow expires after ten minutes', async t => {
  const clock = { now: Date.now() }
  const { visitor } = await startWithManagedLogin(t, {
    cognito: { clock: () => clock.now },
    app: { clock: () => clock.now }
  })
  const browser = visitor()
  const page = await browser.start({ returnTo: '/account' })
  clock.now += 600_000
  const callback = await browser.enterPassword(page)
  const { headers } = await browser.get(callback)
  t.equal(new URL(headers.location as string).pathname, '/oauth2/authorize')
})

t.test('a code of another browser is rejected', async t => {
  const { visitor } = await startWithManagedLogin(t)
  const attacker = visitor()
  const callback = await attacker.enterPassword(await attacker.start())
  const victim = visitor()
  await victim.start()
  const { headers } = await victim.get(callback)
  t.equal(new URL(headers.location as string).pathname, '/oauth2/authorize')
  t.equal(victim.session, undefined)
  const code = new URL(callback, CALLBACK).searchParams.get('code') as string
  const { location } = (await victim.get('/auth/login')).headers
  const state = new URL(location as string).searchParams.get('state') as string
  const stolen = await victim.get(`/auth/callback?${new URLSearchParams({ code, state }).toString()}`)
  t.equal(stolen.statusCode, 400, 'PKCE binds the code to the browser')
  t.equal(victim.session, undefined)
})

t.test('a sign-in of a signed-in user ends in the session that it was started in', async t => {
  const { visitor } = await startWithManagedLogin(t)
  const browser = visitor()
  await browser.signIn()
  const callback = await browser.enterPassword(await browser.start({ prompt: 'login', returnTo: '/account' }))
  const { session } = browser
  const other = visitor()
  await other.signIn()
  for (const name of browser.flows) {
    const cookie = browser.cookies.get(name)
    if (cookie !== undefined) other.cookies.set(name, cookie)
  }
  const unchanged = other.session
  t.equal((await other.get(callback)).headers.location, '/account')
  t.equal(other.session, unchanged)
  t.equal((await browser.get(callback)).headers.location, '/account')
  t.not(browser.session, session, 'a new sign-in gets a new session')
})

t.test('a sign-in that was started in a session which has ended is started again', async t => {
  const { visitor } = await startWithManagedLogin(t)
  const browser = visitor()
  await browser.signIn()
  const callback = await browser.enterPassword(await browser.start({ prompt: 'login', returnTo: '/account' }))
  await browser.send({ method: 'POST', url: '/auth/logout', headers: { 'sec-fetch-site': 'same-origin' } })
  const { headers } = await browser.get(callback)
  const url = new URL(headers.location as string)
  t.equal(url.pathname, '/oauth2/authorize')
  t.equal(url.searchParams.get('prompt'), null)
})

t.test('a link of another site to the callback starts a separate sign-in', async t => {
  const { visitor } = await startWithManagedLogin(t)
  const fromElsewhere = { ...PAGE, 'sec-fetch-site': 'cross-site' }
  const { headers } = await visitor().get('/auth/callback?code=x&state=y', fromElsewhere)
  const location = new URL(headers.location as string)
  t.equal(location.pathname, '/oauth2/authorize', 'the user signs in, by a flow of the own browser')
})
