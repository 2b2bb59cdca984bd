import t from 'tap'
import { disclosesAccount, type EnumerationSafeOperation } from '../../dist/cognito/account-disclosure.js'
import { failureOf } from '../../dist/cognito/failures.js'

/** Which exceptions would reveal whether an account exists: the caller receives the response of a success. */

const DISCLOSING: Record<EnumerationSafeOperation, string[]> = {
  ResendConfirmationCode: [
    'CodeDeliveryFailureException',
    'InvalidParameterException',
    'LimitExceededException',
    'NotAuthorizedException',
    'UserLambdaValidationException',
    'UserNotFoundException'
  ],
  ForgotPassword: [
    'CodeDeliveryFailureException',
    'InvalidParameterException',
    'LimitExceededException',
    'NotAuthorizedException',
    'UserLambdaValidationException',
    'UserNotConfirmedException',
    'UserNotFoundException'
  ],
  SignUp: [
    'AliasExistsException',
    'CodeDeliveryFailureException',
    'LimitExceededException',
    'UsernameExistsException'
  ]
}
const OTHERS = [
  'CodeMismatchException',
  'InternalErrorException',
  'InvalidPasswordException',
  'TooManyRequestsException',
  'UnexpectedLambdaException'
]

function failure (operation: EnumerationSafeOperation, name: string, message = 'simulated') {
  return failureOf(operation, Object.assign(new Error(message), { name }))
}

t.test('exceptions about the account would reveal it, others would not', async t => {
  const all = [...new Set([...Object.values(DISCLOSING).flat(), ...OTHERS])]
  for (const [key, disclosing] of Object.entries(DISCLOSING)) {
    const operation = key as EnumerationSafeOperation
    for (const name of all) {
      const isDisclosing = disclosesAccount(operation, failure(operation, name))
      t.equal(isDisclosing, disclosing.includes(name), `${name} of ${operation}`)
    }
  }
})

t.test('a mistake in the configuration is reported', async t => {
  const message = 'Client 1example23456789 is configured with secret but SECRET_HASH was not received'
  for (const operation of ['ResendConfirmationCode', 'ForgotPassword'] as const) {
    const misconfigured = failure(operation, 'NotAuthorizedException', message)
    t.equal(misconfigured.code, 'FST_COGNITO_MISCONFIGURED')
    t.notOk(disclosesAccount(operation, misconfigured))
  }
})

t.test('a trigger after a sign-up fails only for new accounts', async t => {
  const message = 'PostConfirmation failed with error simulated.'
  t.ok(disclosesAccount('SignUp', failure('SignUp', 'UserLambdaValidationException', message)))
  t.ok(disclosesAccount('SignUp', failure('SignUp', 'UnexpectedLambdaException', message)))
  t.notOk(disclosesAccount('ForgotPassword', failure('ForgotPassword', 'UnexpectedLambdaException', message)))
  const rejected = 'PreSignUp failed with error simulated.'
  t.notOk(disclosesAccount('SignUp', failure('SignUp', 'UserLambdaValidationException', rejected)))
})
