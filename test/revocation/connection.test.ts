import t from 'tap'
import { duplicateConnections } from '../../dist/revocation/redis-connection.js'
import {
  decodeMessage,
  decodeTarget,
  encodeMessage,
  encodeTarget
} from '../../dist/revocation/redis-encoding.js'

/** The options of the connections to Redis, and the encoding of revocations. */

t.test('connections connect on request, queue nothing, and retry after at most a second', async t => {
  const duplicates: Record<string, unknown>[] = []
  const { commands, subscriber } = duplicateConnections({
    duplicate: (options: Record<string, unknown>) => {
      duplicates.push(options)
      return duplicates.length
    }
  })
  t.strictSame([commands, subscriber], [1, 2])
  const options = {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResubscribe: false,
    connectTimeout: 1000,
    maxRetriesPerRequest: 0,
    retryStrategy: duplicates[0]?.['retryStrategy']
  }
  t.strictSame(duplicates, [{ ...options, commandTimeout: 1000 }, options], 'a subscription has no timeout')
  const delay = options.retryStrategy as (attempt: number) => number
  t.strictSame([1, 2, 20, 21, 100].map(delay), [50, 100, 1000, 1000, 1000])
})

t.test('a revocation is encoded as a member of a set', async t => {
  const members: [target: Parameters<typeof encodeTarget>[0], member: string][] = [
    [{ session: 'session 1' }, 's:session 1'],
    [{ user: 'jane' }, 'u:jane'],
    [{ user: 'ja.ne', except: 's.1' }, 'o:amEubmU.cy4x']
  ]
  for (const [target, member] of members) {
    t.equal(encodeTarget(target), member)
    t.strictSame(decodeTarget(member), target)
  }
})

t.test('members of others are ignored', async t => {
  const others = ['', 's', 's:', 'u:', 'o:', 'o:amFuZQ', 'o:amFuZQ.', 'o:.czE', 'x:jane', 'jane', ' s:a']
  for (const member of others) t.equal(decodeTarget(member), undefined, member)
})

t.test('a message has the time and the member, which may contain spaces', async t => {
  t.equal(encodeMessage('s:session 1', 5), '5 s:session 1')
  t.strictSame(decodeMessage('5 s:session 1'), ['s:session 1', 5])
  t.strictSame(decodeMessage(''), ['', 0])
  t.strictSame(decodeMessage('x'), ['', NaN])
})
