import { decodeJwt } from 'jose'
import t from 'tap'
import type { Trigger, TriggerEvent, Triggers } from '../../dist/local/index.js'
import { addClient, attributes, newEmail, PASSWORD, signIn, start, user, type Started } from './local.js'

const EMAIL = 'ada@example.com'
const ClientMetadata = { shop: '7' }

/** A trigger that changes nothing, and the events that it has received. */
function recorder () {
  const events: TriggerEvent[] = []
  const record: Trigger = event => {
    events.push(structuredClone(event))
    return event
  }
  return { events, record, of: (source: string) => events.find(event => event.triggerSource === source) }
}

const startWith = async (t: Parameters<typeof start>[0], triggers: Triggers, more = {}) =>
  await start(t, { users: [user(EMAIL)], triggers, ...more })

const byPassword = async ({ local, api }: Started, USERNAME = EMAIL) =>
  await api.initiateAuth({
    ClientId: local.clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME, PASSWORD },
    ClientMetadata
  })

t.test('ClientMetadata of InitiateAuth is validation data of the triggers before a sign-in', async t => {
  const { events, record, of } = recorder()
  const started = await startWith(t, {
    preAuthentication: record,
    postAuthentication: record,
    preTokenGeneration: record
  })
  const { AuthenticationResult } = await byPassword(started)
  t.strictSame(of('PreAuthentication_Authentication')?.request['validationData'], ClientMetadata)
  await started.api.initiateAuth({
    ClientId: started.local.clientId,
    AuthFlow: 'REFRESH_TOKEN_AUTH',
    AuthParameters: { REFRESH_TOKEN: AuthenticationResult?.RefreshToken as string },
    ClientMetadata
  })
  t.strictSame(
    events.map(({ triggerSource, request }) => [triggerSource, request['clientMetadata']]),
    [
      ['PreAuthentication_Authentication', undefined],
      ['PostAuthentication_Authentication', undefined],
      ['TokenGeneration_Authentication', undefined],
      ['TokenGeneration_RefreshTokens', undefined]
    ],
    'no other trigger receives it'
  )
  await started.api.getTokensFromRefreshToken({
    ClientId: started.local.clientId,
    RefreshToken: AuthenticationResult?.RefreshToken,
    ClientMetadata
  })
  t.strictSame(events.at(-1)?.request['clientMetadata'], ClientMetadata, 'that of a refresh is received')
})

t.test('the trigger for user migration receives ClientMetadata', async t => {
  const { record, of } = recorder()
  const started = await startWith(t, { userMigration: record })
  const Username = newEmail()
  await t.rejects(byPassword(started, Username), { name: 'NotAuthorizedException' })
  t.strictSame(of('UserMigration_Authentication')?.request, {
    password: PASSWORD,
    validationData: ClientMetadata
  })
  await started.api.forgotPassword({ ClientId: started.local.clientId, Username, ClientMetadata })
  t.strictSame(of('UserMigration_ForgotPassword')?.request, { clientMetadata: ClientMetadata })
})

t.test('triggers receive ClientMetadata of RespondToAuthChallenge, for this response only', async t => {
  const { events, record } = recorder()
  const started = await startWith(t, {
    preTokenGeneration: record,
    postAuthentication: record,
    customMessage: event => {
      record(event)
      event.response['emailMessage'] = `By email: ${event.request['codeParameter']}`
      event.response['emailSubject'] = 'Sign in'
      event.response['smsMessage'] = `By SMS: ${event.request['codeParameter']}`
      return event
    }
  })
  const { local, api } = started
  await api.setUserPoolMfaConfig({
    UserPoolId: local.userPoolId,
    MfaConfiguration: 'OPTIONAL',
    SmsMfaConfiguration: { SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sns' } },
    SoftwareTokenMfaConfiguration: { Enabled: true }
  })
  local.users.change(EMAIL, user => {
    user.factors = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA']
    user.softwareToken = { secret: 'JBSWY3DPEHPK3PXP', usedStep: 0 }
  })
  const selection = await byPassword(started)
  const respond = async (name: 'SELECT_MFA_TYPE' | 'SMS_MFA', Session: string | undefined, more: object) =>
    await api.respondToAuthChallenge({
      ClientId: local.clientId,
      ChallengeName: name,
      Session,
      ChallengeResponses: { USERNAME: EMAIL, ...more },
      ClientMetadata: { challenge: name }
    })
  const { Session } = await respond('SELECT_MFA_TYPE', selection.Session, { ANSWER: 'SMS_MFA' })
  const message = local.mailbox.last('+15555550100')
  t.match(message, { medium: 'SMS', purpose: 'sign in', text: `By SMS: ${message?.code}` })
  t.notOk('subject' in (message ?? {}), 'an SMS message has no subject')
  await respond('SMS_MFA', Session, { SMS_MFA_CODE: message?.code })
  t.strictSame(
    events.map(({ triggerSource, request }) => [triggerSource, request['clientMetadata']]),
    [
      ['CustomMessage_Authentication', { challenge: 'SELECT_MFA_TYPE' }],
      ['PostAuthentication_Authentication', { challenge: 'SMS_MFA' }],
      ['TokenGeneration_Authentication', { challenge: 'SMS_MFA' }]
    ]
  )
})

t.test('custom authentication needs its three triggers', async t => {
  const challengeOnly: Trigger = event => {
    event.response['challengeName'] = 'CUSTOM_CHALLENGE'
    return event
  }
  const notConfigured = {
    name: 'InvalidParameterException',
    message: 'Custom auth lambda trigger is not configured for the user pool.'
  }
  const same: Trigger = event => event
  for (const triggers of [{}, { defineAuthChallenge: challengeOnly }] as Triggers[]) {
    const started = await startWith(t, triggers)
    await t.rejects(customSignIn(started, await customClient(started)), notConfigured)
  }
  const started = await startWith(t, { defineAuthChallenge: challengeOnly, createAuthChallenge: same })
  const ClientId = await customClient(started)
  const { Session } = await customSignIn(started, ClientId)
  await t.rejects(
    started.api.respondToAuthChallenge({
      ClientId,
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session,
      ChallengeResponses: { USERNAME: EMAIL, ANSWER: '42' }
    }),
    notConfigured
  )
})

const customClient = async (started: Started) =>
  (
    await addClient(started, {
      ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'],
      PreventUserExistenceErrors: 'ENABLED'
    })
  ).ClientId

const customSignIn = async ({ api }: Started, ClientId: string, USERNAME = EMAIL) =>
  await api.initiateAuth({
    ClientId,
    AuthFlow: 'CUSTOM_AUTH',
    AuthParameters: { USERNAME },
    ClientMetadata
  })

t.test('rounds of custom authentication have the metadata of their challenge', async t => {
  const { events, record } = recorder()
  const started = await startWith(t, {
    defineAuthChallenge: event => {
      record(event)
      const [round] = event.request['session'] as { challengeResult: boolean }[]
      event.response['challengeName'] = 'CUSTOM_CHALLENGE'
      event.response['issueTokens'] = round?.challengeResult === true
      return event
    },
    createAuthChallenge: event => {
      record(event)
      event.response['publicChallengeParameters'] = { question: '6 × 7' }
      event.response['privateChallengeParameters'] = { answer: '42' }
      event.response['challengeMetadata'] = 'ARITHMETIC'
      return event
    },
    verifyAuthChallengeResponse: event => {
      record(event)
      const { privateChallengeParameters, challengeAnswer } = event.request
      event.response['answerCorrect'] = privateChallengeParameters['answer'] === challengeAnswer
      return event
    }
  })
  const ClientId = await customClient(started)
  const { ChallengeParameters, Session } = await customSignIn(started, ClientId)
  t.equal(ChallengeParameters?.['question'], '6 × 7')
  t.notOk('answer' in (ChallengeParameters ?? {}))
  const completed = await started.api.respondToAuthChallenge({
    ClientId,
    ChallengeName: 'CUSTOM_CHALLENGE',
    Session,
    ChallengeResponses: { USERNAME: EMAIL, ANSWER: '42' },
    ClientMetadata: { answered: 'yes' }
  })
  t.ok(completed.AuthenticationResult?.AccessToken)
  const [defined, created, verified, decided] = events
  t.notOk('clientMetadata' in (defined?.request ?? {}), 'InitiateAuth passes it to neither')
  t.notOk('clientMetadata' in (created?.request ?? {}))
  t.strictSame(verified?.request['clientMetadata'], { answered: 'yes' })
  t.match(decided?.request, {
    clientMetadata: { answered: 'yes' },
    session: [{ challengeName: 'CUSTOM_CHALLENGE', challengeResult: true, challengeMetadata: 'ARITHMETIC' }]
  })
})

t.test('the decisions of the define auth challenge trigger', async t => {
  let response: Record<string, unknown> = {}
  const started = await startWith(t, {
    defineAuthChallenge: event => {
      Object.assign(event.response, response)
      return event
    }
  })
  const { local, api } = started
  const ClientId = await customClient(started)
  for (const challengeName of [null, 'SMS_MFA']) {
    response = { challengeName }
    await t.rejects(customSignIn(started, ClientId), {
      name: 'InvalidLambdaResponseException',
      message: 'Unrecognizable lambda output'
    })
  }
  response = { issueTokens: true }
  t.ok((await customSignIn(started, ClientId)).AuthenticationResult?.AccessToken)
  await t.rejects(customSignIn(started, ClientId, 'nobody@example.com'), {
    name: 'NotAuthorizedException',
    message: 'Incorrect username or password.'
  })
  await api.adminDisableUser({ UserPoolId: local.userPoolId, Username: EMAIL })
  await t.rejects(customSignIn(started, ClientId), {
    name: 'NotAuthorizedException',
    message: 'User is disabled.'
  })
})

t.test('the pre token generation trigger can leave out unchanged claims', async t => {
  let response: Record<string, unknown> = {}
  const handler: Trigger = event => {
    Object.assign(event.response, response)
    return event
  }
  const first = await startWith(t, { preTokenGeneration: handler })
  for (const details of [null, { claimsToAddOrOverride: null, claimsToSuppress: null }]) {
    response = { claimsOverrideDetails: details }
    t.equal(decodeJwt((await signIn(first, EMAIL)).IdToken)['email'], EMAIL)
  }
  response = { claimsOverrideDetails: { claimsToSuppress: ['email', 'sub'] } }
  const suppressed = decodeJwt((await signIn(first, EMAIL)).IdToken)
  t.notOk('email' in suppressed)
  t.ok(suppressed.sub, 'a claim that cannot be changed')

  const second = await startWith(t, { preTokenGeneration: { version: 'V2_0', handler } })
  for (const details of [null, {}, { accessTokenGeneration: { scopesToSuppress: ['phone'] } }]) {
    response = { claimsAndScopeOverrideDetails: details }
    const { AccessToken, IdToken } = await signIn(second, EMAIL)
    t.equal(decodeJwt(AccessToken)['scope'], 'aws.cognito.signin.user.admin')
    t.equal(decodeJwt(IdToken)['email'], EMAIL)
  }
})

t.test('the pool sets the event version of the pre token generation trigger', async t => {
  const { events, record } = recorder()
  const started = await startWith(t, { preTokenGeneration: record })
  const { local, api } = started
  await signIn(started, EMAIL)
  await api.updateUserPool({
    UserPoolId: local.userPoolId,
    AutoVerifiedAttributes: ['email'],
    LambdaConfig: {
      PreTokenGenerationConfig: {
        LambdaVersion: 'V2_0',
        LambdaArn: 'arn:aws:lambda:us-east-1:123456789012:function:tokens'
      }
    }
  })
  await signIn(started, EMAIL)
  t.strictSame(
    events.map(({ version, request, response }) => [version, request['scopes'], response]),
    [
      ['1', undefined, { claimsOverrideDetails: null }],
      ['2', ['aws.cognito.signin.user.admin'], { claimsAndScopeOverrideDetails: null }]
    ]
  )
})

t.test('tokens after a new password have their own trigger source', async t => {
  const { events, record } = recorder()
  const started = await startWith(t, { preTokenGeneration: record })
  const { local, api } = started
  const Username = newEmail()
  await api.adminCreateUser({
    UserPoolId: local.userPoolId,
    Username,
    TemporaryPassword: PASSWORD,
    MessageAction: 'SUPPRESS',
    UserAttributes: attributes({ email: Username, email_verified: 'true' })
  })
  const { ChallengeName, Session } = await byPassword(started, Username)
  t.equal(ChallengeName, 'NEW_PASSWORD_REQUIRED')
  await api.respondToAuthChallenge({
    ClientId: local.clientId,
    ChallengeName,
    Session,
    ChallengeResponses: { USERNAME: Username, NEW_PASSWORD: 'Other-passw0rd' }
  })
  t.strictSame(
    events.map(({ triggerSource }) => triggerSource),
    ['TokenGeneration_NewPasswordChallenge']
  )
})

t.test('a trigger can throw anything', async t => {
  const started = await startWith(t, {
    preAuthentication: () => {
      throw 'closed' // eslint-disable-line no-throw-literal
    }
  })
  await t.rejects(signIn(started, EMAIL), {
    name: 'UserLambdaValidationException',
    message: 'PreAuthentication failed with error closed.'
  })
})
