import t from 'tap'
import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import cognitoAuth, { memorySessions, type CognitoAuthOptions } from '../../dist/index.js'
import { validationErrors } from '../../dist/options/validation-errors.js'
import { SinglePoolSchema as OptionsSchema } from '../../dist/options/schema.js'

process.env['NODE_ENV'] = 'test'

const right = { userPoolId: 'eu-west-1_AbC123xyz', clientId: '1h57kf5cpq17m0eml12example' }

/** The error of startup with these options; null if the application starts. */
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

/** Each option, the values that it rejects, and the expectation in the error. */
const invalid: Record<string, [values: Record<string, unknown>, expects: RegExp]> = {
  userPoolId: [
    {
      nothing: undefined,
      null: null,
      7: 7,
      'an empty string': '',
      '"no-pool-!"': 'no-pool-!',
      '["a_b"]': ['a_b']
    },
    /must be the ID of a user pool, such as eu-west-1_AbC123xyz/
  ],
  clientId: [
    {
      nothing: undefined,
      'an empty list': [],
      'an empty string': '',
      '["ok", ""]': ['ok', ''],
      7: 7,
      true: true
    },
    /must be the ID of an app client, a list of IDs, or null for every app client of the pool/
  ],
  clientSecret: [
    {
      null: null,
      'an empty string': '',
      'a number': 1234567890,
      'a string of 12 characters': 'hush-hush !!',
      'an empty list': [],
      'a list of 3': ['one', 'two', 'three']
    },
    /must be the secret of the app client, which has letters and digits only, or a list of two secrets/
  ],
  machine: [{ true: true, null: null }, /must be an object { clientId, clientSecret }/],
  'machine.clientId': [{ 'an empty string': '', null: null }, /must be the ID of an app client, such as/],
  'machine.clientSecret': [
    { nothing: undefined, 'an empty string': '', 'an empty list': [] },
    /must be the secret of the app client, which has letters and digits only, or a list of two secrets/
  ],
  alb: [{ true: true, null: null }, /must be an object { arn, clientId, keys }/],
  'alb.arn': [
    { 'an empty list': [], null: null, '"arn:aws:s3:::bucket"': 'arn:aws:s3:::bucket' },
    /must be the ARN of an Application Load Balancer, such as arn:aws:.*, or a list of ARNs/
  ],
  'alb.clientId': [{ 'an empty string': '', null: null }, /must be the ID of an app client, such as/],
  'alb.keys': [{ 'an empty string': '', null: null }, /must be a URL such as https/],
  tokenUse: [
    { '"refresh"': 'refresh', 'an empty list': [], false: false },
    /must be 'access', 'id', or null for both/
  ],
  audience: [
    {
      'an empty string': '',
      null: null,
      'an empty list': [],
      '["https://orders.example.com", ""]': ['https://orders.example.com', ''],
      'a list of 2': [null, 7],
      '"https://a.example https://b.example"': 'https://a.example https://b.example',
      'a string of 2049 characters': 'x'.repeat(2049)
    },
    /must be the URL of an API, such as https:\/\/orders\.example\.com, or a list of URLs and null/
  ],
  region: [{ 'an empty string': '', null: null }, /must be an AWS Region such as eu-west-1/],
  issuer: [
    {
      'an empty string': '',
      '["https://a.example"]': ['https://a.example'],
      'a string of 2053 characters': `https${'x'.repeat(2048)}`
    },
    /must be a URL such as https:/
  ],
  jwksUri: [
    { 'an empty string': '', 'an object': new URL('https://a.example') },
    /must be a URL such as https:/
  ],
  endpoint: [{ 'an empty string': '', null: null }, /must be a URL such as https:/],
  jwks: [
    { null: null, 'a string of 2 characters': '{}', 'a list of 1': [{}] },
    /must be a key set, { keys: \[...\] }/
  ],
  'jwks.keys': [
    { nothing: undefined, 'an empty list': [], 'an object': {} },
    /must be a list of at least one key/
  ],
  jwksCache: [
    { 7: 7, null: null, false: false },
    /must be an object { maxAge, staleFor, cooldown, timeout }/
  ],
  'jwksCache.maxAge': [
    { 999: 999, '"10m"': '10m' },
    /must be a whole number of milliseconds from 1000 to 86400000/
  ],
  'jwksCache.staleFor': [
    { '-1': -1, null: null },
    /must be a whole number of milliseconds from 0 to 604800000/
  ],
  'jwksCache.cooldown': [
    { 99: 99, '1000n': 1000n },
    /must be a whole number of milliseconds from 100 to 86400000/
  ],
  'jwksCache.timeout': [
    { 0.5: 0.5, '"3000"': '3000' },
    /must be a whole number of milliseconds from 50 to 60000/
  ],
  clockTolerance: [{ 301: 301, '"5"': '5', null: null }, /must be a whole number of seconds from 0 to 300/],
  regions: [{ 'an empty list': [], '"us-east-1"': 'us-east-1' }, /must be a list of AWS Regions/],
  warmUp: [{ '"soon"': 'soon', true: true }, /must be 'lazy', 'eager' or 'required'/],
  tokenCache: [
    { true: true, 100: 100, null: null },
    /must be an object { max } with a whole number from 1 to 1000000, or false/
  ],
  maxTokenLength: [
    { 1023: 1023, '"16384"': '16384', false: false, null: null },
    /must be a whole number of characters from 1024 to 65536/
  ],
  'routes.pool': [{ 'an empty string': '', null: null }, /must be the name of a pool/],
  clock: [{ 7: 7, 'an object': {} }, /must be a function that returns the time in milliseconds/],
  extractToken: [
    { '"token"': 'token', null: null, 'an object': {}, 'an empty list': [], '["token"]': ['token'] },
    /must be a function of the request that returns the token or null, or a list of such functions/
  ],
  trustedOrigins: [
    { '"https://app.example"': 'https://app.example', null: null, 'an empty list': [] },
    /must be a list of origins such as \['https:\/\/app.example.com'\]/
  ],
  unguardedRoutes: [{ '"deny"': 'deny', true: true }, /must be 'allow' or 'error'/],
  revocation: [{ true: true, null: null }, /must be memoryRevocations\(\) or redisRevocations/],
  'revocation.open': [{ nothing: undefined, true: true }, /must be a function/],
  groups: [
    { '"claim"': 'claim', null: null, '["admin"]': ['admin'] },
    /must be cognitoGroups\(\), source\(...\), or a function/
  ],
  permissions: [
    { '"admin"': 'admin', 'an empty list': [], null: null },
    /must be a map { group: \[permissions\] }/
  ],
  toUser: [{ 'an object': {}, null: null }, /must be a function of the user that returns an object/],
  verification: [{ '"disabled"': 'disabled', false: false }, /must be 'disabled-for-development' or omitted/],
  routes: [
    { true: true, null: null, '"/auth"': '/auth' },
    /must be an object { prefix, include, exclude, pool, clientId, signUp, signIn, profile, clientMetadata, admin, audit, maxAuthAge, signOutOthersOnPasswordChange, rateLimit, totpIssuer }/
  ],
  'routes.prefix': [
    { '"auth"': 'auth', '"/auth/"': '/auth/', '"/:a"': '/:a' },
    /must be a path such as \/api\/v1\/auth, without a trailing slash/
  ],
  'routes.clientId': [
    { null: null, '["a"]': ['a'], 'an empty string': '' },
    /must be the ID of an app client, such as 1h57kf5cpq17m0eml12example/
  ],
  'routes.signUp': [{ false: false }, /must be an object { attributes, hideExistingUsers }/],
  cognito: [{ 5000: 5000, null: null }, /must be an object { timeout, requestHandler }/],
  'cognito.requestHandler': [
    { 'a boolean': true, null: null, 'a function': () => {} },
    /must be an HTTP handler of the AWS SDK, or options for one/
  ],
  'cognito.timeout': [{ 99: 99, '"5s"': '5s' }, /must be a whole number of milliseconds from 100 to 60000/],
  'routes.include': [
    { '"signIn"': 'signIn', 'an empty list': [] },
    /must be a list of these route names: signUp, confirmSignUp, /
  ],
  'routes.exclude': [
    { true: true, 'an empty list': [] },
    /must be a list of these route names: signUp, confirmSignUp, /
  ],
  'routes.signUp.hideExistingUsers': [{ '"yes"': 'yes', null: null }, /must be true or false/],
  'routes.signIn': [{ '["USER_AUTH"]': ['USER_AUTH'] }, /must be an object { flows }/],
  'routes.signIn.flows': [
    {
      'an empty list': [],
      '"USER_AUTH"': 'USER_AUTH',
      '["USER_AUTH", "USER_AUTH"]': ['USER_AUTH', 'USER_AUTH']
    },
    /must be a list of unique flows: USER_PASSWORD_AUTH, /
  ],
  'routes.profile': [{ true: true }, /must be an object { writable }/],
  'routes.profile.writable': [
    { '["email"]': ['email'], null: null },
    /must be a TypeBox object, Type.Object\({ ... }\)/
  ],
  'routes.admin': [
    { true: true, 'an object': {} },
    /must be an object { users: { groups: \[...\] }, groups: { groups: \[...\] }, attributes }, with users, groups or both/
  ],
  'routes.admin.users': [
    { '["admin"]': ['admin'] },
    /must be an object { groups } with the groups that may administer users/
  ],
  'routes.admin.users.groups': [
    { 'an empty list': [], '"admin"': 'admin', '["a", "a"]': ['a', 'a'] },
    /must be a list of unique group names/
  ],
  'routes.admin.groups': [
    { true: true },
    /must be an object { groups } with the groups that may administer groups and their members/
  ],
  'routes.admin.groups.groups': [
    { 'an empty list': [], 'an object': {} },
    /must be a list of unique group names/
  ],
  'routes.clientMetadata': [{ '"yes"': 'yes', null: null }, /must be true or false/],
  'routes.admin.attributes': [
    { '["email"]': ['email'], null: null },
    /must be a TypeBox object, Type.Object\({ ... }\)/
  ],
  'routes.audit': [{ false: false }, /must be an object { level }/],
  'routes.audit.level': [
    { '"loud"': 'loud', nothing: undefined },
    /must be a log level such as 'info', or 'silent'/
  ],
  'routes.maxAuthAge': [{ 0: 0, false: false }, /must be a whole number of seconds from 1 to 86400/],
  'routes.signOutOthersOnPasswordChange': [{ '"yes"': 'yes', null: null }, /must be true or false/],
  'routes.rateLimit': [
    { true: true, null: null, 'a list of 1': [5] },
    /must be an object { accountAndIp, ip, network, account, redis, nameSpace }, or false/
  ],
  'routes.totpIssuer': [
    { 'an empty string': '', 'a string of 65 characters': 'x'.repeat(65) },
    /must be the name of the application, of 1 to 64 characters/
  ],
  session: [{ true: true, null: null }, /must be an object { origin, store, cookie, signInPath, idle, absolute }/],
  'session.origin': [{ 5: 5, nothing: undefined }, /must be the origin of the application, such as 'https/],
  'session.store': [
    { 'a function': () => {}, nothing: undefined },
    /must be memorySessions\(\), redisSessions\({ ... }\) or a store of your own/
  ],
  'session.store.open': [{ nothing: undefined, true: true }, /must be a function/],
  signInPage: [{ '"yes"': 'yes', false: false }, /must be true, or an object \{ title, logo, colors/],
  'session.cookie': [{ '"session"': 'session', null: null }, /must be an object { name, sameSite }/],
  'session.cookie.name': [
    { '"a b"': 'a b', 'an empty string': '', 5: 5 },
    /must be the name of a cookie, such as 'session'/
  ],
  'session.cookie.sameSite': [{ '"none"': 'none', false: false }, /must be 'lax' or 'strict'/],
  managedLogin: [
    { true: true, null: null },
    /must be an object { domain, providers, scopes, resource, errorPath, signedOutPath }/
  ],
  'managedLogin.domain': [{ 'an empty string': '', 5: 5 }, /must be the URL of the user pool's domain/],
  'managedLogin.providers': [{ '"Google"': 'Google' }, /must be a list of identity providers/],
  'managedLogin.scopes': [{ '"openid"': 'openid', 'an empty list': [] }, /must be a list of scopes/],
  'managedLogin.resource': [
    { 'an empty string': '', 'a list of 1': ['https://orders.example.com?'] },
    /must be the URL of an API, such as https:\/\/orders\.example\.com; got/
  ],
  'managedLogin.errorPath': [{ '"failed"': 'failed', 5: 5 }, /must be a path of the application/],
  'managedLogin.signedOutPath': [{ '"goodbye"': 'goodbye', 5: 5 }, /must be a path of the application/],
  'session.signInPath': [
    { '"login"': 'login', '"//a.example"': '//a.example', 5: 5 },
    /must be a path of the application, such as '\/login', without a query/
  ],
  'session.idle': [{ 59: 59, '"1d"': '1d' }, /must be a whole number of seconds from 60 to 31536000/],
  'session.absolute': [
    { 59: 59, 315360001: 315_360_001, 60.5: 60.5 },
    /must be a whole number of seconds from 60 to 315360000/
  ],
  'routes.signUp.attributes': [
    { '["email"]': ['email'], null: null, 'a function': () => {} },
    /must be a TypeBox object, Type.Object\({ ... }\)/
  ]
}

const SESSION = { origin: 'https://app.example.com', store: memorySessions() }
const ALB_ARN = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/my-app/50dc6c495c0c9188'

function withOption (path: string, value: unknown): Record<string, unknown> {
  const nested = path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value)
  const { session, ...others } = nested as { session?: object }
  const isPart = path.startsWith('session.')
  const { managedLogin } = nested as { managedLogin?: object }
  return {
    ...right,
    ...others,
    ...(path.startsWith('session') && { session: isPart ? { ...SESSION, ...session } : session }),
    ...(path.startsWith('machine.') && {
      machine: { clientId: 'machine', clientSecret: 'secret', ...(nested as { machine: object }).machine }
    }),
    ...(path.startsWith('alb.') && {
      alb: { arn: ALB_ARN, clientId: right.clientId, ...(nested as { alb: object }).alb }
    }),
    ...(path.startsWith('managedLogin.') && {
      managedLogin: { domain: 'https://auth.example.com', ...managedLogin }
    })
  }
}

for (const [field, [values, expects]] of Object.entries(invalid)) {
  t.test(`${field}: an invalid value is reported with what was received and the remedy`, async t => {
    for (const [shape, value] of Object.entries(values)) {
      const [line = '', ...more] = (await mistakes(withOption(field, value))) ?? []
      t.equal(line.startsWith(`- options.${field} must be `), true, line)
      t.match(line, expects)
      t.equal(line.endsWith(`; got ${shape}`), true, line)
      t.same(more, [])
    }
  })
}

t.test('the table above has every option', async t => {
  const optionsIn = (schema: { properties?: Record<string, object> }, path = ''): string[] =>
    Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => [
      `${path}${name}`,
      ...optionsIn(inner, `${path}${name}.`)
    ])
  t.same(optionsIn(OptionsSchema).sort(), Object.keys(invalid).sort())
})

t.test('all errors are reported together', async t => {
  const lines = await mistakes({
    userPoolId: 7,
    tokenUse: 'x',
    clockTolerance: -1,
    jwksCache: { maxAge: 1, timeout: 1 },
    routes: { prefix: 'x' },
    extra: 1
  })
  t.same(lines?.map(line => line.replace('- options.', '').split(' ')[0]).sort(), [
    'clientId',
    'clockTolerance',
    'extra',
    'jwksCache.maxAge',
    'jwksCache.timeout',
    'routes.prefix',
    'tokenUse',
    'userPoolId'
  ])
})

t.test('without options the error names the required ones', async t => {
  t.match(await mistakes({}), [
    /^- options\.userPoolId must be .*; got nothing$/,
    /^- options\.clientId must be .*or null for every app client of the pool; got nothing$/
  ])
})

const misspelt: Record<string, [path: string, remedy: string]> = {
  'two letters swapped': ['cleintId', 'did you mean clientId?'],
  'another letter case': ['userpoolid', 'did you mean userPoolId?'],
  'a letter missing': ['extractTokn', 'did you mean extractToken?'],
  'one in jwksCache': ['jwksCache.maxage', 'did you mean maxAge?'],
  'one in routes': ['routes.prefx', 'did you mean prefix?'],
  'one in routes.signUp': ['routes.signUp.attribute', 'did you mean attributes?'],
  'one that resembles no option': [
    'routes.foo',
    'the options are prefix, include, exclude, pool, clientId, signUp, signIn, profile, clientMetadata, ' +
      'admin, ' +
      'audit, maxAuthAge, rateLimit, signOutOthersOnPasswordChange, totpIssuer'
  ]
}

for (const [label, [path, remedy]] of Object.entries(misspelt)) {
  t.test(`a misspelt option is an error with a suggestion: ${label}`, async t => {
    t.same(await mistakes(withOption(path, 1)), [`- options.${path} is not an option; ${remedy}`])
  })
}

t.test('possible secrets are not repeated', async t => {
  const secret = 'canary-secret-!'
  const address = `https://user:${secret}@a.example`
  const long = secret.repeat(4)
  const invalid: Record<string, unknown>[] = [
    { ...right, clientSecret: secret },
    { ...right, cleintSecret: secret },
    { ...right, unknown: secret },
    { ...right, routes: { rateLimit: { redis: secret } } },
    { ...right, jwks: secret },
    { ...right, jwks: { keys: secret } },
    { ...right, tokenUse: long },
    { ...right, tokenUse: [secret, 7] },
    { ...right, clientId: [long] },
    { ...right, issuer: address },
    { ...right, jwksUri: `keys?${secret}` },
    { ...right, endpoint: `http://${secret}:${secret}@10.0.0.1` },
    { ...right, endpoint: `http://10.0.0.1/${secret}?${secret}#${secret}` },
    { ...right, cognito: { requestHandler: secret } },
    { userPools: { staff: { ...right, clientSecret: `${secret} ` } } }
  ]
  for (const options of invalid) {
    const lines = await mistakes(options)
    t.equal(lines?.length, 1)
    t.equal(lines?.join().includes(secret), false, lines?.join() as string)
  }
})

t.test('repeated input is printable ASCII and cannot forge log lines', async t => {
  t.same(await mistakes({ ...right, tokenUse: 'a\n- x: \u001b[31m\u202eé"' }), [
    String.raw`- options.tokenUse must be 'access', 'id', or null for both; got "a\n- x: \u001b[31m\u202e\u00e9\""`
  ])
  t.match(await mistakes({ ...right, tokenUse: Symbol('a') }), [/; got a symbol$/])
  t.match(await mistakes({ ...right, clientSecret: 7n }), [/; got a bigint$/])
})

t.test('an unknown name in a list is reported with the known names and the nearest', async t => {
  const flows =
    "'USER_PASSWORD_AUTH', 'ADMIN_USER_PASSWORD_AUTH', 'USER_SRP_AUTH', 'CUSTOM_AUTH', 'USER_AUTH'"
  for (const [flow, meant] of [
    ['PASSWORD_AUTH', 'USER_PASSWORD_AUTH'],
    ['user_auth', 'USER_AUTH'],
    ['USER_SPR_AUTH', 'USER_SRP_AUTH'],
    ['magic', null]
  ]) {
    t.same(await mistakes(withOption('routes.signIn.flows', [flow])), [
      `- options.routes.signIn.flows.0 must be one of ${flows}; got ` +
        `"${flow}"${meant === null ? '' : `; did you mean '${meant}'?`}`
    ])
  }
  t.match(await mistakes(withOption('routes.exclude', ['signin'])), [
    /; got "signin"; did you mean 'signIn'\?$/
  ])
  t.match(await mistakes(withOption('routes.include', [7])), [
    /^- options\.routes\.include\.0 must be one of 'signUp', .*; got 7$/
  ])
})

t.test('no schema is described as a union', async t => {
  const unions = (schema: unknown): object[] =>
    typeof schema !== 'object' || schema === null
      ? []
      : [...('anyOf' in schema ? [schema] : []), ...Object.values(schema).flatMap(unions)]
  const all = unions(OptionsSchema)
  t.ok(all.length > 10)
  for (const schema of all) {
    const [line] = validationErrors(schema as typeof OptionsSchema, Symbol('x'))
    t.match(line, /^- options must be /)
    t.notMatch(line, /union/)
  }
})

t.test('an option at the wrong level is reported with the right one', async t => {
  const invalid: [string, string][] = [
    ['prefix', 'did you mean routes.prefix?'],
    ['flows', 'did you mean routes.signIn.flows?'],
    ['requestHandler', 'did you mean cognito.requestHandler?'],
    ['maxAge', 'did you mean jwksCache.maxAge?'],
    ['timeout', 'did you mean jwksCache.timeout or cognito.timeout?'],
    ['Prefix', 'did you mean routes.prefix?'],
    ['routes.clientSecret', 'did you mean clientSecret at the top level or machine.clientSecret?'],
    ['cognito.endpoint', 'did you mean endpoint at the top level?'],
    ['jwksCache.prefix', 'did you mean routes.prefix?']
  ]
  for (const [path, remedy] of invalid) {
    const [line, ...more] = (await mistakes(withOption(path, '/x'))) ?? []
    t.equal(line, `- options.${path} is not an option; ${remedy}`)
    t.same(more, [])
  }
  for (const name of ['logLevel', 'logSerializers']) {
    t.same(await mistakes(withOption(name, 'warn')), [
      `- options.${name} is not an option; Fastify applies it to plugins with their own scope, so register ` +
        'this plugin inside such a plugin'
    ])
  }
})

t.test('an undefined option counts as omitted', async t => {
  const optional = Object.keys(OptionsSchema.properties).filter(name => !(name in right))
  t.equal(await mistakes({ ...right, ...Object.fromEntries(optional.map(name => [name, undefined])) }), null)
})

t.test('mistakes in lists and in unnamed options are reported too', async t => {
  const schema = Type.Object({
    list: Type.Array(Type.Object({ name: Type.String() }, { additionalProperties: false }))
  })
  t.same(validationErrors(schema, { list: [{ name: 'a', nme: 'b' }, { name: 7 }] }), [
    '- options.list.0.nme is not an option',
    '- options.list.1.name must be string; got 7'
  ])
  t.same(validationErrors(OptionsSchema, null), [
    '- options must be an object with userPoolId and clientId; got null'
  ])
})

t.test('an option that is an object or false reports the field of the object', async t => {
  t.same(await mistakes(withOption('routes.rateLimit', { acount: {}, ip: { max: 0 } })), [
    '- options.routes.rateLimit.acount is not an option; did you mean account?',
    '- options.routes.rateLimit.ip.max must be a whole number from 1 to 1000000; got 0'
  ])
  t.same(await mistakes(withOption('tokenCache', { mx: 1, max: 1 })), [
    '- options.tokenCache.mx is not an option; did you mean max?'
  ])
  t.match(await mistakes(withOption('routes.rateLimit', { account: { max: 5 } })), [
    /^- options\.routes\.rateLimit\.account must have a max above 20, so that a single IP address cannot exhaust/
  ])
})

t.test('pools are validated with the same schema, by name', async t => {
  const pool = right
  t.same(await mistakes({ userPools: {} }), [
    '- options.userPools must be an object of pools by name, { customers: { userPoolId, clientId } }; got ' +
      'an object'
  ])
  t.same(
    await mistakes({
      userPools: { staff: { ...pool, clientid: 'a' }, customers: { userPoolId: 7, clientId: null } }
    }),
    [
      '- options.userPools.staff.clientid is not an option; did you mean clientId?',
      '- options.userPools.customers.userPoolId must be the ID of a user pool, such as ' +
        'eu-west-1_AbC123xyz; got 7'
    ]
  )
  t.same(await mistakes({ userPools: { staff: { ...pool, jwksCache: {} } } }), [
    '- options.userPools.staff.jwksCache is not an option; did you mean jwksCache at the top level?'
  ])
  t.match(await mistakes({ userPools: { '1st': pool } }), [/^- options\.userPools\.1st is not an option/])
  t.match(await mistakes({ userPools: { staff: pool }, ...right }), [
    '- options.userPoolId is not an option; did you mean userPools.<name>.userPoolId?',
    '- options.clientId is not an option; did you mean userPools.<name>.clientId or ' +
      'userPools.<name>.machine.clientId or userPools.<name>.alb.clientId or routes.clientId?'
  ])
})
