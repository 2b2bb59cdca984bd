import t from 'tap'
import { challengeFrom, tokensFrom, usernameIn } from '../../dist/cognito/auth-response.js'

/** Tokens and challenges, as they are converted from responses of Cognito. */

const result = { AccessToken: 'access', IdToken: 'id', ExpiresIn: 3600 }
const tokens = { accessToken: 'access', idToken: 'id', expiresIn: 3600, tokenType: 'Bearer' }
const unexpected = { code: 'FST_COGNITO_UNEXPECTED_RESPONSE', statusCode: 502 }

t.test('tokens have a refresh token and a device if Cognito returns them', async t => {
  t.strictSame(tokensFrom(result), tokens)
  t.strictSame(tokensFrom({ ...result, RefreshToken: 'refresh' }), { ...tokens, refreshToken: 'refresh' })
  const NewDeviceMetadata = { DeviceKey: 'key', DeviceGroupKey: 'group' }
  t.strictSame(tokensFrom({ ...result, NewDeviceMetadata }), {
    ...tokens,
    device: { key: 'key', groupKey: 'group' }
  })
  for (const partial of [{ DeviceKey: 'key' }, { DeviceGroupKey: 'group' }, {}]) {
    t.strictSame(tokensFrom({ ...result, NewDeviceMetadata: partial }), tokens)
  }
})

t.test('a response without an access token, an ID token or a lifetime is not expected', async t => {
  for (const name of Object.keys(result)) {
    t.throws(() => tokensFrom({ ...result, [name]: undefined }), unexpected, name)
  }
  t.throws(() => tokensFrom(undefined), unexpected)
  t.throws(() => challengeFrom({ Session: 'session' }, {}), unexpected)
})

t.test('a challenge has the session and the available challenges if Cognito returns them', async t => {
  t.strictSame(challengeFrom({ ChallengeName: 'SMS_MFA' }, {}), { challenge: 'SMS_MFA', parameters: {} })
  t.strictSame(challengeFrom({ ChallengeName: 'SMS_MFA', AvailableChallenges: [] }, {}), {
    challenge: 'SMS_MFA',
    parameters: {}
  })
  const AvailableChallenges = ['PASSWORD', 'EMAIL_OTP']
  t.match(
    challengeFrom({ ChallengeName: 'SELECT_CHALLENGE', AvailableChallenges, Session: 'session' }, {}),
    { challenge: 'SELECT_CHALLENGE', session: String, availableChallenges: AvailableChallenges }
  )
})

t.test('only challenges whose proof needs it reveal the username', async t => {
  const ChallengeParameters = { USER_ID_FOR_SRP: 'jane-1', USERNAME: 'jane-2', SALT: 'salt' }
  for (const ChallengeName of ['PASSWORD_VERIFIER', 'DEVICE_PASSWORD_VERIFIER']) {
    t.strictSame(challengeFrom({ ChallengeName, ChallengeParameters }, {}).parameters, ChallengeParameters)
  }
  for (const ChallengeName of ['CUSTOM_CHALLENGE', 'DEVICE_SRP_AUTH', 'SMS_MFA']) {
    t.strictSame(challengeFrom({ ChallengeName, ChallengeParameters }, {}).parameters, { SALT: 'salt' })
  }
})

t.test('the username of a challenge', async t => {
  t.equal(usernameIn({ USER_ID_FOR_SRP: 'jane', USERNAME: 'joe' }), 'jane')
  t.equal(usernameIn({ USERNAME: 'joe' }), 'joe')
  t.equal(usernameIn({ SALT: 'salt' }), undefined)
  t.equal(usernameIn(), undefined)
})
