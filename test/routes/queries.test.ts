import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi } from '../api.js'
import { startScripted } from '../scripted.js'
import { GROUP, PASSKEY, SUCCESS, USER } from './answers.js'
import { DEVICE, EVERY_ROUTE } from './bodies.js'

/** Query parameters, and the resulting calls to Cognito. */

const pool = await createTestPool()
const headers = bearer(pool.signIn({ groups: ['admin'] }))

async function scripted (t: Test) {
  const { endpoint, calls } = await startScripted(t, () => SUCCESS)
  const app = await buildApi(t, pool, { endpoint, routes: EVERY_ROUTE })
  const send = (method: 'GET' | 'POST' | 'DELETE', url: string, query = '') =>
    app.inject({ method, url: `/auth${url}${query}`, headers })
  return { send, calls }
}

/** Every list: its maximum limit, and Cognito's names of limit and page token. */
const LISTS = {
  '/me/passkeys': { most: 20, operation: 'ListWebAuthnCredentials', limit: 'MaxResults', next: 'NextToken' },
  '/me/devices': { most: 60, operation: 'ListDevices', limit: 'Limit', next: 'PaginationToken' },
  '/admin/users': { most: 60, operation: 'ListUsers', limit: 'Limit', next: 'PaginationToken' },
  '/admin/groups': { most: 60, operation: 'ListGroups', limit: 'Limit', next: 'NextToken' },
  '/admin/groups/editors/members': {
    most: 60,
    operation: 'ListUsersInGroup',
    limit: 'Limit',
    next: 'NextToken'
  }
} as const

for (const [url, { most, operation, limit, next }] of Object.entries(LISTS)) {
  t.test(`GET ${url} passes limit and page token on`, async t => {
    const { send, calls } = await scripted(t)
    for (const count of [1, most]) {
      calls.length = 0
      t.equal((await send('GET', url, `?limit=${count}&next=a%2Bb%2F%3D`)).statusCode, 200)
      t.match(calls, [{ operation, body: { [limit]: count, [next]: 'a+b/=' } }])
    }
    calls.length = 0
    t.equal((await send('GET', url)).statusCode, 200)
    t.notOk(
      limit in (calls[0]?.body ?? {}) || next in (calls[0]?.body ?? {}),
      'neither, if neither is given'
    )
  })

  t.test(`GET ${url} rejects any other parameter`, async t => {
    const { send, calls } = await scripted(t)
    const invalid: Record<string, string> = {
      'limit=0': 'querystring/limit',
      [`limit=${most + 1}`]: 'querystring/limit',
      'limit=-1': 'querystring/limit',
      'limit=1.5': 'querystring/limit',
      'limit=abc': 'querystring/limit',
      'limit=': 'querystring/limit',
      'limit=NaN': 'querystring/limit',
      'limit=Infinity': 'querystring/limit',
      'limit=-Infinity': 'querystring/limit',
      'limit=1e400': 'querystring/limit',
      'limit=1&limit=2': 'querystring/limit',
      'limit[]=1': "querystring must not have 'limit[]'",
      'next=': 'querystring/next',
      'next=a&next=b': 'querystring/next',
      'next=a%20b': 'querystring/next',
      'next=a%0Ab': 'querystring/next',
      [`next=${'a'.repeat(8193)}`]: 'querystring/next',
      'Limit=1': "querystring must not have 'Limit'",
      'limit=1&page=2': "querystring must not have 'page'",
      'force=true': "querystring must not have 'force'",
      '__proto__=1': "querystring must not have '__proto__'",
      'constructor=1': "querystring must not have 'constructor'"
    }
    for (const [query, message] of Object.entries(invalid)) {
      const response = await send('GET', url, `?${query}`)
      t.match(
        response.json(),
        { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT', message },
        query.slice(0, 40)
      )
      t.ok(response.body.length < 300, 'the value is not repeated')
    }
    t.strictSame(calls, [], 'Cognito is not called')
  })

  t.test(`GET ${url} returns the next page token, and none at the end`, async t => {
    let token: object = {}
    const { endpoint } = await startScripted(t, () => ({
      body: {
        Credentials: [PASSKEY],
        Devices: [{ DeviceKey: DEVICE }],
        Users: [USER],
        Groups: [GROUP],
        ...token
      }
    }))
    const app = await buildApi(t, pool, { endpoint, routes: EVERY_ROUTE })
    const page = async () => (await app.inject({ url: `/auth${url}`, headers })).json()
    t.notOk('next' in (await page()))
    token = { [next]: 'a+b/=' }
    t.equal((await page()).next, 'a+b/=')
  })

  t.test(`GET ${url} is empty if Cognito returns nothing`, async t => {
    const { endpoint } = await startScripted(t, () => ({ body: {} }))
    const app = await buildApi(t, pool, { endpoint, routes: EVERY_ROUTE })
    const response = await app.inject({ url: `/auth${url}`, headers })
    t.equal(response.statusCode, 200)
    t.strictSame(Object.values(response.json()), [[]])
  })
}

t.test('a search', async t => {
  const { send, calls } = await scripted(t)
  const filterOf = async (query: string) => {
    calls.length = 0
    t.equal((await send('GET', '/admin/users', `?${query}`)).statusCode, 200, query)
    return calls[0]?.body['Filter']
  }

  t.test('by every attribute that Cognito can search, exactly or by prefix', async t => {
    for (const by of [
      'username',
      'email',
      'phone_number',
      'name',
      'given_name',
      'family_name',
      'preferred_username',
      'sub',
      'cognito:user_status',
      'status'
    ]) {
      t.equal(await filterOf(`attribute=${by}&equals=Jane`), `${by} = "Jane"`)
      t.equal(await filterOf(`attribute=${by}&startsWith=Jane`), `${by} ^= "Jane"`)
    }
    t.equal(await filterOf(''), undefined)
  })

  t.test('for any text, which is escaped', async t => {
    const texts: Record<string, string> = {
      'jane@example.com': 'jane@example.com',
      '+491711234567': '+491711234567',
      'Jane Doe': 'Jane Doe',
      '"': '\\"',
      '\\': '\\\\',
      '\\"': '\\\\\\"',
      '" or name ^= "': '\\" or name ^= \\"',
      'a\\': 'a\\\\',
      '""': '\\"\\"',
      'Zoë 東京': 'Zoë 東京',
      true: 'true',
      7: '7'
    }
    for (const [text, written] of Object.entries(texts)) {
      for (const [key, sign] of [
        ['equals', '='],
        ['startsWith', '^=']
      ]) {
        t.equal(
          await filterOf(`attribute=name&${key}=${encodeURIComponent(text)}`),
          `name ${sign} "${written}"`,
          text
        )
      }
    }
  })

  t.test('no longer than Cognito accepts after escaping', async t => {
    const longest = (await filterOf(
      `attribute=cognito:user_status&startsWith=${encodeURIComponent('"'.repeat(100))}`
    )) as string
    t.ok(longest.length > 200 && longest.length <= 256)
  })

  t.test('with invalid parameters is rejected', async t => {
    calls.length = 0
    const invalid: Record<string, string> = {
      'attribute=email': 'A search requires attribute, and either equals or startsWith.',
      'equals=jane': 'A search requires attribute, and either equals or startsWith.',
      'startsWith=jane': 'A search requires attribute, and either equals or startsWith.',
      'attribute=email&equals=a&startsWith=b':
        'A search requires attribute, and either equals or startsWith.',
      'equals=a&startsWith=b': 'A search requires attribute, and either equals or startsWith.',
      'attribute=address&equals=a': 'querystring/attribute',
      'attribute=custom:role&equals=a': 'querystring/attribute',
      'attribute=&equals=a': 'querystring/attribute',
      'attribute=email&attribute=name&equals=a': 'querystring/attribute',
      'attribute=email&equals=': 'querystring/equals',
      'attribute=email&equals=a&equals=b': 'querystring/equals',
      'attribute=email&startsWith=': 'querystring/startsWith',
      'attribute=email&startsWith=a&startsWith=b': 'querystring/startsWith',
      [`attribute=email&equals=${'a'.repeat(101)}`]: 'querystring/equals',
      [`attribute=email&startsWith=${'a'.repeat(101)}`]: 'querystring/startsWith',
      'attribute=email&equals=a&filter=b': "querystring must not have 'filter'"
    }
    for (const [query, message] of Object.entries(invalid)) {
      t.match(
        (await send('GET', '/admin/users', `?${query}`)).json(),
        { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT', message },
        query.slice(0, 50)
      )
    }
    t.strictSame(calls, [], 'Cognito is not called')
  })
})

t.test('force is true or false', async t => {
  const { send, calls } = await scripted(t)
  const FORCIBLE = [
    ['POST', '/admin/users/jane/disable'],
    ['DELETE', '/admin/users/jane'],
    ['DELETE', '/admin/groups/editors'],
    ['DELETE', '/admin/groups/editors/members/jane']
  ] as const
  for (const [method, url] of FORCIBLE) {
    for (const query of ['force=true', 'force=false', '']) {
      t.equal((await send(method, url, `?${query}`)).statusCode, 204, `${url} ${query}`)
    }
    calls.length = 0
    for (const [query, message] of Object.entries({
      'force=yes': 'querystring/force',
      'force=': 'querystring/force',
      'force=1': 'querystring/force',
      'force=TRUE': 'querystring/force',
      'force=true&force=true': 'querystring/force',
      'Force=true': "querystring must not have 'Force'",
      'force=true&x=1': "querystring must not have 'x'"
    })) {
      t.match(
        (await send(method, url, `?${query}`)).json(),
        { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT', message },
        `${url} ${query}`
      )
    }
    t.strictSame(calls, [], 'Cognito is not called')
  }
})
