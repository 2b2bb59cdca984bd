import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { fromCookie, fromHeader } from '../../dist/index.js'
import { bearer, build, pool } from '../authorization/app.js'

const token = pool.signIn({ sub: 'jane' })
const other = pool.signIn({ sub: 'kim' })

t.test('extractors in a list are tried in order, and the first token counts', async t => {
  const app = await build(t, { extractToken: [fromHeader(), fromCookie('token')] })
  app.get('/', { preHandler: app.requireUser() }, async request => request.currentUser?.id)
  const responseOf = async (headers: Record<string, string>) => {
    const { statusCode, body } = await app.inject({ url: '/', headers })
    return statusCode === 200 ? body : statusCode
  }
  t.equal(await responseOf(bearer(token)), 'jane')
  t.equal(await responseOf({ cookie: `token=${other}` }), 'kim')
  t.equal(await responseOf({ ...bearer(token), cookie: `token=${other}` }), 'jane')
  t.equal(await responseOf({ authorization: 'Basic dXNlcjpwYXNz', cookie: `token=${other}` }), 'kim')
  t.equal(await responseOf({}), 401)
  t.equal(
    await responseOf({ ...bearer('nonsense'), cookie: `token=${other}` }),
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
    const [actual, expected] = await Promise.all(
      [app, plain].map(async each => each.inject({ url: '/', headers: { authorization } }))
    )
    t.strictSame([actual?.statusCode, actual?.body], [expected?.statusCode, expected?.body], authorization)
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

t.test('the value of a cookie', async t => {
  const valueOf = (cookie: string) => fromCookie('t')({ headers: { cookie } } as FastifyRequest)
  const table: [cookie: string, value: string | null][] = [
    ['t=a', 'a'],
    ['a; t=b', 'b'],
    ['tt; t=a', 'a'],
    ['t="a"', 'a'],
    ['t="a', '"a'],
    ['t=a"', 'a"'],
    ['t=""', null],
    ['t=a%2eb', 'a.b'],
    ['t=%zz', '%zz'],
    ['other=a', null]
  ]
  for (const [cookie, value] of table) t.equal(valueOf(cookie), value, cookie)
})

t.test('an extractor of a list that returns null or undefined is skipped', async t => {
  for (const nothing of [null, undefined]) {
    const app = await build(t, { extractToken: [() => nothing, fromHeader()] })
    app.get('/', { preHandler: app.requireUser() }, async () => 'in')
    t.equal((await app.inject({ url: '/', headers: bearer(token) })).statusCode, 200)
  }
})

t.test('fromCookie throws for an invalid cookie name', async t => {
  for (const name of ['', 'a b', 'a;b', 'a=b', 'tökén', undefined, 7]) {
    t.throws(() => fromCookie(name as string), {
      code: 'FST_COGNITO_INVALID_OPTIONS',
      message: /fromCookie: name must be the name of a cookie/
    })
  }
})
