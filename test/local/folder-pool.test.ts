import t from 'tap'
import { startLocalCognito, type LocalCognitoOptions } from '../../dist/local/index.js'
import { sdkClient, signIn, start, tokens, user, type Started } from './local.js'

const ADA = 'ada@example.com'
const users = [user(ADA, { groups: ['editors'] })]

/** A start in a folder, changed by an administrator perhaps, and its end. */
async function visit (
  folder: string,
  options: LocalCognitoOptions = {},
  change: (started: Started) => Promise<unknown> = async () => {}
) {
  const local = await startLocalCognito({ folder, ...options })
  const api = sdkClient(local.endpoint)
  try {
    await change({ local, api })
  } finally {
    api.destroy()
    await local.close()
  }
  return local
}

async function described ({ local, api }: Started) {
  const { userPoolId: UserPoolId, clientId: ClientId } = local
  const [{ UserPool }, { UserPoolClient }, { Groups }, mfa] = await Promise.all([
    api.describeUserPool({ UserPoolId }),
    api.describeUserPoolClient({ UserPoolId, ClientId }),
    api.listGroups({ UserPoolId }),
    api.getUserPoolMfaConfig({ UserPoolId })
  ])
  return { pool: UserPool, client: UserPoolClient, groups: Groups?.map(({ GroupName }) => GroupName), mfa }
}

t.test('a pool in a folder is updated to the options, and keeps its users', async t => {
  const folder = t.testdir()
  let RefreshToken = ''
  const first = await visit(folder, { users }, async started => {
    ;({ RefreshToken } = await signIn(started, ADA))
  })
  const started = await start(t, {
    folder,
    users,
    pool: {
      name: 'customers',
      mfa: 'optional',
      selfSignUp: false,
      passwordless: true,
      passwordPolicy: { minLength: 20 },
      refreshTokenRotation: { gracePeriod: 10 },
      groups: ['buyers'],
      customAttributes: ['plan']
    }
  })
  t.same([started.local.userPoolId, started.local.clientId], [first.userPoolId, first.clientId])
  const { pool, client, groups, mfa } = await described(started)
  t.match(pool, {
    Name: 'customers',
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    Policies: {
      PasswordPolicy: { MinimumLength: 20 },
      SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] }
    }
  })
  t.match(mfa, { MfaConfiguration: 'OPTIONAL', SoftwareTokenMfaConfiguration: { Enabled: true } })
  t.match(client, {
    ClientName: 'customers-app',
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 }
  })
  t.ok(client?.ExplicitAuthFlows?.includes('ALLOW_USER_AUTH'))
  t.same(groups, ['admin', 'user', 'editors', 'buyers'], 'groups are added, and none taken away')
  const custom = pool?.SchemaAttributes?.map(({ Name }) => Name).filter(name => name?.startsWith('custom:'))
  t.same(custom, ['custom:role', 'custom:plan'], 'as custom attributes are')
  t.same(
    tokens(await started.api.getTokensFromRefreshToken({ ClientId: first.clientId, RefreshToken })).access[
      'cognito:groups'
    ],
    ['editors']
  )
})

t.test('an option that is left out returns to its default', async t => {
  const folder = t.testdir()
  await visit(folder, {
    pool: {
      name: 'customers',
      mfa: 'required',
      selfSignUp: false,
      passwordPolicy: { minLength: 20 },
      refreshTokenRotation: { gracePeriod: 10 }
    }
  })
  const started = await start(t, { folder, users, pool: {} })
  const { pool, client, mfa } = await described(started)
  t.match(pool, {
    Name: 'users',
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
    Policies: { PasswordPolicy: { MinimumLength: 8 } }
  })
  t.match(mfa, { MfaConfiguration: 'OFF', SoftwareTokenMfaConfiguration: { Enabled: false } })
  t.match(client, { ClientName: 'users-app', RefreshTokenRotation: { Feature: 'DISABLED' } })
  t.ok(client?.ExplicitAuthFlows?.includes('ALLOW_REFRESH_TOKEN_AUTH'))
  t.ok((await signIn(started, ADA)).AccessToken)
})

t.test('without the option pool, the pool is not changed', async t => {
  const folder = t.testdir()
  await visit(folder, { pool: { mfa: 'optional' } }, async ({ local, api }) => {
    await api.updateUserPoolClient({
      UserPoolId: local.userPoolId,
      ClientId: local.clientId,
      ClientName: 'renamed'
    })
  })
  const { mfa, client } = await described(await start(t, { folder }))
  t.equal(mfa.MfaConfiguration, 'OPTIONAL')
  t.equal(client?.ClientName, 'renamed')
})

t.test('an app client cannot get a secret later', async t => {
  const without = t.testdir()
  await visit(without)
  await t.rejects(startLocalCognito({ folder: without, pool: { clientSecret: true } }), {
    code: 'FST_COGNITO_LOCAL_COGNITO',
    message:
      /pool\.clientSecret: the app client in the folder was created without a secret, which cannot be changed; delete the folder to start afresh\.$/
  })
  await t.resolves(visit(without, { pool: { clientSecret: false } }))
})

t.test('an app client keeps its secret', async t => {
  const folder = t.testdir()
  const { clientSecret } = await visit(folder, { pool: { clientSecret: true } })
  t.ok(clientSecret)
  await t.rejects(startLocalCognito({ folder, pool: { clientSecret: false } }), {
    code: 'FST_COGNITO_LOCAL_COGNITO',
    message: /was created with a secret, which cannot be changed/
  })
  for (const pool of [{ clientSecret: true }, {}]) {
    t.equal((await visit(folder, { pool })).clientSecret, clientSecret)
  }
})

t.test('an update that the pool does not allow is reported', async t => {
  const folder = t.testdir()
  await visit(folder, {}, async ({ local: { userPoolId: UserPoolId }, api }) => {
    const RecoveryMechanisms = [
      { Name: 'verified_email' as const, Priority: 1 },
      { Name: 'verified_phone_number' as const, Priority: 2 }
    ]
    await api.updateUserPool({ UserPoolId, AccountRecoverySetting: { RecoveryMechanisms } })
    await api.setUserPoolMfaConfig({ UserPoolId, EmailMfaConfiguration: { Subject: 'Your code' } })
  })
  await t.rejects(startLocalCognito({ folder, pool: { mfa: 'optional' } }), {
    code: 'FST_COGNITO_LOCAL_COGNITO',
    message:
      /pool: the pool in the folder cannot be changed: Email MFA is not compatible with account recovery by email only$/,
    cause: { name: 'InvalidParameterException' }
  })
})
