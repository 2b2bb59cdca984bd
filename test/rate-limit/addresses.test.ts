import type { FastifyServerOptions } from 'fastify'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { request, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { networkKey, ipKey } from '../../dist/rate-limit/keys.js'
import { attempt, buildLimited, statuses } from './app.js'

t.test('an IP address is normalized to the client that it identifies', async t => {
  const sources: Record<string, readonly (string | undefined)[]> = {
    '203.0.113.7': [
      '203.0.113.7',
      '203.0.113.7:51234',
      '::ffff:203.0.113.7',
      '::FFFF:203.0.113.7',
      '::ffff:cb00:7107',
      '[::ffff:203.0.113.7]:51234'
    ],
    '2001:db8:1:2::': [
      '2001:db8:1:2::1',
      '2001:db8:1:2:ffff:ffff:ffff:ffff',
      '2001:DB8:1:2::1',
      '2001:0db8:0001:0002:0:0:0:1',
      '[2001:db8:1:2::1]',
      '[2001:db8:1:2::1]:51234'
    ],
    '2001:db8:1:3::': ['2001:db8:1:3::1'],
    'fe80::': ['fe80::1%eth0'],
    '': ['', undefined],
    // What a proxy may write for an unknown client (RFC 7239 section 6).
    unknown: ['unknown', 'UNKNOWN']
  }
  for (const [source, addresses] of Object.entries(sources)) {
    for (const ip of addresses) t.equal(ipKey(ip), source, String(ip))
  }
})

t.test('the 2^64 addresses of an IPv6 /64 network count as one', async t => {
  const app = await buildLimited(t, { accountAndIp: { max: 2 }, ip: { max: 4 } })
  const at = (index: number) => ({ from: `2001:db8:1:2::${index + 1}` })
  t.strictSame(await statuses(app, 4, at), [200, 200, 429, 429])
  t.strictSame(
    await statuses(app, 4, index => ({ ...at(index), username: `user-${index}` })),
    [200, 200, 429, 429]
  )
  t.equal((await attempt(app, { from: '2001:db8:1:3::1' })).statusCode, 200, 'another network is separate')
})

t.test('the 65,536 /64 networks of an IPv6 /48 also count together', async t => {
  const app = await buildLimited(t, { accountAndIp: { max: 2 }, ip: { max: 4 } })
  const at = (index: number) => ({ from: `2001:db8:1:${index + 1}::1`, username: `user-${index}` })
  t.strictSame(
    await statuses(app, 14, at),
    [...Array(12).fill(200), 429, 429],
    'three times the limit of an address'
  )
  t.equal((await attempt(app, at(99))).statusCode, 429)
  t.equal((await attempt(app, { from: '2001:db8:2:1::1' })).statusCode, 200, 'another network is separate')
  t.equal((await attempt(app, { ...at(99), url: '/forgot' })).statusCode, 200, 'another operation as well')
  for (const ip of ['203.0.113.7', '::ffff:203.0.113.7', '203.0.113.7:51234', '', undefined, 'unknown']) {
    t.equal(networkKey(ip), null, 'IPv4 has no network limit')
  }
  t.equal(networkKey('[2001:DB8:1:2::1]:51234'), '2001:db8:1::')
})

t.test('attempts rejected by the network limit do not count for the account', async t => {
  const app = await buildLimited(t, { ip: { max: 4 }, network: { max: 9 }, account: { max: 25 } })
  await statuses(app, 100, index => ({ from: `2001:db8:1:${index + 1}::1` }))
  t.strictSame(
    await statuses(app, 17, index => ({ from: `198.51.100.${index}` })),
    [...Array(16).fill(200), 429],
    'nine were counted there'
  )
})

t.test('an IPv4-mapped IPv6 address is the same address, and not a network', async t => {
  const app = await buildLimited(t, { accountAndIp: { max: 1 } })
  t.strictSame(
    await statuses(app, 2, index => ({ from: index === 0 ? '203.0.113.1' : '::ffff:203.0.113.1' })),
    [200, 429]
  )
  t.equal((await attempt(app, { from: '::ffff:203.0.113.2' })).statusCode, 200)
})

t.test(
  "behind a trusted proxy the client's address counts, whatever port is written with it",
  async t => {
    const app = await buildLimited(t, { accountAndIp: { max: 1 } }, { trustProxy: '10.0.0.0/8' })
    const through = (forwarded: string) => ({ from: '10.1.2.3', headers: { 'x-forwarded-for': forwarded } })
    t.strictSame(await statuses(app, 2, index => through(`203.0.113.1:${5000 + index}`)), [200, 429])
    t.equal((await attempt(app, through('203.0.113.2'))).statusCode, 200)
    t.equal(
      (await attempt(app, through('192.0.2.99, 203.0.113.2'))).statusCode,
      429,
      'addresses that the client adds in front are ignored'
    )
  }
)

t.test(
  'through a Unix socket all clients count as one, unless the socket is trusted',
  async t => {
    const folder = await mkdtemp(join(tmpdir(), 'socket-'))
    t.teardown(async () => {
      await rm(folder, { recursive: true })
    })
    const through = async (server: FastifyServerOptions): Promise<unknown> => {
      const app = await buildLimited(t, { ip: { max: 1 } }, server)
      const socketPath = join(folder, 'socket')
      await app.listen({ path: socketPath })
      const responses = [
        await status(socketPath, '203.0.113.1'),
        await status(socketPath, '203.0.113.2'),
        await status(socketPath, '203.0.113.1')
      ]
      await app.close()
      return responses
    }
    t.strictSame(await through({}), [200, 429, 429])
    t.strictSame(await through({ trustProxy: address => address === undefined }), [200, 200, 429])
  }
)

async function status (socketPath: string, forwarded: string): Promise<number | undefined> {
  const sent = request({
    socketPath,
    agent: false,
    method: 'POST',
    path: '/signin',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': forwarded }
  })
  sent.end('{"username":"jane"}')
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  response.resume()
  return response.statusCode
}
