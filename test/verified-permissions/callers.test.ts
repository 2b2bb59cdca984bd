import { createLocalJWKSet, createRemoteJWKSet, type JSONWebKeySet } from 'jose'
import t from 'tap'
import { verifiedPermissions } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { behindLoadBalancer } from '../alb/app.js'
import { startCognito, USER } from '../api.js'
import { pool } from '../authorization/app.js'
import { buildWithSessions } from '../sessions/application.js'
import { optionsFor, permit, startStore } from './store.js'

/** Users with a session cookie, and users of a load balancer: their access token is sent. */

t.test('the access token of a session is sent, and after a refresh the new one', async t => {
  const clock = { now: Date.now() }
  const cognito = await startCognito(t, {
    users: [{ ...USER, groups: ['user'] }],
    clock: () => clock.now
  })
  const { userPoolId: id, issuer, clientId, jwksUri } = cognito
  const store = await startStore(t, permit('user', 'orders:read').replaceAll(pool.userPoolId, id), {
    userPool: { id, issuer, clientIds: [clientId], keys: createRemoteJWKSet(new URL(jwksUri)) }
  })
  const { app, lines, browser } = await buildWithSessions(t, cognito, {
    clock: () => clock.now,
    permissions: verifiedPermissions(optionsFor(store, { ttl: 86_400_000 })),
    after: app => {
      app.get('/orders', { preHandler: app.requirePermissions(['orders:read']) }, async request =>
        request.accessToken())
      app.get('/deletable', { preHandler: app.requirePermissions(['orders:delete']) }, async () => 'in')
    }
  })
  const jane = browser()
  t.equal((await jane.signIn()).statusCode, 200)
  const { body: token, statusCode } = await jane.send('GET', '/orders')
  t.equal(statusCode, 200)
  t.equal(store.calls[0]?.accessToken, token)
  t.equal((await jane.send('GET', '/deletable')).statusCode, 403)
  t.equal(store.calls.length, 1, 'cached')
  clock.now += 3_590_000
  const { body: refreshed } = await jane.send('GET', '/orders')
  t.not(refreshed, token)
  t.strictSame(
    store.calls.map(({ accessToken }) => accessToken),
    [token, refreshed]
  )
  t.equal((await app.inject('/orders')).statusCode, 401)
  t.notOk(lines.join().includes(token))
})

t.test('the access token of a load balancer is sent; without it the request is a 401', async t => {
  const ownPool = await createTestPool({ userPoolId: 'eu-west-1_Balanced' })
  const { userPoolId: id, issuer, clientId } = ownPool
  const store = await startStore(t, permit('staff').replaceAll(pool.userPoolId, id), {
    userPool: { id, issuer, clientIds: [clientId], keys: createLocalJWKSet(ownPool.jwks as JSONWebKeySet) }
  })
  const permissions = verifiedPermissions(optionsFor(store))
  const { alb, app, get, log } = await behindLoadBalancer(t, { permissions }, { pool: ownPool })
  app.get('/orders', { preHandler: app.requirePermissions(['orders:read']) }, async () => 'in')
  const staff = alb.headers({ groups: ['staff'] })
  t.equal((await get(staff, '/orders')).statusCode, 200)
  t.equal(store.calls[0]?.accessToken, staff['x-amzn-oidc-accesstoken'])
  t.equal((await get(alb.headers({ groups: ['staff'] }, { accessToken: false }), '/orders')).statusCode, 401)
  t.match(log('token rejected'), [{ reason: 'token-use', received: 'alb' }])
  t.equal(log('source failed').length, 0)
  t.equal(store.calls.length, 1)
})
