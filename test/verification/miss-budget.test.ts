import t from 'tap'
import { MissBudget } from '../../dist/verification/miss-budget.js'
import { pause } from './key-host.js'

/** Takes everything that a budget has, and returns how much. */
function takeAll (budget: MissBudget): number {
  let count = 0
  while (count < 1000 && budget.take()) count++
  return count
}

t.test('a budget is twenty, even after a long pause', async t => {
  const budget = new MissBudget(500, 20)
  await pause(1500)
  const count = takeAll(budget)
  t.ok(count >= 20 && count < 40, `${count} taken`)
})

t.test('returning some does not exceed twenty', async t => {
  const budget = new MissBudget(60_000, 20)
  for (let i = 0; i < 50; i++) budget.giveBack()
  t.equal(takeAll(budget), 20)
})

t.test('a returned one can be taken', async t => {
  const budget = new MissBudget(60_000, 20)
  t.equal(takeAll(budget), 20)
  budget.giveBack()
  t.equal(takeAll(budget), 1)
})
