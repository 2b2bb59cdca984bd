import t from 'tap'
import { start } from './local.js'

const limit = (Category: string) => ({
  LimitDefinition: { LimitClass: 'API_CATEGORY' as const, Attributes: { Category } }
})

t.test('the provisioned limits of API categories', async t => {
  const { api } = await start(t)
  const names: Record<string, number> = {
    ClientAuthentication: 150,
    UserAccountRecovery: 30,
    UserAuthentication: 120,
    UserCreation: 50,
    UserFederation: 25,
    UserList: 30,
    UserPoolClientRead: 15,
    UserPoolClientUpdate: 15,
    UserPoolRead: 15,
    UserPoolResourceRead: 20,
    UserPoolResourceUpdate: 15,
    UserPoolUpdate: 15,
    UserRead: 120,
    UserResourceRead: 50,
    UserResourceUpdate: 25,
    UserToken: 120,
    UserUpdate: 25
  }
  for (const [name, value] of Object.entries(names)) {
    const { Limit } = await api.getProvisionedLimit(limit(name))
    t.strictSame(Limit, { ...limit(name), ProvisionedLimitValue: value, FreeLimitValue: value })
  }
})

t.test('a provisioned limit is between the default and the quota of the account', async t => {
  const { api } = await start(t)
  const request = limit('UserAuthentication')
  const expected = { ...request, ProvisionedLimitValue: 300, FreeLimitValue: 120 }
  const { Limit } = await api.updateProvisionedLimit({ ...request, RequestedLimitValue: 300 })
  t.strictSame(Limit, expected)
  await t.rejects(api.updateProvisionedLimit({ ...request, RequestedLimitValue: 119 }), {
    name: 'InvalidParameterException',
    message: 'RequestedLimitValue must be at least the default limit of UserAuthentication, 120.'
  })
  await t.rejects(api.updateProvisionedLimit({ ...request, RequestedLimitValue: 1201 }), {
    name: 'ServiceQuotaExceededException',
    message: "RequestedLimitValue must be at most the account's quota of UserAuthentication, 1200."
  })
  t.strictSame((await api.getProvisionedLimit(request)).Limit, expected)
  for (const value of [1200, 120]) {
    const { Limit: next } = await api.updateProvisionedLimit({ ...request, RequestedLimitValue: value })
    t.equal(next?.ProvisionedLimitValue, value)
  }
})

t.test('a category that Service Quotas does not increase keeps its default', async t => {
  const { api } = await start(t)
  const { Limit } = await api.updateProvisionedLimit({ ...limit('UserList'), RequestedLimitValue: 30 })
  t.match(Limit, { ProvisionedLimitValue: 30, FreeLimitValue: 30 })
  await t.rejects(api.updateProvisionedLimit({ ...limit('UserList'), RequestedLimitValue: 31 }), {
    name: 'ServiceQuotaExceededException'
  })
})

t.test('a limit that does not exist', async t => {
  const { api } = await start(t)
  const unknown = {
    name: 'ResourceNotFoundException',
    message: 'The API category UserSigning does not exist.'
  }
  await t.rejects(api.getProvisionedLimit(limit('UserSigning')), unknown)
  await t.rejects(api.updateProvisionedLimit({ ...limit('UserSigning'), RequestedLimitValue: 1 }), unknown)
  const LimitClass = 'API_CATEGORY' as const
  for (const Attributes of [{}, { Category: 'UserList', UserPoolId: 'eu-west-1_AbCdEf123' }]) {
    await t.rejects(api.getProvisionedLimit({ LimitDefinition: { LimitClass, Attributes } }), {
      name: 'InvalidParameterException',
      message: 'The attributes of an API_CATEGORY limit must be Category alone.'
    })
  }
})

t.test('provisioned limits are kept in the folder, for every user pool', async t => {
  const folder = t.testdir()
  const first = await start(t, { folder })
  await first.api.updateProvisionedLimit({ ...limit('UserCreation'), RequestedLimitValue: 80 })
  const { UserPool } = await first.api.createUserPool({ PoolName: 'other' })
  await first.api.deleteUserPool({ UserPoolId: UserPool?.Id })
  await first.local.close()
  const { api } = await start(t, { folder })
  t.match((await api.getProvisionedLimit(limit('UserCreation'))).Limit, { ProvisionedLimitValue: 80 })
})

t.test('the log entry names the setting without an effect', async t => {
  const seen: string[] = []
  const { api } = await start(t, { log: ({ withoutEffect = [] }) => seen.push(...withoutEffect) })
  await api.updateProvisionedLimit({ ...limit('UserRead'), RequestedLimitValue: 120 })
  t.strictSame(seen, ['RequestedLimitValue'])
})
