import t from 'tap'
import { Amplify } from 'aws-amplify'
import * as auth from 'aws-amplify/auth'
import { cognitoUserPoolsTokenProvider } from 'aws-amplify/auth/cognito'
import { sharedInMemoryStorage } from 'aws-amplify/utils'
import { PASSWORD, createClock, start, user } from '../local.js'
import { configurationOf, testAmplify } from './calls.js'

const EMAIL = 'ada@example.com'
const { clock, forward } = createClock()
const { local } = await start(t, { clock, pool: { mfa: 'optional' }, users: [user(EMAIL)] })

configure(local)

function configure (options: Parameters<typeof configurationOf>[0]): void {
  Amplify.configure(configurationOf(options))
  // After configure(), which sets the storage, too.
  cognitoUserPoolsTokenProvider.setKeyValueStorage(sharedInMemoryStorage)
}

t.test('Amplify signs in by SRP, refreshes and reads the user', async t => {
  t.equal((await auth.signIn({ username: EMAIL, password: PASSWORD })).nextStep.signInStep, 'DONE')
  t.ok((await auth.fetchAuthSession({ forceRefresh: true })).tokens?.idToken)
  t.match(await auth.fetchUserAttributes(), { email: EMAIL, email_verified: 'true' })
  await auth.signOut()
})

t.test('Amplify does not sign in with a wrong password', async t => {
  await t.rejects(auth.signIn({ username: EMAIL, password: 'Wrong-passw0rd' }), {
    name: 'NotAuthorizedException'
  })
})

t.test('Amplify sets up an authenticator and signs in with it', async t => {
  await auth.signIn({ username: EMAIL, password: PASSWORD })
  await auth.setUpTOTP()
  await auth.verifyTOTPSetup({ code: local.totp(EMAIL) })
  await auth.updateMFAPreference({ totp: 'PREFERRED' })
  await auth.signOut({ global: true })
  forward(30)
  const { nextStep } = await auth.signIn({ username: EMAIL, password: PASSWORD })
  t.equal(nextStep.signInStep, 'CONFIRM_SIGN_IN_WITH_TOTP_CODE')
  t.equal((await auth.confirmSignIn({ challengeResponse: local.totp(EMAIL) })).isSignedIn, true)
})

// Amplify gives devices a name by it. Node.js has it from version 21 on.
if (!('navigator' in globalThis)) Object.assign(globalThis, { navigator: { userAgent: 'Node.js' } })

testAmplify(async (_t, options) => {
  await sharedInMemoryStorage.clear()
  configure(options)
  return {
    call: async (name, input) => {
      const run = auth[name] as (input: unknown) => Promise<unknown>
      const value = await run(input)
      return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
    },
    forget: () => sharedInMemoryStorage.clear()
  }
})
