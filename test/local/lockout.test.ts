import t from 'tap'
import {
  PASSWORD,
  addUser,
  respondToChallenge,
  startSignIn,
  createClock,
  otherThan,
  signIn,
  start,
  tokens
} from './local.js'
import { totp } from './totp.js'

const { clock, forward } = createClock()
const started = await start(t, { clock })
const { local, api } = started
const UserPoolId = local.userPoolId
const ClientId = local.clientId

const wrong = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' }
const locked = { name: 'NotAuthorizedException', message: 'Password attempts exceeded' }

async function fail (email: string, times: number): Promise<void> {
  for (let n = 0; n < times; n++) await t.rejects(startSignIn(started, email, 'wrong'), wrong)
}

t.test('after five wrong passwords, the right one is rejected for a second', async t => {
  const email = await addUser(started)
  await fail(email, 4)
  t.ok(tokens(await startSignIn(started, email)).AccessToken, 'four are not too many')
  await fail(email, 5)
  await t.rejects(startSignIn(started, email), locked)
  await t.rejects(startSignIn(started, email, 'wrong'), locked)
  forward(1)
  t.ok(tokens(await startSignIn(started, email)).AccessToken)
})

t.test('each further wrong password doubles the time, up to 15 minutes', async t => {
  const email = await addUser(started)
  await fail(email, 5)
  for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]) {
    forward(seconds - 1)
    await t.rejects(startSignIn(started, email), locked, `${seconds} seconds are not over`)
    forward(1)
    await fail(email, 1)
  }
  for (let n = 0; n < 2; n++) {
    forward(899)
    await t.rejects(startSignIn(started, email), locked, '15 minutes are not over')
    forward(1)
    await fail(email, 1)
  }
  forward(900)
  t.ok(tokens(await startSignIn(started, email)).AccessToken)
})

t.test('an attempt while locked out does not count', async t => {
  const email = await addUser(started)
  await fail(email, 5)
  for (let n = 0; n < 5; n++) await t.rejects(startSignIn(started, email, 'wrong'), locked)
  forward(1)
  t.ok(tokens(await startSignIn(started, email)).AccessToken)
})

t.test('a sign-in resets the count', async t => {
  const email = await addUser(started)
  await fail(email, 5)
  forward(1)
  await signIn(started, email)
  await fail(email, 4)
  t.ok(tokens(await startSignIn(started, email)).AccessToken)
})

t.test('15 minutes without an attempt after a lockout reset the count, less time does not', async t => {
  const [patient, hasty] = [await addUser(started), await addUser(started)]
  await fail(patient, 5)
  await fail(hasty, 5)
  forward(1)
  await fail(hasty, 1)
  forward(899)
  await fail(hasty, 1)
  await t.rejects(startSignIn(started, hasty), locked)
  forward(1)
  await fail(patient, 4)
  t.ok(tokens(await startSignIn(started, patient)).AccessToken)
})

t.test('a lockout applies to one user, in every flow', async t => {
  const [email, other] = [await addUser(started), await addUser(started)]
  const asAdmin = async (PASSWORD: string) =>
    await api.adminInitiateAuth({
      UserPoolId,
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD }
    })
  for (let n = 0; n < 3; n++) await t.rejects(asAdmin('wrong'), wrong)
  await fail(email, 2)
  await t.rejects(asAdmin(PASSWORD), locked)
  await t.rejects(startSignIn(started, email), locked)
  t.ok(tokens(await startSignIn(started, other)).AccessToken)
})

t.test('wrong MFA codes count, and the password before them does not reset the count', async t => {
  const email = await addUser(started)
  await api.setUserPoolMfaConfig({
    UserPoolId,
    MfaConfiguration: 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: true }
  })
  const { AccessToken } = await signIn(started, email)
  const { SecretCode = '' } = await api.associateSoftwareToken({ AccessToken })
  await api.verifySoftwareToken({ AccessToken, UserCode: totp(SecretCode, clock()) })
  await api.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true } })
  forward(60)
  const respond = async (Session: string | undefined, SOFTWARE_TOKEN_MFA_CODE: string) =>
    await respondToChallenge(started, 'SOFTWARE_TOKEN_MFA', Session, email, { SOFTWARE_TOKEN_MFA_CODE })
  const code = () => totp(SecretCode, clock())

  const [one, other] = [await startSignIn(started, email), await startSignIn(started, email)]
  for (const { Session } of [one, one, one, other, other]) {
    await t.rejects(respond(Session, otherThan(code())), { name: 'CodeMismatchException' })
  }
  await t.rejects(respond(other.Session, code()), locked)
  await t.rejects(startSignIn(started, email), locked)
  forward(1)
  t.ok(tokens(await respond(other.Session, code())).AccessToken)
})

t.test('a missing user is not locked out', async t => {
  await fail('nobody@example.com', 7)
})
