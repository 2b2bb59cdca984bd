import t from 'tap'
import { startMotoSubject } from './moto.js'
import { LIMITS } from './moto-limits.js'
import { hasMoto, HOW_TO_GET_IT } from './moto-server.js'
import { prove } from './scenarios.js'

if (await hasMoto()) {
  const { subject, trial } = await startMotoSubject(t)
  await prove(t, subject)
  await t.test('the limits of moto still exist', async t => {
    for (const [feature, { reason, show }] of Object.entries(LIMITS)) {
      t.comment(`${feature}: ${reason}`)
      if (show !== undefined) {
        await t.resolves(
          show(await trial()).then(() => {}),
          feature
        )
      }
    }
  })
} else {
  console.error(`LEFT OUT: nothing is proved on moto. ${HOW_TO_GET_IT}`)
  t.test('moto', { skip: HOW_TO_GET_IT }, () => {})
}
