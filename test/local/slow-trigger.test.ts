import t from 'tap'
import { signIn, start, user } from './local.js'

const EMAIL = 'ada@example.com'

t.test('a trigger that does not respond within five seconds', async t => {
  let isSlow = true
  const started = await start(t, {
    users: [user(EMAIL)],
    triggers: {
      preAuthentication: async event => await (isSlow ? new Promise<never>(() => {}) : Promise.resolve(event))
    }
  })
  await t.rejects(signIn(started, EMAIL), {
    name: 'UnexpectedLambdaException',
    message: 'PreAuthentication invocation failed due to error Timeout.'
  })
  isSlow = false
  t.ok((await signIn(started, EMAIL)).AccessToken)
})
