import t from 'tap'
import { addUser, newEmail, PASSWORD, start, user } from './local.js'

const ADA = 'ada@example.com'

t.test('tests read copies of users, and change them', async t => {
  const { local } = await start(t, { users: [user(ADA), user('bob@example.com')] })
  const all = local.users.all()
  t.strictSame(all.map(({ attributes }) => attributes['email']), [ADA, 'bob@example.com'])
  const [ada] = all
  t.strictSame(local.users.find(ADA), ada)
  t.strictSame(local.users.find(ada?.sub as string), ada)
  if (ada !== undefined) ada.enabled = false
  t.equal(local.users.find(ADA)?.enabled, true, 'a copy')
  local.users.change(ADA, user => {
    user.enabled = false
  })
  t.equal(local.users.find(ADA)?.enabled, false)
  t.equal(local.users.find('nobody@example.com'), undefined)
  t.throws(() => local.users.change('nobody@example.com', () => {}), {
    message: 'The pool has no user nobody@example.com.'
  })
})

t.test('a code needs an authenticator', async t => {
  const started = await start(t, { pool: { mfa: 'optional' } })
  const { local, api } = started
  const email = await addUser(started)
  const missing = { message: `The user ${email} has no authenticator.` }
  t.throws(() => local.totp(email), missing)
  t.throws(() => local.totp('nobody@example.com'), {
    message: 'The user nobody@example.com has no authenticator.'
  })
  const { AuthenticationResult } = await api.initiateAuth({
    ClientId: local.clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: email, PASSWORD }
  })
  await api.associateSoftwareToken({ AccessToken: AuthenticationResult?.AccessToken })
  t.match(local.totp(email), /^\d{6}$/, 'one that is being set up')
})

t.test('in a pool with usernames, users are found by their email address too', async t => {
  const { local, api } = await start(t)
  const { UserPool } = await api.createUserPool({ PoolName: 'names' })
  const users = local.usersOf(UserPool?.Id as string)
  const email = newEmail()
  users.add('ada', { attributes: { email } })
  t.equal(users.find(email)?.username, 'ada')
})
