import t from 'tap'
import { createAuthClient } from '../../dist/client/index.js'
import { ORIGIN, startWithManagedLogin } from './application.js'

t.test('the client returns the URL that signs out of managed login', async t => {
  const { app, visitor, cognito } = await startWithManagedLogin(t)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const browser = visitor()
  const auth = createAuthClient({
    prefix: '/auth',
    baseUrl: url,
    // A browser sends the cookie and its origin.
    fetch: async input => {
      const request = new Request(input)
      request.headers.set('cookie', `__Host-Http-session=${browser.session ?? ''}`)
      request.headers.set('origin', ORIGIN)
      return fetch(request)
    }
  })
  t.teardown(() => {
    auth.close()
  })
  await browser.signIn()
  t.match(await auth.session(), { user: { email: 'user@example.com' } })
  const { location } = await auth.signOut()
  t.match(location, `${cognito.endpoint}/logout?client_id=`)
  t.equal(await auth.session(), null)
})
