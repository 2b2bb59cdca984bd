import t from 'tap'
import { fromCookie, fromHeader } from '../../dist/index.js'
import { bearer, build, pool } from '../authorization/app.js'

const token = pool.signIn({ sub: 'jane' })
const other = pool.signIn({ sub: 'kim' })

t.test('extractors in a list are tried in order, and the first token counts', async t => {
  const app = await build(t, { extractToken: [fromHeader(), fromCookie('token')] })
  app.get('/', { preHandler: app.requireUser() }, async request => request.currentUser?.id)
  const answer = async (headers: Record<string, string>) => {
    const { statusCode, body } = await app.inject({ url: '/', headers })
    return statusCode === 200 ? body : statusCode
  }
  t.equal(await answer(bearer(token)), 'jane')
  t.equal(await answer({ cookie: `token=${other}` }), 'kim')
  t.equal(await answer({ ...bearer(token), cookie: `token=${other}` }), 'jane')
  t.equal(await answer({ authorization: 'Basic dXNlcjpwYXNz', cookie: `token=${other}` }), 'kim')
  t.equal(await answer({}), 401)
  t.equal(
    await answer({ ...bearer('nonsense'), cookie: `token=${other}` }),
    401,
    'an invalid token is not skipped'
  )
})

t.test('fromHeader reads the header as the default does', async t => {
  const app = await build(t, { extractToken: fromHeader() })
  const plain = await build(t)
  for (const each of [app, plain]) each.get('/', { preHandler: each.requireUser() }, async () => 'in')
  const headers = [
    `Bearer ${token}`,
    `bearer  ${token}`,
    token,
    'Bearer',
    'Bearer ',
    `Bearer ${token} x`,
    `Bearer ${token},a`,
    'Basic a',
    'Bearer a.b'
  ]
  for (const authorization of headers) {
    const [answer, expected] = await Promise.all(
      [app, plain].map(async each => each.inject({ url: '/', headers: { authorization } }))
    )
    t.strictSame([answer?.statusCode, answer?.body], [expected?.statusCode, expected?.body], authorization)
  }
})

t.test('fromCookie finds the cookie by name', async t => {
  const app = await build(t, { extractToken: fromCookie('__Host-token') })
  app.get('/', { preHandler: app.requireUser() }, async () => 'in')
  const table: [cookie: string, status: number][] = [
    [`__Host-token=${token}`, 200],
    [`a=b;  __Host-token = ${token} ; c`, 200],
    [`__Host-token="${token}"`, 200],
    [`__Host-token=${token.replaceAll('.', '%2e')}`, 200],
    [`__Host-token=${token}; __Host-token=nonsense`, 200],
    [`__Host-token=nonsense; __Host-token=${token}`, 401],
    [`__Host-token=${token}%`, 401],
    [`token=${token}`, 401],
    [`__Host-token2=${token}`, 401],
    [`x__Host-token=${token}`, 401],
    ['__Host-token=', 401],
    ['__Host-token', 401],
    ['', 401]
  ]
  for (const [cookie, status] of table) {
    t.equal((await app.inject({ url: '/', headers: { cookie } })).statusCode, status, cookie)
  }
  t.equal(
    (await app.inject({ url: '/', headers: { cookie: '__Host-token=' } })).json().code,
    'FST_COGNITO_NO_CREDENTIALS'
  )
  t.equal((await app.inject('/')).json().code, 'FST_COGNITO_NO_CREDENTIALS')
})

t.test('fromCookie throws for an invalid cookie name', async t => {
  for (const name of ['', 'a b', 'a;b', 'a=b', 'tökén', undefined, 7]) {
    t.throws(() => fromCookie(name as string), {
      code: 'FST_COGNITO_INVALID_OPTIONS',
      message: /fromCookie: name must be the name of a cookie/
    })
  }
})
