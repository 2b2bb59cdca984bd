import t from 'tap'
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { exception } from '../wire.js'
import { ADA, BOB, raw, refusal, start } from './client.js'
import { unknown } from './injections.js'

t.test('the next call is answered as the test says, and then as ever', async t => {
  const { wire, signIn } = await start(t)
  wire.next('InitiateAuth', exception('TooManyRequestsException', 'Rate exceeded'))
  await t.rejects(signIn(ADA), refusal('TooManyRequestsException', 'Rate exceeded'))
  t.ok((await signIn(ADA)).AuthenticationResult)
  t.equal(wire.calls.length, 2, 'both are recorded')
})

t.test('the next ones, in their order', async t => {
  const { wire, signIn } = await start(t)
  wire.next('InitiateAuth', exception('ForbiddenException', 'Request not allowed due to WAF block.'), 2)
  wire.next('InitiateAuth', exception('UserLambdaValidationException', 'PreAuthentication failed with error no.'))
  for (const name of ['ForbiddenException', 'ForbiddenException', 'UserLambdaValidationException']) await t.rejects(signIn(ADA), refusal(name))
  t.ok((await signIn(ADA)).AuthenticationResult)
})

t.test('all, until it is taken back', async t => {
  const { wire, signIn } = await start(t)
  wire.always('InitiateAuth', exception('NotAuthorizedException', 'Password attempts exceeded'))
  for (let attempt = 0; attempt < 3; attempt++) await t.rejects(signIn(ADA), refusal('NotAuthorizedException', 'Password attempts exceeded'))
  wire.restore('InitiateAuth')
  t.ok((await signIn(ADA)).AuthenticationResult)
})

t.test('by the call', async t => {
  const { wire, signIn } = await start(t)
  wire.always('InitiateAuth', ({ body }) => JSON.stringify(body).includes(BOB.email) ? exception('UserNotFoundException') : undefined)
  await t.rejects(signIn(BOB), refusal('UserNotFoundException'))
  t.ok((await signIn(ADA)).AuthenticationResult)
})

t.test('an exception has the status that AWS gives it', async t => {
  const { wire } = await start(t)
  wire.next('GetUser', exception('InternalErrorException'))
  t.match(await raw(wire, 'GetUser', { AccessToken: 'abc' }), { status: 500, __type: 'InternalErrorException' })
  wire.next('SignUp', exception('LimitExceededException', 'Exceeded daily email limit', 500))
  t.match(await raw(wire, 'SignUp', { ClientId: 'a', Username: 'a' }), { status: 400, __type: 'LimitExceededException' })
})

t.test('an exception that the operation does not declare is a mistake of the test', async t => {
  const { wire } = await start(t)
  t.throws(() => { wire.next('RevokeToken', exception('NotAuthorizedException')) }, { message: /RevokeToken does not declare NotAuthorizedException/ })
  t.throws(() => { wire.always('SignUp', exception('UserNotFoundException')) }, TypeError)
  t.throws(() => { wire.next('SignIn', exception('ForbiddenException')) }, { message: /SignIn is no operation/ })
})

t.test('so is one that comes of a function', async t => {
  const { wire, signIn } = await start(t)
  wire.next('InitiateAuth', () => exception('CodeMismatchException'))
  await t.rejects(signIn(ADA), { name: 'InternalFailure' })
  t.match(wire.takeViolations(), [/InitiateAuth does not declare CodeMismatchException/])
})

t.test('what no model knows, where a test means it', async t => {
  const { wire, signIn } = await start(t)
  wire.next('InitiateAuth', unknown('SomethingNewException', 'new'))
  await t.rejects(signIn(ADA), refusal('SomethingNewException', 'new'))
  wire.next('InitiateAuth', { status: 503, body: '<html>' })
  t.match(await signIn(ADA).catch(thrown => thrown), { $metadata: { httpStatusCode: 503 } })
  wire.next('InitiateAuth', { body: { AuthenticationResult: {} } })
  t.strictSame((await signIn(ADA)).AuthenticationResult, {})
})

t.test('no answer', async t => {
  const { wire, api, ClientId, signIn } = await start(t)
  wire.next('InitiateAuth', { silence: 'reset' })
  await t.rejects(signIn(ADA), { code: 'ECONNRESET' })
  wire.next('InitiateAuth', { silence: 'hang' })
  await t.rejects(api.initiateAuth({ AuthFlow: 'USER_AUTH', ClientId }, { abortSignal: AbortSignal.timeout(100) }), { name: /AbortError|TimeoutError/ })
  t.ok((await signIn(ADA)).AuthenticationResult)
})

t.test('what the SDK tries again is counted', async t => {
  const { wire } = await start(t)
  const retrying = new CognitoIdentityProvider({ region: 'eu-west-1', endpoint: wire.endpoint })
  t.teardown(() => { retrying.destroy() })
  wire.next('InitiateAuth', exception('TooManyRequestsException'), 2)
  t.ok((await retrying.initiateAuth({
    AuthFlow: 'USER_PASSWORD_AUTH', ClientId: wire.options.clientId, AuthParameters: { USERNAME: ADA.email, PASSWORD: ADA.password }
  })).AuthenticationResult, 'without credentials')
  t.equal(wire.calls.length, 3)
})
