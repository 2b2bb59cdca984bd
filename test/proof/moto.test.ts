import t from 'tap'
import { checkLimits } from './limits.js'
import { startMotoSubject } from './moto.js'
import { MOTO } from './moto-limits.js'
import { hasMoto, HOW_TO_GET_IT } from './moto-server.js'
import { prove } from './scenarios.js'

if (await hasMoto()) {
  const { subject, trial } = await startMotoSubject(t)
  await prove(t, subject)
  await checkLimits(t, MOTO, trial)
} else {
  console.error(`LEFT OUT: nothing is proved on moto. ${HOW_TO_GET_IT}`)
  t.test('moto', { skip: HOW_TO_GET_IT }, () => {})
}
