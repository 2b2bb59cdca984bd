import t from 'tap'
import { Type as Type1 } from 'typebox'
import { Type } from '@sinclair/typebox'
import { settingsFrom } from '../../dist/options/settings.js'
import { cognitoGroups, source, type CognitoAuthOptions, type SinglePoolOptions } from '../../dist/index.js'

process.env['NODE_ENV'] = 'test'

const right = { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'web' }
const jwks = { keys: [{}] }

const AWS = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz'
const NOT_AWS = `- options.issuer must be ${AWS}, the issuer of this pool on AWS, or omitted; got `
const NO_OBJECT =
  "must be a TypeBox object, Type.Object({ ... }), or a JSON Schema, { type: 'object', properties: " +
  '{ ... } }; got another object'
const NO_ATTRIBUTE = 'is not an attribute that users can set; use a standard attribute, or custom:<name>'
const NO_TEXT = 'must be a string, number or boolean, since Cognito stores all attributes as strings'
const NO_PERMISSION =
  "must be a colon-separated permission such as 'orders:read', with * only as the last segment, as in " +
  "'orders:*'; got"
const NO_HTTPS =
  'must start with https:// (or, in development, http:// for this machine or a container on it); got'

const contradictions: Record<string, [more: Partial<SinglePoolOptions>, line: string]> = {
  'a Region other than the one in the pool ID': [
    { region: 'us-east-1' },
    '- options.region must be eu-west-1, the Region in userPoolId, or omitted; got "us-east-1"'
  ],
  'a pool that is not on AWS, without an issuer': [
    { userPoolId: 'local_4jd8' },
    '- options.userPoolId must be the ID of a pool on AWS, unless issuer is set; got "local_4jd8"'
  ],
  'a Region without its hyphen': [
    { userPoolId: 'euwest-1_AbC123xyz' },
    '- options.userPoolId must start with an AWS Region; got "euwest-1_AbC123xyz"; did you mean ' +
      "'eu-west-1_AbC123xyz'?"
  ],
  'a Region in another letter case': [
    { userPoolId: 'EU-WEST-1_a' },
    '- options.userPoolId must start with an AWS Region; got "EU-WEST-1_a"; did you mean ' + "'eu-west-1_a'?"
  ],
  'a Region without hyphens': [
    { userPoolId: 'usgovwest1_a' },
    '- options.userPoolId must start with an AWS Region; got "usgovwest1_a"; did you mean ' +
      "'us-gov-west-1_a'?"
  ],
  'a Region with underscores': [
    { userPoolId: 'ap_southeast_2_a' },
    '- options.userPoolId must start with an AWS Region; got "ap_southeast_2_a"; did you mean ' +
      "'ap-southeast-2_a'?"
  ],
  'a Region of an unknown area': [
    { userPoolId: 'xxwest1_a' },
    '- options.userPoolId must be the ID of a pool on AWS, unless issuer is set; got "xxwest1_a"'
  ],
  'a Region of no partition': [
    { userPoolId: 'xx-nowhere-1_a' },
    '- options.userPoolId must start with a Region of a known AWS partition, unless issuer is set; got ' +
      '"xx-nowhere-1_a"'
  ],
  'a replica in a Region of no partition': [
    { regions: ['us-east-1', 'xx-nowhere-1'] },
    '- options.regions must be Regions of known AWS partitions; got "xx-nowhere-1"'
  ],
  "AWS's issuer with a trailing slash": [{ issuer: `${AWS}/` }, `${NOT_AWS}"${AWS}/"`],
  "AWS's second issuer with a trailing slash": [
    { issuer: `${AWS.replace('cognito', 'issuer-cognito')}/` },
    `- options.issuer must be ${AWS.replace('cognito', 'issuer-cognito')}, the issuer of this pool on AWS, ` +
      `or omitted; got "${AWS.replace('cognito', 'issuer-cognito')}/"`
  ],
  "AWS's issuer of another pool": [
    { issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other' },
    `${NOT_AWS}"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other"`
  ],
  "AWS's host without a pool": [
    { issuer: 'https://cognito-idp.eu-west-1.amazonaws.com' },
    `${NOT_AWS}"https://cognito-idp.eu-west-1.amazonaws.com"`
  ],
  "AWS's issuer in another letter case": [
    { issuer: AWS.replace('https', 'HTTPS') },
    `${NOT_AWS}"${AWS.replace('https', 'HTTPS')}"`
  ],
  "the URL of AWS's key set as the issuer": [
    { issuer: `${AWS}/.well-known/jwks.json` },
    `${NOT_AWS}"${AWS}/.well-known/jwks.json"`
  ],
  "AWS's FIPS endpoint as the issuer": [
    { issuer: AWS.replace('idp', 'idp-fips') },
    `${NOT_AWS}"${AWS.replace('idp', 'idp-fips')}"`
  ],
  "AWS's issuer in an unknown partition, with a trailing slash": [
    { userPoolId: 'xx-new-1_a', issuer: 'https://cognito-idp.xx-new-1.aws.example/xx-new-1_a/' },
    '- options.issuer must be https://cognito-idp.xx-new-1.aws.example/xx-new-1_a, the issuer of this pool ' +
      'on AWS, or omitted; got "https://cognito-idp.xx-new-1.aws.example/xx-new-1_a/"'
  ],
  'both jwks and jwksUri': [
    { jwks, jwksUri: 'https://keys.example/jwks.json' },
    '- options.jwks cannot be combined with jwksUri; omit one of them'
  ],
  'an extractToken that returns a promise': [
    { extractToken: (async () => 'token') as never },
    '- options.extractToken must be synchronous; got an async function'
  ],
  'an async function among the extractors': [
    { extractToken: [() => null, (async () => 'token') as never] },
    '- options.extractToken.1 must be synchronous; got an async function'
  ],
  'trusted origins without extractToken': [
    { trustedOrigins: ['https://app.example.com'] },
    '- options.trustedOrigins requires the option extractToken or alb, since a token in the Authorization ' +
      'header is accepted from every origin'
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
        '- options.trustedOrigins.2 must be an origin such as https://app.example.com, without a path or a ' +
          `trailing slash; got "${origin}"`
      ]
    ])
  ),
  'a URL without a scheme': [
    { jwksUri: 'keys.example/jwks.json' },
    '- options.jwksUri must be a URL that starts with https://; got "keys.example/jwks.json"'
  ],
  'a URL with a password': [
    { endpoint: 'https://user:pass@cognito.example' },
    '- options.endpoint must not contain a username, password or fragment'
  ],
  'a URL with a username': [
    { endpoint: 'https://user@cognito.example' },
    '- options.endpoint must not contain a username, password or fragment'
  ],
  'a URL with a fragment': [
    { issuer: 'https://cognito.example/#a' },
    '- options.issuer must not contain a username, password or fragment'
  ],
  'a URL with another scheme': [
    { jwksUri: 'file:///etc/jwks.json' },
    `- options.jwksUri ${NO_HTTPS} file://`
  ],
  'plain http to another host': [
    { issuer: 'http://cognito.example' },
    `- options.issuer ${NO_HTTPS} http://cognito.example`
  ],
  'plain http to a host whose name starts like a local one': [
    { jwksUri: 'http://127.0.0.1.evil.example' },
    `- options.jwksUri ${NO_HTTPS} http://127.0.0.1.evil.example`
  ],
  'plain http to a host on the local network': [
    { endpoint: 'http://10.0.0.1:9229' },
    `- options.endpoint ${NO_HTTPS} http://10.0.0.1:9229`
  ],
  'routes with several app clients': [
    { clientId: ['web', 'mobile'], routes: {} },
    '- options.routes.clientId is required if clientId is a list or null; set it to the app client that ' +
      'signs users in'
  ],
  'routes with any app client': [
    { clientId: null, routes: {} },
    '- options.routes.clientId is required if clientId is a list or null; set it to the app client that ' +
      'signs users in'
  ],
  'routes with an app client that is not accepted': [
    { routes: { clientId: 'mobile' } },
    '- options.routes.clientId must be one of the app clients in clientId; got "mobile"'
  ],
  'an attribute that Cognito does not have': [
    { routes: { signUp: { attributes: Type.Object({ role: Type.String() }) } } },
    `- options.routes.signUp.attributes.properties.role ${NO_ATTRIBUTE}`
  ],
  'an attribute that only Cognito can write': [
    { routes: { signUp: { attributes: Type.Object({ email_verified: Type.Boolean() }) } } },
    `- options.routes.signUp.attributes.properties.email_verified ${NO_ATTRIBUTE}`
  ],
  'a custom attribute without a name': [
    { routes: { signUp: { attributes: Type.Object({ 'custom:': Type.String() }) } } },
    `- options.routes.signUp.attributes.properties.custom: ${NO_ATTRIBUTE}`
  ],
  'an attribute that is an object': [
    { routes: { signUp: { attributes: Type.Object({ address: Type.Object({ street: Type.String() }) }) } } },
    `- options.routes.signUp.attributes.properties.address ${NO_TEXT}`
  ],
  'an attribute that is a list': [
    {
      routes: {
        profile: { writable: Type.Object({ 'custom:teams': Type.Optional(Type.Array(Type.String())) }) }
      }
    },
    `- options.routes.profile.writable.properties.custom:teams ${NO_TEXT}`
  ],
  'a nullable attribute': [
    {
      routes: { profile: { writable: Type.Object({ nickname: Type.Union([Type.String(), Type.Null()]) }) } }
    },
    `- options.routes.profile.writable.properties.nickname ${NO_TEXT}`
  ],
  'an attribute of any type': [
    { routes: { signUp: { attributes: Type.Object({ nickname: Type.Unknown() }) } } },
    `- options.routes.signUp.attributes.properties.nickname ${NO_TEXT}`
  ],
  'a user administration route without user administrators': [
    { routes: { include: ['signIn', 'listUsers'], admin: { groups: { groups: ['admin'] } } } },
    '- options.routes.include contains listUsers, which requires the option routes.admin.users'
  ],
  'a group administration route without group administrators': [
    { routes: { include: ['addUserToGroup'], admin: { users: { groups: ['admin'] } } } },
    '- options.routes.include contains addUserToGroup, which requires the option routes.admin.groups'
  ],
  'administration routes without administrators': [
    { routes: { include: ['deleteUser', 'createGroup'] } },
    '- options.routes.include contains deleteUser, which requires the option routes.admin.users\n' +
      '- options.routes.include contains createGroup, which requires the option routes.admin.groups'
  ],
  'a toUser that returns a promise': [
    // The types reject it; this is an application in JavaScript.
    { toUser: (async () => ({})) as never },
    '- options.toUser must be synchronous, so load data in a source or a handler; got an async function'
  ],
  'a permission that is only a wildcard': [
    { permissions: { staff: ['orders:read'], admin: ['orders:*', '*'] } },
    `- options.permissions.admin.1 ${NO_PERMISSION} "*"`
  ],
  'a permission with a wildcard before its end': [
    { permissions: { a: ['*:read'], b: ['orders:re*'], c: ['orders:*:all'] } },
    Object.entries({ a: '"*:read"', b: '"orders:re*"', c: '"orders:*:all"' })
      .map(([group, got]) => `- options.permissions.${group}.0 ${NO_PERMISSION} ${got}`)
      .join('\n')
  ],
  'an invalid permission of a group named like a property of Object.prototype': [
    { permissions: JSON.parse('{ "__proto__": ["orders:"], "constructor": [""], "toString": [7] }') },
    [
      ['__proto__', '"orders:"'],
      ['constructor', 'an empty string'],
      ['toString', '7']
    ]
      .map(([group, got]) => `- options.permissions.${group}.0 ${NO_PERMISSION} ${got}`)
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
          `- options.permissions.${group} must be a list of permissions such as ['orders:read', ` +
          `'orders:*']; got ${got}`
      )
      .join('\n')
  ],
  'permissions in a Map': [
    { permissions: new Map([['admin', ['orders:*']]]) as never },
    '- options.permissions must be a map { group: [permissions] }, a source or a function; got an object'
  ],
  'groups from an object that resembles a source': [
    { groups: new Map() as never },
    '- options.groups must be cognitoGroups(), source(...), or a function of the user and the request; got ' +
      'an object'
  ],
  'a list of permissions instead of a map': [
    { permissions: ['orders:read', { admin: ['orders:*'] }, null] as never },
    '- options.permissions.0 must be a map { group: [permissions] }, a source or a function; got ' +
      '"orders:read"\n- options.permissions.2 must be a map { group: [permissions] }, a source or a ' +
      'function; got null'
  ],
  'a mistake in one of several maps': [
    { permissions: [{ admin: ['orders:*'] }, { clerk: ['orders read'] }] },
    `- options.permissions.1.clerk.0 ${NO_PERMISSION} "orders read"`
  ],
  'attributes as another TypeBox type': [
    { routes: { signUp: { attributes: Type.String() as never } } },
    `- options.routes.signUp.attributes ${NO_OBJECT}`
  ],
  'attributes as JSON Schema without a type': [
    { routes: { signUp: { attributes: { properties: { name: { type: 'string' } } } as never } } },
    `- options.routes.signUp.attributes ${NO_OBJECT}`
  ],
  'attributes as JSON Schema without properties': [
    { routes: { profile: { writable: { type: 'object' } as never } } },
    `- options.routes.profile.writable ${NO_OBJECT}`
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
          `- options.routes.signUp.attributes.${keyword} is not supported; list every attribute in ` +
          'properties\n'
      )
      .join('') +
      '- options.routes.signUp.attributes.additionalProperties with a schema is not supported; list every ' +
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
    '- options.routes.signUp.attributes.required must list only names in properties; got "nickname"'
  ],
  'required as a boolean': [
    {
      routes: {
        signUp: {
          attributes: { type: 'object', properties: { name: { type: 'string' } }, required: true as never }
        }
      }
    },
    '- options.routes.signUp.attributes.required must be a list of names in properties; got true'
  ],
  'an attribute with a reference': [
    {
      routes: {
        signUp: { attributes: { type: 'object', properties: { name: { $ref: '#/definitions/name' } } } }
      }
    },
    `- options.routes.signUp.attributes.properties.name ${NO_TEXT}`
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
      .map(name => `- options.routes.signUp.attributes.properties.${name} ${NO_TEXT}`)
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
    '- options.routes.signUp.attributes.properties.name.maxlength is not supported\n' +
      '- options.routes.signUp.attributes.properties.nickname.if is not supported\n' +
      '- options.routes.signUp.attributes.properties.nickname.not is not supported'
  ],
  'the same secret twice': [
    { clientSecret: ['one', 'one'], machine: { clientId: 'jobs', clientSecret: ['two', 'two'] } },
    '- options.clientSecret must be two different secrets; got the same secret twice\n' +
      '- options.machine.clientSecret must be two different secrets; got the same secret twice'
  ]
}

for (const [label, [more, line]] of Object.entries(contradictions)) {
  t.test(`rejects ${label}`, async t => {
    await t.rejects(settingsFrom({ ...right, ...more }), {
      code: 'FST_COGNITO_INVALID_OPTIONS',
      message: `Invalid options of fastify-cognito-auth:\n${line}`
    })
  })
}

t.test('all errors are reported together', async t => {
  await t.rejects(
    settingsFrom({
      ...right,
      region: 'us-east-1',
      jwks,
      jwksUri: 'nope',
      endpoint: 'http://a.example',
      routes: { clientId: 'mobile' }
    }),
    {
      message:
        /\n- options\.region .*\n- options\.jwks .*\n- options\.jwksUri .*\n- options\.endpoint .*\n- options\.routes\.clientId /
    }
  )
})

t.test('a matching region is accepted', async t => {
  t.equal((await settingsFrom({ ...right, region: 'eu-west-1' })).pools[0]?.pool.region, 'eu-west-1')
})

t.test('a pool that is not on AWS requires only its issuer', async t => {
  const {
    pools: [only]
  } = await settingsFrom({
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
    t.same((await settingsFrom({ ...right, issuer, routes: {} })).pools[0]?.pool.issuers, [issuer])
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
    await t.rejects(
      settingsFrom({ ...right, jwksUri: `http://${host}:9229/jwks.json` }),
      { code: 'FST_COGNITO_INVALID_OPTIONS', message: /- options\.jwksUri must start with https/ },
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
    t.same((await settingsFrom({ ...right, jwksUri: `http://${host}:9229/jwks.json` })).developmentOnly, [
      'Plain http (jwksUri)'
    ])
  }
})

t.test('the defaults are the documented ones', async t => {
  t.match(await settingsFrom(right), {
    pools: [
      {
        pool: { name: 'default' },
        clientIds: new Set(['web']),
        apiClientId: 'web',
        tokenUse: 'access',
        audiences: null,
        machine: null,
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
  t.same((await settingsFrom({ ...right, jwksCache })).times, {
    maxAge: 5000,
    staleFor: 86_400_000,
    cooldown: 30_000,
    timeout: 3000
  })
})

t.test('the routes use the app client configured for them, or the only one', async t => {
  const client = async (more: Partial<SinglePoolOptions>) =>
    (await settingsFrom({ ...right, ...more } as CognitoAuthOptions)).pools[0]?.apiClientId
  t.equal(await client({ clientId: ['web', 'mobile'], routes: { clientId: 'mobile' } }), 'mobile')
  t.equal(await client({ clientId: null, routes: { clientId: 'mobile' } }), 'mobile')
  t.equal(await client({ clientId: ['web'], routes: {} }), 'web')
  t.equal(await client({ clientId: ['web', 'mobile'] }), null)
  t.equal(await client({ clientId: null }), null)
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
    await t.resolves(
      settingsFrom({ ...right, routes: { signUp: { attributes }, profile: { writable: attributes } } })
    )
  }
})

t.test('administrators, and the routes that they enable', async t => {
  const { routes } = await settingsFrom({
    ...right,
    routes: {
      include: ['signIn', 'listUsers', 'addUserToGroup'],
      admin: { users: { groups: ['admin', 'support'] }, groups: { groups: ['admin'] } }
    }
  })
  t.match(routes, { userAdministrators: ['admin', 'support'], groupAdministrators: ['admin'] })
  const served = async (options: NonNullable<CognitoAuthOptions['routes']>) => {
    const { routes } = await settingsFrom({ ...right, routes: options })
    const names = ['signIn', 'listUsers', 'getUser', 'addUserToGroup'] as const
    return names.filter(name => routes?.isServed(name))
  }
  t.strictSame(await served({}), ['signIn'])
  t.strictSame(await served({ admin: { users: { groups: ['admin'] } } }), ['signIn', 'listUsers', 'getUser'])
  t.strictSame(await served({ admin: { groups: { groups: ['admin'] } } }), ['signIn', 'addUserToGroup'])
  t.strictSame(await served({ admin: { users: { groups: ['admin'] } }, exclude: ['getUser'] }), [
    'signIn',
    'listUsers'
  ])
  t.strictSame(await served({ admin: { users: { groups: ['admin'] } }, include: ['getUser'] }), ['getUser'])
})

t.test('attribute schemas reject unlisted properties', async t => {
  const attributes = Type.Object(
    { email: Type.String(), 'custom:team': Type.Optional(Type.String()) },
    { additionalProperties: true }
  )
  t.match((await settingsFrom({ ...right, routes: { prefix: '/auth', signUp: { attributes } } })).routes, {
    prefix: '/auth',
    signUpAttributes: { additionalProperties: false, required: ['email'] }
  })
  t.match((await settingsFrom({ ...right, routes: {} })).routes, {
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
  const invalid = async (options: object, line: RegExp | string) => {
    await t.rejects(settingsFrom(options as CognitoAuthOptions), {
      code: 'FST_COGNITO_INVALID_OPTIONS',
      message: line
    })
  }
  await invalid(
    { userPools: { customers, staff: { ...staff, region: 'us-east-1' } } },
    /- options\.userPools\.staff\.region must be eu-west-1, /
  )
  await invalid(
    { userPools: { customers, staff: { ...staff, endpoint: 'http://a.example' } } },
    /- options\.userPools\.staff\.endpoint must start with https/
  )
  await invalid(
    { userPools: { customers, again: customers } },
    /- options\.userPools\.again must not have the issuer of userPools\.customers/
  )
  await invalid(
    { userPools: { customers, staff }, routes: {} },
    /- options\.routes\.pool is required with several pools; set it to .*: customers, staff$/
  )
  await invalid(
    { userPools: { customers, staff }, routes: { pool: 'guests' } },
    /- options\.routes\.pool must be one of customers, staff; got "guests"$/
  )
  await invalid(
    { userPools: { customers, staff }, routes: { pool: 'staff' } },
    /- options\.routes\.clientId is required .*; set it to the app client/
  )
  await invalid(
    { userPools: { customers: { ...customers, issuer: 'https://id.example/a', regions: ['us-east-1'] } } },
    /- options\.userPools\.customers\.regions cannot be combined with issuer/
  )
  const { pools, apiPool } = await settingsFrom({
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
    await t.rejects(settingsFrom(options as never), {
      code: 'FST_COGNITO_INVALID_OPTIONS',
      message: new RegExp(`- options must be an object with userPoolId and clientId; got ${shape}`)
    })
  }
})

t.test('accepted sources of groups and permissions, and the description of other values', async t => {
  const groupSource = async () => []
  for (const groups of [
    groupSource,
    source(groupSource),
    source(groupSource, { ttl: 1000 }),
    cognitoGroups()
  ]) {
    t.not((await settingsFrom({ ...right, groups })).groups, null)
  }
  t.equal((await settingsFrom(right)).groups, null)
  const map = { admin: ['orders:*'], clerk: [], 'a group': ['a:b:c'] }
  for (const [permissions, parts] of [
    [map, 1],
    [{}, 1],
    [groupSource, 1],
    [source(groupSource), 1],
    [[map, groupSource, source(groupSource, { ttl: 1000 })], 3]
  ] as const) {
    t.equal((await settingsFrom({ ...right, permissions })).permissions.length, parts)
  }
  t.strictSame((await settingsFrom(right)).permissions, [])
  const invalid: [object, RegExp][] = [
    [
      { groups: ['admin'] },
      /- options\.groups must be cognitoGroups\(\), source\(\.\.\.\), or a function of the user and the request that returns a list of groups; got \["admin"\]/
    ],
    [{ groups: { jane: ['admin'] } }, /- options\.groups.* must be /],
    [{ groups: 'admin' }, /- options\.groups must be .*; got "admin"/],
    [
      { permissions: 'orders:read' },
      /- options\.permissions must be a map \{ group: \[permissions\] \}, a source, a function that returns a list of permissions, or a list of these; got "orders:read"/
    ],
    [{ permissions: [] }, /- options\.permissions must be .*; got an empty list/],
    [{ permissions: null }, /- options\.permissions must be .*; got null/],
    [
      { toUser: { tenant: 'acme' } },
      /- options\.toUser must be a function of the user that returns an object; got an object/
    ]
  ]
  for (const [more, message] of invalid) {
    await t.rejects(
      settingsFrom({ ...right, ...more } as never),
      { code: 'FST_COGNITO_INVALID_OPTIONS', message },
      String(message)
    )
  }
})
