import t from 'tap'
import { attributes, PASSWORD, signIn, start } from './local.js'

const COUNT = 10_000

t.test('10,000 users are stored, found and listed', async t => {
  const folder = t.testdir()
  const email = (n: number) => `user-${n}@example.com`
  await t.test('created', async t => {
    const { local, api } = await start(t, { folder })
    for (let n = 0; n < COUNT; n++) {
      local.users.add(email(n), {
        password: PASSWORD,
        attributes: { email_verified: 'true', name: `User ${n}` }
      })
    }
    // The changes are saved with the next operation.
    await api.adminCreateUser({
      UserPoolId: local.userPoolId,
      Username: 'ada@example.com',
      MessageAction: 'SUPPRESS',
      UserAttributes: attributes()
    })
  })
  const started = await start(t, { folder })
  const { local, api } = started
  const UserPoolId = local.userPoolId
  t.equal((await api.describeUserPool({ UserPoolId })).UserPool?.EstimatedNumberOfUsers, COUNT + 1)
  t.ok((await signIn(started, email(COUNT - 1))).AccessToken)
  const Filter = `email = "${email(COUNT / 2)}"`
  t.match((await api.listUsers({ UserPoolId, Filter })).Users, [{ UserStatus: 'CONFIRMED' }])
  const first = await api.listUsers({ UserPoolId })
  const { PaginationToken } = first
  const second = await api.listUsers({ UserPoolId, PaginationToken })
  const names = [...(first.Users ?? []), ...(second.Users ?? [])].map(({ Username }) => Username)
  t.equal(new Set(names).size, 120)
})
