import t from 'tap'
import { Type as Type1 } from 'typebox'
import { Type } from '@sinclair/typebox'
import { settingsFrom } from '../../dist/options/settings.js'
import { cognitoGroups, source, type CognitoAuthOptions, type SinglePoolOptions } from '../../dist/index.js'

process.env['NODE_ENV'] = 'test'

const right = { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'web' }
const jwks = { keys: [{}] }

const AWS = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz'
const FIRST = `- issuer: AWS writes it for this pool as ${AWS}`
const DERIVED = '; leave issuer out, it follows from userPoolId'
const NO_OBJECT =
  "expects a TypeBox object, Type.Object({ ... }), or a JSON Schema, { type: 'object', properties: { ... } " +
  '}; got another object'

const contradictions: Record<string, [more: Partial<SinglePoolOptions>, line: string]> = {
  'a Region other than the one in the pool ID': [
    { region: 'us-east-1' },
    '- region: us-east-1 contradicts userPoolId, whose pool is in eu-west-1; leave region out'
  ],
  'a pool that is not on AWS, without an issuer': [
    { userPoolId: 'local_4jd8' },
    "- userPoolId: local_4jd8 is no pool of AWS's, so say where its tokens come from: issuer"
  ],
  'a Region without its hyphen': [
    { userPoolId: 'euwest-1_AbC123xyz' },
    '- userPoolId: euwest-1 is not an AWS Region; did you mean eu-west-1_AbC123xyz?'
  ],
  'a Region in another letter case': [
    { userPoolId: 'EU-WEST-1_a' },
    '- userPoolId: EU-WEST-1 is not an AWS Region; did you mean eu-west-1_a?'
  ],
  'a Region without hyphens': [
    { userPoolId: 'usgovwest1_a' },
    '- userPoolId: usgovwest1 is not an AWS Region; did you mean us-gov-west-1_a?'
  ],
  'a Region with underscores': [
    { userPoolId: 'ap_southeast_2_a' },
    '- userPoolId: ap_southeast_2 is not an AWS Region; did you mean ap-southeast-2_a?'
  ],
  'a Region of an unknown area': [
    { userPoolId: 'xxwest1_a' },
    "- userPoolId: xxwest1_a is no pool of AWS's, so say where its tokens come from: issuer"
  ],
  'a Region of no partition': [
    { userPoolId: 'xx-nowhere-1_a' },
    '- userPoolId: xx-nowhere-1 is not a Region of an AWS partition known here; correct it, or for a new ' +
      'partition or an emulator set issuer'
  ],
  'a replica in a Region of no partition': [
    { regions: ['us-east-1', 'xx-nowhere-1'] },
    '- regions: xx-nowhere-1 is not a Region of an AWS partition known here'
  ],
  "AWS's issuer with a trailing slash": [
    { issuer: `${AWS}/` },
    `${FIRST}, without a slash at its end${DERIVED}`
  ],
  "AWS's second issuer with a trailing slash": [
    { issuer: `${AWS.replace('cognito', 'issuer-cognito')}/` },
    `- issuer: AWS writes it for this pool as ${AWS.replace('cognito', 'issuer-cognito')}, without a slash ` +
      `at its end${DERIVED}`
  ],
  "AWS's issuer of another pool": [
    { issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other' },
    `${FIRST}${DERIVED}`
  ],
  "AWS's host without a pool": [
    { issuer: 'https://cognito-idp.eu-west-1.amazonaws.com' },
    `${FIRST}${DERIVED}`
  ],
  "AWS's issuer in another letter case": [{ issuer: AWS.replace('https', 'HTTPS') }, `${FIRST}${DERIVED}`],
  "the URL of AWS's key set as the issuer": [
    { issuer: `${AWS}/.well-known/jwks.json` },
    `${FIRST}${DERIVED}`
  ],
  "AWS's FIPS endpoint as the issuer": [{ issuer: AWS.replace('idp', 'idp-fips') }, `${FIRST}${DERIVED}`],
  "AWS's issuer in an unknown partition, with a trailing slash": [
    { userPoolId: 'xx-new-1_a', issuer: 'https://cognito-idp.xx-new-1.aws.example/xx-new-1_a/' },
    '- issuer: AWS writes it for this pool as https://cognito-idp.xx-new-1.aws.example/xx-new-1_a, without ' +
      `a slash at its end${DERIVED}`
  ],
  'both jwks and jwksUri': [
    { jwks, jwksUri: 'https://keys.example/jwks.json' },
    '- jwks: a key set in hand needs no jwksUri; give one of the two'
  ],
  'an extractToken that returns a promise': [
    { extractToken: (async () => 'token') as never },
    "- extractToken: must give the token itself, so it can't be async"
  ],
  'an async function among the extractors': [
    { extractToken: [() => null, (async () => 'token') as never] },
    "- extractToken.1: must give the token itself, so it can't be async"
  ],
  'trusted origins without extractToken': [
    { trustedOrigins: ['https://app.example.com'] },
    '- trustedOrigins: has no effect without extractToken: a token in the Authorization header is accepted ' +
      'from every origin'
  ],
  ...Object.fromEntries(
    [
      'https://app.example.com/',
      'https://app.example.com/path',
      'app.example.com',
      '*',
      'https://*.example.com',
      'null',
      '',
      'https://',
      'HTTPS://app.example.com',
      'https://App.example.com',
      'https://app.example.com:443',
      'https://user@app.example.com',
      'https://a b'
    ].map(origin => [
      `an invalid trusted origin: ${origin}`,
      [
        { extractToken: () => null, trustedOrigins: ['https://app.example.com', 'app://localhost', origin] },
        '- trustedOrigins.2: expects an origin as browsers send it, such as https://app.example.com, ' +
          `without a path or a slash at its end; got "${origin}"`
      ]
    ])
  ),
  'a URL without a scheme': [
    { jwksUri: 'keys.example/jwks.json' },
    '- jwksUri: is not an address; write it whole, with https://; got "keys.example/jwks.json"'
  ],
  'a URL with a password': [
    { endpoint: 'https://user:pass@cognito.example' },
    '- endpoint: must be without a username, a password and a fragment'
  ],
  'a URL with a username': [
    { endpoint: 'https://user@cognito.example' },
    '- endpoint: must be without a username, a password and a fragment'
  ],
  'a URL with a fragment': [
    { issuer: 'https://cognito.example/#a' },
    '- issuer: must be without a username, a password and a fragment'
  ],
  'a URL with another scheme': [
    { jwksUri: 'file:///etc/jwks.json' },
    '- jwksUri: must start with https:// (http:// only in development, for this machine or a container ' +
      'beside it); got file://'
  ],
  'plain http to another host': [
    { issuer: 'http://cognito.example' },
    '- issuer: must start with https:// (http:// only in development, for this machine or a container ' +
      'beside it); got http://cognito.example'
  ],
  'plain http to a host whose name starts like a local one': [
    { jwksUri: 'http://127.0.0.1.evil.example' },
    '- jwksUri: must start with https:// (http:// only in development, for this machine or a container ' +
      'beside it); got http://127.0.0.1.evil.example'
  ],
  'plain http to a host on the local network': [
    { endpoint: 'http://10.0.0.1:9229' },
    '- endpoint: must start with https:// (http:// only in development, for this machine or a container ' +
      'beside it); got http://10.0.0.1:9229'
  ],
  'routes with several app clients': [
    { clientId: ['web', 'mobile'], routes: {} },
    '- routes.clientId: set it to the app client that signs users in, since clientId is a list or null'
  ],
  'routes with any app client': [
    { clientId: null, routes: {} },
    '- routes.clientId: set it to the app client that signs users in, since clientId is a list or null'
  ],
  'routes with an app client that is not accepted': [
    { routes: { clientId: 'mobile' } },
    '- routes.clientId: its tokens would be refused; name it in clientId too; got "mobile"'
  ],
  'an attribute that Cognito does not have': [
    { routes: { signUp: { attributes: Type.Object({ role: Type.String() }) } } },
    '- routes.signUp.attributes: role is not an attribute that users write; there are the standard ones, ' +
      'and custom:<name>'
  ],
  'an attribute that only Cognito can write': [
    { routes: { signUp: { attributes: Type.Object({ email_verified: Type.Boolean() }) } } },
    '- routes.signUp.attributes: email_verified is not an attribute that users write; there are the ' +
      'standard ones, and custom:<name>'
  ],
  'a custom attribute without a name': [
    { routes: { signUp: { attributes: Type.Object({ 'custom:': Type.String() }) } } },
    '- routes.signUp.attributes: custom: is not an attribute that users write; there are the standard ' +
      'ones, and custom:<name>'
  ],
  'an attribute that is an object': [
    { routes: { signUp: { attributes: Type.Object({ address: Type.Object({ street: Type.String() }) }) } } },
    '- routes.signUp.attributes: address must be text, a number or a boolean: Cognito keeps all attributes ' +
      'as text'
  ],
  'an attribute that is a list': [
    {
      routes: {
        profile: { writable: Type.Object({ 'custom:teams': Type.Optional(Type.Array(Type.String())) }) }
      }
    },
    '- routes.profile.writable: custom:teams must be text, a number or a boolean: Cognito keeps all ' +
      'attributes as text'
  ],
  'a nullable attribute': [
    {
      routes: { profile: { writable: Type.Object({ nickname: Type.Union([Type.String(), Type.Null()]) }) } }
    },
    '- routes.profile.writable: nickname must be text, a number or a boolean: Cognito keeps all attributes ' +
      'as text'
  ],
  'an attribute of any type': [
    { routes: { signUp: { attributes: Type.Object({ nickname: Type.Unknown() }) } } },
    '- routes.signUp.attributes: nickname must be text, a number or a boolean: Cognito keeps all ' +
      'attributes as text'
  ],
  'a user administration route without user administrators': [
    { routes: { include: ['signIn', 'listUsers'], admin: { groups: { groups: ['admin'] } } } },
    '- routes.include: listUsers needs the option routes.admin.users'
  ],
  'a group administration route without group administrators': [
    { routes: { include: ['addUserToGroup'], admin: { users: { groups: ['admin'] } } } },
    '- routes.include: addUserToGroup needs the option routes.admin.groups'
  ],
  'administration routes without administrators': [
    { routes: { include: ['deleteUser', 'createGroup'] } },
    '- routes.include: deleteUser needs the option routes.admin.users\n- routes.include: ' +
      'createGroup needs the option routes.admin.groups'
  ],
  'a toUser that returns a promise': [
    // The types reject it; this is an application in JavaScript.
    { toUser: (async () => ({})) as never },
    "- toUser: must give the fields at once, so it can't be async; what takes time is for a handler, or a " +
      'source'
  ],
  'a permission that is only a wildcard': [
    { permissions: { staff: ['orders:read'], admin: ['orders:*', '*'] } },
    "- permissions.admin.1: is no permission; write names separated by colons, 'orders:read', and * " +
      'only for all of the last one, \'orders:*\'; got "*"'
  ],
  'a permission with a wildcard before its end': [
    { permissions: { a: ['*:read'], b: ['orders:re*'], c: ['orders:*:all'] } },
    Object.entries({ a: '"*:read"', b: '"orders:re*"', c: '"orders:*:all"' })
      .map(
        ([group, got]) =>
          `- permissions.${group}.0: is no permission; write names separated by colons, 'orders:read', and * ` +
          `only for all of the last one, 'orders:*'; got ${got}`
      )
      .join('\n')
  ],
  'an invalid permission of a group named like a property of Object.prototype': [
    { permissions: JSON.parse('{ "__proto__": ["orders:"], "constructor": [""], "toString": [7] }') },
    [
      ['__proto__', '"orders:"'],
      ['constructor', 'an empty string'],
      ['toString', '7']
    ]
      .map(
        ([group, got]) =>
          `- permissions.${group}.0: is no permission; write names separated by colons, 'orders:read', and * ` +
          `only for all of the last one, 'orders:*'; got ${got}`
      )
      .join('\n')
  ],
  'permissions of a group that are not a list': [
    {
      permissions: { admin: 'orders:*' as never, clerk: { read: true } as never, staff: undefined as never }
    },
    [
      ['admin', '"orders:*"'],
      ['clerk', 'an object'],
      ['staff', 'nothing']
    ]
      .map(
        ([group, got]) =>
          `- permissions.${group}: expects a list of permissions, such as ['orders:read', 'orders:*']; got ` +
          `${got}`
      )
      .join('\n')
  ],
  'permissions in a Map': [
    { permissions: new Map([['admin', ['orders:*']]]) as never },
    '- permissions: expects a map { group: [permissions] }, a source, or a function'
  ],
  'groups from an object that resembles a source': [
    { groups: new Map() as never },
    '- groups: expects cognitoGroups(), source(...), or a function of the user and the request'
  ],
  'a list of permissions instead of a map': [
    { permissions: ['orders:read', { admin: ['orders:*'] }, null] as never },
    '- permissions.0: expects a map { group: [permissions] }, a source, or a function\n- permissions.2: ' +
      'expects a map { group: [permissions] }, a source, or a function'
  ],
  'a mistake in one of several maps': [
    { permissions: [{ admin: ['orders:*'] }, { clerk: ['orders read'] }] },
    "- permissions.1.clerk.0: is no permission; write names separated by colons, 'orders:read', and * only " +
      'for all of the last one, \'orders:*\'; got "orders read"'
  ],
  'attributes as another TypeBox type': [
    { routes: { signUp: { attributes: Type.String() as never } } },
    `- routes.signUp.attributes: ${NO_OBJECT}`
  ],
  'attributes as JSON Schema without a type': [
    { routes: { signUp: { attributes: { properties: { name: { type: 'string' } } } as never } } },
    `- routes.signUp.attributes: ${NO_OBJECT}`
  ],
  'attributes as JSON Schema without properties': [
    { routes: { profile: { writable: { type: 'object' } as never } } },
    `- routes.profile.writable: ${NO_OBJECT}`
  ],
  'attributes with a reference, patterns or alternatives': [
    {
      routes: {
        signUp: {
          attributes: {
            type: 'object',
            properties: {},
            $ref: '#/definitions/a',
            patternProperties: { '^custom:': { type: 'string' } },
            anyOf: [{ properties: { name: { type: 'string' } } }],
            allOf: [],
            additionalProperties: { type: 'string' }
          } as never
        }
      }
    },
    ['$ref', 'patternProperties', 'anyOf', 'allOf']
      .map(
        keyword =>
          `- routes.signUp.attributes: ${keyword} is not supported; list every attribute in properties\n`
      )
      .join('') +
      '- routes.signUp.attributes: additionalProperties: no other attribute is accepted; list every ' +
      'attribute in properties'
  ],
  'a required attribute that is not declared': [
    {
      routes: {
        signUp: {
          attributes: {
            type: 'object',
            properties: { name: { type: 'string' } },
            required: ['name', 'nickname']
          }
        }
      }
    },
    '- routes.signUp.attributes: required names nickname, which is not in properties'
  ],
  'required as a boolean': [
    {
      routes: {
        signUp: {
          attributes: { type: 'object', properties: { name: { type: 'string' } }, required: true as never }
        }
      }
    },
    '- routes.signUp.attributes: required: expects a list of names of properties'
  ],
  'an attribute with a reference': [
    {
      routes: {
        signUp: { attributes: { type: 'object', properties: { name: { $ref: '#/definitions/name' } } } }
      }
    },
    '- routes.signUp.attributes: name must be text, a number or a boolean: Cognito keeps all attributes as ' +
      'text'
  ],
  'an attribute that is nullable, without values, or not a schema': [
    {
      routes: {
        signUp: {
          attributes: {
            type: 'object',
            properties: {
              name: { enum: ['a', null] },
              nickname: { enum: [] },
              locale: { anyOf: [] },
              gender: null as never,
              picture: { type: ['string', 'null'] }
            }
          }
        }
      }
    },
    ['name', 'nickname', 'locale', 'gender', 'picture']
      .map(
        name =>
          `- routes.signUp.attributes: ${name} must be text, a number or a boolean: Cognito keeps all ` +
          'attributes as text'
      )
      .join('\n')
  ],
  'unknown or misspelt keywords of an attribute': [
    {
      routes: {
        signUp: {
          attributes: {
            type: 'object',
            properties: {
              name: { type: 'string', maxlength: 5 },
              nickname: { anyOf: [{ type: 'string', not: { const: 'a' } }], if: {} }
            }
          }
        }
      }
    },
    '- routes.signUp.attributes: name: maxlength is not supported\n- routes.signUp.attributes: nickname: ' +
      'if is not supported\n- routes.signUp.attributes: nickname: not is not supported'
  ]
}

for (const [label, [more, line]] of Object.entries(contradictions)) {
  t.test(`rejects ${label}`, async t => {
    t.throws(() => settingsFrom({ ...right, ...more }), {
      code: 'FST_COGNITO_INVALID_OPTIONS',
      message: `fastify-cognito-auth cannot start with these options:\n${line}`
    })
  })
}

t.test('all errors are reported together', async t => {
  t.throws(
    () =>
      settingsFrom({
        ...right,
        region: 'us-east-1',
        jwks,
        jwksUri: 'nope',
        endpoint: 'http://a.example',
        routes: { clientId: 'mobile' }
      }),
    {
      message: /\n- region: .*\n- jwks: .*\n- jwksUri: .*\n- endpoint: .*\n- routes.clientId: /
    }
  )
})

t.test('a matching region is accepted', async t => {
  t.equal(settingsFrom({ ...right, region: 'eu-west-1' }).pools[0]?.pool.region, 'eu-west-1')
})

t.test('a pool that is not on AWS requires only its issuer', async t => {
  const {
    pools: [only]
  } = settingsFrom({
    ...right,
    userPoolId: 'local_4jd8',
    region: 'us-east-1',
    issuer: 'http://localhost:9229/local_4jd8'
  })
  t.match(only?.pool, {
    region: null,
    issuers: ['http://localhost:9229/local_4jd8'],
    jwksUri: 'http://localhost:9229/local_4jd8/.well-known/jwks.json'
  })
})

t.test("AWS's issuers are accepted as AWS writes them, including those of replicas", async t => {
  for (const host of ['cognito-idp.eu-west-1', 'issuer-cognito-idp.eu-west-1', 'cognito-idp.us-east-1']) {
    const issuer = `https://${host}.amazonaws.com/eu-west-1_AbC123xyz`
    t.same(settingsFrom({ ...right, issuer, routes: {} }).pools[0]?.pool.issuers, [issuer])
  }
})

t.test('plain http is accepted for emulators only: never for a public name or a network address', async t => {
  const hosts = [
    'cognito.internal',
    'evil.docker.internal',
    'host.docker.internal.evil.example',
    'localhost.localstack.cloud.evil.example',
    'localstack.cloud',
    'localhost.evil.example',
    'evil-localhost.example',
    '10.0.0.1',
    '172.17.0.1',
    '192.168.0.1',
    '169.254.169.254',
    '0.0.0.0',
    '[fd00::1]',
    '[::]',
    '1'
  ]
  for (const host of hosts) {
    t.throws(
      () => settingsFrom({ ...right, jwksUri: `http://${host}:9229/jwks.json` }),
      { code: 'FST_COGNITO_INVALID_OPTIONS', message: /- jwksUri: must start with https/ },
      host
    )
  }
})

t.test('every name of this machine, and containers beside it, are accepted over plain http', async t => {
  const hosts = [
    'localhost',
    '127.0.0.1',
    '127.1.2.3',
    '[::1]',
    'pool.localhost',
    'LOCALHOST',
    'cognito',
    'cognito-local',
    'cognito_1',
    'host.docker.internal',
    'gateway.docker.internal',
    'host.containers.internal',
    'localhost.localstack.cloud',
    'cognito-idp.eu-west-1.localhost.localstack.cloud'
  ]
  for (const host of hosts) {
    t.same(settingsFrom({ ...right, jwksUri: `http://${host}:9229/jwks.json` }).developmentOnly, [
      'Plain http (jwksUri)'
    ])
  }
})

t.test('the defaults are the documented ones', async t => {
  t.match(settingsFrom(right), {
    pools: [
      {
        pool: { name: 'default' },
        clientIds: new Set(['web']),
        apiClientId: 'web',
        tokenUse: 'access',
        jwks: null
      }
    ],
    warmUp: 'lazy',
    tokenCache: { max: 10_000 },
    times: { maxAge: 600_000, staleFor: 86_400_000, cooldown: 30_000, timeout: 3000 },
    clockTolerance: 0,
    failOnUnguardedRoutes: false,
    verifySignatures: true,
    routes: null,
    developmentOnly: []
  })
})

t.test('a given field of jwksCache replaces its default, undefined does not', async t => {
  const jwksCache = { maxAge: 5000, timeout: undefined } as unknown as NonNullable<
    CognitoAuthOptions['jwksCache']
  >
  t.same(settingsFrom({ ...right, jwksCache }).times, {
    maxAge: 5000,
    staleFor: 86_400_000,
    cooldown: 30_000,
    timeout: 3000
  })
})

t.test('the routes use the app client configured for them, or the only one', async t => {
  const client = (more: Partial<SinglePoolOptions>) =>
    settingsFrom({ ...right, ...more } as CognitoAuthOptions).pools[0]?.apiClientId
  t.equal(client({ clientId: ['web', 'mobile'], routes: { clientId: 'mobile' } }), 'mobile')
  t.equal(client({ clientId: null, routes: { clientId: 'mobile' } }), 'mobile')
  t.equal(client({ clientId: ['web'], routes: {} }), 'web')
  t.equal(client({ clientId: ['web', 'mobile'] }), null)
  t.equal(client({ clientId: null }), null)
})

t.test('attributes of every type that can be written as text are accepted, in every form', async t => {
  const of = ({ Object, String, Integer, Number, Boolean, Union, Literal }: typeof Type) =>
    Object({
      name: String(),
      'custom:age': Integer(),
      'custom:ratio': Number(),
      'custom:news': Boolean(),
      'custom:plan': Union([Literal('free'), Literal(7), Literal(true)])
    })
  const plain = {
    type: 'object',
    title: 'Attributes',
    properties: {
      name: { const: 'Jane' },
      nickname: { enum: ['a', 7, true], description: 'Short', 'x-order': 1 }
    }
  } as const
  for (const attributes of [of(Type), of(Type1 as never), plain]) {
    t.doesNotThrow(() =>
      settingsFrom({ ...right, routes: { signUp: { attributes }, profile: { writable: attributes } } })
    )
  }
})

t.test('administrators, and the routes that they enable', async t => {
  const { routes } = settingsFrom({
    ...right,
    routes: {
      include: ['signIn', 'listUsers', 'addUserToGroup'],
      admin: { users: { groups: ['admin', 'support'] }, groups: { groups: ['admin'] } }
    }
  })
  t.match(routes, { userAdministrators: ['admin', 'support'], groupAdministrators: ['admin'] })
  const served = (routes: NonNullable<CognitoAuthOptions['routes']>) =>
    (['signIn', 'listUsers', 'getUser', 'addUserToGroup'] as const).filter(name =>
      settingsFrom({ ...right, routes }).routes?.isServed(name)
    )
  t.strictSame(served({}), ['signIn'])
  t.strictSame(served({ admin: { users: { groups: ['admin'] } } }), ['signIn', 'listUsers', 'getUser'])
  t.strictSame(served({ admin: { groups: { groups: ['admin'] } } }), ['signIn', 'addUserToGroup'])
  t.strictSame(served({ admin: { users: { groups: ['admin'] } }, exclude: ['getUser'] }), [
    'signIn',
    'listUsers'
  ])
  t.strictSame(served({ admin: { users: { groups: ['admin'] } }, include: ['getUser'] }), ['getUser'])
})

t.test('attribute schemas reject unlisted properties', async t => {
  const attributes = Type.Object(
    { email: Type.String(), 'custom:team': Type.Optional(Type.String()) },
    { additionalProperties: true }
  )
  t.match(settingsFrom({ ...right, routes: { prefix: '/auth', signUp: { attributes } } }).routes, {
    prefix: '/auth',
    signUpAttributes: { additionalProperties: false, required: ['email'] }
  })
  t.match(settingsFrom({ ...right, routes: {} }).routes, {
    prefix: '',
    signUpAttributes: {
      additionalProperties: false,
      properties: { email: Object, name: Object, phone_number: Object }
    }
  })
})

t.test('several pools', async t => {
  const customers = { userPoolId: 'eu-west-1_Customers', clientId: 'shop' }
  const staff = { userPoolId: 'eu-west-1_Staff', clientId: ['desk', 'phone'] }
  const invalid = (options: object, line: RegExp | string) => {
    t.throws(() => settingsFrom(options as CognitoAuthOptions), {
      code: 'FST_COGNITO_INVALID_OPTIONS',
      message: line
    })
  }
  invalid(
    { userPools: { customers, staff: { ...staff, region: 'us-east-1' } } },
    /- userPools\.staff\.region: us-east-1 contradicts/
  )
  invalid(
    { userPools: { customers, staff: { ...staff, endpoint: 'http://a.example' } } },
    /- userPools\.staff\.endpoint: must start with https/
  )
  invalid(
    { userPools: { customers, again: customers } },
    /- userPools\.again: has the same issuer as customers/
  )
  invalid(
    { userPools: { customers, staff }, routes: {} },
    /- routes\.pool: set it to the pool that users sign in to: customers, staff/
  )
  invalid(
    { userPools: { customers, staff }, routes: { pool: 'guests' } },
    /- routes\.pool: there is no pool guests, only: customers, staff/
  )
  invalid(
    { userPools: { customers, staff }, routes: { pool: 'staff' } },
    /- routes\.clientId: set it to the app client/
  )
  invalid(
    { userPools: { customers: { ...customers, issuer: 'https://id.example/a', regions: ['us-east-1'] } } },
    /- userPools\.customers\.regions: an issuer of your own has no replicas/
  )
  const { pools, apiPool } = settingsFrom({
    userPools: { customers, staff },
    routes: { pool: 'staff', clientId: 'desk' }
  })
  t.equal(apiPool, 'staff')
  t.same(
    pools.map(({ pool, apiClientId }) => [pool.name, apiClientId]),
    [
      ['customers', 'shop'],
      ['staff', 'desk']
    ]
  )
})

t.test('options that are not an object', async t => {
  for (const [options, shape] of [
    [null, 'null'],
    ['eu-west-1_AbC123xyz', '"eu-west-1_AbC123xyz"'],
    [undefined, 'nothing']
  ] as const) {
    t.throws(() => settingsFrom(options as never), {
      code: 'FST_COGNITO_INVALID_OPTIONS',
      message: new RegExp(`- options: expects an object with userPoolId and clientId; got ${shape}`)
    })
  }
})

t.test('accepted sources of groups and permissions, and the description of other values', async t => {
  const ask = async () => []
  for (const groups of [ask, source(ask), source(ask, { ttl: 1000 }), cognitoGroups()]) {
    t.not(settingsFrom({ ...right, groups }).groups, null)
  }
  t.equal(settingsFrom(right).groups, null)
  const map = { admin: ['orders:*'], clerk: [], 'a group': ['a:b:c'] }
  for (const [permissions, parts] of [
    [map, 1],
    [{}, 1],
    [ask, 1],
    [source(ask), 1],
    [[map, ask, source(ask, { ttl: 1000 })], 3]
  ] as const) {
    t.equal(settingsFrom({ ...right, permissions }).permissions.length, parts)
  }
  t.strictSame(settingsFrom(right).permissions, [])
  const invalid: [object, RegExp][] = [
    [
      { groups: ['admin'] },
      /- groups: expects cognitoGroups\(\), source\(\.\.\.\), or a function of the user and the request that gives a list of groups; got \["admin"\]/
    ],
    [{ groups: { jane: ['admin'] } }, /- groups.*: expects /],
    [{ groups: 'admin' }, /- groups: expects .*; got "admin"/],
    [
      { permissions: 'orders:read' },
      /- permissions: expects a map \{ group: \[permissions\] \}, a source, a function that gives a list of permissions, or a list of those; got "orders:read"/
    ],
    [{ permissions: [] }, /- permissions: expects .*; got an empty list/],
    [{ permissions: null }, /- permissions: expects .*; got null/],
    [
      { toUser: { tenant: 'acme' } },
      /- toUser: expects a function of the user that gives an object; got an object/
    ]
  ]
  for (const [more, message] of invalid) {
    t.throws(
      () => settingsFrom({ ...right, ...more } as never),
      { code: 'FST_COGNITO_INVALID_OPTIONS', message },
      String(message)
    )
  }
})
