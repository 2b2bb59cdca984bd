import t from 'tap'
import { Lazy } from '../dist/lazy.js'

function counting (fails: () => boolean = () => false) {
  let times = 0
  const lazy = new Lazy(async () => {
    times++
    if (fails()) throw new Error('not now')
    return { made: times }
  })
  return { lazy, times: () => times }
}

t.test('nothing is created before the first call', async t => {
  const { lazy, times } = counting()
  t.equal(await lazy.peek(), null)
  t.equal(times(), 0)
})

t.test('the value is created once, for any number of concurrent calls', async t => {
  const { lazy, times } = counting()
  const [first, second] = await Promise.all([lazy.get(), lazy.get()])
  t.equal(first, second)
  t.equal(await lazy.get(), first)
  t.equal(await lazy.peek(), first)
  t.equal(times(), 1)
})

t.test('a failed creation is repeated', async t => {
  let broken = true
  const { lazy, times } = counting(() => broken)
  await t.rejects(lazy.get(), { message: 'not now' })
  t.equal(await lazy.peek(), null)
  await t.rejects(lazy.get(), { message: 'not now' })
  broken = false
  t.strictSame(await lazy.get(), { made: 3 })
  t.equal(times(), 3)
})

t.test('peek() returns null while the creation is failing', async t => {
  const { lazy } = counting(() => true)
  const making = lazy.get()
  t.equal(await lazy.peek(), null)
  await t.rejects(making)
})
