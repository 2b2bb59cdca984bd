import t, { type Test } from 'tap'
import { memoryRevocations } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, post, signIn } from '../api.js'
import { exception, startScripted } from '../scripted.js'
import { startPool, type RunningPool } from '../local-pool.js'

/** After a sign-out the access tokens still have a valid signature, and are rejected here too. */

const password = 'Correct-horse-7'
const ADA = { email: 'ada@example.com', password, groups: ['admin'] }
const BOB = { email: 'bob@example.com', password }

async function build (
  t: Test,
  {
    rotation,
    ...options
  }: {
    rotation?: { gracePeriod: number }
    tokenUse?: 'access' | null
    revocation?: ReturnType<typeof memoryRevocations> | undefined
  } = {}
) {
  const cognito = await startPool(t, { users: [ADA, BOB], ...(rotation !== undefined && { rotation }) })
  const app = await buildApi(t, cognito, {
    clock: cognito.clock,
    revocation: memoryRevocations(),
    ...(options as object),
    routes: {
      prefix: '/auth',
      rateLimit: false,
      admin: { users: { groups: ['admin'] }, groups: { groups: ['admin'] } }
    }
  })
  const isValid = ({ accessToken }: { accessToken: string }) =>
    app.cognito.verify(accessToken).then(
      () => true,
      ({ code }) => (code === 'FST_COGNITO_INVALID_TOKEN' ? false : code)
    )
  /** Two sessions of Bob. */
  const twice = async () => [await signIn(app, BOB), await signIn(app, BOB)] as const
  const calls = (after: number) => cognito.requests.slice(after).map(({ operation }) => operation)
  return { app, cognito, isValid, twice, calls }
}

t.test('a sign-out with a refresh token ends its session, and no other', async t => {
  const { app, isValid, twice, cognito, calls } = await build(t)
  const [here, there] = await twice()
  const before = cognito.requests.length
  t.equal((await post(app, '/auth/signout', { refreshToken: here.refreshToken })).statusCode, 204)
  t.notOk(await isValid(here))
  t.ok(await isValid(there))
  t.strictSame(
    calls(before),
    ['GetTokensFromRefreshToken', 'RevokeToken'],
    'only an access token names its session'
  )
})

/** Headers that must not decide which session ends. */
async function headers ({ accessToken, idToken }: { accessToken: string, idToken: string }) {
  const other = await createTestPool({ userPoolId: 'eu-west-1_OtherPool' })
  const payload = Buffer.from(accessToken.split('.')[1] as string, 'base64url').toString()
  const { sub, origin_jti: session } = JSON.parse(payload) as { sub: string, origin_jti: string }
  return {
    'the access token of another session': accessToken,
    'an ID token': idToken,
    'a token of another pool, with the same sub and session': other.signIn({
      sub,
      claims: { origin_jti: session }
    }),
    'a token with an invalid signature': `${accessToken.slice(0, -6)}AAAAAA`
  }
}

t.test('a sign-out ends the session of the refresh token, whatever token is in the header', async t => {
  for (const tokenUse of ['access', null] as const) {
    const { app, isValid, twice, cognito, calls } = await build(t, { tokenUse })
    for (const [label, token] of Object.entries(await headers(await signIn(app, BOB)))) {
      const [here, there] = await twice()
      const before = cognito.requests.length
      t.equal(
        (await post(app, '/auth/signout', { refreshToken: here.refreshToken }, bearer(token))).statusCode,
        204,
        label
      )
      t.notOk(await isValid(here), label)
      t.ok(await isValid(there), label)
      t.strictSame(calls(before), ['GetTokensFromRefreshToken', 'RevokeToken'])
    }
  }
})

t.test("another user's token in the header ends no session of that user", async t => {
  for (const kind of ['accessToken', 'idToken'] as const) {
    // A new application each time: a sign-in within the second of a sign-out everywhere is revoked too.
    const { app, isValid } = await build(t, { tokenUse: null })
    const victim = await signIn(app, ADA)
    const token = victim[kind]
    const here = await signIn(app, BOB)
    t.equal(
      (await post(app, '/auth/signout', { refreshToken: here.refreshToken }, bearer(token))).statusCode,
      204
    )
    t.strictSame([await isValid(here), await isValid(victim)], [false, true])
    t.equal(
      (await post(app, '/auth/signout', { refreshToken: here.refreshToken }, bearer(token))).statusCode,
      204
    )
    t.ok(await isValid(victim), 'nor with a refresh token that has expired')
    const again = await signIn(app, BOB)
    t.equal(
      (
        await post(
          app,
          '/auth/signout',
          { everywhere: true, refreshToken: again.refreshToken },
          bearer(token)
        )
      ).statusCode,
      204
    )
    t.strictSame(
      [await isValid(again), await isValid(victim)],
      [false, true],
      'everywhere refers to the user of the refresh token'
    )
  }
})

t.test('a header without a token is ignored', async t => {
  const { app, isValid, twice } = await build(t)
  for (const authorization of ['Bearer abc', 'Bearer a b', 'Basic abc']) {
    const [here, there] = await twice()
    t.equal(
      (await post(app, '/auth/signout', { refreshToken: here.refreshToken }, { authorization })).statusCode,
      204,
      authorization
    )
    t.notOk(await isValid(here))
    t.ok(await isValid(there))
  }
})

t.test('while Cognito cannot identify the session, nothing is ended and the response is a 503', async t => {
  const { app, isValid, cognito, calls } = await build(t)
  const here = await signIn(app, BOB)
  const failures = [
    exception('TooManyRequestsException'),
    exception('ThrottlingException'),
    exception('LimitExceededException'),
    exception('InternalErrorException', 'simulated failure', 500),
    exception('ForbiddenException'),
    { status: 503, body: '<html>' }
  ]
  for (const failure of failures) {
    cognito.local.fail('GetTokensFromRefreshToken', failure)
    const before = cognito.requests.length
    const response = await post(
      app,
      '/auth/signout',
      { refreshToken: here.refreshToken },
      bearer(here.accessToken)
    )
    t.match(response.json(), { statusCode: 503, code: 'FST_COGNITO_UNAVAILABLE' })
    t.equal(response.headers['retry-after'], '5')
    t.notOk(calls(before).includes('RevokeToken'))
    t.ok(await isValid(here))
  }
  cognito.local.restore()
  t.equal(
    (await post(app, '/auth/signout', { refreshToken: here.refreshToken })).statusCode,
    204,
    'a retry succeeds'
  )
  t.notOk(await isValid(here))
})

t.test('a misconfiguration is an error too, not a sign-out', async t => {
  const { app, isValid, cognito } = await build(t)
  const here = await signIn(app, BOB)
  cognito.local.fail(
    'GetTokensFromRefreshToken',
    exception('ResourceNotFoundException', 'User pool client does not exist.')
  )
  t.equal((await post(app, '/auth/signout', { refreshToken: here.refreshToken })).statusCode, 500)
  t.ok(await isValid(here))
})

t.test(
  'if the rotated refresh token cannot be revoked, the session has ended here, and a retry succeeds',
  async t => {
    const { app, isValid, cognito } = await build(t, { rotation: { gracePeriod: 0 } })
    const here = await signIn(app, BOB)
    cognito.local.fail('RevokeToken', exception('InternalErrorException', 'simulated failure', 500))
    t.equal((await post(app, '/auth/signout', { refreshToken: here.refreshToken })).statusCode, 503)
    t.notOk(await isValid(here), 'no later request could name this session')
    cognito.local.restore()
    t.equal(
      (await post(app, '/auth/signout', { refreshToken: here.refreshToken })).statusCode,
      204,
      'its refresh token counts as reused'
    )
  }
)

t.test('with rotation, the last refresh token is the one revoked', async t => {
  const { app, isValid, cognito } = await build(t, { rotation: { gracePeriod: 0 } })
  const here = await signIn(app, BOB)
  t.equal((await post(app, '/auth/signout', { refreshToken: here.refreshToken })).statusCode, 204)
  t.notOk(await isValid(here))
  t.not(cognito.requests.at(-1)?.input['Token'], here.refreshToken)
  t.equal(
    (await post(app, '/auth/refresh', { refreshToken: cognito.requests.at(-1)?.input['Token'] as string }))
      .statusCode,
    401,
    'no token of the session remains valid'
  )
})

t.test('a refresh token that has expired, was revoked or reused is already signed out', async t => {
  const { app, isValid, cognito, calls } = await build(t)
  const here = await signIn(app, BOB)
  for (const over of [
    exception('NotAuthorizedException', 'Refresh Token has expired'),
    exception('RefreshTokenReuseException'),
    exception('UserNotFoundException')
  ]) {
    cognito.local.fail('GetTokensFromRefreshToken', over, { times: 1 })
    const before = cognito.requests.length
    t.equal((await post(app, '/auth/signout', { refreshToken: here.refreshToken })).statusCode, 204)
    t.strictSame(calls(before), ['GetTokensFromRefreshToken', 'RevokeToken'], 'RevokeToken is called anyway')
  }
  t.ok(await isValid(here), 'its access tokens are valid until they expire: their session is not known')
})

t.test('a sign-out that Cognito rejects ends nothing here either', async t => {
  const { app, isValid, cognito } = await build(t)
  const here = await signIn(app, BOB)
  cognito.local.fail('RevokeToken', exception('UnauthorizedException'), { times: 1 })
  t.equal((await post(app, '/auth/signout', { refreshToken: here.refreshToken })).statusCode, 401)
  t.ok(await isValid(here))
  cognito.local.fail('GlobalSignOut', exception('ForbiddenException'), { times: 1 })
  t.equal((await post(app, '/auth/signout', { everywhere: true }, bearer(here.accessToken))).statusCode, 403)
  t.ok(await isValid(here))
})

const everywhere: Record<
  string,
  (
    app: Awaited<ReturnType<typeof buildApi>>,
    tokens: { accessToken: string, refreshToken: string }
  ) => ReturnType<typeof post>
> = {
  'signing out everywhere with an access token': (app, { accessToken }) =>
    post(app, '/auth/signout', { everywhere: true }, bearer(accessToken)),
  'signing out everywhere with a refresh token': (app, { refreshToken }) =>
    post(app, '/auth/signout', { everywhere: true, refreshToken }),
  'deleting the account': (app, { accessToken }) =>
    app.inject({ method: 'DELETE', url: '/auth/me', headers: bearer(accessToken) })
}

for (const [label, signOut] of Object.entries(everywhere)) {
  t.test(`${label} ends all sessions of the user, and of no other`, async t => {
    const { app, isValid, twice } = await build(t)
    const [here, there] = await twice()
    const ada = await signIn(app, ADA)
    t.equal((await signOut(app, here)).statusCode, 204)
    t.strictSame([await isValid(here), await isValid(there), await isValid(ada)], [false, false, true])
  })
}

const byAdministrator: Record<string, (cognito: RunningPool) => ['POST' | 'DELETE', string]> = {
  'signing a user out': () => ['POST', `${BOB.email}/signout`],
  'signing a user out by sub': cognito => ['POST', `${cognito.user(BOB.email).sub}/signout`],
  'disabling a user': () => ['POST', `${BOB.email}/disable`],
  'deleting a user': () => ['DELETE', BOB.email]
}

for (const [label, request] of Object.entries(byAdministrator)) {
  t.test(`${label} ends the sessions of that user only`, async t => {
    const { app, isValid, twice, cognito } = await build(t)
    const [here, there] = await twice()
    const ada = await signIn(app, ADA)
    const [method, url] = request(cognito)
    t.equal(
      (await app.inject({ method, url: `/auth/admin/users/${url}`, headers: bearer(ada.accessToken) }))
        .statusCode,
      204
    )
    t.strictSame([await isValid(here), await isValid(there), await isValid(ada)], [false, false, true])
    t.equal(
      (await post(app, '/auth/refresh', { refreshToken: here.refreshToken })).statusCode,
      401,
      'in Cognito, too'
    )
  })

  t.test(`${label} ends nothing if Cognito rejects it`, async t => {
    const { app, isValid, twice, cognito } = await build(t)
    const [here] = await twice()
    const ada = await signIn(app, ADA)
    for (const operation of ['AdminUserGlobalSignOut', 'AdminDisableUser', 'AdminDeleteUser']) {
      cognito.local.fail(operation, exception('NotAuthorizedException'))
    }
    const [method, url] = request(cognito)
    t.equal(
      (await app.inject({ method, url: `/auth/admin/users/${url}`, headers: bearer(ada.accessToken) }))
        .statusCode,
      409
    )
    t.ok(await isValid(here))
  })
}

t.test('other administrative operations end no session here', async t => {
  const { app, isValid, cognito } = await build(t)
  const bob = await signIn(app, BOB)
  const ada = await signIn(app, ADA)
  const admin = (method: 'POST' | 'PUT' | 'DELETE', url: string) =>
    app.inject({ method, url: `/auth/admin/${url}`, headers: bearer(ada.accessToken) })
  t.equal((await admin('POST', `users/${BOB.email}/enable`)).statusCode, 204)
  t.equal((await admin('PUT', `groups/admin/members/${BOB.email}`)).statusCode, 204)
  t.equal((await admin('DELETE', `groups/admin/members/${BOB.email}`)).statusCode, 204)
  t.ok(await isValid(bob))
  t.ok(cognito.requests.length > 4)
})

t.test('a user who was disabled and is enabled again can sign in', async t => {
  const { app, isValid, cognito } = await build(t)
  const before = await signIn(app, BOB)
  const ada = await signIn(app, ADA)
  for (const label of ['disable', 'enable']) {
    await app.inject({
      method: 'POST',
      url: `/auth/admin/users/${BOB.email}/${label}`,
      headers: bearer(ada.accessToken)
    })
  }
  cognito.advance(1000)
  const after = await signIn(app, BOB)
  t.strictSame([await isValid(before), await isValid(after)], [false, true])
})

t.test(
  'a token without a session is revoked by itself; a malformed one is ignored and ' +
    'causes no error',
  async t => {
    const pool = await createTestPool()
    let accessToken = ''
    const { endpoint } = await startScripted(t, ({ operation }) =>
      operation === 'GetTokensFromRefreshToken'
        ? { body: { AuthenticationResult: { AccessToken: accessToken, IdToken: 'b', ExpiresIn: 3600 } } }
        : {}
    )
    const revoked: object[] = []
    const revocation = {
      open: async () => ({
        isRevoked: () => false,
        revoke: async (target: object) => {
          revoked.push(target)
        },
        health: () => ({ status: 'local' as const, entries: 0 }),
        close: async () => {}
      })
    }
    const app = await buildApi(t, pool, { endpoint, revocation })
    const everywhere = [false, true]
    for (const [token, ends] of [
      [
        pool.signIn({ sub: 'c7f2a1de', claims: { origin_jti: 'session-1', jti: 'token-1' } }),
        [{ session: 'session-1' }, { user: 'c7f2a1de' }]
      ],
      [
        pool.signIn({ sub: 'c7f2a1de', claims: { origin_jti: undefined, jti: 'token-1' } }),
        [{ session: 'token-1' }, { user: 'c7f2a1de' }]
      ],
      ['a', []],
      ['a.b.c', []],
      [`a.${Buffer.from('null').toString('base64url')}.c`, []],
      [`a.${Buffer.from('{}').toString('base64url')}.c`, []]
    ] as const) {
      accessToken = token
      revoked.length = 0
      for (const all of everywhere) {
        t.equal((await post(app, '/auth/signout', { refreshToken: 'abc', everywhere: all })).statusCode, 204)
      }
      t.strictSame(revoked, ends)
    }
  }
)

t.test('an access token of another pool that Cognito accepts revokes nothing here', async t => {
  const [pool, other] = [await createTestPool(), await createTestPool({ userPoolId: 'eu-west-1_OtherPool' })]
  const { endpoint } = await startScripted(t, () => ({}))
  const app = await buildApi(t, pool, { endpoint, revocation: memoryRevocations() })
  const token = pool.signIn({ sub: 'c7f2a1de' })
  const foreign = other.signIn({ sub: 'c7f2a1de' })
  await app.cognito.signOutEverywhere({ accessToken: foreign })
  await app.cognito.deleteAccount({ accessToken: foreign })
  await t.resolves(app.cognito.verify(token))
  await app.cognito.signOutEverywhere({ accessToken: token })
  await t.rejects(app.cognito.verify(token), { code: 'FST_COGNITO_INVALID_TOKEN' })
})

t.test('without the option, tokens are valid until they expire, and nothing more is called', async t => {
  const { app, isValid, cognito, calls } = await build(t, { revocation: undefined })
  const here = await signIn(app, BOB)
  const before = cognito.requests.length
  t.equal((await post(app, '/auth/signout', { refreshToken: here.refreshToken })).statusCode, 204)
  t.strictSame(calls(before), ['RevokeToken'])
  t.equal(
    (await post(app, '/auth/signout', { everywhere: true }, bearer((await signIn(app, BOB)).accessToken)))
      .statusCode,
    204
  )
  t.ok(await isValid(here))
})

t.test("the application's own code ends sessions the same way", async t => {
  const { app, isValid, twice, cognito } = await build(t)
  const [first, second] = await twice()
  await app.cognito.signOut({ refreshToken: first.refreshToken })
  t.strictSame([await isValid(first), await isValid(second)], [false, true])
  await app.cognito.disableUser({ username: BOB.email })
  t.notOk(await isValid(second))
  t.notOk(cognito.user(BOB.email).enabled)
})
