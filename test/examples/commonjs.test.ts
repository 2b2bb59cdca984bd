import t from 'tap'
import { startExample } from './process.js'

t.test('a CommonJS application that loads its plugins and routes from folders', async t => {
  const { port, example } = await startExample(t, 'commonjs', 'start.cjs')
  const url = `http://127.0.0.1:${port}`
  const get = async (path: string, token?: string) => {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const response = await fetch(url + path, { headers })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  const signIn = async (username: string, password: string) => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ username, password })
    const response = await fetch(`${url}/auth/signin`, { method: 'POST', headers, body })
    return ((await response.json()) as { accessToken: string }).accessToken
  }
  const user = await signIn('user@example.com', 'User-passw0rd')
  const admin = await signIn('admin@example.com', 'Admin-passw0rd')

  t.strictSame(await get('/'), { status: 200, body: { message: 'for everyone' } })
  t.equal((await get('/profile')).status, 401)
  t.match(await get('/profile', user), { status: 200, body: { name: 'Uli User', groups: [] } })
  t.equal((await get('/admin')).status, 401)
  t.equal((await get('/admin', user)).status, 403)
  t.equal((await get('/admin', admin)).status, 200)
  example.kill('SIGINT')
  t.equal(await example.ended, 0)
})
