import t, { type Test } from 'tap'
import { buildApi, newUser, PASSWORD, post } from '../api.js'
import { exception, startScripted, type ScriptedResponse } from '../scripted.js'
import { ACCOUNTS, responseOf, CONFIRMED, UNKNOWN_USER, startAccounts } from './accounts.js'

/** With `hideExistingUsers`, sign-up does not reveal existing accounts. */

const routes = {
  prefix: '/auth',
  rateLimit: false as const,
  signUp: { hideExistingUsers: true },
  signIn: { flows: ['USER_AUTH' as const, 'USER_PASSWORD_AUTH' as const] }
}

async function signUps (t: Test, names: readonly string[], password = PASSWORD) {
  const { cognito, clientId } = await startAccounts(t, 'LEGACY')
  const calls = cognito.requests
  calls.length = 0
  const app = await buildApi(t, { options: { ...cognito.options, clientId } }, { routes })
  const responses = []
  for (const name of names) {
    calls.length = 0
    responses.push({
      ...(await responseOf(post(app, '/auth/signup', { ...newUser(name), password }))),
      operations: calls.map(({ operation }) => operation)
    })
  }
  return { app, cognito, responses }
}

t.test(
  'a new username and existing ones in every state have the same response after one call',
  async t => {
    const { app, cognito, responses } = await signUps(t, [
      UNKNOWN_USER,
      ...Object.values(ACCOUNTS),
      CONFIRMED.toUpperCase()
    ])
    const [first, ...others] = responses
    t.match(first, { statusCode: 201, body: '{"confirmed":false,"delivery":null}', operations: ['SignUp'] })
    for (const other of others) t.strictSame(other, first)

    t.equal(
      (
        await post(app, '/auth/signin', {
          username: CONFIRMED,
          password: PASSWORD,
          flow: 'USER_PASSWORD_AUTH'
        })
      ).statusCode,
      200,
      'the existing user can still sign in'
    )
    t.strictSame(cognito.mailbox.last(CONFIRMED), undefined, 'and is sent nothing')
    const { code } = cognito.mailbox.last(UNKNOWN_USER) as { code: string }
    t.strictSame(
      (await post(app, '/auth/signup/confirm', { username: UNKNOWN_USER, code })).json(),
      { confirmed: true },
      'the new user is sent a code, and confirms as usual'
    )
  }
)

t.test('a weak password is reported in both cases', async t => {
  const {
    responses: [first, other]
  } = await signUps(t, [UNKNOWN_USER, CONFIRMED], 'weak')
  t.match(first, { statusCode: 400, body: /FST_COGNITO_PASSWORD_POLICY/ })
  t.strictSame(other, first)
})

t.test('exceptions that reveal a username are hidden', async t => {
  let outcome: ScriptedResponse = {}
  const { endpoint, calls } = await startScripted(t, () => outcome)
  const options = { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1', endpoint }
  const [hiding, telling] = [await buildApi(t, { options }, { routes }), await buildApi(t, { options })]
  const outcomes = [
    {
      body: {
        UserSub: 'c7f2a1de',
        UserConfirmed: false,
        Session: 'session-of-20-characters',
        CodeDeliveryDetails: { DeliveryMedium: 'EMAIL', Destination: 'j***@e***' }
      }
    },
    { body: { UserSub: 'c7f2a1de', UserConfirmed: true } },
    exception('UsernameExistsException'),
    exception('AliasExistsException'),
    exception('LimitExceededException'),
    exception('CodeDeliveryFailureException')
  ]
  const responses = []
  for (outcome of outcomes) {
    calls.length = 0
    responses.push({
      ...(await responseOf(post(hiding, '/auth/signup', newUser('jane@example.com')))),
      operations: calls.length
    })
  }
  for (const response of responses) {
    t.strictSame(response, {
      ...responses[0],
      statusCode: 201,
      body: '{"confirmed":false,"delivery":null}',
      operations: 1
    })
  }

  outcome = exception('UsernameExistsException')
  t.equal(
    (await post(telling, '/auth/signup', newUser('jane@example.com'))).statusCode,
    409,
    'which is a 409 without the option'
  )
  outcome = exception('NotAuthorizedException', 'SignUp is not permitted for this user pool')
  t.equal(
    (await post(hiding, '/auth/signup', newUser('jane@example.com'))).statusCode,
    403,
    'other exceptions are reported'
  )
})

t.test('the OpenAPI document has no 409 for it', async t => {
  for (const hides of [true, false]) {
    const documented: unknown[] = []
    await buildApi(
      t,
      { options: { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1' } },
      {
        routes: { prefix: '/auth', signUp: { hideExistingUsers: hides } },
        before: app => {
          app.addHook('onRoute', ({ url, config }) => {
            if (url === '/auth/signup') documented.push(config)
          })
        }
      }
    )
    t.equal('409' in (documented[0] as { cognitoErrors: object }).cognitoErrors, !hides)
  }
})
