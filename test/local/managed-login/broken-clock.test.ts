import t from 'tap'
import { raw } from '../local.js'
import { returned } from './browser.js'
import { ADA, CALLBACK, exchange, post, startManaged } from './managed.js'

const MESSAGE = 'The clock is broken.'
const INTERNAL = { __type: 'InternalErrorException', message: MESSAGE }

/** A clock that a test breaks stands for any failure of the local Cognito itself. */
let broken = false
const clock = () => {
  if (broken) throw new Error(MESSAGE)
  return Date.now()
}

t.afterEach(() => {
  broken = false
})

t.test('a failure of the local Cognito itself is an exception of the operation', async t => {
  const { local, ClientId } = await startManaged(t, { clock })
  broken = true
  const input = { ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: 'abc' } }
  t.strictSame(await raw(local, 'InitiateAuth', input), { status: 500, body: INTERNAL }, 'outside of it')
  broken = false
  local.fail('SignUp', async (_call, respond) => {
    broken = true
    await respond()
    return undefined
  })
  const signUp = {
    ClientId,
    Username: 'bob@example.com',
    Password: 'Passw0rd!',
    UserAttributes: [
      { Name: 'name', Value: 'Bob' },
      { Name: 'phone_number', Value: '+15550100' }
    ]
  }
  t.strictSame(await raw(local, 'SignUp', signUp), {
    status: 400,
    body: {
      __type: 'InvalidParameterException',
      message: `The local Cognito failed at SignUp: ${MESSAGE}`
    }
  })
})

t.test('a failure of the local Cognito itself is an internal error of its pages', async t => {
  const managed = await startManaged(t, {
    clock,
    pool: { callbackURLs: [CALLBACK], identityProviders: ['Google'] },
    triggers: {
      preAuthentication: event => {
        if (event.request['userAttributes'].email === 'bob@example.com') broken = true
        return event
      },
      preSignUp: event => {
        if (event.triggerSource === 'PreSignUp_ExternalProvider') broken = true
        return event
      }
    },
    users: [ADA, 'bob@example.com'].map(email => ({ email, password: 'Passw0rd!', name: 'A' }))
  })
  const failed = (shown: { status: number, text: string }) =>
    t.strictSame([shown.status, JSON.parse(shown.text)], [500, INTERNAL])
  failed((await managed.signIn({}, 'bob@example.com')).page)
  broken = false

  const { page } = await managed.signIn()
  const { body } = await exchange(managed, returned(page)['code'])
  broken = true
  const refresh = { grant_type: 'refresh_token', refresh_token: body['refresh_token'] as string }
  const { status, body: error } = await post(managed, '/oauth2/token', {
    client_id: managed.ClientId,
    ...refresh
  })
  t.strictSame([status, error], [500, INTERNAL])
  broken = false

  const provider = await managed.visit({
    client_id: managed.local.clientId,
    identity_provider: 'Google'
  })
  const values = { sub: '1', email: 'g@example.com', name: 'G', phone_number: '+15550100' }
  failed(await provider.browser.submit(provider.page, values))
})
