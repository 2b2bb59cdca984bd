import t from 'tap'
import { raw, start } from './local.js'

const started = await start(t)
const { local, api } = started
const UserPoolId = local.userPoolId

/** Sends a request that violates the service model, and returns the exception. */
async function refused (operation: string, input: object) {
  const { status, body } = await raw(local, operation, input)
  t.equal(status, 400)
  return `${body['__type']}: ${body['message']}`
}

t.test('a value of another type is named as AWS names it', async t => {
  const input = { UserPoolId, Username: 'ada', Password: 'Passw0rd!' }
  for (const [Permanent, kind] of [
    ['true', 'STRING_VALUE'],
    [1, 'NUMBER_VALUE'],
    [[], 'Start of list'],
    [{}, 'Start of structure or map']
  ] as const) {
    t.equal(
      await refused('AdminSetUserPassword', { ...input, Permanent }),
      `SerializationException: ${kind} can not be converted to a Boolean`
    )
  }
  for (const Username of [true, false]) {
    t.equal(
      await refused('AdminSetUserPassword', { ...input, Username }),
      `SerializationException: ${String(Username).toUpperCase()}_VALUE can not be converted to a String`
    )
  }
  for (const Limit of [1.5, 2 ** 31, '5']) {
    t.match(await refused('ListUsers', { UserPoolId, Limit }), /VALUE can not be converted to an Integer$/)
  }
})

t.test('a map has constraints of its size, its keys and its values', async t => {
  const terms = {
    UserPoolId,
    ClientId: local.clientId,
    TermsName: 'terms-of-use',
    TermsSource: 'LINK',
    Enforcement: 'NONE'
  }
  t.equal(
    await refused('CreateTerms', { ...terms, Links: {} }),
    "InvalidParameterException: 1 validation error detected: Value at 'links' failed to satisfy " +
      'constraint: Member must have length greater than or equal to 1'
  )
  t.equal(
    await refused('TagResource', {
      ResourceArn: `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${UserPoolId}`,
      Tags: { ['k'.repeat(129)]: 'v', team: 'v'.repeat(257) }
    }),
    "InvalidParameterException: 2 validation errors detected: Value at 'tags' failed to satisfy " +
      'constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 128]; ' +
      `Value '${'v'.repeat(257)}' at 'tags.team.member' failed to satisfy constraint: ` +
      'Member must have length less than or equal to 256'
  )
})

t.test('lists are shown unless they are of structures', async t => {
  t.equal(
    await refused('CreateUserPool', {
      PoolName: 'x',
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: [] } }
    }),
    "InvalidParameterException: 1 validation error detected: Value '[]' at " +
      "'policies.signInPolicy.allowedFirstAuthFactors' failed to satisfy constraint: " +
      'Member must have length greater than or equal to 1'
  )
  const CustomAttributes = Array.from({ length: 26 }, (_, index) => ({ Name: `a${index}` }))
  t.equal(
    await refused('AddCustomAttributes', { UserPoolId, CustomAttributes }),
    "InvalidParameterException: 1 validation error detected: Value at 'customAttributes' failed to satisfy " +
      'constraint: Member must have length less than or equal to 25'
  )
})

t.test('a preflight without headers returns those that SDKs send', async t => {
  const headers = { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' }
  const response = await fetch(local.endpoint, { method: 'OPTIONS', headers })
  t.equal(response.status, 200)
  t.match(response.headers.get('access-control-allow-headers'), 'x-amz-target')
})

t.test('the key set is read only', async t => {
  t.equal((await fetch(local.jwksUri, { method: 'POST' })).status, 404)
  t.equal((await fetch(local.jwksUri, { method: 'HEAD' })).status, 200)
  t.ok(await api.getSigningCertificate({ UserPoolId }))
})
