import t, { type Test } from 'tap'
import { decodeJwt } from 'jose'
import type { WireOptions } from './options.js'
import { ADA, BOB, refusal, start } from './client.js'
import { DeviceSecret } from './device-secret.js'
import { srpProof } from './srp.js'

const WRONG = refusal('NotAuthorizedException', 'Incorrect username or password.')
const TIMESTAMP = 'Tue Mar 5 09:07:01 UTC 2024'
const MAX = { ...ADA, mfa: ['EMAIL_OTP' as const] }

/** Somebody with a second factor, and a device that is remembered. */
async function remembered (t: Test, options: WireOptions = {}) {
  const { wire, api, initiate, respond, signIn, ...started } = await start(t, { users: [MAX, BOB], devices: { challengeOnNewDevice: true }, ...options })
  const code = () => ({ EMAIL_OTP_CODE: wire.mailbox.last(ADA.email).code })
  const { AccessToken, RefreshToken, NewDeviceMetadata = {} } = (await respond('EMAIL_OTP', await signIn(MAX), ADA.sub, code())).AuthenticationResult ?? {}
  const device = new DeviceSecret(NewDeviceMetadata)
  await api.confirmDevice({ AccessToken, DeviceKey: device.key, DeviceSecretVerifierConfig: device.verifierConfig })
  const begin = (DEVICE_KEY = device.key) => initiate('USER_PASSWORD_AUTH', { USERNAME: ADA.email, PASSWORD: ADA.password, DEVICE_KEY })
  const open = async () => respond('DEVICE_SRP_AUTH', await begin(), ADA.sub, device.opening())
  return { ...started, wire, api, initiate, respond, AccessToken, RefreshToken, device, code, begin, open }
}

t.test('a device that is remembered proves itself in the place of the second factor', async t => {
  const { wire, api, AccessToken, respond, device, begin } = await remembered(t)
  const sent = wire.mailbox.messages.length
  wire.advance(1000)
  const asked = await begin()
  t.match(asked, { ChallengeName: 'DEVICE_SRP_AUTH', ChallengeParameters: { USERNAME: ADA.sub } })
  const opened = await respond('DEVICE_SRP_AUTH', asked, ADA.sub, device.opening())
  t.match(opened, {
    ChallengeName: 'DEVICE_PASSWORD_VERIFIER',
    ChallengeParameters: { SRP_B: /^[0-9a-f]+$/, SALT: /^[0-9a-f]+$/, SECRET_BLOCK: String, DEVICE_KEY: device.key, USERNAME: ADA.sub }
  })
  const { AuthenticationResult } = await respond('DEVICE_PASSWORD_VERIFIER', opened, ADA.sub, device.proof(opened.ChallengeParameters ?? {}))
  t.equal(decodeJwt(AuthenticationResult?.AccessToken as string)['device_key'], device.key)
  t.equal(AuthenticationResult?.NewDeviceMetadata, undefined)
  t.equal(wire.mailbox.messages.length, sent, 'no code was sent')
  const { Device } = await api.getDevice({ AccessToken, DeviceKey: device.key })
  t.strictSame(Device?.DeviceLastAuthenticatedDate, new Date(wire.clock()))
})

t.test('by another secret it does not', async t => {
  const { respond, device, open } = await remembered(t)
  const impostor = new DeviceSecret({ DeviceKey: device.key, DeviceGroupKey: device.groupKey })
  const opened = await open()
  await t.rejects(respond('DEVICE_PASSWORD_VERIFIER', opened, ADA.sub, impostor.proof(opened.ChallengeParameters ?? {})), WRONG)
})

t.test('nor by what answers another challenge, or at another time', async t => {
  const { respond, device, open } = await remembered(t)
  const [opened, other] = [await open(), await open()]
  await t.rejects(respond('DEVICE_PASSWORD_VERIFIER', opened, ADA.sub, device.proof(other.ChallengeParameters ?? {})), WRONG)
  const late = { ...device.proof(other.ChallengeParameters ?? {}), TIMESTAMP: 'Tue Mar 5 09:07:02 UTC 2024' }
  await t.rejects(respond('DEVICE_PASSWORD_VERIFIER', other, ADA.sub, late), WRONG)
  const third = await open()
  const SECRET_BLOCK = other.ChallengeParameters?.['SECRET_BLOCK'] as string
  await t.rejects(respond('DEVICE_PASSWORD_VERIFIER', third, ADA.sub, device.proof({ ...third.ChallengeParameters, SECRET_BLOCK })), WRONG)
})

t.test('nor by the key of another device', async t => {
  const { respond, device, begin, open } = await remembered(t)
  const DEVICE_KEY = `${device.key}0`
  await t.rejects(respond('DEVICE_SRP_AUTH', await begin(), ADA.sub, { ...device.opening(), DEVICE_KEY }), WRONG)
  const opened = await open()
  await t.rejects(respond('DEVICE_PASSWORD_VERIFIER', opened, ADA.sub, { ...device.proof(opened.ChallengeParameters ?? {}), DEVICE_KEY }), WRONG)
})

t.test('what is missing is named', async t => {
  const { respond, device, begin } = await remembered(t)
  const asked = await begin()
  const { DEVICE_KEY = '', SRP_A = '' } = device.opening()
  await t.rejects(respond('DEVICE_SRP_AUTH', asked, ADA.sub, { DEVICE_KEY }), refusal('InvalidParameterException', 'Missing required parameter SRP_A'))
  await t.rejects(respond('DEVICE_SRP_AUTH', asked, ADA.sub, { SRP_A }), refusal('InvalidParameterException', 'Missing required parameter DEVICE_KEY'))
  await t.rejects(respond('DEVICE_SRP_AUTH', asked, ADA.sub, { DEVICE_KEY, SRP_A: '0' }), refusal('InvalidParameterException'), 'a value that would prove anything')
  t.equal((await respond('DEVICE_SRP_AUTH', asked, ADA.sub, { DEVICE_KEY, SRP_A })).ChallengeName, 'DEVICE_PASSWORD_VERIFIER')
})

t.test('without its key, or not remembered, the second factor is asked for', async t => {
  const { api, initiate, respond, AccessToken, device, code, begin } = await remembered(t)
  t.equal((await initiate('USER_PASSWORD_AUTH', { USERNAME: ADA.email, PASSWORD: ADA.password })).ChallengeName, 'EMAIL_OTP')
  await api.updateDeviceStatus({ AccessToken, DeviceKey: device.key, DeviceRememberedStatus: 'not_remembered' })
  const asked = await begin()
  t.equal(asked.ChallengeName, 'EMAIL_OTP')
  const { AuthenticationResult } = await respond('EMAIL_OTP', asked, ADA.sub, code())
  t.equal(decodeJwt(AuthenticationResult?.AccessToken as string)['device_key'], device.key, 'it is known all the same')
})

t.test('a pool that wants the second factor all the same asks for both', async t => {
  const { respond, device, code, begin } = await remembered(t, { devices: {} })
  const asked = await begin()
  t.equal(asked.ChallengeName, 'EMAIL_OTP')
  const next = await respond('EMAIL_OTP', asked, ADA.sub, code())
  t.equal(next.ChallengeName, 'DEVICE_SRP_AUTH')
  const opened = await respond('DEVICE_SRP_AUTH', next, ADA.sub, device.opening())
  t.ok((await respond('DEVICE_PASSWORD_VERIFIER', opened, ADA.sub, device.proof(opened.ChallengeParameters ?? {}))).AuthenticationResult)
})

t.test('the password comes first', async t => {
  const { initiate, device } = await remembered(t)
  await t.rejects(initiate('USER_PASSWORD_AUTH', { USERNAME: ADA.email, PASSWORD: 'Wrong-passw0rd', DEVICE_KEY: device.key }), WRONG)
})

t.test('a device that is not there, or not this person\'s', async t => {
  const { api, initiate, AccessToken, device, begin } = await remembered(t)
  const NO_DEVICE = refusal('ResourceNotFoundException', 'Device does not exist.')
  await t.rejects(initiate('USER_PASSWORD_AUTH', { USERNAME: BOB.email, PASSWORD: BOB.password, DEVICE_KEY: device.key }), NO_DEVICE)
  await api.forgetDevice({ AccessToken, DeviceKey: device.key })
  await t.rejects(begin(), NO_DEVICE)
})

t.test('the key may come with the proof of the password', async t => {
  const { initiate, respond, device } = await remembered(t)
  const asked = await initiate('USER_SRP_AUTH', { USERNAME: ADA.email, SRP_A: 'ab12' })
  const secretBlock = asked.ChallengeParameters?.['SECRET_BLOCK'] as string
  const proof = { PASSWORD_CLAIM_SIGNATURE: srpProof({ password: ADA.password, secretBlock, timestamp: TIMESTAMP }), PASSWORD_CLAIM_SECRET_BLOCK: secretBlock, TIMESTAMP }
  t.equal((await respond('PASSWORD_VERIFIER', asked, ADA.sub, { ...proof, DEVICE_KEY: device.key })).ChallengeName, 'DEVICE_SRP_AUTH')
})

t.test('what came of a device is renewed by that device', async t => {
  const { api, ClientId, initiate, RefreshToken, device } = await remembered(t)
  const INVALID = refusal('NotAuthorizedException', 'Invalid Refresh Token')
  await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken }), INVALID)
  await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken, DeviceKey: `${device.key}0` }), INVALID)
  await t.rejects(initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: RefreshToken as string }), INVALID)
  const { AuthenticationResult } = await api.getTokensFromRefreshToken({ ClientId, RefreshToken, DeviceKey: device.key })
  t.equal(decodeJwt(AuthenticationResult?.AccessToken as string)['device_key'], device.key)
  t.ok((await initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: RefreshToken as string, DEVICE_KEY: device.key })).AuthenticationResult)
})
