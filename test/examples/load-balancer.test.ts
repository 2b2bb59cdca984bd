import t, { type Test } from 'tap'
import { createTestLoadBalancer, createTestPool } from '../../dist/testing/index.js'
import { buildApp } from '../../examples/load-balancer/app.js'
import { startExample } from './process.js'

process.env['NODE_ENV'] = 'test'

const DOMAIN = 'https://my-app.auth.eu-west-1.amazoncognito.com'
const ORIGIN = 'https://app.example.com'

async function build (t: Test) {
  const pool = await createTestPool()
  const loadBalancer = await createTestLoadBalancer(pool)
  const app = await buildApp(
    { ...pool.options, alb: loadBalancer.options },
    { domain: DOMAIN, origin: ORIGIN }
  )
  t.teardown(async () => {
    await app.close()
    await loadBalancer.close()
  })
  return { app, pool, loadBalancer }
}

t.test('users of the load balancer, and machines with tokens', async t => {
  const { app, pool, loadBalancer } = await build(t)
  const get = async (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers })
  const ada = loadBalancer.headers({ username: 'ada', email: 'ada@example.com', groups: ['admin'] })
  t.strictSame((await get('/', ada)).json(), {
    username: 'ada',
    email: 'ada@example.com',
    groups: ['admin']
  })
  t.equal((await get('/admin', ada)).statusCode, 200)
  t.equal((await get('/admin', loadBalancer.headers())).statusCode, 403)
  t.equal((await get('/')).statusCode, 401)
  t.equal((await get('/api/machines', ada)).statusCode, 403)
  const machine = await get('/api/machines', pool.authorization(pool.machine()))
  t.strictSame(machine.json(), { machine: pool.clientId })
  for (const path of ['/signed-out', '/health']) t.equal((await get(path)).statusCode, 200, path)
})

t.test('the sign-out removes the cookies and continues at Cognito', async t => {
  const { app, pool, loadBalancer } = await build(t)
  const headers = loadBalancer.headers()
  const response = await app.inject({ method: 'POST', url: '/sign-out', headers })
  t.equal(response.statusCode, 303)
  const { origin, pathname, searchParams } = new URL(response.headers.location as string)
  t.equal(origin + pathname, `${DOMAIN}/logout`)
  t.strictSame(Object.fromEntries(searchParams), {
    client_id: pool.clientId,
    logout_uri: `${ORIGIN}/signed-out`
  })
  t.strictSame(
    response.cookies.map(({ name, value, maxAge, path }) => ({ name, value, maxAge, path })),
    [0, 1, 2, 3].map(shard => ({
      name: `AWSELBAuthSessionCookie-${shard}`,
      value: '',
      maxAge: 0,
      path: '/'
    }))
  )
  const forged = { ...headers, 'sec-fetch-site': 'cross-site' }
  t.equal((await app.inject({ method: 'POST', url: '/sign-out', headers: forged })).statusCode, 403)
})

t.test('the example starts behind a simulated load balancer', async t => {
  const { port, example } = await startExample(t, 'load-balancer')
  const origin = `http://localhost:${port}`
  const send = async (path: string, init: RequestInit = {}) =>
    await fetch(`${origin}${path}`, { redirect: 'manual', ...init })
  const cookieOf = (response: Response) => response.headers.getSetCookie()[0]?.split(';')[0] as string

  const visit = await send('/')
  t.equal(visit.status, 302)
  const cookie = cookieOf(visit)
  t.match(cookie, /^AWSELBAuthSessionCookie-0=./)
  const ada = await send('/', { headers: { cookie } })
  t.match(await ada.json(), { username: 'ada', groups: ['admin'] })

  const crossSite = { cookie, origin: 'https://evil.example' }
  t.equal((await send('/sign-out', { method: 'POST', headers: crossSite })).status, 403)
  const signOut = await send('/sign-out', { method: 'POST', headers: { cookie, origin } })
  t.equal(signOut.status, 303)
  t.equal(cookieOf(signOut), 'AWSELBAuthSessionCookie-0=')
  const logout = await fetch(signOut.headers.get('location') as string, { redirect: 'manual' })
  t.equal(logout.headers.get('location'), `${origin}/signed-out`)
  t.equal((await send('/signed-out')).status, 200)

  t.equal((await send('/api/machines', { headers: { cookie } })).status, 401, 'forwarded without a user')
  const [, authorization] = /"authorization: (Bearer \S+)"/.exec(example.output()) as RegExpExecArray
  t.equal((await send('/api/machines', { headers: { authorization: authorization as string } })).status, 200)
  example.kill('SIGINT')
  t.equal(await example.ended, 0)
})
