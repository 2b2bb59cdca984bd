import t, { type Test } from 'tap'
import { buildApi, newUser, post } from '../api.js'
import { exception, startScripted, type ScriptedResponse } from '../scripted.js'
import { SESSION } from './bodies.js'

/** Signing up, and being signed in once the code is confirmed. */

const TOKENS = { AccessToken: 'a', IdToken: 'b', RefreshToken: 'c', ExpiresIn: 3600 }
const username = 'jane@example.com'

async function scripted (t: Test, responses: Record<string, ScriptedResponse>) {
  const { endpoint, calls } = await startScripted(t, ({ operation }) => responses[operation] ?? {})
  const options = { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1', endpoint }
  const app = await buildApi(
    t,
    { options },
    { routes: { prefix: '/auth', rateLimit: false, signIn: { flows: ['USER_AUTH'] } } }
  )
  return {
    confirm: (body: object = { session: SESSION }) =>
      post(app, '/auth/signup/confirm', { username, code: '123456', ...body }),
    calls,
    app
  }
}

t.test('the session of the sign-up is sent with the confirmation, and the new one to sign in', async t => {
  const { app, confirm, calls } = await scripted(t, {
    SignUp: { body: { UserSub: 'c7f2a1de', UserConfirmed: false, Session: SESSION } },
    ConfirmSignUp: { body: { Session: `${SESSION}-2` } },
    InitiateAuth: { body: { AuthenticationResult: TOKENS } }
  })
  const { session } = (await post(app, '/auth/signup', newUser(username))).json()
  t.strictSame((await confirm({ session })).json(), {
    confirmed: true,
    tokens: { accessToken: 'a', idToken: 'b', refreshToken: 'c', expiresIn: 3600, tokenType: 'Bearer' }
  })
  t.match(calls.slice(1), [
    { operation: 'ConfirmSignUp', body: { Session: SESSION } },
    {
      operation: 'InitiateAuth',
      body: { AuthFlow: 'USER_AUTH', Session: `${SESSION}-2`, AuthParameters: { USERNAME: username } }
    }
  ])
})

t.test('without the request to sign in, the user is not signed in', async t => {
  const { confirm, calls } = await scripted(t, { ConfirmSignUp: { body: { Session: SESSION } } })
  t.strictSame((await confirm({})).json(), { confirmed: true })
  t.equal(calls.length, 1)
})

t.test('a pool that returns no session does not sign the user in', async t => {
  const { confirm, calls } = await scripted(t, { ConfirmSignUp: { body: {} } })
  t.strictSame((await confirm()).json(), { confirmed: true })
  t.equal(calls.length, 1)
})

t.test(
  'the account is confirmed even if the sign-in fails: the code cannot be used again',
  async t => {
    const ends: Record<string, ScriptedResponse> = {
      'an MFA factor is required': { body: { ChallengeName: 'SELECT_CHALLENGE', Session: SESSION } },
      'a flow that is not enabled': exception(
        'InvalidParameterException',
        'USER_AUTH flow not enabled for this client'
      ),
      'a rejection': exception('NotAuthorizedException', 'Invalid session for the user.'),
      'incomplete tokens': { body: { AuthenticationResult: { AccessToken: 'a' } } },
      'a failure': exception('ForbiddenException')
    }
    for (const [label, InitiateAuth] of Object.entries(ends)) {
      const { confirm } = await scripted(t, { ConfirmSignUp: { body: { Session: SESSION } }, InitiateAuth })
      const response = await confirm()
      t.equal(response.statusCode, 200, label)
      t.strictSame(response.json(), { confirmed: true }, label)
    }
  }
)
