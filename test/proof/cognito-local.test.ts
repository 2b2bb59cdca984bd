import t from 'tap'
import { startCognitoLocalSubject } from './cognito-local.js'
import { COGNITO_LOCAL } from './cognito-local-limits.js'
import { hasCognitoLocal, HOW_TO_GET_IT } from './cognito-local-server.js'
import { checkLimits } from './limits.js'
import { prove } from './scenarios.js'

if (hasCognitoLocal()) {
  const { subject, trial } = await startCognitoLocalSubject(t)
  await prove(t, subject)
  await checkLimits(t, COGNITO_LOCAL, trial)
} else {
  console.error(`LEFT OUT: nothing is proved on cognito-local. ${HOW_TO_GET_IT}`)
  t.test('cognito-local', { skip: HOW_TO_GET_IT }, () => {})
}
