import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { withTimeout } from '../dist/with-timeout.js'

/** `withTimeout()` limits the time of an operation. */

const NEVER = new Promise<never>(() => {})

t.test('returns what the work returns, or its error', async t => {
  t.equal(await withTimeout(1000, async () => 'done'), 'done')
  await t.rejects(
    withTimeout(1000, async () => {
      throw new RangeError('failed')
    }),
    { name: 'RangeError', message: 'failed' }
  )
})

t.test('aborts the work at the timeout, and rejects even if the work continues', async t => {
  let given: AbortSignal | undefined
  const result = withTimeout(10, async signal => {
    given = signal
    t.notOk(signal.aborted)
    return NEVER
  })
  await t.rejects(result, { name: 'TimeoutError' })
  t.match(given, { aborted: true, reason: { name: 'TimeoutError' } })
})

t.test('does not abort work that has ended', async t => {
  const signals: AbortSignal[] = []
  await withTimeout(10, async signal => signals.push(signal))
  await withTimeout(10, async signal => {
    signals.push(signal)
    throw new Error('failed')
  }).catch(() => {})
  await setTimeout(50)
  t.strictSame(signals.map(({ aborted }) => aborted), [false, false])
})
