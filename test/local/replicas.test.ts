import t from 'tap'
import { start } from './local.js'

const { local, api } = await start(t, { region: 'eu-west-1' })
const UserPoolId = local.userPoolId
const arn = (region: string) => `arn:aws:cognito-idp:${region}:123456789012:userpool/${UserPoolId}`
const PRIMARY = {
  RegionName: 'eu-west-1',
  Role: 'PRIMARY',
  Status: 'ACTIVE',
  UserPoolArn: arn('eu-west-1')
}
const inStockholm = (Status: string) => ({
  RegionName: 'eu-north-1',
  Role: 'SECONDARY',
  Status,
  UserPoolArn: arn('eu-north-1')
})
const named = { UserPoolId, RegionName: 'eu-north-1' }
const INVALID = { name: 'InvalidParameterException' }
const MISSING = { name: 'ResourceNotFoundException' }

const list = async () => (await api.listUserPoolReplicas({ UserPoolId })).UserPoolReplicas

t.test('a replica is created, activated, deactivated and deleted', async t => {
  t.strictSame(await list(), [PRIMARY])
  const { UserPoolReplica } = await api.createUserPoolReplica(named)
  t.strictSame(UserPoolReplica, inStockholm('CREATING'))
  t.strictSame(await list(), [inStockholm('INACTIVE'), PRIMARY], 'in the order of Regions')
  for (const Status of ['ACTIVE', 'INACTIVE'] as const) {
    const { UserPoolReplica } = await api.updateUserPoolReplica({ ...named, Status })
    t.strictSame(UserPoolReplica, inStockholm(Status))
    t.strictSame(await list(), [inStockholm(Status), PRIMARY])
  }
  const deleted = await api.deleteUserPoolReplica(named)
  t.strictSame(deleted.UserPoolReplica, inStockholm('DELETING'))
  t.strictSame(await list(), [PRIMARY])
})

t.test('an active replica cannot be deleted', async t => {
  await api.createUserPoolReplica(named)
  await api.updateUserPoolReplica({ ...named, Status: 'ACTIVE' })
  await t.rejects(api.deleteUserPoolReplica(named), INVALID)
  t.strictSame(await list(), [inStockholm('ACTIVE'), PRIMARY])
})

t.test('a user pool has one replica for each Region, and the primary one is not changed', async t => {
  await t.rejects(api.createUserPoolReplica(named), INVALID)
  const primary = { UserPoolId, RegionName: 'eu-west-1' }
  await t.rejects(api.createUserPoolReplica(primary), INVALID)
  await t.rejects(api.updateUserPoolReplica({ ...primary, Status: 'INACTIVE' }), INVALID)
  await t.rejects(api.deleteUserPoolReplica(primary), INVALID)
  t.strictSame(await list(), [inStockholm('ACTIVE'), PRIMARY])
})

t.test('a Region without a replica and a missing user pool are not found', async t => {
  const tokyo = { UserPoolId, RegionName: 'ap-northeast-1' }
  await t.rejects(api.updateUserPoolReplica({ ...tokyo, Status: 'ACTIVE' }), MISSING)
  await t.rejects(api.deleteUserPoolReplica(tokyo), MISSING)
  const missing = { UserPoolId: 'eu-west-1_missing', RegionName: 'eu-north-1' }
  await t.rejects(api.createUserPoolReplica(missing), MISSING)
  await t.rejects(api.listUserPoolReplicas(missing), MISSING)
})

t.test('a list of more than 60 replicas has pages', async t => {
  const { UserPool } = await api.createUserPool({ PoolName: 'many' })
  const pool = { UserPoolId: UserPool?.Id }
  const regions = Array.from({ length: 61 }, (_, index) => `eu-north-${index + 100}`)
  for (const RegionName of regions) await api.createUserPoolReplica({ ...pool, RegionName })
  const first = await api.listUserPoolReplicas(pool)
  const second = await api.listUserPoolReplicas({ ...pool, NextToken: first.NextToken })
  t.equal(first.UserPoolReplicas?.length, 60)
  t.strictSame(
    second.UserPoolReplicas?.map(({ RegionName }) => RegionName),
    ['eu-north-160', 'eu-west-1']
  )
  t.equal(second.NextToken, undefined)
})
