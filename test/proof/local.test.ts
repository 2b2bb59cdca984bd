import t from 'tap'
import { local } from './local.js'
import { prove, SCENARIOS } from './scenarios.js'
import { FEATURES } from './subject.js'

/** No scenario is skipped here: features that no other emulator has are proved on this one. */
t.strictSame(local.cannot, {})

await prove(t, local)

t.test('every feature is needed by a scenario', async t => {
  const needed = new Set(SCENARIOS.flatMap(({ needs = [] }) => needs))
  t.strictSame(
    FEATURES.filter(feature => !needed.has(feature)),
    []
  )
})
