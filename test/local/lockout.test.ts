import t from 'tap'
import { PASSWORD, addUser, answer, begin, createClock, otherThan, signIn, start, tokens } from './local.js'
import { totp } from './totp.js'

const { clock, forward } = createClock()
const started = await start(t, { clock })
const { local, api } = started
const UserPoolId = local.userPoolId
const ClientId = local.clientId

const wrong = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' }
const locked = { name: 'NotAuthorizedException', message: 'Password attempts exceeded' }

async function fail (email: string, times: number): Promise<void> {
  for (let n = 0; n < times; n++) await t.rejects(begin(started, email, 'wrong'), wrong)
}

t.test('after five wrong passwords the right one is refused too, for a second', async t => {
  const email = await addUser(started)
  await fail(email, 4)
  t.ok(tokens(await begin(started, email)).AccessToken, 'four are not too many')
  await fail(email, 5)
  await t.rejects(begin(started, email), locked)
  await t.rejects(begin(started, email, 'wrong'), locked)
  forward(1)
  t.ok(tokens(await begin(started, email)).AccessToken)
})

t.test('each further one doubles the time, up to 15 minutes', async t => {
  const email = await addUser(started)
  await fail(email, 5)
  for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]) {
    forward(seconds - 1)
    await t.rejects(begin(started, email), locked, `${seconds} seconds are not over`)
    forward(1)
    await fail(email, 1)
  }
  for (let n = 0; n < 2; n++) {
    forward(899)
    await t.rejects(begin(started, email), locked, '15 minutes are not over')
    forward(1)
    await fail(email, 1)
  }
  forward(900)
  t.ok(tokens(await begin(started, email)).AccessToken)
})

t.test('an attempt while locked out does not count', async t => {
  const email = await addUser(started)
  await fail(email, 5)
  for (let n = 0; n < 5; n++) await t.rejects(begin(started, email, 'wrong'), locked)
  forward(1)
  t.ok(tokens(await begin(started, email)).AccessToken)
})

t.test('a sign-in starts the count again', async t => {
  const email = await addUser(started)
  await fail(email, 5)
  forward(1)
  await signIn(started, email)
  await fail(email, 4)
  t.ok(tokens(await begin(started, email)).AccessToken)
})

t.test('15 quiet minutes after a lockout start it again, less do not', async t => {
  const [patient, hasty] = [await addUser(started), await addUser(started)]
  await fail(patient, 5)
  await fail(hasty, 5)
  forward(1)
  await fail(hasty, 1)
  forward(899)
  await fail(hasty, 1)
  await t.rejects(begin(started, hasty), locked)
  forward(1)
  await fail(patient, 4)
  t.ok(tokens(await begin(started, patient)).AccessToken)
})

t.test('it is one person who is locked out, by whatever flow', async t => {
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
  await t.rejects(begin(started, email), locked)
  t.ok(tokens(await begin(started, other)).AccessToken)
})

t.test(
  'wrong codes of a second factor count as well, and the password before them clears nothing',
  async t => {
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
      await answer(started, 'SOFTWARE_TOKEN_MFA', Session, email, { SOFTWARE_TOKEN_MFA_CODE })
    const code = () => totp(SecretCode, clock())

    const [one, other] = [await begin(started, email), await begin(started, email)]
    for (const { Session } of [one, one, one, other, other]) {
      await t.rejects(respond(Session, otherThan(code())), { name: 'CodeMismatchException' })
    }
    await t.rejects(respond(other.Session, code()), locked)
    await t.rejects(begin(started, email), locked)
    forward(1)
    t.ok(tokens(await respond(other.Session, code())).AccessToken)
  }
)

t.test('nobody is locked out of a name that nobody has', async t => {
  await fail('nobody@example.com', 7)
})
