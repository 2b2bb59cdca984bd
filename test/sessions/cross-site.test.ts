import t from 'tap'
import { USER } from '../api.js'
import { ORIGIN, startWithSessions } from './application.js'

const REJECTED = { statusCode: 403, code: 'FST_COGNITO_CROSS_SITE_REQUEST' }

/** No header of Fetch Metadata, as from an older browser. */
const OLD = { 'sec-fetch-site': undefined, 'sec-fetch-mode': undefined }

const fetchMetadata = (site: string, mode = 'cors') => ({ 'sec-fetch-site': site, 'sec-fetch-mode': mode })

t.test('requests with a session cookie', async t => {
  const { browser, lines } = await startWithSessions(t)
  const jane = browser()
  await jane.signIn()
  const unsafe = (headers: object) =>
    jane.send('POST', '/auth/signout', { headers: { ...headers }, payload: { everywhere: true } })
  const safe = (headers: object) => jane.send('GET', '/profile', { headers: { ...headers } })

  await t.test('that are unsafe are rejected from elsewhere', async t => {
    for (const headers of [
      fetchMetadata('cross-site'),
      fetchMetadata('same-site'),
      fetchMetadata('none'),
      fetchMetadata('cross-site', 'navigate'),
      fetchMetadata('same-site', 'navigate'),
      { ...fetchMetadata('cross-site'), origin: ORIGIN },
      OLD,
      { ...OLD, origin: 'https://evil.example' },
      { ...OLD, origin: 'null' },
      { ...OLD, origin: 'https://app.example.com.evil.example' },
      { ...OLD, origin: 'http://app.example.com' },
      { ...OLD, origin: 'https://other.example.com', host: 'other.example.com' }
    ]) {
      const response = await unsafe(headers)
      t.match(response.json(), REJECTED, JSON.stringify(headers))
      t.match(response.headers, { 'cache-control': 'no-store', vary: 'cookie' })
    }
    t.match(lines.join(), /cross-site request rejected/)
  })

  await t.test('that are safe are rejected if a script of another origin sent them', async t => {
    for (const site of ['cross-site', 'same-site']) {
      t.match((await safe(fetchMetadata(site))).json(), REJECTED)
      t.match((await safe(fetchMetadata(site, 'no-cors'))).json(), REJECTED)
      t.equal((await safe(fetchMetadata(site, 'navigate'))).statusCode, 200, 'a link works')
    }
    for (const headers of [fetchMetadata('same-origin'), fetchMetadata('none', 'navigate'), OLD]) {
      t.equal((await safe(headers)).statusCode, 200)
    }
  })

  await t.test('that open a WebSocket are rejected from elsewhere', async t => {
    const upgrade = (headers: object) => safe({ ...OLD, upgrade: 'websocket', ...headers })
    for (const headers of [
      {},
      { origin: 'https://evil.example' },
      fetchMetadata('cross-site', 'websocket')
    ]) {
      t.match((await upgrade(headers)).json(), REJECTED)
    }
    t.equal((await upgrade({ origin: ORIGIN })).statusCode, 200)
    t.equal((await upgrade(fetchMetadata('same-origin', 'websocket'))).statusCode, 200)
  })

  await t.test('that end the session are rejected from elsewhere', async t => {
    t.match(
      (await jane.send('POST', '/auth/logout', { headers: fetchMetadata('cross-site') })).json(),
      REJECTED
    )
    t.equal((await jane.send('GET', '/auth/logout')).statusCode, 404, 'by GET, there is no sign-out')
    t.equal((await safe({})).statusCode, 200)
  })

  await t.test('that are unsafe are accepted from the application', async t => {
    t.equal((await unsafe({ ...OLD, origin: ORIGIN })).statusCode, 204)
  })
})

t.test('sign-ins for a session are rejected from elsewhere, without a call to Cognito', async t => {
  const { browser, cognito, app } = await startWithSessions(t)
  for (const [url, payload] of [
    ['/auth/signin', { username: USER.email, password: USER.password }],
    [
      '/auth/signin/challenge',
      {
        challenge: 'SMS_MFA',
        session: 'a'.repeat(20),
        username: 'a',
        responses: { SMS_MFA_CODE: '123456' }
      }
    ],
    ['/auth/signup/confirm', { username: 'a', code: '123456' }]
  ] as const) {
    const response = await browser().send('POST', url, {
      headers: { ...fetchMetadata('cross-site'), 'x-session': 'cookie' },
      payload
    })
    t.match(response.json(), REJECTED, url)
    t.notOk('set-cookie' in response.headers)
  }
  t.strictSame(cognito.requests, [])

  const bearer = await app.inject({
    method: 'POST',
    url: '/auth/signin',
    headers: fetchMetadata('cross-site'),
    payload: { username: USER.email, password: USER.password }
  })
  const { accessToken } = bearer.json()
  t.equal(bearer.statusCode, 200, 'tokens are not for a cookie')
  const everywhere = await app.inject({
    method: 'POST',
    url: '/auth/signout',
    headers: {
      ...fetchMetadata('cross-site'),
      authorization: `Bearer ${accessToken}`,
      cookie: '__Host-Http-session=a'
    },
    payload: { everywhere: true }
  })
  t.equal(everywhere.statusCode, 204, 'requests with a token in a header come from anywhere')
})
