import t from 'tap'
import { PASSWORD, addClient, attributes, createClock, newEmail, start, tokens } from './local.js'

const { clock, forward } = createClock()
const started = await start(t, { clock })
const { local, api } = started

async function pool (...AllowedFirstAuthFactors: ('PASSWORD' | 'EMAIL_OTP')[]) {
  const { UserPool } = await api.createUserPool({
    PoolName: 'x',
    UsernameAttributes: ['email'],
    AutoVerifiedAttributes: ['email'],
    Policies: { SignInPolicy: { AllowedFirstAuthFactors } }
  })
  const client = async () =>
    (
      await addClient(started, {
        UserPoolId: UserPool?.Id,
        ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_USER_PASSWORD_AUTH']
      })
    ).ClientId
  return { client, ClientId: await client() }
}

const { client: anotherClient, ClientId } = await pool('PASSWORD', 'EMAIL_OTP')
const code = (email: string) => local.mailbox.last(email)?.code
const invalid = { name: 'NotAuthorizedException', message: 'Invalid session for the user.' }

const confirm = async (Username: string, Session: string | undefined, client = ClientId) =>
  (await api.confirmSignUp({ ClientId: client, Username, ConfirmationCode: code(Username), Session })).Session
const signIn = async (USERNAME: string, Session: string | undefined, client = ClientId) =>
  await api.initiateAuth({ ClientId: client, AuthFlow: 'USER_AUTH', AuthParameters: { USERNAME }, Session })

async function signUp (client = ClientId) {
  const Username = newEmail()
  const { Session } = await api.signUp({
    ClientId: client,
    Username,
    Password: PASSWORD,
    UserAttributes: attributes()
  })
  return { Username, Session }
}

t.test('a user signs up, confirms and is signed in by the Session', async t => {
  const { Username, Session } = await signUp()
  t.ok(Session)
  const confirmed = await confirm(Username, Session)
  t.ok(confirmed)
  t.not(confirmed, Session)
  const { id } = tokens(await signIn(Username, confirmed))
  t.match(id, { email: Username, email_verified: true })
})

t.test('each Session belongs to its step, user and client, and can be used once', async t => {
  const [one, other] = [await signUp(), await signUp()]
  await t.rejects(confirm(one.Username, other.Session), invalid)
  await t.rejects(confirm(one.Username, 'made-up-session-of-some-length'), invalid)
  await t.rejects(signIn(one.Username, one.Session), invalid)
  const confirmed = await confirm(one.Username, one.Session)
  await t.rejects(signIn(other.Username, confirmed), invalid)
  await t.rejects(signIn('nobody@example.com', confirmed), { name: 'UserNotFoundException' })
  await t.rejects(signIn(one.Username, confirmed, await anotherClient()), invalid)
  t.ok(tokens(await signIn(one.Username, confirmed)).AccessToken)
  await t.rejects(signIn(one.Username, confirmed), invalid)
})

t.test('each Session expires after three minutes', async t => {
  const expired = {
    name: 'NotAuthorizedException',
    message: 'Invalid session for the user, session is expired.'
  }
  const { Username, Session } = await signUp()
  forward(180)
  await t.rejects(confirm(Username, Session), expired)
  t.equal(await confirm(Username, undefined), undefined, 'without it, confirming is all')

  const next = await signUp()
  const confirmed = await confirm(next.Username, next.Session)
  forward(180)
  await t.rejects(signIn(next.Username, confirmed), expired)
})

t.test('a client without USER_AUTH receives no Session', async t => {
  const { UserPool } = await api.createUserPool({
    PoolName: 'plain',
    UsernameAttributes: ['email'],
    AutoVerifiedAttributes: ['email']
  })
  const client = await addClient(started, { UserPoolId: UserPool?.Id })
  t.equal((await signUp(client.ClientId)).Session, undefined)
})

t.test('in a pool without codes by email, the user selects another first factor', async t => {
  const { ClientId } = await pool('PASSWORD')
  const { Username, Session } = await signUp(ClientId)
  const { ChallengeName, AvailableChallenges } = await signIn(
    Username,
    await confirm(Username, Session, ClientId),
    ClientId
  )
  t.same([ChallengeName, AvailableChallenges], ['SELECT_CHALLENGE', ['PASSWORD_SRP', 'PASSWORD']])
})

t.test('a user who signs in by a code needs no password, and can set one later', async t => {
  const Username = newEmail()
  const { Session } = await api.signUp({ ClientId, Username, UserAttributes: attributes() } as Parameters<
    typeof api.signUp
  >[0])
  const { AccessToken } = tokens(await signIn(Username, await confirm(Username, Session)))
  t.same(
    (await api.initiateAuth({ ClientId, AuthFlow: 'USER_AUTH', AuthParameters: { USERNAME: Username } }))
      .AvailableChallenges,
    ['EMAIL_OTP']
  )
  const byPassword = async (password: string) =>
    await api.initiateAuth({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: Username, PASSWORD: password }
    })
  await t.rejects(byPassword(PASSWORD), { name: 'NotAuthorizedException' })
  await t.rejects(byPassword(''), { name: 'InvalidParameterException' })
  await api.changePassword({ AccessToken, ProposedPassword: PASSWORD })
  t.ok(tokens(await byPassword(PASSWORD)).AccessToken)
  await t.rejects(
    api.changePassword({ AccessToken, ProposedPassword: 'An0therOne!' }),
    { name: 'NotAuthorizedException' },
    'from then on it takes the old one'
  )
})

t.test('without a passwordless factor, the pool requires a password', async t => {
  await t.rejects(
    api.signUp({ ClientId: (await pool('PASSWORD')).ClientId, Username: newEmail() } as Parameters<
      typeof api.signUp
    >[0]),
    { name: 'InvalidParameterException' }
  )
  await t.rejects(
    api.signUp({ ClientId, Username: newEmail(), Password: 'weak' }),
    { name: 'InvalidPasswordException' },
    'a password must conform to the policy'
  )
})
