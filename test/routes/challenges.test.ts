import t, { type Test } from 'tap'
import { buildApi, PASSWORD, post } from '../api.js'
import { exception, startScripted, type ScriptedResponse } from '../scripted.js'
import { challenge, FLOWS, SESSION, username, CHALLENGES } from './bodies.js'

/** What a challenge response contains of Cognito's, and what responding to it sends to Cognito. */

const OPTIONS = { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1' }
const NAME = 'c7f2a1de-1c2b-4a3d-9e5f-0a1b2c3d4e5f'
const SETUP: ScriptedResponse = {
  body: {
    ChallengeName: 'MFA_SETUP',
    Session: SESSION,
    ChallengeParameters: { MFAS_CAN_SETUP: '["SMS_MFA","SOFTWARE_TOKEN_MFA"]', USER_ID_FOR_SRP: NAME }
  }
}
const TOKENS: ScriptedResponse = {
  body: { AuthenticationResult: { AccessToken: 'a', IdToken: 'b', ExpiresIn: 3600 } }
}

async function scripted (
  t: Test,
  responses: Record<string, ScriptedResponse>,
  routes: object = { rateLimit: false }
) {
  const { endpoint, calls } = await startScripted(t, ({ operation }) => responses[operation] ?? {})
  const app = await buildApi(
    t,
    { options: { ...OPTIONS, endpoint } },
    { routes: { prefix: '/auth', signIn: { flows: [...FLOWS] }, ...routes } }
  )
  return {
    signIn: (body: object = {}) => post(app, '/auth/signin', { username, password: PASSWORD, ...body }),
    respond: (name: keyof typeof CHALLENGES) =>
      post(app, '/auth/signin/challenge', challenge(name, CHALLENGES[name]).body),
    calls,
    app
  }
}

t.test('MFA_SETUP with an authenticator includes its secret and the new session', async t => {
  const { signIn, calls } = await scripted(
    t,
    {
      InitiateAuth: SETUP,
      AssociateSoftwareToken: { body: { SecretCode: 'JBSWY3DPEHPK3PXP', Session: `${SESSION}-2` } }
    },
    { rateLimit: false, totpIssuer: 'Example: Ltd' }
  )
  const { session, ...shown } = (await signIn()).json()
  t.strictSame(shown, {
    challenge: 'MFA_SETUP',
    parameters: { MFAS_CAN_SETUP: '["SMS_MFA","SOFTWARE_TOKEN_MFA"]' },
    totp: {
      secret: 'JBSWY3DPEHPK3PXP',
      uri: 'otpauth://totp/Example%20%20Ltd:jane%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Example%3A%20Ltd'
    }
  })
  t.match(session, /^next\..+-2$/)
  t.strictSame(calls[1], { operation: 'AssociateSoftwareToken', body: { Session: SESSION } })
})

t.test('if Cognito returns no session with the secret, the current one is kept', async t => {
  const { signIn } = await scripted(t, {
    InitiateAuth: SETUP,
    AssociateSoftwareToken: { body: { SecretCode: 'JBSWY3DPEHPK3PXP' } }
  })
  t.ok((await signIn()).json().session.endsWith(SESSION))
})

t.test("without a secret, Cognito's response is a 502", async t => {
  const { signIn } = await scripted(t, { InitiateAuth: SETUP })
  t.match((await signIn()).json(), { statusCode: 502, code: 'FST_COGNITO_UNEXPECTED_RESPONSE' })
})

t.test('if no authenticator can be set up, none is requested', async t => {
  for (const ChallengeParameters of [{ MFAS_CAN_SETUP: '["SMS_MFA"]' }, {}, undefined]) {
    const { signIn, calls } = await scripted(t, {
      InitiateAuth: { body: { ChallengeName: 'MFA_SETUP', Session: SESSION, ChallengeParameters } }
    })
    t.strictSame((await signIn()).json(), {
      challenge: 'MFA_SETUP',
      parameters: ChallengeParameters ?? {},
      session: SESSION
    })
    t.equal(calls.length, 1)
  }
})

t.test(
  "the authenticator's first code is verified before the response to the challenge, which does not have it",
  async t => {
    const { respond, calls } = await scripted(t, {
      VerifySoftwareToken: { body: { Status: 'SUCCESS', Session: `${SESSION}-2` } },
      RespondToAuthChallenge: TOKENS
    })
    t.equal((await respond('MFA_SETUP')).statusCode, 200)
    t.match(calls, [
      {
        operation: 'VerifySoftwareToken',
        body: {
          Session: SESSION,
          UserCode: CHALLENGES.MFA_SETUP.SOFTWARE_TOKEN_MFA_CODE,
          FriendlyDeviceName: 'phone'
        }
      },
      { operation: 'RespondToAuthChallenge', body: { ChallengeName: 'MFA_SETUP', Session: `${SESSION}-2` } }
    ])
    t.strictSame(calls[1]?.body['ChallengeResponses'], { USERNAME: username })
  }
)

t.test('a wrong first code ends the step', async t => {
  for (const wrong of [
    { body: { Status: 'ERROR' } },
    { body: {} },
    exception('EnableSoftwareTokenMFAException'),
    exception('CodeMismatchException')
  ]) {
    const { respond, calls } = await scripted(t, { VerifySoftwareToken: wrong })
    t.match((await respond('MFA_SETUP')).json(), { statusCode: 400, code: 'FST_COGNITO_INVALID_CODE' })
    t.equal(calls.length, 1)
  }
})

t.test('the internal username is shown only where SRP is computed with it', async t => {
  const challengeParameters = { USER_ID_FOR_SRP: NAME, USERNAME: NAME, SALT: 'a1' }
  for (const [ChallengeName, shown] of [
    ['PASSWORD_VERIFIER', challengeParameters],
    ['DEVICE_PASSWORD_VERIFIER', challengeParameters],
    ['SMS_MFA', { SALT: 'a1' }],
    ['CUSTOM_CHALLENGE', { SALT: 'a1' }],
    ['NEW_PASSWORD_REQUIRED', { SALT: 'a1' }],
    ['ONE_THAT_IS_NEW', { SALT: 'a1' }]
  ] as const) {
    const { signIn } = await scripted(t, {
      InitiateAuth: { body: { ChallengeName, Session: SESSION, ChallengeParameters: challengeParameters } }
    })
    t.strictSame((await signIn()).json().parameters, shown, ChallengeName)
  }
})

t.test('the next step uses the username of the challenge, whichever parameter has it', async t => {
  for (const ChallengeParameters of [
    { USER_ID_FOR_SRP: NAME },
    { USERNAME: NAME },
    { USER_ID_FOR_SRP: NAME, USERNAME: 'other' }
  ]) {
    const { signIn, calls, app } = await scripted(t, {
      InitiateAuth: { body: { ChallengeName: 'CUSTOM_CHALLENGE', Session: SESSION, ChallengeParameters } },
      RespondToAuthChallenge: TOKENS
    })
    const { session } = (await signIn({ flow: 'CUSTOM_AUTH', password: undefined })).json()
    await post(app, '/auth/signin/challenge', {
      challenge: 'CUSTOM_CHALLENGE',
      session,
      username,
      responses: { ANSWER: 'a' }
    })
    t.match(calls[1]?.body, { Session: SESSION, ChallengeResponses: { USERNAME: NAME, ANSWER: 'a' } })
  }
})

t.test('a response that is neither tokens nor a challenge, or malformed, is a 502', async t => {
  const whole = { AccessToken: 'a', IdToken: 'b', ExpiresIn: 3600 }
  for (const body of [
    {},
    { Session: SESSION },
    { AuthenticationResult: { ...whole, ExpiresIn: 'soon' } },
    { AuthenticationResult: { ...whole, AccessToken: 7 } },
    { ChallengeName: 'SMS_MFA', ChallengeParameters: ['a'] }
  ]) {
    const { signIn, respond } = await scripted(t, {
      InitiateAuth: { body },
      RespondToAuthChallenge: { body }
    })
    for (const given of [await signIn(), await respond('EMAIL_OTP')]) {
      t.match(
        given.json(),
        { statusCode: 502, code: 'FST_COGNITO_UNEXPECTED_RESPONSE' },
        JSON.stringify(body)
      )
    }
  }
})

t.test('without a username in the session, attempts are counted by the one in the body', async t => {
  const { respond, app } = await scripted(
    t,
    { RespondToAuthChallenge: exception('CodeMismatchException') },
    { rateLimit: { accountAndIp: { max: 1 } } }
  )
  t.equal((await respond('EMAIL_OTP')).statusCode, 400)
  t.equal((await respond('EMAIL_OTP')).statusCode, 429)
  const { body } = challenge('EMAIL_OTP', CHALLENGES.EMAIL_OTP)
  t.equal(
    (await post(app, '/auth/signin/challenge', { ...body, username: 'joe@example.com' })).statusCode,
    400
  )
})
