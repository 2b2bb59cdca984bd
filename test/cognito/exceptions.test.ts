import t from 'tap'
import { errorCodeFor, type ErrorContext } from '../../dist/cognito/exceptions.js'
import { EXPECTED, type Situation } from './expected-errors.js'

/** The error code of each exception, by operation. test/cognito/failures.test.ts has the whole responses. */

const CONTEXTS: Partial<Record<Situation, ErrorContext>> = {
  'AssociateSoftwareToken with an access token': 'AuthenticatorByToken',
  'VerifySoftwareToken with an access token': 'AuthenticatorByToken'
}
const contextOf = (situation: string) => CONTEXTS[situation as Situation] ?? (situation as ErrorContext)

/** Operations that no route calls, or whose exceptions another operation decides on. */
const OTHERS: Partial<Record<ErrorContext, Record<string, string>>> = {
  GetUserAuthFactors: {
    NotAuthorizedException: 'FST_COGNITO_INVALID_TOKEN',
    UserNotFoundException: 'FST_COGNITO_INVALID_TOKEN'
  },
  DeleteUserAttributes: {
    NotAuthorizedException: 'FST_COGNITO_INVALID_TOKEN',
    UserNotFoundException: 'FST_COGNITO_INVALID_TOKEN'
  },
  CurrentUser: {
    UserNotFoundException: 'FST_COGNITO_INVALID_TOKEN',
    ResourceNotFoundException: 'FST_COGNITO_MISCONFIGURED'
  },
  SessionOfRefreshToken: {
    ForbiddenException: 'FST_COGNITO_UNAVAILABLE',
    LimitExceededException: 'FST_COGNITO_UNAVAILABLE',
    NotAuthorizedException: 'FST_COGNITO_INVALID_REFRESH_TOKEN',
    RefreshTokenReuseException: 'FST_COGNITO_REFRESH_TOKEN_REUSED',
    ThrottlingException: 'FST_COGNITO_UNAVAILABLE',
    TooManyRequestsException: 'FST_COGNITO_UNAVAILABLE'
  },
  GetClientToken: {
    FeatureUnavailableInTierException: 'FST_COGNITO_MISCONFIGURED',
    ForbiddenException: 'FST_COGNITO_MISCONFIGURED',
    InvalidParameterException: 'FST_COGNITO_MISCONFIGURED',
    LimitExceededException: 'FST_COGNITO_UNAVAILABLE',
    NotAuthorizedException: 'FST_COGNITO_MISCONFIGURED',
    OperationNotEnabledException: 'FST_COGNITO_MISCONFIGURED',
    ThrottlingException: 'FST_COGNITO_UNAVAILABLE',
    TooManyRequestsException: 'FST_COGNITO_UNAVAILABLE',
    UnauthorizedException: 'FST_COGNITO_MISCONFIGURED',
    UserLambdaValidationException: 'FST_COGNITO_MISCONFIGURED'
  }
}

/** Exceptions of all AWS services, of the SDK, of IAM and of Node.js. */
const GENERAL = {
  AbortError: 'FST_COGNITO_UNAVAILABLE',
  AccessDeniedException: 'FST_COGNITO_MISCONFIGURED',
  CredentialsProviderError: 'FST_COGNITO_NO_AWS_CREDENTIALS',
  ExpiredTokenException: 'FST_COGNITO_MISCONFIGURED',
  InvalidSignatureException: 'FST_COGNITO_MISCONFIGURED',
  MissingAuthenticationTokenException: 'FST_COGNITO_MISCONFIGURED',
  TimeoutError: 'FST_COGNITO_UNAVAILABLE',
  UnrecognizedClientException: 'FST_COGNITO_MISCONFIGURED'
}

t.test('each exception of each operation', async t => {
  for (const [situation, exceptions] of Object.entries(EXPECTED)) {
    for (const [name, [, code]] of Object.entries(exceptions)) {
      // Not an error, see account-disclosure.test.ts.
      if (code === undefined) continue
      const expected = code === 'FST_COGNITO_UNEXPECTED_RESPONSE' ? undefined : code
      t.equal(errorCodeFor(contextOf(situation), name), expected, `${situation}: ${name}`)
    }
  }
  for (const [context, exceptions] of Object.entries(OTHERS)) {
    for (const [name, code] of Object.entries(exceptions)) {
      t.equal(errorCodeFor(context as ErrorContext, name), code, `${context}: ${name}`)
    }
  }
})

t.test('exceptions that mean the same for all operations', async t => {
  for (const context of ['GetUser', 'AdminGetUser', 'SignUp'] as const) {
    for (const [name, code] of Object.entries(GENERAL)) t.equal(errorCodeFor(context, name), code, name)
    t.equal(errorCodeFor(context, 'ThrottlingException'), 'FST_COGNITO_TOO_MANY_REQUESTS')
  }
})

t.test('a limit of Cognito is no limit of the caller where that could reveal an account', async t => {
  const contexts = ['ResendConfirmationCode', 'ForgotPassword', 'InitiateAuth', 'ConfirmSignUp'] as const
  for (const context of [...contexts, 'RespondToAuthChallenge'] as const) {
    for (const name of ['ThrottlingException', 'TooManyRequestsException']) {
      t.equal(errorCodeFor(context, name), 'FST_COGNITO_UNAVAILABLE', `${context}: ${name}`)
    }
  }
})

t.test('a name that any object has is no exception', async t => {
  for (const name of ['constructor', 'toString', '__proto__']) {
    t.equal(errorCodeFor('GetUser', name), undefined, name)
  }
})
