import t from 'tap'
import { startSignIn, raw, start, tokens, user } from './local.js'

const started = await start(t, { users: [user('ada@example.com')] })
const { local, api } = started
const UserPoolId = local.userPoolId
const SMS = { SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::1:role/sms' } }

const recovery = (...names: string[]) => ({
  AccountRecoverySetting: { RecoveryMechanisms: names.map((Name, index) => ({ Name, Priority: index + 1 })) }
})
const create = async (more: object) => await raw(local, 'CreateUserPool', { PoolName: 'x', ...more })

async function pool (more: object = {}): Promise<string> {
  const { body } = await create(more)
  return (body['UserPool'] as { Id: string }).Id
}

t.test('a pool has no factors until they are switched on', async t => {
  // Terraform compares the whole response, so settings that were never set are left out.
  t.strictSame(await raw(local, 'GetUserPoolMfaConfig', { UserPoolId }), {
    status: 200,
    body: { MfaConfiguration: 'OFF' }
  })
  const set = await api.setUserPoolMfaConfig({
    UserPoolId,
    MfaConfiguration: 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: true }
  })
  t.match(set, {
    MfaConfiguration: 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: true },
    SmsMfaConfiguration: undefined
  })
  await api.setUserPoolMfaConfig({ UserPoolId, SmsMfaConfiguration: SMS })
  t.match(
    await api.getUserPoolMfaConfig({ UserPoolId }),
    {
      MfaConfiguration: 'OPTIONAL',
      SoftwareTokenMfaConfiguration: { Enabled: true },
      SmsMfaConfiguration: SMS
    },
    'members that are left out do not change'
  )
  t.ok(
    tokens(await startSignIn(started, 'ada@example.com')).AccessToken,
    'optional MFA does not challenge users without a factor'
  )
})

t.test('MFA needs a factor', async t => {
  const UserPoolId = await pool()
  for (const MfaConfiguration of ['ON', 'OPTIONAL'] as const) {
    await t.rejects(api.setUserPoolMfaConfig({ UserPoolId, MfaConfiguration }), {
      name: 'InvalidParameterException',
      message: /can't disable all MFAs/
    })
    const refused = {
      status: 400,
      body: { __type: 'InvalidParameterException', message: /^SMS configuration and Auto verification/ }
    }
    t.match(await create({ MfaConfiguration }), refused)
    t.match(await raw(local, 'UpdateUserPool', { UserPoolId, MfaConfiguration }), refused)
    t.equal((await create({ MfaConfiguration, ...SMS })).status, 200)
  }
  await api.setUserPoolMfaConfig({ UserPoolId, SoftwareTokenMfaConfiguration: { Enabled: true } })
  await api.updateUserPool({ UserPoolId, MfaConfiguration: 'ON' })
  t.equal((await api.getUserPoolMfaConfig({ UserPoolId })).MfaConfiguration, 'ON')
  await api.updateUserPool({ UserPoolId })
  t.equal(
    (await api.getUserPoolMfaConfig({ UserPoolId })).MfaConfiguration,
    'OFF',
    'as in UpdateUserPool, members that are left out return to their default'
  )
})

t.test('codes by email are not a factor if email alone resets the password', async t => {
  const EmailMfaConfiguration = { Subject: 'Your code' }
  const refused = {
    name: 'InvalidParameterException',
    message: 'Email MFA is not compatible with account recovery by email only'
  }
  await t.rejects(
    api.setUserPoolMfaConfig({ UserPoolId: await pool(recovery('verified_email')), EmailMfaConfiguration }),
    refused
  )
  const id = await pool(recovery('verified_email', 'verified_phone_number'))
  t.match(await api.setUserPoolMfaConfig({ UserPoolId: id, MfaConfiguration: 'ON', EmailMfaConfiguration }), {
    MfaConfiguration: 'ON',
    EmailMfaConfiguration
  })
  await api.updateUserPool({ UserPoolId: id, MfaConfiguration: 'ON' })
})

t.test('required MFA and passwordless sign-in exclude each other', async t => {
  const Policies = { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } }
  const refused = {
    status: 400,
    body: {
      __type: 'InvalidParameterException',
      message: 'Passwordless sign-in is not compatible with required MFA'
    }
  }
  t.match(await create({ Policies, MfaConfiguration: 'ON', ...SMS }), refused)
  const UserPoolId = await pool({ Policies })
  t.match(
    await raw(local, 'UpdateUserPool', { UserPoolId, Policies, MfaConfiguration: 'ON', ...SMS }),
    refused
  )
  t.match(
    await raw(local, 'SetUserPoolMfaConfig', {
      UserPoolId,
      MfaConfiguration: 'ON',
      SoftwareTokenMfaConfiguration: { Enabled: true }
    }),
    refused
  )
  t.match(
    await raw(local, 'SetUserPoolMfaConfig', {
      UserPoolId,
      MfaConfiguration: 'OPTIONAL',
      SoftwareTokenMfaConfiguration: { Enabled: true }
    }),
    { status: 200 }
  )
})

t.test('malformed settings are rejected', async t => {
  const invalid = { status: 400, body: { __type: 'InvalidParameterException' } }
  const refused = { status: 400, body: { __type: 'SerializationException' } }
  t.match(await raw(local, 'SetUserPoolMfaConfig', { UserPoolId, MfaConfiguration: 'MAYBE' }), invalid)
  t.match(await create({ MfaConfiguration: 'MAYBE' }), invalid)
  t.match(await create({ Policies: { SignInPolicy: { AllowedFirstAuthFactors: 'EMAIL_OTP' } } }), refused)
  t.match(
    await create({ UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: 5 } }),
    refused
  )
  for (const RecoveryMechanisms of [5, [null]]) {
    t.match(await create({ AccountRecoverySetting: { RecoveryMechanisms } }), refused)
  }
  t.match(
    await create({ Policies: { SignInPolicy: {} }, AccountRecoverySetting: { RecoveryMechanisms: null } }),
    { status: 200 }
  )
  for (const name of ['SmsMfaConfiguration', 'SoftwareTokenMfaConfiguration', 'EmailMfaConfiguration']) {
    t.match(await raw(local, 'SetUserPoolMfaConfig', { UserPoolId, [name]: [] }), refused, name)
  }
})

t.test('the message of codes by SMS', async t => {
  const UserPoolId = await pool()
  const SmsMfaConfiguration = { SmsAuthenticationMessage: 'Your code is {####}', ...SMS }
  await api.setUserPoolMfaConfig({ UserPoolId, SmsMfaConfiguration })
  const config = await api.getUserPoolMfaConfig({ UserPoolId })
  t.strictSame(config.SmsMfaConfiguration, SmsMfaConfiguration)
})
