import t from 'tap'
import { ADA, BOB, refusal, start } from './client.js'

const Username = 'eve@example.com'
const Password = 'Correct-horse-7'

t.test('a user signs up, confirms and signs in', async t => {
  const { cognito, api, ClientId, signIn } = await start(t)
  const response = await api.signUp({
    ClientId,
    Username,
    Password,
    UserAttributes: [{ Name: 'name', Value: 'Eve' }]
  })
  t.match(response, {
    UserConfirmed: false,
    UserSub: /^[0-9a-f-]{36}$/,
    CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'e***@e***' }
  })
  await t.rejects(signIn({ email: Username, password: Password }), refusal('UserNotConfirmedException'))
  const { code: ConfirmationCode } = cognito.mailbox.last(Username)
  t.strictSame(
    (await api.confirmSignUp({ ClientId, Username, ConfirmationCode })).Session,
    undefined,
    'no Session for none'
  )
  t.ok((await signIn({ email: Username, password: Password })).AuthenticationResult)
  t.match(cognito.liveUser(Username), {
    sub: response.UserSub,
    status: 'CONFIRMED',
    attributes: { name: 'Eve', email_verified: 'true' }
  })
})

t.test('the Session of ConfirmSignUp signs in', async t => {
  const { cognito, api, ClientId, initiate } = await start(t)
  const { Session } = await api.signUp({ ClientId, Username, Password })
  const { code: ConfirmationCode } = cognito.mailbox.last(Username)
  await t.rejects(
    api.confirmSignUp({ ClientId, Username, ConfirmationCode, Session: `${Session as string}A` }),
    refusal('NotAuthorizedException', 'Invalid session for the user.')
  )
  await t.rejects(initiate('USER_AUTH', { USERNAME: Username }, Session), refusal('NotAuthorizedException'))
  const confirmed = await api.confirmSignUp({ ClientId, Username, ConfirmationCode, Session })
  t.not(confirmed.Session, Session)
  await t.rejects(
    initiate('USER_AUTH', { USERNAME: Username }, Session),
    refusal('NotAuthorizedException'),
    'the older Session'
  )
  await t.rejects(
    initiate('USER_AUTH', { USERNAME: ADA.email }, confirmed.Session),
    refusal('NotAuthorizedException'),
    'another person'
  )
  t.ok((await initiate('USER_AUTH', { USERNAME: Username }, confirmed.Session)).AuthenticationResult)
  await t.rejects(
    initiate('USER_AUTH', { USERNAME: Username }, confirmed.Session),
    refusal('NotAuthorizedException'),
    'once'
  )
})

t.test('sign-ups that are rejected', async t => {
  const { api, ClientId } = await start(t, {
    requiredAttributes: ['name'],
    customAttributes: ['custom:role']
  })
  const signUp = (change: object) =>
    api.signUp({ ClientId, Username, Password, UserAttributes: [{ Name: 'name', Value: 'Eve' }], ...change })
  await t.rejects(signUp({ Username: BOB.email }), refusal('UsernameExistsException'))
  await t.rejects(
    signUp({ Username: 'eve' }),
    refusal('InvalidParameterException', 'Username should be an email.')
  )
  await t.rejects(
    signUp({ UserAttributes: [] }),
    refusal('InvalidParameterException', /The attribute name is required/)
  )
  await t.rejects(
    signUp({ UserAttributes: [{ Name: 'custom:role', Value: 'admin' }] }),
    refusal('NotAuthorizedException', 'A client attempted to write unauthorized attribute')
  )
  await t.rejects(
    signUp({ UserAttributes: [{ Name: 'email_verified', Value: 'true' }] }),
    refusal('NotAuthorizedException')
  )
  await t.rejects(
    signUp({ UserAttributes: [{ Name: 'colour', Value: 'blue' }] }),
    refusal('InvalidParameterException', /colour/)
  )
  await t.rejects(
    signUp({ UserAttributes: [{ Name: 'phone_number', Value: '0171' }] }),
    refusal('InvalidParameterException', /phone number/)
  )
  const weak = {
    short: 'not long enough',
    'no-upper-case-1': 'uppercase',
    'NO-LOWER-CASE-1': 'lowercase',
    'No-number-here': 'numeric',
    NoSymbolHere1: 'symbol'
  }
  for (const [password, lacking] of Object.entries(weak)) {
    await t.rejects(
      signUp({ Password: password }),
      refusal(
        'InvalidPasswordException',
        new RegExp(`^Password did not conform with policy: Password .*${lacking}`)
      )
    )
  }
})

t.test('a pool for administrators only rejects a sign-up', async t => {
  const { api, ClientId } = await start(t, { selfSignUp: false })
  await t.rejects(
    api.signUp({ ClientId, Username, Password }),
    refusal('NotAuthorizedException', 'SignUp is not permitted for this user pool')
  )
})

t.test('the password is optional where a code signs in', async t => {
  const { cognito, api, ClientId, initiate } = await start(t)
  await api.signUp({ ClientId, Username })
  await api.confirmSignUp({ ClientId, Username, ConfirmationCode: cognito.mailbox.last(Username).code })
  t.strictSame((await initiate('USER_AUTH', { USERNAME: Username })).AvailableChallenges, ['EMAIL_OTP'])
  const closed = await start(t, { firstFactors: ['PASSWORD'] })
  await t.rejects(
    closed.api.signUp({ ClientId: closed.ClientId, Username }),
    refusal('InvalidParameterException')
  )
})

t.test('wrong, expired, replaced and unrequested codes are rejected', async t => {
  const { cognito, api, ClientId } = await start(t)
  const confirm = (ConfirmationCode: string, name = Username) =>
    api.confirmSignUp({ ClientId, Username: name, ConfirmationCode })
  await api.signUp({ ClientId, Username, Password })
  const { code: first } = cognito.mailbox.last(Username)
  await t.rejects(confirm(`${first}0`), refusal('CodeMismatchException'))
  await t.rejects(
    confirm(first, ADA.email),
    refusal('NotAuthorizedException', 'User cannot be confirmed. Current status is CONFIRMED')
  )
  cognito.advance(24 * 3_600_000)
  await t.rejects(confirm(first), refusal('ExpiredCodeException'))
  await api.resendConfirmationCode({ ClientId, Username })
  const { code: second } = cognito.mailbox.last(Username)
  if (first !== second) await t.rejects(confirm(first), refusal('CodeMismatchException'))
  await confirm(second)
  await t.rejects(
    api.resendConfirmationCode({ ClientId, Username }),
    refusal('InvalidParameterException', 'User is already confirmed.')
  )
  t.equal(cognito.mailbox.count(Username), 2)
})
