import encodeQR from 'qr'
import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi } from '../api.js'
import { exception, startScripted, type ScriptedResponse } from '../scripted.js'
import { ACCOUNT } from './answers.js'
import { REQUESTS, type RouteRequest } from './bodies.js'

/** MFA factors: the calls to Cognito, and the responses. */

const pool = await createTestPool()
const SECRET = 'JBSWY3DPEHPK3PXP'

async function scripted (t: Test, responses: Record<string, ScriptedResponse> = {}, routes: object = {}) {
  const { endpoint, calls } = await startScripted(t, ({ operation }) => responses[operation] ?? {})
  const app = await buildApi(t, pool, { endpoint, routes: { prefix: '/auth', rateLimit: false, ...routes } })
  const token = pool.signIn()
  const send = ({ method, url, payload }: RouteRequest) =>
    app.inject({ method, url, headers: bearer(token), ...(payload !== undefined && { payload }) })
  return { send, calls, token }
}

t.test('setting up an authenticator returns its secret as text, URI and QR code', async t => {
  const { send, calls, token } = await scripted(
    t,
    { GetUser: { body: ACCOUNT }, AssociateSoftwareToken: { body: { SecretCode: SECRET } } },
    { totpIssuer: 'Example: Ltd' }
  )
  const { secret, uri, qr, ...more } = (await send(REQUESTS.setupTotp)).json()
  t.strictSame(more, {})
  t.equal(secret, SECRET)
  t.equal(uri, `otpauth://totp/Example%20%20Ltd:jane%40example.com?secret=${SECRET}&issuer=Example%3A%20Ltd`)
  const [, type, picture] = /^data:([^,]+);base64,(.+)$/.exec(qr) ?? []
  t.equal(type, 'image/svg+xml')
  t.equal(Buffer.from(picture as string, 'base64').toString(), encodeQR(uri, 'svg'))
  t.strictSame(
    calls.map(({ operation, body }) => [operation, body]),
    [
      ['GetUser', { AccessToken: token }],
      ['AssociateSoftwareToken', { AccessToken: token }]
    ]
  )
})

t.test(
  'an account without an email address is shown by its username, and the pool ID if no issuer ' +
    'is configured',
  async t => {
    const { send } = await scripted(t, {
      GetUser: { body: { Username: 'jane' } },
      AssociateSoftwareToken: { body: { SecretCode: SECRET } }
    })
    t.equal(
      (await send(REQUESTS.setupTotp)).json().uri,
      `otpauth://totp/${pool.userPoolId}:jane?secret=${SECRET}&issuer=${pool.userPoolId}`
    )
  }
)

t.test('a response without a secret is a 502', async t => {
  const { send } = await scripted(t, { GetUser: { body: ACCOUNT } })
  t.match((await send(REQUESTS.setupTotp)).json(), {
    statusCode: 502,
    code: 'FST_COGNITO_UNEXPECTED_RESPONSE'
  })
})

t.test('verifying the first code enables the authenticator', async t => {
  const { send, calls, token } = await scripted(t, { VerifySoftwareToken: { body: { Status: 'SUCCESS' } } })
  t.strictSame((await send(REQUESTS.verifyTotp)).json(), { verified: true })
  t.strictSame(
    calls.map(({ operation, body }) => [operation, body]),
    [
      ['VerifySoftwareToken', { AccessToken: token, UserCode: '123456', FriendlyDeviceName: 'phone' }],
      [
        'SetUserMFAPreference',
        { AccessToken: token, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } }
      ]
    ]
  )
})

t.test('a wrong first code enables nothing', async t => {
  for (const wrong of [
    { body: { Status: 'ERROR' } },
    { body: {} },
    exception('EnableSoftwareTokenMFAException'),
    exception('CodeMismatchException')
  ]) {
    const { send, calls } = await scripted(t, { VerifySoftwareToken: wrong })
    t.match((await send(REQUESTS.verifyTotp)).json(), { statusCode: 400, code: 'FST_COGNITO_INVALID_CODE' })
    t.equal(calls.length, 1)
  }
})

t.test('attempts at the first code are limited', async t => {
  const { send, calls } = await scripted(
    t,
    { VerifySoftwareToken: { body: { Status: 'ERROR' } } },
    { rateLimit: { accountAndIp: { max: 3 } } }
  )
  const statuses: number[] = []
  for (let i = 0; i < 5; i++) statuses.push((await send(REQUESTS.verifyTotp)).statusCode)
  t.strictSame(statuses, [400, 400, 400, 429, 429])
  t.equal(calls.length, 3)
})

const none = { enabled: false, preferred: false }

t.test('lists the factors', async t => {
  const states: [object, object][] = [
    [{}, { totp: none, sms: none, email: none, passkey: { enabled: false } }],
    [{ UserMFASettingList: [] }, { totp: none, sms: none, email: none, passkey: { enabled: false } }],
    [
      { UserMFASettingList: ['SMS_MFA'] },
      { totp: none, sms: { enabled: true, preferred: false }, email: none, passkey: { enabled: false } }
    ],
    [
      { UserMFASettingList: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'], PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' },
      {
        totp: { enabled: true, preferred: true },
        sms: none,
        email: { enabled: true, preferred: false },
        passkey: { enabled: false }
      }
    ],
    [
      { UserMFASettingList: ['EMAIL_OTP', 'SMS_MFA', 'WEB_AUTHN_MFA'], PreferredMfaSetting: 'EMAIL_OTP' },
      {
        totp: none,
        sms: { enabled: true, preferred: false },
        email: { enabled: true, preferred: true },
        passkey: { enabled: true }
      }
    ]
  ]
  for (const [metadataOf, shown] of states) {
    const { send } = await scripted(t, {
      GetUser: { body: { ...ACCOUNT, ...metadataOf } },
      GetUserAuthFactors: { body: { ConfiguredUserAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } }
    })
    t.strictSame(
      (await send(REQUESTS.getMfaPreferences)).json(),
      { ...shown, configured: ['PASSWORD', 'WEB_AUTHN'] },
      JSON.stringify(metadataOf)
    )
  }
})

t.test('factors are listed although Cognito does not return the first factors of the user', async t => {
  const responses: [ScriptedResponse, unknown][] = [
    [exception('OperationNotEnabledException'), null],
    [exception('UnknownOperationException'), null],
    [{ body: { ConfiguredUserAuthFactors: 'x' } }, null],
    [{ body: {} }, []]
  ]
  for (const [response, configured] of responses) {
    const { send } = await scripted(t, { GetUser: { body: ACCOUNT }, GetUserAuthFactors: response })
    t.match((await send(REQUESTS.getMfaPreferences)).json(), { totp: none, configured })
  }
  const { send } = await scripted(t, { GetUser: exception('NotAuthorizedException') })
  t.match((await send(REQUESTS.getMfaPreferences)).json(), { code: 'FST_COGNITO_INVALID_TOKEN' })
})

const preferences = (payload: Record<string, unknown>) => ({ ...REQUESTS.setMfaPreferences, payload })

t.test('a passkey is enabled in one request with the factors that the user has', async t => {
  const { send, calls, token } = await scripted(t, {
    GetUser: {
      body: {
        ...ACCOUNT,
        UserMFASettingList: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'],
        PreferredMfaSetting: 'SMS_MFA'
      }
    }
  })
  t.equal((await send(preferences({ passkey: { enabled: true }, totp: { enabled: false } }))).statusCode, 200)
  t.strictSame(calls.at(1), {
    operation: 'SetUserMFAPreference',
    body: {
      AccessToken: token,
      SMSMfaSettings: { Enabled: true, PreferredMfa: true },
      SoftwareTokenMfaSettings: { Enabled: false, PreferredMfa: false },
      WebAuthnMfaSettings: { Enabled: true }
    }
  })
  calls.length = 0
  t.equal((await send(preferences({ passkey: { enabled: false } }))).statusCode, 200)
  t.strictSame(
    calls.map(({ body }) => body),
    [{ AccessToken: token, WebAuthnMfaSettings: { Enabled: false } }, { AccessToken: token }]
  )
})

t.test('a passkey alone is not enabled', async t => {
  for (const totp of [undefined, { enabled: false }]) {
    const { send, calls } = await scripted(t, {
      GetUser: {
        body: { ...ACCOUNT, ...(totp !== undefined && { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] }) }
      }
    })
    t.match((await send(preferences({ passkey: { enabled: true }, ...(totp && { totp }) }))).json(), {
      statusCode: 400,
      code: 'FST_COGNITO_INVALID_INPUT',
      message: 'body/passkey requires another enabled factor.'
    })
    t.strictSame(
      calls.map(({ operation }) => operation),
      ['GetUser']
    )
  }
})

t.test('a passkey cannot be the preferred factor', async t => {
  const { send, calls } = await scripted(t)
  t.equal((await send(preferences({ passkey: { enabled: true, preferred: true } }))).statusCode, 400)
  t.strictSame(calls, [])
})

t.test('a pool where passkeys do not count as two factors, and a user without a passkey', async t => {
  const refusals = [
    ['WebAuthn MFA is not enabled for the user pool.', 403, 'FST_COGNITO_NOT_ENABLED'],
    [
      'User does not have applicable WebAuthn credentials to enable WebAuthn MFA.',
      400,
      'FST_COGNITO_MFA_FACTOR_NOT_FOUND'
    ]
  ] as const
  for (const [message, statusCode, code] of refusals) {
    const { send } = await scripted(t, {
      SetUserMFAPreference: exception('InvalidParameterException', message)
    })
    t.match((await send(preferences({ passkey: { enabled: false } }))).json(), { statusCode, code })
  }
})

t.test('changes the given factors only', async t => {
  const changes: [object, object][] = [
    [{ totp: { enabled: false } }, { SoftwareTokenMfaSettings: { Enabled: false, PreferredMfa: false } }],
    [
      { totp: { enabled: true, preferred: true }, sms: { enabled: true, preferred: false } },
      {
        SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
        SMSMfaSettings: { Enabled: true, PreferredMfa: false }
      }
    ],
    [
      { email: { enabled: true, preferred: true } },
      { EmailMfaSettings: { Enabled: true, PreferredMfa: true } }
    ]
  ]
  for (const [payload, sent] of changes) {
    const { send, calls, token } = await scripted(t, {
      GetUser: { body: { ...ACCOUNT, UserMFASettingList: ['SMS_MFA'] } }
    })
    t.strictSame(
      (await send({ ...REQUESTS.setMfaPreferences, payload: payload as Record<string, unknown> })).json(),
      { totp: none, sms: { enabled: true, preferred: false }, email: none, passkey: { enabled: false } },
      'as Cognito returns them afterwards'
    )
    t.strictSame(
      calls.map(({ operation, body }) => [operation, body]),
      [
        ['SetUserMFAPreference', { AccessToken: token, ...sent }],
        ['GetUser', { AccessToken: token }]
      ]
    )
  }
})
