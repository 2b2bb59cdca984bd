import t from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { buildApp } from '../../examples/verify-only/app.js'
import { startExample } from './process.js'

t.test('a token opens the routes that its groups allow', async t => {
  const pool = await createTestPool()
  const app = await buildApp(pool.options)
  t.teardown(() => app.close())
  const get = async (url: string, headers = {}) => app.inject({ url, headers })

  t.strictSame((await get('/')).json(), { message: 'for everyone' })
  t.strictSame((await get('/hello')).json(), { message: 'hello' })
  const ada = await get('/hello', pool.authorization({ username: 'ada' }))
  t.strictSame(ada.json(), { message: 'hello, ada' })
  t.equal((await get('/me')).statusCode, 401)
  t.equal((await get('/me', pool.authorization(pool.expired()))).statusCode, 401)
  t.equal((await get('/me', pool.authorization(pool.idToken()))).statusCode, 401, 'an ID token')
  const me = await get('/me', pool.authorization({ sub: '1', username: 'ada', groups: ['user'] }))
  t.strictSame(me.json(), { id: '1', username: 'ada', groups: ['user'] })
  t.equal((await get('/admin', pool.authorization({ groups: ['user'] }))).statusCode, 403)
  t.equal((await get('/admin', pool.authorization({ groups: ['admin'] }))).statusCode, 200)
  t.match((await get('/health')).json(), { default: { status: 'fresh' } })
})

t.test('it starts on a local Cognito and prints valid tokens', async t => {
  const { port, example } = await startExample(t, 'verify-only')
  const tokens = [...example.output().matchAll(/TOKEN=(\S+)/g)].map(([, token]) => token as string)
  const statuses = async (path: string) =>
    await Promise.all(
      tokens.map(async token => {
        const headers = { authorization: `Bearer ${token}` }
        return (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).status
      })
    )
  t.equal(tokens.length, 2)
  t.strictSame(await statuses('/me'), [200, 200])
  t.strictSame(await statuses('/admin'), [200, 403])
  example.kill('SIGINT')
  t.equal(await example.ended, 0)
})
