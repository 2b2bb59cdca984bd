interface ExceptionOptions {
  isFailedAttempt?: boolean
  endsChallenge?: boolean
  otherwise?: string
}

/** An exception of the API: `name` is AWS's name of the exception. */
export class CognitoException extends Error {
  override readonly name: string
  /** Whether a password or code was wrong. A challenge accepts a few failed attempts. */
  readonly isFailedAttempt: boolean
  /** Whether the challenge accepts no further response. */
  readonly endsChallenge: boolean
  /** The name of the exception that an operation returns if it does not declare this one. */
  readonly otherwise: string | undefined

  constructor (
    name: string,
    message: string,
    { isFailedAttempt = false, endsChallenge = false, otherwise }: ExceptionOptions = {}
  ) {
    super(message)
    this.name = name
    this.isFailedAttempt = isFailedAttempt
    this.endsChallenge = endsChallenge
    this.otherwise = otherwise
  }
}

const NOT_AUTHORIZED = { otherwise: 'NotAuthorizedException' }

export const notAuthorized = (message: string) => new CognitoException('NotAuthorizedException', message)

export const invalidParameter = (message: string) =>
  new CognitoException('InvalidParameterException', message)

export const notFound = (message: string) => new CognitoException('ResourceNotFoundException', message)

/**
 * Returns the value of a lookup.
 *
 * @throws ResourceNotFoundException if it is undefined
 */
export function orNotFound<Value> (value: Value | undefined, message: string): Value {
  if (value === undefined) throw notFound(message)
  return value
}

export const limitExceeded = (message: string) => new CognitoException('LimitExceededException', message)

export const userNotFound = (message = 'User does not exist.') =>
  new CognitoException('UserNotFoundException', message, NOT_AUTHORIZED)

/** For operations whose request has a username and an app client ID. */
export const clientUserNotFound = () => userNotFound('Username/client id combination not found.')

export const wrongPassword = () =>
  new CognitoException('NotAuthorizedException', 'Incorrect username or password.', { isFailedAttempt: true })

/** For failures that end the sign-in. */
export const signInFailed = (message = 'Incorrect username or password.') =>
  new CognitoException('NotAuthorizedException', message, { endsChallenge: true })

export const passwordResetRequired = () =>
  new CognitoException(
    'PasswordResetRequiredException',
    'Password reset required for the user',
    NOT_AUTHORIZED
  )

export const userNotConfirmed = () =>
  new CognitoException('UserNotConfirmedException', 'User is not confirmed.', NOT_AUTHORIZED)

export const disabled = () => notAuthorized('User is disabled.')

export const invalidSession = () => notAuthorized('Invalid session for the user.')

export const expiredCode = () =>
  new CognitoException('ExpiredCodeException', 'Invalid code provided, please request a code again.')

export const wrongCode = () =>
  new CognitoException('CodeMismatchException', 'Invalid verification code provided, please try again.')

/** For wrong codes of challenges. */
export const wrongChallengeCode = (message = 'Invalid code or auth state for the user.') =>
  new CognitoException('CodeMismatchException', message, { isFailedAttempt: true })
