import t from 'tap'
import { signIn, start, user } from './local.js'

const started = await start(t, { users: [user('ada@example.com')] })
const { api } = started
const { AccessToken } = await signIn(started, 'ada@example.com')
const DeviceKey = 'local_00000000-0000-0000-0000-000000000000'

const operations = {
  startWebAuthnRegistration: async (AccessToken: string) =>
    await api.startWebAuthnRegistration({ AccessToken }),
  completeWebAuthnRegistration: async (AccessToken: string) =>
    await api.completeWebAuthnRegistration({ AccessToken, Credential: { id: 'x' } }),
  listWebAuthnCredentials: async (AccessToken: string) => await api.listWebAuthnCredentials({ AccessToken }),
  deleteWebAuthnCredential: async (AccessToken: string) =>
    await api.deleteWebAuthnCredential({ AccessToken, CredentialId: 'x' }),
  confirmDevice: async (AccessToken: string) => await api.confirmDevice({ AccessToken, DeviceKey }),
  getDevice: async (AccessToken: string) => await api.getDevice({ AccessToken, DeviceKey }),
  listDevices: async (AccessToken: string) => await api.listDevices({ AccessToken }),
  updateDeviceStatus: async (AccessToken: string) =>
    await api.updateDeviceStatus({ AccessToken, DeviceKey, DeviceRememberedStatus: 'remembered' }),
  forgetDevice: async (AccessToken: string) => await api.forgetDevice({ AccessToken, DeviceKey })
}

t.test('a pool without passkeys rejects a registration', async t => {
  const refused = {
    name: 'WebAuthnNotEnabledException',
    message: 'WebAuthn is not enabled for the user pool.'
  }
  await t.rejects(operations.startWebAuthnRegistration(AccessToken), refused)
  await t.rejects(operations.completeWebAuthnRegistration(AccessToken), refused)
})

t.test('a pool without passkeys lists none', async t => {
  t.match(await operations.listWebAuthnCredentials(AccessToken), { Credentials: [], NextToken: undefined })
  await t.rejects(operations.deleteWebAuthnCredential(AccessToken), {
    name: 'ResourceNotFoundException',
    message: 'The credential does not exist.'
  })
})

t.test('a pool without device tracking rejects operations on devices', async t => {
  for (const name of [
    'confirmDevice',
    'getDevice',
    'listDevices',
    'updateDeviceStatus',
    'forgetDevice'
  ] as const) {
    await t.rejects(
      operations[name](AccessToken),
      { name: 'InvalidParameterException', message: 'Device tracking is not enabled for the user pool.' },
      name
    )
  }
})

t.test('operations that are not enabled verify the access token first', async t => {
  for (const [name, operation] of Object.entries(operations)) {
    await t.rejects(
      operation(`${AccessToken}x`),
      { name: 'NotAuthorizedException', message: 'Invalid Access Token' },
      name
    )
  }
})
