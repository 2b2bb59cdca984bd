import t from 'tap'
import { startLocalCognito, type Message } from '../../dist/local/index.js'
import { PASSWORD, attributes, start, user } from './local.js'

t.test('every code is in the mailbox, the newest last', async t => {
  const { local, api } = await start(t, { users: [user('ada@example.com')] })
  await api.forgotPassword({ ClientId: local.clientId, Username: 'ada@example.com' })
  await api.forgotPassword({ ClientId: local.clientId, Username: 'ada@example.com' })
  const last = local.mailbox.last('ADA@example.com') as Message
  t.match(last, {
    medium: 'EMAIL',
    destination: 'ada@example.com',
    code: /^\d{6}$/,
    username: String,
    sentAt: Date
  })
  t.equal(local.mailbox.messages.at(-1), last)
  t.equal(local.mailbox.messages.length, 2)
  t.equal(local.mailbox.last('bob@example.com'), undefined)
})

t.test('next waits for the next message after the call', async t => {
  const { local, api } = await start(t, { users: [user('ada@example.com'), user('bob@example.com')] })
  const next = local.mailbox.next('bob@example.com')
  await api.forgotPassword({ ClientId: local.clientId, Username: 'ada@example.com' })
  await api.forgotPassword({ ClientId: local.clientId, Username: 'bob@example.com' })
  t.equal((await next).destination, 'bob@example.com')
})

t.test('next rejects after the timeout', async t => {
  const { local } = await start(t)
  await t.rejects(local.mailbox.next('ada@example.com', 20), {
    message: 'No message to ada@example.com: none arrived within 20 ms.'
  })
})

t.test('next rejects at close', async t => {
  const local = await startLocalCognito()
  const next = local.mailbox.next('ada@example.com')
  const refused = t.rejects(next, { message: 'No message to ada@example.com: the local Cognito was closed.' })
  await local.close()
  await refused
})

t.test('listeners receive every message until they are removed', async t => {
  const { local, api } = await start(t, { users: [user('ada@example.com')] })
  const received: Message[] = []
  const listener = (message: Message) => {
    received.push(message)
  }
  t.equal(local.mailbox.on('message', listener), local.mailbox)
  await api.forgotPassword({ ClientId: local.clientId, Username: 'ada@example.com' })
  local.mailbox.off('message', listener)
  await api.forgotPassword({ ClientId: local.clientId, Username: 'ada@example.com' })
  t.same(received, [local.mailbox.messages[0]])
})

t.test('the mailbox keeps the last 1,000 messages', async t => {
  const { local, api } = await start(t, { users: [user('ada@example.com')] })
  const send = async () => await api.forgotPassword({ ClientId: local.clientId, Username: 'ada@example.com' })
  await send()
  const first = local.mailbox.messages[0]
  for (let batch = 0; batch < 25; batch++) await Promise.all(Array.from({ length: 40 }, send))
  t.equal(local.mailbox.messages.length, 1000)
  t.notOk(local.mailbox.messages.includes(first as Message))
})

t.test('an invitation contains the temporary password', async t => {
  const { local, api } = await start(t)
  await api.adminCreateUser({
    UserPoolId: local.userPoolId,
    Username: 'eve@example.com',
    DesiredDeliveryMediums: ['EMAIL'],
    UserAttributes: attributes()
  })
  const code = local.mailbox.last('eve@example.com')?.code as string
  const { ChallengeName } = await api.initiateAuth({
    ClientId: local.clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: 'eve@example.com', PASSWORD: code }
  })
  t.equal(ChallengeName, 'NEW_PASSWORD_REQUIRED')
  t.not(code, PASSWORD)
})
