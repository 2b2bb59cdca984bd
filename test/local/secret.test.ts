import t from 'tap'
import {
  PASSWORD,
  addClient,
  attributes,
  newEmail,
  secretHash,
  signIn,
  start,
  tokens,
  user
} from './local.js'

const started = await start(t, { users: [user('ada@example.com')] })
const { local, api } = started
const UserPoolId = local.userPoolId
const client = await addClient(started, { GenerateSecret: true, PreventUserExistenceErrors: 'ENABLED' })
const { ClientId } = client
const sub = (await signIn(started, 'ada@example.com')).access.sub as string

type Hash = string | undefined

/** Each operation that takes a secret hash, as done for ada@example.com. */
const operations = {
  SignUp: async (SecretHash: Hash, ClientId: string, Username = newEmail()) =>
    await api.signUp({ ClientId, SecretHash, Username, Password: PASSWORD, UserAttributes: attributes() }),
  ConfirmSignUp: async (SecretHash: Hash, ClientId: string, Username = 'ada@example.com') =>
    await api.confirmSignUp({ ClientId, SecretHash, Username, ConfirmationCode: '1' }),
  ResendConfirmationCode: async (SecretHash: Hash, ClientId: string, Username = 'ada@example.com') =>
    await api.resendConfirmationCode({ ClientId, SecretHash, Username }),
  ForgotPassword: async (SecretHash: Hash, ClientId: string, Username = 'ada@example.com') =>
    await api.forgotPassword({ ClientId, SecretHash, Username }),
  ConfirmForgotPassword: async (SecretHash: Hash, ClientId: string, Username = 'ada@example.com') =>
    await api.confirmForgotPassword({
      ClientId,
      SecretHash,
      Username,
      ConfirmationCode: '1',
      Password: PASSWORD
    }),
  InitiateAuth: async (hash: Hash, ClientId: string, USERNAME = 'ada@example.com') =>
    await api.initiateAuth({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD, ...(hash !== undefined && { SECRET_HASH: hash }) }
    }),
  AdminInitiateAuth: async (hash: Hash, ClientId: string, USERNAME = 'ada@example.com') =>
    await api.adminInitiateAuth({
      ClientId,
      UserPoolId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD, ...(hash !== undefined && { SECRET_HASH: hash }) }
    }),
  RespondToAuthChallenge: async (hash: Hash, ClientId: string, USERNAME = 'ada@example.com') =>
    await api.respondToAuthChallenge({
      ClientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: 'made-up-session-of-some-length',
      ChallengeResponses: {
        USERNAME,
        NEW_PASSWORD: PASSWORD,
        ...(hash !== undefined && { SECRET_HASH: hash })
      }
    })
}

/** The error of each operation with the right hash, if it has one. */
const after: Record<string, RegExp | undefined> = {
  ConfirmSignUp: /^User cannot be confirmed/,
  ResendConfirmationCode: /^User is already confirmed/,
  ConfirmForgotPassword: /^Invalid (verification )?code/,
  RespondToAuthChallenge: /^Invalid session/
}

for (const [name, operation] of Object.entries(operations)) {
  t.test(`${name} checks the secret hash`, async t => {
    const refused = (message: string) => ({ name: 'NotAuthorizedException', message })
    await t.rejects(
      operation(undefined, ClientId),
      refused(`Client ${ClientId} is configured with secret but SECRET_HASH was not received`)
    )
    await t.rejects(
      operation('wrong', ClientId),
      refused(`SecretHash does not match for the client: ${ClientId}`)
    )
    await t.rejects(
      operation(secretHash(client, 'bob@example.com'), ClientId),
      refused(`SecretHash does not match for the client: ${ClientId}`)
    )
    await t.rejects(
      operation('unasked', local.clientId),
      refused(`Client ${local.clientId} is configured without secret but SECRET_HASH was received`)
    )

    const username = name === 'SignUp' ? newEmail() : 'ada@example.com'
    const hashes =
      name === 'SignUp'
        ? [secretHash(client, username)]
        : [secretHash(client, username), secretHash(client, sub)]
    for (const hash of hashes) {
      const result = operation(hash, ClientId, username)
      const message = after[name]
      message === undefined ? await t.resolves(result) : await t.rejects(result, { message })
    }
  })
}

t.test('a missing user needs a valid secret hash', async t => {
  const hash = secretHash(client, 'nobody@example.com')
  await t.rejects(operations.InitiateAuth('wrong', ClientId, 'nobody@example.com'), {
    message: /^SecretHash does not match/
  })
  await t.rejects(operations.InitiateAuth(hash, ClientId, 'nobody@example.com'), {
    message: 'Incorrect username or password.'
  })
  await t.resolves(operations.ForgotPassword(hash, ClientId, 'nobody@example.com'))
})

t.test('a user signs up, confirms and signs in through a client with a secret', async t => {
  const email = newEmail()
  const SecretHash = secretHash(client, email)
  await api.signUp({
    ClientId,
    SecretHash,
    Username: email,
    Password: PASSWORD,
    UserAttributes: attributes()
  })
  await api.confirmSignUp({
    ClientId,
    SecretHash,
    Username: email,
    ConfirmationCode: local.mailbox.last(email)?.code
  })
  const response = await api.initiateAuth({
    ClientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: email, PASSWORD, SECRET_HASH: SecretHash }
  })
  t.equal(tokens(response).access['client_id'], ClientId)
})
