/** A failure as Cognito answers it: status 400, `code` as `__type`. */
export class CognitoException extends Error {
  readonly code: string

  constructor (code: string, message: string) {
    super(message)
    this.code = code
  }
}

export const notAuthorized = (message: string) => new CognitoException('NotAuthorizedException', message)
export const invalidParameter = (message: string) => new CognitoException('InvalidParameterException', message)
export const notFound = (message: string) => new CognitoException('ResourceNotFoundException', message)
export const userNotFound = () => new CognitoException('UserNotFoundException', 'User does not exist.')
export const wrongPassword = () => notAuthorized('Incorrect username or password.')
export const passwordResetRequired = () => new CognitoException('PasswordResetRequiredException', 'Password reset required for the user')
export const invalidSession = () => notAuthorized('Invalid session for the user.')
export const disabled = () => notAuthorized('User is disabled.')
/** As cognito-local says it; the SDK's error has the name "Unsupported". */
export const unsupported = (what: string) => new CognitoException('CognitoLocal#Unsupported', `Cognito Local unsupported feature: ${what}`)
