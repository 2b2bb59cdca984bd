import { decodeJwt } from 'jose'
import t from 'tap'
import { start } from '../local/local.js'
import { findPython, HOW_TO_GET_IT, runScript, type BotoCall } from './boto3-script.js'

const python = findPython()

const EMAIL = 'jane@example.com'
const ATTRIBUTES = [
  { Name: 'sub', Value: '<sub>' },
  { Name: 'email', Value: EMAIL },
  { Name: 'name', Value: 'Jane Doe' },
  { Name: 'phone_number', Value: '+491711234567' },
  { Name: 'email_verified', Value: 'true' }
]
const CODE_BY_EMAIL = { Destination: 'j***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' }
const REFRESHED = {
  AccessToken: '<access token>',
  ExpiresIn: 3600,
  TokenType: 'Bearer',
  IdToken: '<id token>'
}
const TOKENS = { ...REFRESHED, RefreshToken: '<refresh token>' }

const returns = (call: string, result: object = {}) => ({ call, status: 200, result })
const throws = (call: string, error: string, message: string) => ({ call, status: 400, error, message })
const wrongPassword = (call: string) =>
  throws(call, 'NotAuthorizedException', 'Incorrect username or password.')
const revoked = (call: string, token: string) =>
  throws(call, 'NotAuthorizedException', `${token} Token has been revoked`)
const sentCode = (call: string) => returns(call, { CodeDeliveryDetails: CODE_BY_EMAIL })
const signsIn = (AuthenticationResult: object = TOKENS) =>
  returns('initiate_auth', { ChallengeParameters: {}, AuthenticationResult })

const EXPECTED = [
  throws(
    'sign_up',
    'InvalidPasswordException',
    'Password did not conform with policy: Password not long enough'
  ),
  returns('sign_up', { UserConfirmed: false, CodeDeliveryDetails: CODE_BY_EMAIL, UserSub: '<sub>' }),
  throws('sign_up', 'UsernameExistsException', 'User already exists'),
  throws('initiate_auth', 'UserNotConfirmedException', 'User is not confirmed.'),
  sentCode('resend_confirmation_code'),
  throws(
    'confirm_sign_up',
    'CodeMismatchException',
    'Invalid verification code provided, please try again.'
  ),
  returns('confirm_sign_up'),

  wrongPassword('initiate_auth'),
  signsIn(),
  returns('get_user', { Username: '<sub>', UserAttributes: ATTRIBUTES }),
  returns('admin_get_user', {
    Username: '<sub>',
    UserAttributes: ATTRIBUTES,
    UserCreateDate: '<date>',
    UserLastModifiedDate: '<date>',
    Enabled: true,
    UserStatus: 'CONFIRMED'
  }),
  signsIn(REFRESHED),
  returns('get_tokens_from_refresh_token', { AuthenticationResult: REFRESHED }),

  wrongPassword('change_password'),
  returns('change_password'),
  wrongPassword('initiate_auth'),

  sentCode('forgot_password'),
  returns('confirm_forgot_password'),
  throws(
    'confirm_forgot_password',
    'ExpiredCodeException',
    'Invalid code provided, please request a code again.'
  ),
  wrongPassword('initiate_auth'),
  signsIn(),

  returns('revoke_token'),
  revoked('initiate_auth', 'Refresh'),
  revoked('get_user', 'Access'),

  signsIn(),
  returns('global_sign_out'),
  revoked('get_user', 'Access'),
  revoked('initiate_auth', 'Refresh'),

  signsIn(),
  returns('delete_user'),
  wrongPassword('initiate_auth'),
  throws('admin_get_user', 'UserNotFoundException', 'User does not exist.')
]

/** Replaces what is new in each run. */
function comparable (calls: readonly Pick<BotoCall, 'result'>[]): unknown {
  const sub = calls.find(({ result }) => result?.['UserSub'])?.result?.['UserSub']
  const replace = (name: string, value: unknown) => {
    if (typeof value !== 'string') return value
    if (value === sub) return '<sub>'
    if (name === 'RefreshToken') return '<refresh token>'
    if (name.endsWith('Date')) return value.replace(/^\d{4}-\d\d-\d\d .+$/, '<date>')
    return /^eyJ/.test(value) ? `<${decodeJwt(value)['token_use']} token>` : value
  }
  return JSON.parse(JSON.stringify(calls, replace))
}

if (python !== undefined) {
  t.test('the calls of the FastCognito tutorial with boto3', async t => {
    const { local } = await start(t)
    const args = [local.endpoint, local.userPoolId, local.clientId]
    const lines = await runScript(python, 'tutorial.py', args, address => {
      return local.mailbox.last(address)?.code as string
    })
    const ids = new Set(lines.map(({ request_id: id }) => id))
    t.equal(ids.size, EXPECTED.length)
    for (const id of ids) t.match(id, /^[0-9a-f-]{36}$/)
    t.strictSame(comparable(lines.map(({ request_id: _, ...line }) => line)), EXPECTED)
  })
} else {
  console.error(`LEFT OUT: nothing is proved with boto3. ${HOW_TO_GET_IT}`)
  t.test('boto3', { skip: HOW_TO_GET_IT }, () => {})
}
