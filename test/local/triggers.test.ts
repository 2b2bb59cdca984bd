import { decodeJwt } from 'jose'
import t from 'tap'
import type { Trigger, Triggers, VersionedTrigger } from '../../dist/local/index.js'
import { addClient, attributes, newEmail, PASSWORD, signIn, start, user, type Started } from './local.js'

const EMAIL = 'ada@example.com'
const startWith = async (t: Parameters<typeof start>[0], triggers: Triggers) =>
  await start(t, { users: [user(EMAIL)], triggers })

const signUp = async ({ local, api }: Started, Username = newEmail()) => {
  const UserAttributes = attributes({ email: Username })
  return await api.signUp({ ClientId: local.clientId, Username, Password: PASSWORD, UserAttributes })
}

t.test('the pre sign-up trigger confirms a user', async t => {
  const sources: string[] = []
  const note: Trigger = event => {
    sources.push(event.triggerSource)
    return event
  }
  const started = await startWith(t, {
    preSignUp: event => {
      if (event.triggerSource === 'PreSignUp_SignUp') event.response['autoConfirmUser'] = true
      return note(event)
    },
    postConfirmation: note
  })
  sources.length = 0
  t.equal((await signUp(started)).UserConfirmed, true)
  t.strictSame(sources, ['PreSignUp_SignUp', 'PostConfirmation_ConfirmSignUp'])
})

t.test('errors of a trigger are wrapped', async t => {
  let failure: unknown = new Error('no')
  const started = await startWith(t, {
    preAuthentication: event => {
      if (failure !== undefined) throw failure
      return event
    }
  })
  await t.rejects(signIn(started, EMAIL), {
    name: 'UserLambdaValidationException',
    message: 'PreAuthentication failed with error no.'
  })
  failure = undefined
  t.ok((await signIn(started, EMAIL)).AccessToken)
})

t.test('a trigger must return the event', async t => {
  const started = await startWith(t, { preAuthentication: (() => undefined) as unknown as Trigger })
  await t.rejects(signIn(started, EMAIL), {
    name: 'InvalidLambdaResponseException',
    message: 'Unrecognizable lambda output'
  })
})

t.test('the post authentication trigger', async t => {
  const events: unknown[] = []
  const started = await startWith(t, {
    postAuthentication: event => {
      events.push(event)
      return event
    }
  })
  await signIn(started, EMAIL)
  t.match(events, [
    {
      version: '1',
      triggerSource: 'PostAuthentication_Authentication',
      userPoolId: started.local.userPoolId,
      callerContext: { clientId: started.local.clientId },
      request: { userAttributes: { email: EMAIL } }
    }
  ])
})

t.test('claims of the pre token generation trigger, by event version', async t => {
  const first: Trigger = event => {
    event.response['claimsOverrideDetails'] = { claimsToAddOrOverride: { plan: 'gold' } }
    return event
  }
  const both = (version: 'V2_0' | 'V3_0'): VersionedTrigger => ({
    version,
    handler: event => {
      event.response['claimsAndScopeOverrideDetails'] = {
        idTokenGeneration: { claimsToAddOrOverride: { plan: 'gold' } },
        accessTokenGeneration: { claimsToAddOrOverride: { plan: 'silver' }, scopesToAdd: ['more'] }
      }
      return event
    }
  })
  for (const preTokenGeneration of [first, both('V2_0'), both('V3_0')]) {
    const started = await startWith(t, { preTokenGeneration })
    const { AccessToken, IdToken } = await signIn(started, EMAIL)
    t.equal(decodeJwt(IdToken)['plan'], 'gold')
    t.equal(decodeJwt(AccessToken)['plan'], typeof preTokenGeneration === 'function' ? undefined : 'silver')
    const scopes = String(decodeJwt(AccessToken)['scope']).split(' ')
    t.equal(scopes.includes('more'), typeof preTokenGeneration !== 'function')
  }
})

t.test('a trigger may write the app client, and no other audience, to an access token', async t => {
  for (const own of [true, false]) {
    const started = await startWith(t, {
      preTokenGeneration: {
        version: 'V2_0',
        handler: event => {
          const aud = own ? event.callerContext.clientId : 'https://orders.example.com'
          event.response['claimsAndScopeOverrideDetails'] = {
            idTokenGeneration: { claimsToAddOrOverride: { aud } },
            accessTokenGeneration: { claimsToAddOrOverride: { aud } }
          }
          return event
        }
      }
    })
    const { AccessToken, IdToken } = await signIn(started, EMAIL)
    t.equal(decodeJwt(AccessToken).aud, own ? started.local.clientId : undefined)
    t.equal(decodeJwt(IdToken).aud, started.local.clientId)
  }
})

t.test('the custom message trigger sets the text of a message', async t => {
  const started = await startWith(t, {
    customMessage: event => {
      event.response['emailSubject'] = 'Welcome'
      event.response['emailMessage'] = `Your code: ${event.request['codeParameter']}`
      return event
    }
  })
  const email = newEmail()
  await signUp(started, email)
  const message = started.local.mailbox.last(email)
  t.match(message, { purpose: 'sign up', subject: 'Welcome', text: `Your code: ${message?.code}` })
})

t.test('the user migration trigger creates a user at sign-in', async t => {
  const email = newEmail()
  const started = await startWith(t, {
    userMigration: event => {
      t.equal(event.triggerSource, 'UserMigration_Authentication')
      const userAttributes = { email, email_verified: 'true', name: 'Bob', phone_number: '+15550100' }
      Object.assign(event.response, {
        userAttributes,
        finalUserStatus: 'CONFIRMED',
        messageAction: 'SUPPRESS'
      })
      return event
    }
  })
  t.ok((await signIn(started, email)).AccessToken)
  t.match(started.local.users.find(email), { status: 'CONFIRMED', attributes: { email } })
})

t.test('a migrated user without a final status resets the password and receives a code', async t => {
  const email = newEmail()
  const started = await startWith(t, {
    userMigration: event => {
      // ClientMetadata of InitiateAuth (API Reference, InitiateAuth).
      t.strictSame(event.request, { password: PASSWORD, validationData: { from: 'app' } })
      const userAttributes = { email, email_verified: 'true', name: 'Bob', phone_number: '+15550100' }
      Object.assign(event.response, { userAttributes })
      return event
    }
  })
  const { local, api } = started
  const request = {
    ClientId: local.clientId,
    AuthFlow: 'USER_PASSWORD_AUTH' as const,
    AuthParameters: { USERNAME: email, PASSWORD },
    ClientMetadata: { from: 'app' }
  }
  await t.rejects(api.initiateAuth(request), { name: 'PasswordResetRequiredException' })
  t.equal(local.users.find(email)?.status, 'RESET_REQUIRED')
  t.match(local.mailbox.last(email), { purpose: 'invitation', code: PASSWORD })
})

t.test('the user migration trigger creates a user at ForgotPassword', async t => {
  const email = newEmail()
  const started = await startWith(t, {
    userMigration: event => {
      t.equal(event.triggerSource, 'UserMigration_ForgotPassword')
      t.notOk('password' in event.request)
      const userAttributes = { email, email_verified: 'true', name: 'Bob', phone_number: '+15550100' }
      Object.assign(event.response, { userAttributes })
      return event
    }
  })
  const { local, api } = started
  await api.forgotPassword({ ClientId: local.clientId, Username: email })
  const messages = local.mailbox.messages.filter(({ destination }) => destination === email)
  t.match(messages, [
    { purpose: 'invitation', code: '' },
    { purpose: 'password', code: /^\d{6}$/ }
  ])
  t.equal(local.users.find(email)?.status, 'CONFIRMED')
})

t.test('the pre sign-up trigger verifies addresses', async t => {
  const started = await startWith(t, {
    preSignUp: event => {
      if (event.triggerSource !== 'PreSignUp_SignUp') return event
      Object.assign(event.response, { autoConfirmUser: true, autoVerifyEmail: true, autoVerifyPhone: true })
      return event
    }
  })
  const { local, api } = started
  const email = newEmail()
  t.equal((await signUp(started, email)).UserConfirmed, true)
  t.match(local.users.find(email)?.attributes, {
    email,
    email_verified: 'true',
    phone_number: '+15550100',
    phone_number_verified: 'true'
  })
  const { Id: UserPoolId = '' } = (await api.createUserPool({ PoolName: 'usernames' })).UserPool ?? {}
  const { ClientId } = await addClient(started, { UserPoolId })
  const withoutEmail = {
    ClientId,
    Username: 'ada',
    Password: PASSWORD,
    UserAttributes: [{ Name: 'phone_number', Value: '+15550100' }]
  }
  await t.rejects(api.signUp(withoutEmail), {
    name: 'InvalidLambdaResponseException',
    message: 'autoVerifyEmail needs a value of email.'
  })
  await t.rejects(api.adminGetUser({ UserPoolId, Username: 'ada' }), { name: 'UserNotFoundException' })
})

t.test('triggers receive the validation data and the client metadata of a request', async t => {
  const requests = new Map<string, Record<string, unknown>>()
  const note: Trigger = event => {
    const { validationData, clientMetadata } = event.request as Record<string, unknown>
    requests.set(event.triggerSource, {
      ...(validationData !== undefined && { validationData }),
      clientMetadata
    })
    return event
  }
  const started = await startWith(t, { preSignUp: note, postConfirmation: note, customMessage: note })
  const { local, api } = started
  const { clientId: ClientId, userPoolId: UserPoolId } = local
  const Username = newEmail()
  const metadata = (step: string) => ({ ClientMetadata: { step } })
  const requestOf = (source: string) => requests.get(source)

  await api.signUp({
    ClientId,
    Username,
    Password: PASSWORD,
    UserAttributes: attributes(),
    ValidationData: [{ Name: 'captcha', Value: 'passed' }],
    ...metadata('sign up')
  })
  const clientMetadata = { step: 'sign up' }
  t.strictSame(requestOf('PreSignUp_SignUp'), { validationData: { captcha: 'passed' }, clientMetadata })
  t.strictSame(requestOf('CustomMessage_SignUp'), { clientMetadata })

  await api.resendConfirmationCode({ ClientId, Username, ...metadata('resend') })
  t.strictSame(requestOf('CustomMessage_ResendCode'), { clientMetadata: { step: 'resend' } })

  const ConfirmationCode = local.mailbox.last(Username)?.code
  await api.confirmSignUp({ ClientId, Username, ConfirmationCode, ...metadata('confirm') })
  t.strictSame(requestOf('PostConfirmation_ConfirmSignUp'), { clientMetadata: { step: 'confirm' } })

  await api.forgotPassword({ ClientId, Username, ...metadata('forgot') })
  t.strictSame(requestOf('CustomMessage_ForgotPassword'), { clientMetadata: { step: 'forgot' } })

  const invited = newEmail()
  await api.adminCreateUser({
    UserPoolId,
    Username: invited,
    DesiredDeliveryMediums: ['EMAIL'],
    ValidationData: [{ Name: 'by', Value: 'admin' }],
    ...metadata('invite')
  })
  const invitation = { step: 'invite' }
  t.strictSame(requestOf('PreSignUp_AdminCreateUser'), {
    validationData: { by: 'admin' },
    clientMetadata: invitation
  })
  t.strictSame(requestOf('CustomMessage_AdminCreateUser'), { clientMetadata: invitation })
})

t.test('the pre token generation trigger sets groups and roles', async t => {
  const roles = ['arn:aws:iam::1:role/a', 'arn:aws:iam::1:role/b']
  const started = await startWith(t, {
    preTokenGeneration: event => {
      event.response['claimsOverrideDetails'] = {
        groupOverrideDetails: {
          groupsToOverride: ['staff'],
          iamRolesToOverride: roles,
          preferredRole: roles[1]
        }
      }
      return event
    }
  })
  const { AccessToken, IdToken } = await signIn(started, EMAIL)
  t.strictSame(decodeJwt(AccessToken)['cognito:groups'], ['staff'])
  t.match(decodeJwt(IdToken), {
    'cognito:groups': ['staff'],
    'cognito:roles': roles,
    'cognito:preferred_role': roles[1]
  })
})

t.test('an error of the trigger for user migration', async t => {
  const started = await startWith(t, {
    userMigration: () => {
      throw new Error('no')
    }
  })
  await t.rejects(signIn(started, newEmail()), {
    name: 'UserNotFoundException',
    message: `Exception migrating user in app client ${started.local.clientId}`
  })
})
