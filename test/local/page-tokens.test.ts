import t from 'tap'
import { addUser, start } from './local.js'

const INVALID = { name: 'InvalidParameterException', message: 'Invalid pagination token given.' }

t.test('a page token belongs to its list', async t => {
  const started = await start(t)
  const { local, api } = started
  const { userPoolId: UserPoolId } = local
  for (let index = 0; index < 3; index++) await addUser(started)
  const { PaginationToken } = await api.listUsers({ UserPoolId, Limit: 1 })
  const { NextToken } = await api.listGroups({ UserPoolId, Limit: 1 })
  t.equal((await api.listUsers({ UserPoolId, PaginationToken })).Users?.length, 2)
  t.equal((await api.listGroups({ UserPoolId, NextToken })).Groups?.length, 1)

  await t.rejects(api.listGroups({ UserPoolId, NextToken: PaginationToken }), INVALID, 'another list')
  await t.rejects(api.listUserPools({ MaxResults: 1, NextToken }), INVALID, 'another list')
  await t.rejects(
    api.listUsers({ UserPoolId, PaginationToken, Filter: 'status = "Enabled"' }),
    INVALID,
    'another filter'
  )
  const { UserPool } = await api.createUserPool({ PoolName: 'other' })
  await t.rejects(api.listUsers({ UserPoolId: UserPool?.Id, PaginationToken }), INVALID, 'another pool')
})
