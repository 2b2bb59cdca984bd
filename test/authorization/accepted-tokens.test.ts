import t from 'tap'
import {
  AcceptedTenantTokens,
  acceptsBearerTokens,
  acceptsLoadBalancers,
  acceptsSessions,
  assertAccessToken,
  rejectionError,
  rejectionReason,
  type AcceptedPoolTokens,
  type AcceptedTokens
} from '../../dist/authorization/accepted-tokens.js'
import type { CurrentUser } from '../../dist/index.js'
import type { Audiences } from '../../dist/verification/audience.js'
import { rejectionDetails } from '../../dist/verification/token-rejection.js'

/** Which tokens a guard accepts: of pools, app clients, uses, and audiences. */

const CLIENT = 'client'

/** The accepted tokens of one pool: without an argument, all of its tokens. */
const tokens = (accepted: Partial<AcceptedPoolTokens> = {}): AcceptedPoolTokens =>
  ({ clientIds: null, tokenUse: null, audiences: null, ...accepted })

/** The accepted tokens of one pool, which is called `one`. */
const one = (accepted: Partial<AcceptedPoolTokens> = {}) => new Map([['one', tokens(accepted)]])

const user = (token: object): CurrentUser => ({ pool: 'one', clientId: CLIENT, ...token }) as CurrentUser

type Mismatch = Parameters<typeof rejectionError>[0]

const accessToken = { token_use: 'access', client_id: CLIENT }

const USERS = {
  'an access token': user({ tokenUse: 'access', claims: accessToken }),
  'an ID token': user({ tokenUse: 'id', claims: { token_use: 'id', aud: CLIENT } }),
  'a load balancer with the access token': user({
    tokenUse: 'alb',
    claims: {},
    accessTokenClaims: accessToken
  }),
  'a load balancer alone': user({ tokenUse: 'alb', claims: {} })
}

t.test('access tokens are accepted if one pool accepts them', async t => {
  const pools = (...uses: Array<'id' | 'access' | null>) =>
    new Map(uses.map((tokenUse, index) => [`pool ${index}`, tokens({ tokenUse })]))
  t.notOk(acceptsBearerTokens(pools('id', 'id'), 'access'))
  t.ok(acceptsBearerTokens(pools('id', 'access'), 'access'))
  t.ok(acceptsBearerTokens(pools(null), 'access'))
})

t.test('tokens of load balancers are accepted if one pool accepts them', async t => {
  const pools = (...all: Array<Partial<AcceptedPoolTokens>>) =>
    new Map(all.map((accepted, index) => [`pool ${index}`, tokens(accepted)]))
  t.notOk(acceptsLoadBalancers(pools({}, { tokenUse: 'access' })))
  t.ok(acceptsLoadBalancers(pools({}, { tokenUse: 'alb' })))
  t.ok(acceptsLoadBalancers(pools({ alb: true }, {})))
  t.notOk(acceptsLoadBalancers(new AcceptedTenantTokens()))
})

t.test('a guard accepts the uses of tokens that it names', async t => {
  const accepts: Array<[Partial<AcceptedPoolTokens>, Record<keyof typeof USERS, boolean>]> = [
    [{ tokenUse: null }, rows(true, true, false, false)],
    [{ tokenUse: 'access' }, rows(true, false, true, false)],
    [{ tokenUse: 'id' }, rows(false, true, false, false)],
    [{ tokenUse: 'alb' }, rows(false, false, true, true)],
    [{ tokenUse: null, alb: true }, rows(true, true, true, true)],
    [{ tokenUse: 'access', alb: true }, rows(true, false, true, true)],
    [{ tokenUse: 'id', alb: true }, rows(false, true, true, true)],
    [{ tokenUse: 'id', alb: false }, rows(false, true, false, false)]
  ]
  for (const [accepted, expected] of accepts) {
    for (const [name, user] of Object.entries(USERS)) {
      const reason = expected[name as keyof typeof USERS] ? null : 'token-use'
      t.equal(rejectionReason(user, one(accepted)), reason, `${JSON.stringify(accepted)}: ${name}`)
    }
  }
})

function rows (...values: [boolean, boolean, boolean, boolean]): Record<keyof typeof USERS, boolean> {
  const names = Object.keys(USERS) as Array<keyof typeof USERS>
  return Object.fromEntries(names.map((name, index) => [name, values[index]])) as ReturnType<typeof rows>
}

t.test('the reason of a rejection', async t => {
  const access = USERS['an access token']
  const audiences: Audiences = new Set(['https://api.example.com'])
  t.equal(rejectionReason({ ...access, pool: 'two' }, one()), 'pool')
  t.equal(rejectionReason(access, one({ clientIds: new Set([CLIENT]) })), null)
  t.equal(rejectionReason(access, one({ clientIds: new Set(['other']) })), 'client')
  t.equal(rejectionReason(access, one({ audiences })), 'audience')
  t.equal(rejectionReason(access, one({ audiences: new Set([null]) })), null, 'a token without an audience')
  const forApi = user({ tokenUse: 'access', claims: { ...accessToken, aud: 'https://api.example.com' } })
  t.equal(rejectionReason(forApi, one({ audiences })), null)
  t.equal(rejectionReason(USERS['an ID token'], one({ audiences })), 'audience')
  // The token of a load balancer has no audience, and no access token came with it.
  t.equal(rejectionReason(USERS['a load balancer alone'], one({ alb: true, audiences })), 'token-use')
})

t.test('tokens of pools that are resolved at runtime', async t => {
  const access = USERS['an access token']
  t.equal(rejectionReason(access, new AcceptedTenantTokens()), null)
  t.equal(rejectionReason(access, new AcceptedTenantTokens({ pool: 'one' })), null)
  t.equal(rejectionReason(access, new AcceptedTenantTokens({ pool: 'two' })), 'pool')
  t.equal(rejectionReason(access, new AcceptedTenantTokens({ clientIds: new Set(['other']) })), 'client')
  t.equal(rejectionReason(access, new AcceptedTenantTokens({ tokenUse: 'id' })), 'token-use')
  t.equal(rejectionReason(access, new AcceptedTenantTokens({ audiences: new Set(['other']) })), 'audience')
})

t.test('sessions are accepted where their access tokens are', async t => {
  const session = { pool: 'one', clientId: CLIENT, resource: 'https://api.example.com' }
  const accepts = (accepted: AcceptedTokens, resource: string | null = session.resource) =>
    acceptsSessions(accepted, { ...session, resource })
  t.ok(accepts(one()))
  t.ok(accepts(one({ tokenUse: 'access' })))
  t.notOk(accepts(one({ tokenUse: 'id' })))
  t.notOk(accepts(one({ tokenUse: 'alb' })))
  t.notOk(accepts(new Map([['two', tokens()]])))
  t.ok(accepts(one({ clientIds: new Set(['other', CLIENT]) })))
  t.notOk(accepts(one({ clientIds: new Set(['other']) })))
  t.ok(accepts(one({ audiences: new Set(['https://api.example.com']) })), 'the resource is the audience')
  t.ok(accepts(one({ audiences: new Set([CLIENT]) })), 'the app client is the audience')
  t.notOk(accepts(one({ audiences: new Set(['https://api.example.com']) }), null))
  t.ok(accepts(one({ audiences: new Set([null]) }), null), 'tokens without an audience')
  t.notOk(accepts(one({ audiences: new Set([null]) })))
})

t.test('groups and scopes need an access token', async t => {
  t.doesNotThrow(() => assertAccessToken(USERS['an access token']))
  t.doesNotThrow(() => assertAccessToken(USERS['an ID token']))
  t.doesNotThrow(() => assertAccessToken(USERS['a load balancer with the access token']))
  try {
    assertAccessToken(USERS['a load balancer alone'])
    t.fail('a load balancer sent no access token')
  } catch (error) {
    t.match(error, { code: 'FST_COGNITO_INVALID_TOKEN' })
    t.strictSame(rejectionDetails(error as Error), {
      reason: 'token-use',
      expected: 'access, or x-amzn-oidc-accesstoken besides x-amzn-oidc-data',
      received: 'alb'
    })
  }
})

t.test('the log has what is accepted, and what was received', async t => {
  const access = USERS['an access token']
  const alb = USERS['a load balancer alone']
  const WITH_ACCESS_TOKEN = 'access, or x-amzn-oidc-accesstoken besides x-amzn-oidc-data'
  const two = new Map([['one', tokens()], ['two', tokens()]])
  const details = (reason: Mismatch, user: CurrentUser, accepted: AcceptedTokens) =>
    rejectionDetails(rejectionError(reason, { user }, accepted))
  const stranger = { ...access, pool: 'three' }
  t.strictSame(details('pool', stranger, two), { reason: 'pool', expected: 'one, two', received: 'three' })
  t.strictSame(details('pool', stranger, new AcceptedTenantTokens({ pool: 'one' })), {
    reason: 'pool',
    expected: 'one',
    received: 'three'
  })
  t.strictSame(details('client', access, one({ clientIds: new Set(['a', 'b']) })), {
    reason: 'client',
    expected: 'a, b',
    received: CLIENT
  })
  for (const [user, tokenUse, expected] of [
    [access, 'id', 'id'],
    [alb, 'access', WITH_ACCESS_TOKEN],
    [alb, null, WITH_ACCESS_TOKEN],
    [alb, 'id', 'id']
  ] as const) {
    t.strictSame(details('token-use', user, one({ tokenUse })), {
      reason: 'token-use',
      expected,
      received: user.tokenUse
    })
  }
  t.match(details('audience', access, one({ audiences: new Set(['https://api.example.com']) })), {
    reason: 'audience',
    expected: 'https://api.example.com'
  })
})

t.test('the message for a session names what to send instead', async t => {
  const message = (reason: Mismatch) =>
    rejectionError(
      reason,
      { user: USERS['an access token'], session: {} },
      one({ clientIds: new Set(['other']), tokenUse: 'id', audiences: new Set(['other']) })
    ).message
  const start = 'This route does not accept the session cookie. Send '
  t.equal(message('pool'), `${start}a token of a user pool that it accepts.`)
  t.equal(message('client'), `${start}a token of an app client that it accepts.`)
  t.equal(message('token-use'), `${start}an ID token.`)
  t.equal(message('audience'), `${start}a token for an audience that it accepts.`)
})
