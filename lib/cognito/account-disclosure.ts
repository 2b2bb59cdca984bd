import type { Failure } from './failures.js'

/** Operations whose response is the same whether the account exists or not. */
export type EnumerationSafeOperation = 'ResendConfirmationCode' | 'ForgotPassword' | 'SignUp'

/** Exceptions that would reveal whether an account exists. */
const DISCLOSING_EXCEPTIONS: Readonly<Record<EnumerationSafeOperation, ReadonlySet<string>>> = {
  ResendConfirmationCode: new Set([
    'CodeDeliveryFailureException',
    'InvalidParameterException',
    'LimitExceededException',
    'NotAuthorizedException',
    'UserLambdaValidationException',
    'UserNotFoundException'
  ]),
  ForgotPassword: new Set([
    'CodeDeliveryFailureException',
    'InvalidParameterException',
    'LimitExceededException',
    'NotAuthorizedException',
    'UserLambdaValidationException',
    'UserNotConfirmedException',
    'UserNotFoundException'
  ]),
  SignUp: new Set([
    'AliasExistsException',
    'CodeDeliveryFailureException',
    'LimitExceededException',
    'UsernameExistsException'
  ])
}

/** Returns whether a failure would reveal if an account exists. The response is then that of a success. */
export function disclosesAccount (operation: EnumerationSafeOperation, failure: Failure): boolean {
  const { code, exception, trigger } = failure
  // The account was created: a different response would reveal that it is new.
  if (operation === 'SignUp' && trigger === 'PostConfirmation') return true
  return code !== 'FST_COGNITO_MISCONFIGURED' && DISCLOSING_EXCEPTIONS[operation].has(exception)
}
