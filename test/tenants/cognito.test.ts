import t, { type Test } from 'tap'
import { cognitoGroups, type SinglePoolOptions } from '../../dist/index.js'
import { startScripted } from '../scripted.js'
import { acme, build, globex } from './app.js'

/** The Cognito API of a pool with one user in one group. */
async function api (t: Test, group: string) {
  return startScripted(t, ({ operation }) => ({
    body:
      operation === 'AdminListGroupsForUser'
        ? { Groups: [{ GroupName: group }] }
        : {
            Username: 'jane',
            UserAttributes: [
              { Name: 'sub', Value: 'jane' },
              { Name: 'name', Value: `Jane of ${group}` }
            ],
            Enabled: true,
            UserStatus: 'CONFIRMED'
          }
  }))
}

async function start (t: Test, options: Partial<SinglePoolOptions> = {}, more: { max?: number } = {}) {
  const [one, other] = [await api(t, 'acme'), await api(t, 'globex')]
  const known = new Map([
    [acme.issuer, { ...acme.options, endpoint: one.endpoint }],
    [globex.issuer, { ...globex.options, endpoint: other.endpoint }]
  ])
  return { ...(await build(t, { known, options, more })), one, other }
}

t.test('cognitoGroups calls the API of the pool that issued the token', async t => {
  const { app, one, other } = await start(t, { groups: cognitoGroups() })
  app.get('/groups', { preHandler: app.requireUser() }, async request => request.groups())
  for (const [pool, group] of [
    [acme, 'acme'],
    [globex, 'globex']
  ] as const) {
    t.strictSame(
      (
        await app.inject({ url: '/groups', headers: pool.authorization({ sub: 'jane', username: 'jane' }) })
      ).json(),
      [group]
    )
  }
  t.ok(
    [one, other].every(({ calls }) =>
      calls.every(({ body }) => String(body['UserPoolId']).startsWith('eu-west-1_'))
    )
  )
})

t.test('loadProfile calls the API of the pool of the token, even if the pool was evicted', async t => {
  const { app, status } = await start(t, {}, { max: 1 })
  app.get('/profile', { preHandler: app.requireUser() }, async request => {
    await app.cognito.verify(globex.signIn())
    t.notOk('eu-west-1_Acme' in app.cognito.health())
    return request.loadProfile()
  })
  const response = await app.inject({
    url: '/profile',
    headers: acme.authorization({ sub: 'jane', username: 'jane' })
  })
  t.match(response.json(), { id: 'jane', name: 'Jane of acme' })
  t.equal(await status(acme.signIn()), 200)
})

t.test('a source that calls Cognito needs the endpoint of each pool', async t => {
  const { app, status, log } = await build(t, {
    known: new Map([[acme.issuer, acme.options]]),
    options: { groups: cognitoGroups() }
  })
  t.equal(await status(acme.signIn()), 500)
  t.match(log('userPools.resolve returned invalid options'), [
    { reason: /\n- options\.endpoint is required with a pool of fastify-cognito-auth\/testing, which has no API/ }
  ])
  t.strictSame(app.cognito.health(), {})
})
