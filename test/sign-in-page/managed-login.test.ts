import t from 'tap'
import { USER } from '../api.js'
import { startWithManagedLogin } from '../managed-login/application.js'
import { Visitor } from './visitor.js'

t.test('the page has links to the identity providers of managed login', async t => {
  const { app, cognito } = await startWithManagedLogin(t, { app: { signInPage: true } })
  const jane = new Visitor(app)
  const redirected = await jane.request('/account')
  t.equal(redirected.location, '/auth/sign-in?returnTo=%2Faccount', 'the page comes before managed login')
  const page = await jane.open(String(redirected.location))
  const links = [...page.text.matchAll(/<a class="other" href="([^"]*)">([^<]*)</g)]
  t.strictSame(links.map(([, href, text]) => [href, text]), [
    ['/auth/login?provider=Google&amp;returnTo=%2Faccount', 'Continue with Google']
  ])
  t.match(page.text, '<p class="or">or</p>')
  t.match(page.headers['content-security-policy'], `form-action 'self' ${cognito.endpoint}; `)
})

t.test('a sign-out signs out of managed login, if the user has signed in there', async t => {
  const { app, cognito, visitor } = await startWithManagedLogin(t, { app: { signInPage: true } })
  const hosted = visitor()
  await hosted.signIn()
  const jane = new Visitor(app)
  jane.cookies.set('__Host-Http-session', String(hosted.session))
  const signedOut = await jane.send('/auth/sign-out', {})
  t.equal(signedOut.status, 303)
  t.match(signedOut.location, `${cognito.endpoint}/logout?client_id=`)
  t.equal(jane.cookies.size, 0)

  await jane.send('/auth/sign-in', { username: USER.email, password: USER.password })
  t.match(await jane.send('/auth/sign-out', {}), { heading: 'Sign in', text: /You are signed out/ })
})
