import t from 'tap'
import { TemporaryValues } from '../../../dist/local/managed-login/temporary-values.js'

t.test('a value is kept for its lifetime, and taken once', async t => {
  let now = 0
  const values = new TemporaryValues<string>(() => now)
  const [first, second] = [values.add('a', 10), values.add('b', 20)]
  t.equal(values.get(first), 'a')
  now = 10
  t.equal(values.get(first), undefined)
  t.equal(values.take(second), 'b')
  t.equal(values.get(second), undefined)
})

t.test('of more than 10,000 values, the oldest are forgotten', async t => {
  const values = new TemporaryValues<number>(() => 0)
  const ids = Array.from({ length: 10_001 }, (_, index) => values.add(index, 1000))
  const [first = '', second = ''] = ids
  t.equal(values.get(first), undefined)
  t.equal(values.get(second), 1)
  t.equal(values.get(ids.at(-1) as string), 10_000)
})
