import t from 'tap'
import type { Session } from '../../dist/local/pool/records.js'
import { Sessions } from '../../dist/local/pool/sessions.js'
import { Table } from '../../dist/local/store/table.js'
import { createClock } from './local.js'

/** The sessions of a user who signs in many times. */

const ADA = { clientId: 'client1', sub: 'ada', scope: '' }
const BOB = { ...ADA, sub: 'bob' }
const MINUTE = 60_000

/** A table that counts the reads of records. */
class CountingTable extends Table<Session> {
  reads = 0

  override get (key: string): Session | undefined {
    this.reads++
    return super.get(key)
  }
}

function sessions () {
  const { clock, forward } = createClock()
  const table = new CountingTable('sessions', () => {})
  return { sessions: new Sessions(table, clock), table, forward }
}

t.test('a sign-in deletes the expired sessions of the user', async t => {
  const { sessions: all, table, forward } = sessions()
  const [first, second] = [all.open(ADA, MINUTE), all.open(ADA, 2 * MINUTE)]
  const other = all.open(BOB, MINUTE)
  forward(60)
  const third = all.open(ADA, MINUTE)
  t.equal(all.find(first.refreshToken), undefined)
  t.strictSame(all.ofUser('ada'), [second.session, third.session])
  t.strictSame(all.ofUser('bob'), [other.session], 'those of other users are kept until their next sign-in')
  forward(60)
  const fourth = all.open(ADA, MINUTE)
  t.strictSame(all.ofUser('ada'), [fourth.session], 'several at once')
  t.equal(table.size, 2)
})

t.test('a session is kept while an older one has not expired', async t => {
  const { sessions: all, forward } = sessions()
  const long = all.open(ADA, 3 * MINUTE)
  const short = all.open(ADA, MINUTE)
  forward(60)
  const third = all.open(ADA, 3 * MINUTE)
  t.strictSame(all.ofUser('ada'), [long.session, short.session, third.session])
  forward(120)
  const fourth = all.open(ADA, MINUTE)
  t.strictSame(all.ofUser('ada'), [third.session, fourth.session])
})

t.test('a sign-in reads one session, whatever the number of sessions of the user', async t => {
  const { sessions: all, table } = sessions()
  for (let i = 0; i < 100; i++) all.open(ADA, MINUTE)
  table.reads = 0
  all.open(ADA, MINUTE)
  t.equal(table.reads, 1)
  t.equal(all.ofUser('ada').length, 101)
})
