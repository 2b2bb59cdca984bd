import t from 'tap'
import type { ErrorContext } from '../../dist/cognito/exceptions.js'
import {
  isWrongSecret,
  misconfigurationIn,
  REASON_BY_EXCEPTION
} from '../../dist/cognito/misconfiguration.js'
import {
  DAILY,
  NO_SECRET,
  NOT_ENABLED,
  REASONS,
  UNEXPECTED_SECRET,
  WRONG_SECRET
} from './misconfiguration-messages.js'

/** Which messages of Cognito describe a misconfiguration. misconfiguration.test.ts has whole responses. */

const NAME = 'NotAuthorizedException'
const find = (message: string, name = NAME, context: ErrorContext = 'InitiateAuth') =>
  misconfigurationIn(context, name, message)

const DELIVERY = 'LimitExceededException'

/** The messages of each reason, by the start of the reason. */
const MESSAGES: Record<string, readonly string[]> = {
  'the app client has a secret': [
    ...NO_SECRET,
    'is configured for a client secret but the value was not provided',
    'is configured with a secret but it was not sent'
  ],
  'the app client has no secret': [
    ...UNEXPECTED_SECRET,
    'is configured without a client secret',
    'is configured without client secret',
    'is not configured with a secret',
    'is not configured for a client secret'
  ],
  'clientSecret is not the secret of the app client': [
    ...WRONG_SECRET,
    'SECRET_HASH is wrong',
    'Secret hash is wrong',
    'The client secret',
    'wrong secret',
    'Incorrect secret',
    'the secret does not match'
  ],
  'the app client does not exist, or': ['invalid_client', 'Invalid client', 'Error: invalid client.'],
  'the app client may not request these scopes': ['invalid_scope', 'Invalid scopes: x', 'invalid scope'],
  'the app client does not exist in the user pool': [
    'User pool client 1h57kf5cpq does not exist.',
    'Client 1h57kf5cpq not found',
    `client ${'x'.repeat(138)} not found`
  ],
  'the user pool does not exist': [
    'User pool eu-west-1_AbC123xyz does not exist.',
    'The userpool was not found',
    `user pool ${'x'.repeat(138)} not found`
  ],
  'the app client does not allow this authentication flow': [
    'Initiate Auth method not supported.',
    'InitiateAuth method unsupported',
    'Initiate Auth method is not supported',
    'Initiate Auth method is unsupported.',
    'not enabled for this client',
    'not supported for the app client',
    'not allowed for this app client',
    'The client does not support this',
    'The client cannot use it',
    `client ${'x'.repeat(38)} does not allow it`,
    'USER_SRP_AUTH not enabled',
    'USER_AUTH flow is not supported',
    'USER_AUTH method not allowed',
    'authentication is unsupported',
    'auth flow not enabled',
    'flow is not enabled',
    'flow not supported',
    'flow not allowed',
    'flow unsupported',
    'flow is unsupported',
    'Unsupported auth flow',
    'unsupported authentication method'
  ],
  'the user pool lacks the Lambda triggers': [
    'Custom auth lambda trigger is not configured',
    'custom authentication triggers are not configured',
    'custom auth triggers is not configured',
    'CreateAuthChallenge lambda is not configured',
    'auth challenges are not configured',
    `AuthChallenge ${'x'.repeat(39)} not configured`
  ],
  'the user pool cannot send these messages': [
    'does not have SMS configuration',
    'does not have an email configuration',
    'does not have a SMS configuration',
    'SMS configuration is missing',
    'EmailConfiguration is required',
    'sms configuration not set',
    'sms configuration not found',
    'email configuration not configured',
    `sms configuration ${'x'.repeat(38)} missing`,
    'Missing SMS configuration',
    'Invalid SmsConfiguration',
    'no email configuration',
    'SMS role is missing',
    'email role is required',
    'SMS role not set',
    'SMS role not found',
    'SMS role is not configured',
    `SMS role ${'x'.repeat(38)} missing`,
    'Cannot send SMS',
    'cannot send an email',
    'cannot send a SMS'
  ],
  'the user pool does not verify contact attributes': [
    'Auto verification not turned on.',
    'auto-verification is not turned on',
    'autoverification not turned on'
  ],
  'the user pool does not track devices': ['Device tracking is not enabled'],
  'the user pool is not configured for this': [
    'MFA not enabled for the userPool',
    'not been configured by this user pool',
    'not supported in user pool',
    'not enabled on the user pool',
    'user pool has not been enabled',
    'userpool is not configured',
    'user pool: not supported',
    'user pool does not have it',
    'The user pool does not support it',
    `user pool ${'x'.repeat(38)} not enabled`,
    'not turned on for the user pool',
    'not turned on by this user pool',
    'not turned on in user pool',
    'not turned on on the userpool',
    'MFA not enabled',
    'TOTP is not configured.',
    'EMAIL_OTP are not supported',
    'passkey has not been enabled',
    'Passkeys have not been turned on',
    'sign-in is not enabled',
    'signin not enabled.'
  ]
}
const DELIVERY_MESSAGES: Record<string, readonly string[]> = {
  'the limit of messages is reached': [
    DAILY,
    'Exceeded monthly SMS spend limit',
    'daily e-mail',
    'monthly spending',
    'daily messages',
    'a monthly message limit',
    `daily ${'x'.repeat(18)} sms`,
    'spend limit',
    'sending quota',
    'spending limit'
  ],
  'Amazon SES or SNS does not send to this recipient': [
    'Email address is not verified',
    'in the sandbox mode'
  ]
}

t.test('messages have the reason that the log shows', async t => {
  for (const [reason, messages] of Object.entries(MESSAGES)) {
    for (const message of messages) {
      const found = find(message)?.reason
      // The exception of operations on devices.
      const inDevices = find(message, 'InvalidParameterException')?.reason
      t.ok((found ?? inDevices)?.startsWith(reason), `${message}: ${found ?? inDevices}`)
    }
  }
  for (const [reason, messages] of Object.entries(DELIVERY_MESSAGES)) {
    for (const message of messages) {
      for (const name of [DELIVERY, 'CodeDeliveryFailureException']) {
        t.match(find(message, name), { code: 'FST_COGNITO_CODE_DELIVERY_FAILED' }, message)
        t.ok(find(message, name)?.reason.startsWith(reason), message)
      }
      t.equal(find(message), null, 'another exception')
    }
  }
  for (const message of NOT_ENABLED) t.match(find(message), { code: 'FST_COGNITO_NOT_ENABLED' }, message)
})

t.test('similar messages have none', async t => {
  for (const message of [
    'Incorrect username or password.',
    'configured with secret',
    'configured with secret but received',
    `configured with secret but ${'x'.repeat(41)} not received`,
    'invalid_clients',
    'xinvalid client',
    'xinvalid scope',
    'clients do not exist',
    'xclient not found',
    `client ${'x'.repeat(141)} not found`,
    'user pools do not exist',
    `user pool ${'x'.repeat(141)} not found`,
    'subsecret does not match',
    'the client will support it',
    `client ${'x'.repeat(41)} does not allow it`,
    'flow is enabled',
    'flower unsupported',
    'overflow unsupported',
    'unsupported author',
    'Custom auth lambda trigger is configured',
    `AuthChallenge ${'x'.repeat(41)} not configured`,
    'has SMS configuration',
    'sms configuration is set',
    `sms configuration ${'x'.repeat(41)} missing`,
    'SMS role is set',
    `SMS role ${'x'.repeat(41)} missing`,
    'can send SMS',
    'verification is turned on',
    'enabled for the user pool',
    'user pool is enabled',
    `user pool ${'x'.repeat(41)} not enabled`,
    'turned on for the user pool',
    'MFA is enabled',
    'MFA is not enabled for Jane',
    'User is not enabled',
    'Attempt limit exceeded, please try after some time.'
  ]) {
    for (const name of [NAME, 'InvalidParameterException', DELIVERY]) {
      t.equal(find(message, name), null, message)
    }
  }
  for (const message of ['a limit', `daily ${'x'.repeat(21)} sms`, 'sandboxed', 'address is verified']) {
    t.equal(find(message, DELIVERY), null, message)
  }
})

t.test('messages that quote input, and other exceptions, have none', async t => {
  const words = 'Invalid client secret'
  t.ok(find(words))
  for (const message of [
    `1 validation error detected: Value '${words}'`,
    `2 validation errors detected: ${words}`,
    `PreSignUp failed with error ${words}`
  ]) {
    t.equal(find(message), null, message)
  }
  const single = `Value '${words}' at 'x' failed to satisfy constraint: y`
  t.equal(find(single, 'InvalidParameterException'), null)
  for (const name of ['UserLambdaValidationException', 'UserNotFoundException', 'Error']) {
    t.equal(find(words, name), null, name)
  }
  for (const name of ['UnauthorizedException', 'InvalidParameterException', 'ResourceNotFoundException']) {
    t.match(find(words, name), { code: 'FST_COGNITO_MISCONFIGURED' }, name)
  }
  const none = 'MFA is not enabled'
  for (const name of ['MFAMethodNotFoundException', 'SoftwareTokenMFANotFoundException', NAME]) {
    t.match(find(none, name), { code: 'FST_COGNITO_NOT_ENABLED' }, name)
  }
  t.equal(find(none, 'UnauthorizedException'), null)
})

t.test('a wrong secret at a later step is a wrong username', async t => {
  const contexts = ['RespondToAuthChallenge', 'AdminRespondToAuthChallenge', 'PasswordChallenge'] as const
  for (const context of contexts) {
    for (const message of WRONG_SECRET) t.equal(find(message, NAME, context), null, `${context}: ${message}`)
    for (const message of [...NO_SECRET, ...UNEXPECTED_SECRET]) t.ok(find(message, NAME, context), message)
  }
})

t.test('exceptions whose message has no details have a reason too', async t => {
  for (const [name, , reason] of REASONS) t.match(REASON_BY_EXCEPTION.get(name), reason, name)
  for (const [name, reason] of [
    ['CredentialsProviderError', /no AWS credentials/],
    ['ResourceNotFoundException', /check userPoolId, clientId and endpoint/],
    ['SoftwareTokenMFANotFoundException', /TOTP/],
    ['WebAuthnConfigurationMissingException', /relying party/],
    ['WebAuthnNotEnabledException', /WEB_AUTHN/]
  ] as const) {
    t.match(REASON_BY_EXCEPTION.get(name), reason, name)
  }
})

t.test('whether the secret was wrong, so that another can be tried', async t => {
  const isWrong = (message: string, name = NAME) => isWrongSecret(Object.assign(new Error(message), { name }))
  for (const message of [...WRONG_SECRET, 'invalid_client']) {
    t.ok(isWrong(message), message)
    t.notOk(isWrong(message, 'UserLambdaValidationException'), message)
  }
  const others = [...NO_SECRET, ...UNEXPECTED_SECRET, ...NOT_ENABLED, 'Incorrect username or password.']
  for (const message of others) {
    t.notOk(isWrong(message), message)
  }
})
