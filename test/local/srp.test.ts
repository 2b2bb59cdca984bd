import t from 'tap'
import { addClient, PASSWORD, secretHash, start } from './local.js'
import { SrpSecret } from '../protocol/srp-secret.js'

/** SRP without a Session in the response, as some clients send it. */

const started = await start(t)
const { api } = started
const Username = 'ada'
const { Id: UserPoolId = '' } = (await api.createUserPool({ PoolName: 'x' })).UserPool ?? {}
const client = await addClient(started, { UserPoolId, GenerateSecret: true, ExplicitAuthFlows: [] })
const { ClientId } = client
const SECRET_HASH = secretHash(client, Username)
await api.signUp({ ClientId, Username, Password: PASSWORD, SecretHash: SECRET_HASH })

const startSignIn = async (AuthParameters: Record<string, string> = {}) => {
  const secret = new SrpSecret([UserPoolId.split('_')[1] ?? '', Username], PASSWORD)
  const challenge = await api.initiateAuth({
    ClientId,
    AuthFlow: 'USER_SRP_AUTH',
    AuthParameters: { USERNAME: Username, SRP_A: secret.A, SECRET_HASH, ...AuthParameters }
  })
  const proof = secret.proof(challenge.ChallengeParameters ?? {})
  return { challenge, ChallengeResponses: { USERNAME: Username, SECRET_HASH, ...proof } }
}

t.test('an unconfirmed user and a wrong secret hash are rejected immediately', async t => {
  await t.rejects(startSignIn(), { name: 'UserNotConfirmedException' })
  await api.adminConfirmSignUp({ UserPoolId, Username })
  await t.rejects(startSignIn({ SECRET_HASH: 'wrong' }), {
    name: 'NotAuthorizedException',
    message: /SecretHash/
  })
})

t.test('the proof is accepted without its Session, once', async t => {
  const { challenge, ChallengeResponses } = await startSignIn()
  t.equal(challenge.ChallengeName, 'PASSWORD_VERIFIER')
  const respond = async () =>
    await api.respondToAuthChallenge({ ClientId, ChallengeName: 'PASSWORD_VERIFIER', ChallengeResponses })
  t.ok((await respond()).AuthenticationResult?.AccessToken)
  await t.rejects(respond(), { name: 'NotAuthorizedException' })
})

t.test('SRP_A is a hexadecimal number', async t => {
  await t.rejects(startSignIn({ SRP_A: 'xyz' }), {
    name: 'InvalidParameterException',
    message: 'SRP_A is not a hexadecimal number'
  })
})
