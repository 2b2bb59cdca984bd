import t, { type Test } from 'tap'
import { decodeJwt } from 'jose'
import type { PoolOptions } from './client.js'
import { ADA, BOB, refusal, start } from './client.js'
import { DeviceSecret } from '../../protocol/device-secret.js'

const WRONG = refusal('NotAuthorizedException', 'Incorrect username or password.')
const TIMESTAMP = 'Tue Mar 5 09:07:01 UTC 2024'
const MAX = { ...ADA, mfa: ['EMAIL_OTP' as const] }

/** Signs in a user with MFA, and remembers the device. */
async function remembered (t: Test, options: PoolOptions = {}) {
  const { cognito, api, initiate, respond, signIn, ...started } = await start(t, {
    users: [MAX, BOB],
    devices: { challengeOnNewDevice: true },
    ...options
  })
  const code = () => ({ EMAIL_OTP_CODE: cognito.mailbox.last(ADA.email).code })
  const {
    AccessToken,
    RefreshToken,
    NewDeviceMetadata = {}
  } = (await respond('EMAIL_OTP', await signIn(MAX), ADA.sub, code())).AuthenticationResult ?? {}
  const device = new DeviceSecret(NewDeviceMetadata)
  await api.confirmDevice({
    AccessToken,
    DeviceKey: device.key,
    DeviceSecretVerifierConfig: device.verifierConfig
  })
  const startSignIn = (DEVICE_KEY = device.key) =>
    initiate('USER_PASSWORD_AUTH', { USERNAME: ADA.email, PASSWORD: ADA.password, DEVICE_KEY })
  const open = async () => respond('DEVICE_SRP_AUTH', await startSignIn(), ADA.sub, device.opening())
  return {
    ...started,
    cognito,
    api,
    initiate,
    respond,
    AccessToken,
    RefreshToken,
    device,
    code,
    startSignIn,
    open
  }
}

t.test('a remembered device replaces the MFA challenge', async t => {
  const { cognito, api, AccessToken, respond, device, startSignIn } = await remembered(t)
  const sent = cognito.mailbox.messages.length
  cognito.advance(1000)
  const challenge = await startSignIn()
  t.match(challenge, { ChallengeName: 'DEVICE_SRP_AUTH', ChallengeParameters: { USERNAME: ADA.sub } })
  const opened = await respond('DEVICE_SRP_AUTH', challenge, ADA.sub, device.opening())
  t.match(opened, {
    ChallengeName: 'DEVICE_PASSWORD_VERIFIER',
    ChallengeParameters: {
      SRP_B: /^[0-9a-f]+$/,
      SALT: /^[0-9a-f]+$/,
      SECRET_BLOCK: String,
      DEVICE_KEY: device.key,
      USERNAME: ADA.sub
    }
  })
  const { AuthenticationResult } = await respond(
    'DEVICE_PASSWORD_VERIFIER',
    opened,
    ADA.sub,
    device.proof(opened.ChallengeParameters ?? {})
  )
  t.equal(decodeJwt(AuthenticationResult?.AccessToken as string)['device_key'], device.key)
  t.equal(AuthenticationResult?.NewDeviceMetadata, undefined)
  t.equal(cognito.mailbox.messages.length, sent, 'no code was sent')
  const { Device } = await api.getDevice({ AccessToken, DeviceKey: device.key })
  t.strictSame(Device?.DeviceLastAuthenticatedDate, new Date(cognito.clock()))
})

t.test('a device with another secret is rejected', async t => {
  const { respond, device, open } = await remembered(t)
  const impostor = new DeviceSecret({ DeviceKey: device.key, DeviceGroupKey: device.groupKey })
  const opened = await open()
  await t.rejects(
    respond('DEVICE_PASSWORD_VERIFIER', opened, ADA.sub, impostor.proof(opened.ChallengeParameters ?? {})),
    WRONG
  )
})

t.test('a proof for another challenge or another time is rejected', async t => {
  const { respond, device, open } = await remembered(t)
  const [opened, other] = [await open(), await open()]
  await t.rejects(
    respond('DEVICE_PASSWORD_VERIFIER', opened, ADA.sub, device.proof(other.ChallengeParameters ?? {})),
    WRONG
  )
  const late = { ...device.proof(other.ChallengeParameters ?? {}), TIMESTAMP: 'Tue Mar 5 09:07:02 UTC 2024' }
  await t.rejects(respond('DEVICE_PASSWORD_VERIFIER', other, ADA.sub, late), WRONG)
  const third = await open()
  const SECRET_BLOCK = other.ChallengeParameters?.['SECRET_BLOCK'] as string
  await t.rejects(
    respond(
      'DEVICE_PASSWORD_VERIFIER',
      third,
      ADA.sub,
      device.proof({ ...third.ChallengeParameters, SECRET_BLOCK })
    ),
    WRONG
  )
})

t.test('the key of another device is rejected', async t => {
  const { respond, device, startSignIn, open } = await remembered(t)
  const DEVICE_KEY = `${device.key}0`
  await t.rejects(
    respond('DEVICE_SRP_AUTH', await startSignIn(), ADA.sub, { ...device.opening(), DEVICE_KEY }),
    WRONG
  )
  const opened = await open()
  await t.rejects(
    respond('DEVICE_PASSWORD_VERIFIER', opened, ADA.sub, {
      ...device.proof(opened.ChallengeParameters ?? {}),
      DEVICE_KEY
    }),
    WRONG
  )
})

t.test('a missing parameter is named in the exception', async t => {
  const { respond, device, startSignIn } = await remembered(t)
  const challenge = await startSignIn()
  const { DEVICE_KEY = '', SRP_A = '' } = device.opening()
  await t.rejects(
    respond('DEVICE_SRP_AUTH', challenge, ADA.sub, { DEVICE_KEY }),
    refusal('InvalidParameterException', 'Missing required parameter SRP_A')
  )
  await t.rejects(
    respond('DEVICE_SRP_AUTH', challenge, ADA.sub, { SRP_A }),
    refusal('InvalidParameterException', 'Missing required parameter DEVICE_KEY')
  )
  await t.rejects(
    respond('DEVICE_SRP_AUTH', challenge, ADA.sub, { DEVICE_KEY, SRP_A: '0' }),
    refusal('InvalidParameterException'),
    'a value that would prove anything'
  )
  t.equal(
    (await respond('DEVICE_SRP_AUTH', challenge, ADA.sub, { DEVICE_KEY, SRP_A })).ChallengeName,
    'DEVICE_PASSWORD_VERIFIER'
  )
})

t.test('without a device key, or with a device that is not remembered, MFA is required', async t => {
  const { api, initiate, respond, AccessToken, device, code, startSignIn } = await remembered(t)
  t.equal(
    (await initiate('USER_PASSWORD_AUTH', { USERNAME: ADA.email, PASSWORD: ADA.password })).ChallengeName,
    'EMAIL_OTP'
  )
  await api.updateDeviceStatus({
    AccessToken,
    DeviceKey: device.key,
    DeviceRememberedStatus: 'not_remembered'
  })
  const challenge = await startSignIn()
  t.equal(challenge.ChallengeName, 'EMAIL_OTP')
  const { AuthenticationResult } = await respond('EMAIL_OTP', challenge, ADA.sub, code())
  t.equal(
    decodeJwt(AuthenticationResult?.AccessToken as string)['device_key'],
    device.key,
    'the tokens still have the device key'
  )
})

t.test('a pool that always requires MFA also challenges the device', async t => {
  const { respond, device, code, startSignIn } = await remembered(t, { devices: {} })
  const challenge = await startSignIn()
  t.equal(challenge.ChallengeName, 'EMAIL_OTP')
  const next = await respond('EMAIL_OTP', challenge, ADA.sub, code())
  t.equal(next.ChallengeName, 'DEVICE_SRP_AUTH')
  const opened = await respond('DEVICE_SRP_AUTH', next, ADA.sub, device.opening())
  t.ok(
    (
      await respond(
        'DEVICE_PASSWORD_VERIFIER',
        opened,
        ADA.sub,
        device.proof(opened.ChallengeParameters ?? {})
      )
    ).AuthenticationResult
  )
})

t.test('a device does not replace the password', async t => {
  const { initiate, device } = await remembered(t)
  await t.rejects(
    initiate('USER_PASSWORD_AUTH', {
      USERNAME: ADA.email,
      PASSWORD: 'Wrong-passw0rd',
      DEVICE_KEY: device.key
    }),
    WRONG
  )
})

t.test('a device that was forgotten, or is of another user, does not exist', async t => {
  const { api, initiate, AccessToken, device, startSignIn } = await remembered(t)
  const NO_DEVICE = refusal('ResourceNotFoundException', 'Device does not exist.')
  await t.rejects(
    initiate('USER_PASSWORD_AUTH', { USERNAME: BOB.email, PASSWORD: BOB.password, DEVICE_KEY: device.key }),
    NO_DEVICE
  )
  await api.forgetDevice({ AccessToken, DeviceKey: device.key })
  await t.rejects(startSignIn(), NO_DEVICE)
})

t.test('the device key can be sent with the SRP proof', async t => {
  const { initiate, respond, device, srp } = await remembered(t)
  const secret = srp(ADA.sub, ADA.password)
  const challenge = await initiate('USER_SRP_AUTH', { USERNAME: ADA.email, SRP_A: secret.A })
  const proof = secret.proof(challenge.ChallengeParameters ?? {}, TIMESTAMP)
  t.equal(
    (await respond('PASSWORD_VERIFIER', challenge, ADA.sub, { ...proof, DEVICE_KEY: device.key }))
      .ChallengeName,
    'DEVICE_SRP_AUTH'
  )
})

t.test('tokens of a device are refreshed with its device key only', async t => {
  const { api, ClientId, initiate, RefreshToken, device } = await remembered(t)
  const INVALID = refusal('NotAuthorizedException', 'Invalid Refresh Token')
  await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken }), INVALID)
  await t.rejects(
    api.getTokensFromRefreshToken({ ClientId, RefreshToken, DeviceKey: `${device.key}0` }),
    INVALID
  )
  await t.rejects(initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: RefreshToken as string }), INVALID)
  const { AuthenticationResult } = await api.getTokensFromRefreshToken({
    ClientId,
    RefreshToken,
    DeviceKey: device.key
  })
  t.equal(decodeJwt(AuthenticationResult?.AccessToken as string)['device_key'], device.key)
  t.ok(
    (await initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: RefreshToken as string, DEVICE_KEY: device.key }))
      .AuthenticationResult
  )
})
