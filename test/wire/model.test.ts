import t, { type Test } from 'tap'
import { answerViolations } from './model.js'
import { ADA, raw, start } from './client.js'
import { startWireCognito } from './server.js'

const CLIENT = 'wireclient1example'
const SIGN_UP = { ClientId: CLIENT, Username: 'eve@example.com', Password: 'Correct-horse-7' }

/** What is sent, and what is said of it. */
const REFUSED: Record<string, [string, unknown, string]> = {
  'a member that is missing': ['SignUp', { ClientId: CLIENT }, 'SignUp.Username is missing'],
  'null in the place of a member that has to be there': ['SignUp', { ...SIGN_UP, Username: null }, 'SignUp.Username is missing'],
  'a member that is not known': ['SignUp', { ...SIGN_UP, Email: 'eve@example.com' }, 'SignUp.Email is no member'],
  'a member of a prototype': ['SignUp', '{"ClientId":"abc","Username":"eve","constructor":"x"}', 'SignUp.constructor is no member'],
  'a text that is too long': ['SignUp', { ...SIGN_UP, Password: 'Aa1!'.repeat(65) }, 'SignUp.Password is more than 256 characters'],
  'a text that is too short': ['VerifySoftwareToken', { UserCode: '12345' }, 'VerifySoftwareToken.UserCode is less than 6 characters'],
  'a Session that is too short': ['InitiateAuth', { AuthFlow: 'USER_AUTH', ClientId: CLIENT, Session: 'short' }, 'InitiateAuth.Session is less than 20 characters'],
  'a text that does not match': ['SignUp', { ...SIGN_UP, Username: 'eve example' }, 'SignUp.Username does not match [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+'],
  'a text of which only a part matches': ['GetUser', { AccessToken: 'abc def' }, 'GetUser.AccessToken does not match [A-Za-z0-9-_=.]+'],
  'a value that is not listed': ['InitiateAuth', { AuthFlow: 'PASSWORD', ClientId: CLIENT }, 'InitiateAuth.AuthFlow is none of USER_SRP_AUTH'],
  'a number for a text': ['ConfirmSignUp', { ClientId: CLIENT, Username: 'eve', ConfirmationCode: 123456 }, 'ConfirmSignUp.ConfirmationCode is no string'],
  'a number in a map': ['InitiateAuth', { AuthFlow: 'USER_AUTH', ClientId: CLIENT, AuthParameters: { USERNAME: 1 } }, 'InitiateAuth.AuthParameters.USERNAME is no string'],
  'an object for a list': ['SignUp', { ...SIGN_UP, UserAttributes: { name: 'Eve' } }, 'SignUp.UserAttributes is no list'],
  'an item without its name': ['SignUp', { ...SIGN_UP, UserAttributes: [{ Value: 'Eve' }] }, 'SignUp.UserAttributes[0].Name is missing'],
  'an attribute with a name that is too long': ['SignUp', { ...SIGN_UP, UserAttributes: [{ Name: 'a'.repeat(33) }] }, 'SignUp.UserAttributes[0].Name is more than 32 characters'],
  'a text for a boolean': ['ConfirmSignUp', { ClientId: CLIENT, Username: 'eve', ConfirmationCode: '1', ForceAliasCreation: 'true' }, 'ConfirmSignUp.ForceAliasCreation is no boolean'],
  'a list for the body': ['SignUp', [], 'SignUp is no structure'],
  'a body that is no JSON': ['SignUp', '{', 'SignUp is no structure'],
  'an operation that there is not': ['SignIn', {}, 'AWSCognitoIdentityProviderService.SignIn is no operation of the service model'],
  'an operation of an administrator without a signature': ['AdminInitiateAuth', { UserPoolId: 'eu-west-1_WirePool1', ClientId: CLIENT, AuthFlow: 'USER_AUTH' }, 'AdminInitiateAuth is not signed']
}

t.test('a request that AWS would refuse is named, and refused', async t => {
  const { wire } = await start(t)
  for (const [what, [operation, body, violation]] of Object.entries(REFUSED)) {
    const answer = await raw(wire, operation, body)
    t.match(answer, { status: 400, __type: 'SerializationException' }, what)
    const [found, ...more] = wire.takeViolations()
    t.match(found, violation, what)
    t.strictSame(more, [], what)
  }
  t.equal(wire.calls.length, Object.keys(REFUSED).length, 'every call is recorded all the same')
})

t.test('so is one of another protocol', async t => {
  const { wire } = await start(t)
  await raw(wire, 'SignUp', SIGN_UP, { 'content-type': 'application/json' })
  t.strictSame(wire.takeViolations(), ['SignUp: the content type is not application/x-amz-json-1.1'])
})

t.test('the violation does not repeat what was sent', async t => {
  const { wire } = await start(t)
  await raw(wire, 'SignUp', { ...SIGN_UP, Password: 'Canary-passw0rd ' })
  t.strictSame(wire.takeViolations(), ['SignUp.Password does not match ^[\\S]+.*[\\S]+$'])
})

t.test('what AWS takes is not refused', async t => {
  const { wire } = await start(t)
  const Password = `Aa1!${'ü'.repeat(251)}\u00a0`
  t.match(await raw(wire, 'SignUp', { ...SIGN_UP, Password, ClientMetadata: {}, SecretHash: null }), { status: 200 })
  const phrase = { ...SIGN_UP, Username: 'eva@example.com', Password: 'Correct horse 7' }
  t.match(await raw(wire, 'SignUp', phrase), { status: 200 })
  t.match(await raw(wire, 'SignUp', { ...SIGN_UP, Username: 'zoë.münch+1@bücher.example' }), { status: 200 })
  t.strictSame(wire.violations, [])
})

t.test('a test in which there was one fails', async t => {
  const teardowns: (() => void)[] = []
  const fake = { teardown: (fn: () => void) => { teardowns.push(fn) } } as unknown as Test
  const wire = await startWireCognito(fake, { users: [ADA] })
  await raw(wire, 'SignUp', {})
  t.throws(() => { for (const teardown of teardowns) teardown() }, { message: /SignUp\.ClientId is missing\nSignUp\.Username is missing/ })
})

t.test('an operation that is not served fails the test too', async t => {
  const { wire, api } = await start(t)
  await t.rejects(api.setUserSettings({ AccessToken: 'abc', MFAOptions: [] }), { name: 'InternalFailure' })
  t.strictSame(wire.takeViolations(), ['SetUserSettings is not served here; inject an answer'])
})

t.test('answers are held against the model as well', t => {
  t.strictSame(answerViolations('SignUp', { UserConfirmed: true, UserSub: 'a' }), [])
  t.strictSame(answerViolations('SignUp', { UserConfirmed: 'yes', UserSub: 'a', User: {} }), ['SignUp, answered.UserConfirmed is no boolean', 'SignUp, answered.User is no member'])
  t.end()
})
