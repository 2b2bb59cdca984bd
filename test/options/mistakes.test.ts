import t from 'tap'
import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import cognitoAuth, { type CognitoAuthOptions } from '../../dist/index.js'
import { mistakesIn } from '../../dist/options/mistakes.js'
import { OnePoolOptions as OptionsSchema } from '../../dist/options/schema.js'

process.env['NODE_ENV'] = 'test'

const right = { userPoolId: 'eu-west-1_AbC123xyz', clientId: '1h57kf5cpq17m0eml12example' }

/** What an application's start says of options; null where it starts. */
async function mistakes (options: Record<string, unknown>): Promise<readonly string[] | null> {
  const app = Fastify()
  try {
    await app.register(cognitoAuth, options as unknown as CognitoAuthOptions)
    return null
  } catch (error) {
    const { code, message } = error as { code: string, message: string }
    if (code !== 'FST_COGNITO_INVALID_OPTIONS') throw error
    return message.split('\n').slice(1)
  } finally {
    await app.close()
  }
}

/** Each option, the values that it cannot have, and what the error says it should be. */
const wrong: Record<string, [values: Record<string, unknown>, expects: RegExp]> = {
  userPoolId: [{ nothing: undefined, null: null, 'a number': 7, 'an empty string': '', 'a string of 9 characters': 'no-pool-!', 'a list of 1': ['a_b'] }, /expects the id of a user pool, such as eu-west-1_AbC123xyz/],
  clientId: [{ nothing: undefined, 'an empty list': [], 'an empty string': '', 'a list of 2': ['ok', ''], 'a number': 7, 'a boolean': true }, /expects the id of an app client, a list of them, or null for any client of the pool/],
  clientSecret: [{ null: null, 'an empty string': '', 'a number': 1234567890, 'a string of 12 characters': 'hush-hush !!' }, /expects the app client's secret, letters and digits/],
  tokenUse: [{ 'a string of 7 characters': 'refresh', 'an empty list': [], 'a boolean': false }, /expects 'access', 'id', or null for either/],
  region: [{ 'an empty string': '', null: null }, /expects an AWS Region such as eu-west-1/],
  issuer: [{ 'an empty string': '', 'a list of 1': ['https://a.example'], 'a string of 2053 characters': `https${'x'.repeat(2048)}` }, /expects an address such as https:/],
  jwksUri: [{ 'an empty string': '', 'an object': new URL('https://a.example') }, /expects an address such as https:/],
  endpoint: [{ 'an empty string': '', null: null }, /expects an address such as https:/],
  jwks: [{ null: null, 'a string of 2 characters': '{}', 'a list of 1': [{}] }, /expects a key set, { keys: \[...\] }/],
  'jwks.keys': [{ nothing: undefined, 'an empty list': [], 'an object': {} }, /expects a list with at least one key/],
  jwksCache: [{ 'a number': 7, null: null, 'a boolean': false }, /expects an object { maxAge, staleFor, cooldown, timeout }/],
  'jwksCache.maxAge': [{ 'a number': 999, 'a string of 3 characters': '10m' }, /expects whole milliseconds from 1000 to 86400000/],
  'jwksCache.staleFor': [{ 'a number': -1, null: null }, /expects whole milliseconds from 0 to 604800000/],
  'jwksCache.cooldown': [{ 'a number': 99, 'a bigint': 1000n }, /expects whole milliseconds from 100 to 86400000/],
  'jwksCache.timeout': [{ 'a number': 0.5, 'a string of 4 characters': '3000' }, /expects whole milliseconds from 50 to 60000/],
  clockTolerance: [{ 'a number': 301, 'a string of 1 characters': '5', null: null }, /expects whole seconds from 0 to 300/],
  regions: [{ 'an empty list': [], 'a string of 9 characters': 'us-east-1' }, /expects a list of AWS Regions/],
  warmUp: [{ 'a string of 4 characters': 'soon', 'a boolean': true }, /expects 'lazy', 'eager' or 'required'/],
  tokenCache: [{ 'a boolean': true, 'a number': 100, null: null }, /expects an object { max } with a whole number from 1 to 1000000, or false/],
  maxTokenLength: [{ 'a number': 1023, 'a string of 5 characters': '16384', 'a boolean': false, null: null }, /expects a whole number of characters from 1024 to 65536/],
  'routes.pool': [{ 'an empty string': '', null: null }, /expects the name of a pool/],
  clock: [{ 'a number': 7, 'an object': {} }, /expects a function that gives the time in milliseconds/],
  extractToken: [{ 'a string of 5 characters': 'token', null: null, 'an object': {}, 'an empty list': [], 'a list of 1': ['token'] }, /expects a function of the request that gives the token or null, or a list of such functions/],
  trustedOrigins: [{ 'a string of 19 characters': 'https://app.example', null: null, 'an empty list': [] }, /expects a list of origins, such as \['https:\/\/app.example.com'\]/],
  unguarded: [{ 'a string of 4 characters': 'deny', 'a boolean': true }, /expects 'allow' or 'refuse'/],
  revocation: [{ 'a boolean': true, null: null }, /expects memoryRevocations\(\) or redisRevocations/],
  'revocation.open': [{ nothing: undefined, 'a boolean': true }, /expects a function/],
  groups: [{ 'a string of 5 characters': 'claim', null: null, 'a list of 1': ['admin'] }, /expects cognitoGroups\(\), source\(...\), or a function/],
  permissions: [{ 'a string of 5 characters': 'admin', 'an empty list': [], null: null }, /expects a map { group: \[permissions\] }/],
  toUser: [{ 'an object': {}, null: null }, /expects a function of the user that gives an object/],
  verification: [{ 'a string of 8 characters': 'disabled', 'a boolean': false }, /expects 'disabled-for-development', or to be left out/],
  routes: [{ 'a boolean': true, null: null, 'a string of 5 characters': '/auth' }, /expects an object { prefix, include, exclude, pool, clientId, signUp, signIn, profile, admin, audit, reauthenticateWithin, rateLimit, totpIssuer }/],
  'routes.prefix': [{ 'a string of 4 characters': 'auth', 'a string of 6 characters': '/auth/', 'a string of 3 characters': '/:a' }, /expects a path such as \/api\/v1\/auth, without a slash at its end/],
  'routes.clientId': [{ null: null, 'a list of 1': ['a'], 'an empty string': '' }, /expects the id of an app client, letters and digits/],
  'routes.signUp': [{ 'a boolean': false }, /expects an object { attributes, hideExistingUsers }/],
  cognito: [{ 'a number': 5000, null: null }, /expects an object { timeout, requestHandler }/],
  'cognito.requestHandler': [{ 'a boolean': true, null: null, 'a function': () => {} }, /expects an HTTP handler of the AWS SDK, or options for it/],
  'cognito.timeout': [{ 'a number': 99, 'a string of 2 characters': '5s' }, /expects whole milliseconds from 100 to 60000/],
  'routes.include': [{ 'a string of 6 characters': 'signIn', 'an empty list': [] }, /expects a list of routes, of signUp, confirmSignUp, /],
  'routes.exclude': [{ 'a boolean': true, 'an empty list': [] }, /expects a list of routes, of signUp, confirmSignUp, /],
  'routes.signUp.hideExistingUsers': [{ 'a string of 3 characters': 'yes', null: null }, /expects true or false/],
  'routes.signIn': [{ 'a list of 1': ['USER_AUTH'] }, /expects an object { flows }/],
  'routes.signIn.flows': [{ 'an empty list': [], 'a string of 9 characters': 'USER_AUTH', 'a list of 2': ['USER_AUTH', 'USER_AUTH'] }, /expects a list of USER_PASSWORD_AUTH, .*, each once/],
  'routes.profile': [{ 'a boolean': true }, /expects an object { writable }/],
  'routes.profile.writable': [{ 'a list of 1': ['email'], null: null }, /expects a TypeBox object, Type.Object\({ ... }\)/],
  'routes.admin': [{ 'a boolean': true, 'an object': {} }, /expects an object { users: { groups: \[...\] }, groups: { groups: \[...\] } }, one of them or both/],
  'routes.admin.users': [{ 'a list of 1': ['admin'] }, /expects an object { groups }: who may administer people/],
  'routes.admin.users.groups': [{ 'an empty list': [], 'a string of 5 characters': 'admin', 'a list of 2': ['a', 'a'] }, /expects a list of group names, each once/],
  'routes.admin.groups': [{ 'a boolean': true }, /expects an object { groups }: who may administer groups and their members/],
  'routes.admin.groups.groups': [{ 'an empty list': [], 'an object': {} }, /expects a list of group names, each once/],
  'routes.audit': [{ 'a boolean': false }, /expects an object { level }/],
  'routes.audit.level': [{ 'a string of 4 characters': 'loud', nothing: undefined }, /expects a level such as 'info', or 'silent'/],
  'routes.reauthenticateWithin': [{ 'a number': 0, 'a boolean': false }, /expects whole seconds from 1 to 86400/],
  'routes.rateLimit': [{ 'a boolean': true, null: null, 'a list of 1': [5] }, /expects an object { accountAndAddress, address, network, account, redis, nameSpace }, or false/],
  'routes.totpIssuer': [{ 'an empty string': '', 'a string of 65 characters': 'x'.repeat(65) }, /expects the name of the application, at most 64 characters/],
  'routes.signUp.attributes': [{ 'a list of 1': ['email'], null: null, 'a function': () => {} }, /expects a TypeBox object, Type.Object\({ ... }\)/]
}

function withOption (path: string, value: unknown): Record<string, unknown> {
  const nested = path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value)
  return { ...right, ...nested as object }
}

for (const [field, [values, expects]] of Object.entries(wrong)) {
  t.test(`${field}: a wrong value is named with its shape and the remedy`, async t => {
    for (const [shape, value] of Object.entries(values)) {
      const [line = '', ...more] = await mistakes(withOption(field, value)) ?? []
      t.equal(line.startsWith(`- ${field}: `), true, line)
      t.match(line, expects)
      t.equal(line.endsWith(`; got ${shape}`), true, line)
      t.same(more, [])
    }
  })
}

t.test('every option has words of its own in the table above', async t => {
  const optionsIn = (schema: { properties?: Record<string, object> }, path = ''): string[] =>
    Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => [`${path}${name}`, ...optionsIn(inner, `${path}${name}.`)])
  t.same(optionsIn(OptionsSchema).sort(), Object.keys(wrong).sort())
})

t.test('all mistakes come in one error', async t => {
  const lines = await mistakes({ userPoolId: 7, tokenUse: 'x', clockTolerance: -1, jwksCache: { maxAge: 1, timeout: 1 }, routes: { prefix: 'x' }, extra: 1 })
  t.same(lines?.map(line => line.slice(2, line.indexOf(':'))).sort(), [
    'clientId', 'clockTolerance', 'extra', 'jwksCache.maxAge', 'jwksCache.timeout', 'routes.prefix', 'tokenUse', 'userPoolId'
  ])
})

t.test('without options the error names what is needed', async t => {
  t.match(await mistakes({}), [/^- userPoolId: .*; got nothing$/, /^- clientId: .*or null for any client of the pool; got nothing$/])
})

const misspelt: Record<string, [path: string, remedy: string]> = {
  'two letters swapped': ['cleintId', 'did you mean clientId?'],
  'another case': ['userpoolid', 'did you mean userPoolId?'],
  'a letter missing': ['extractTokn', 'did you mean extractToken?'],
  'one inside jwksCache': ['jwksCache.maxage', 'did you mean maxAge?'],
  'one inside routes': ['routes.prefx', 'did you mean prefix?'],
  'one inside routes.signUp': ['routes.signUp.attribute', 'did you mean attributes?'],
  'one that is near to none': ['routes.foo', 'there are prefix, include, exclude, pool, clientId, signUp, signIn, profile, admin, audit, reauthenticateWithin, rateLimit, totpIssuer']
}

for (const [what, [path, remedy]] of Object.entries(misspelt)) {
  t.test(`a misspelt option is an error with a suggestion: ${what}`, async t => {
    t.same(await mistakes(withOption(path, 1)), [`- ${path}: is not an option; ${remedy}`])
  })
}

t.test('no value is repeated in an error: it may be a secret', async t => {
  const secrets = ['canary-secret-!', 'canary-token-!', 9876543210]
  const lines = await mistakes({ ...right, clientSecret: secrets[0], tokenUse: secrets[1], issuer: `https://user:${secrets[0]}@a.example`, region: secrets[2] })
  t.equal(lines?.length, 3)
  for (const secret of secrets) t.equal(lines?.join().includes(String(secret)), false)
  const [address] = await mistakes({ ...right, issuer: 'https://user:canary@a.example' }) ?? []
  t.equal(address, '- issuer: must be without a username, a password and a fragment')
})

t.test('an option that is undefined counts as left out', async t => {
  const optional = Object.keys(OptionsSchema.properties).filter(name => !(name in right))
  t.equal(await mistakes({ ...right, ...Object.fromEntries(optional.map(name => [name, undefined])) }), null)
})

t.test('mistakes in lists and in what is not named are told too', async t => {
  const schema = Type.Object({ list: Type.Array(Type.Object({ name: Type.String() }, { additionalProperties: false })) })
  t.same(mistakesIn(schema, { list: [{ name: 'a', nme: 'b' }, { name: 7 }] }), [
    '- list.0.nme: is not an option',
    '- list.1.name: expects string; got a number'
  ])
  t.same(mistakesIn(OptionsSchema, null), ['- options: expects an object with userPoolId and clientId; got null'])
})

t.test('what may be an object or false names the field of an object', async t => {
  t.same(await mistakes(withOption('routes.rateLimit', { acount: {}, address: { max: 0 } })), [
    '- routes.rateLimit.acount: is not an option; did you mean account?',
    '- routes.rateLimit.address.max: expects a whole number from 1 to 1000000; got a number'
  ])
  t.same(await mistakes(withOption('tokenCache', { mx: 1, max: 1 })), ['- tokenCache.mx: is not an option; did you mean max?'])
  t.match(await mistakes(withOption('routes.rateLimit', { account: { max: 5 } })), [/^- routes\.rateLimit\.account: one address alone could use it up/])
})

t.test('pools are held against the same schema, by their names', async t => {
  const pool = right
  t.same(await mistakes({ userPools: {} }), ['- userPools: expects pools by name, { customers: { userPoolId, clientId } }; got an object'])
  t.same(await mistakes({ userPools: { staff: { ...pool, clientid: 'a' }, customers: { userPoolId: 7, clientId: null } } }), [
    '- userPools.staff.clientid: is not an option; did you mean clientId?',
    '- userPools.customers.userPoolId: expects the id of a user pool, such as eu-west-1_AbC123xyz; got a number'
  ])
  t.match(await mistakes({ userPools: { '1st': pool } }), [/^- userPools\.1st: /])
  t.match(await mistakes({ userPools: { staff: pool }, ...right }), [/^- userPoolId: is not an option/, /^- clientId: is not an option/])
})
