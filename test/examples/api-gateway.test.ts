import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { httpApiEvent, restApiEvent } from '../../examples/api-gateway/events.js'
import { createHandler } from '../../examples/api-gateway/handler.js'
import { exampleArgs } from './process.js'

const CLAIMS = { sub: '2', username: 'mallory', 'cognito:groups': '[admin]' }

for (const [api, eventOf] of [['an HTTP API', httpApiEvent], ['a REST API', restApiEvent]] as const) {
  t.test(`${api}: the token decides, and not the claims in the event`, async t => {
    const pool = await createTestPool()
    const handler = await createHandler(pool.options)
    const invoke = async (path: string, headers: Record<string, string>) => {
      const { statusCode, body } = await handler(eventOf(path, headers, CLAIMS))
      return { statusCode, body: JSON.parse(body) as unknown }
    }
    const ada = pool.authorization({ sub: '1', username: 'ada', groups: ['read only'] })
    t.strictSame(await invoke('/profile', ada), {
      statusCode: 200,
      body: { id: '1', username: 'ada', groups: ['read only'] }
    })
    t.match(await invoke('/admin', ada), {
      statusCode: 403,
      body: { code: 'FST_COGNITO_INSUFFICIENT_GROUPS' }
    })
    t.match(await invoke('/admin', pool.authorization({ groups: ['admin'] })), { statusCode: 200 })
    t.match(await invoke('/admin', {}), { statusCode: 401, body: { code: 'FST_COGNITO_NO_CREDENTIALS' } })
    t.match(await invoke('/admin', pool.authorization(pool.expired({ groups: ['admin'] }))), {
      statusCode: 401,
      body: { code: 'FST_COGNITO_INVALID_TOKEN' }
    })
  })
}

t.test('it prints the responses', async t => {
  const { stdout } = await promisify(execFile)(process.execPath, exampleArgs('api-gateway'))
  t.strictSame(
    stdout.trim().split('\n').map(line => /^(.+), claims of mallory, (.+: \S+ \d+) /.exec(line)?.slice(1)),
    ['HTTP API', 'REST API'].flatMap(api => [
      [api, 'token of ada: /profile 200'],
      [api, 'token of ada: /admin 403'],
      [api, 'no token: /profile 401'],
      [api, 'no token: /admin 401']
    ])
  )
})
