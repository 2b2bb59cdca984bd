import t from 'tap'

/** The scores that `npm run mutate` prints, and when it fails. */

const { explanations, summary } = await import(new URL('../../mutation/report.js', import.meta.url).href)

const mutant = (line: number, original: string, status: string) => ({
  file: 'lib/verification/example.ts',
  line,
  mutator: 'ConditionalExpression',
  code: `if (${original}) return`,
  original,
  replacement: 'true',
  result: status === 'killed' ? { status, by: 'verification/example.test.ts' } : { status }
})
const killed = Array.from({ length: 9 }, (_, line) => mutant(line + 1, 'a', 'killed'))
const none = explanations('{}')

t.test('a folder passes if nine of ten mutants are killed, and the others are explained', async t => {
  const mutants = [...killed, mutant(10, 'b', 'survived')]
  const accepted = JSON.stringify({ 'lib/verification/example.ts': [{ original: 'b', reason: 'the same' }] })
  const { text, passes } = summary('verification', mutants, explanations(accepted), true)
  t.ok(passes)
  t.match(text, 'verification:  90.0 % of 10 mutants killed (0 by their time limit), 1 alive')
  t.notMatch(text, 'example.ts:10')
})

t.test('it fails for a survivor without a reason, and prints it', async t => {
  const { text, passes } = summary('verification', [...killed, mutant(10, 'b', 'survived')], none, true)
  t.notOk(passes)
  t.match(text, 'lib/verification/example.ts:10  survived\n    b\n    → true')
})

t.test('it fails below the threshold', async t => {
  const mutants = [...killed, mutant(10, 'b', 'uncovered'), mutant(11, 'b', 'survived')]
  const accepted = explanations(JSON.stringify({ '*': [{ original: 'b', reason: 'the same' }] }))
  t.notOk(summary('verification', mutants, accepted, true).passes)
  t.ok(summary('verification', mutants, accepted, false).passes, 'except for a part of a folder')
})

t.test('a reason applies to the same code only', async t => {
  const accepted = explanations(
    JSON.stringify({
      'lib/verification/example.ts': [
        { code: 'if (b) return', original: 'b', replacement: 'true', reason: 'r' }
      ],
      'lib/verification/other.ts': [{ original: 'c', reason: 'r' }]
    })
  )
  t.equal(accepted(mutant(1, 'b', 'survived')), 'r')
  t.equal(accepted({ ...mutant(1, 'b', 'survived'), code: 'while (b)' }), undefined)
  t.equal(accepted({ ...mutant(1, 'b', 'survived'), replacement: 'false' }), undefined)
  t.equal(accepted(mutant(1, 'c', 'survived')), undefined)
})
