/** An exception of Cognito's, as an operation throws it. */
export class Refusal extends Error {
  readonly exception: string
  /** What is answered by an operation that does not declare the exception. */
  readonly otherwise: string | undefined

  constructor (exception: string, message: string, otherwise?: string) {
    super(message)
    this.exception = exception
    this.otherwise = otherwise
  }
}

export const notAuthorized = (message: string) => new Refusal('NotAuthorizedException', message)
export const invalidParameter = (message: string) => new Refusal('InvalidParameterException', message)
export const wrongPassword = () => notAuthorized('Incorrect username or password.')
export const invalidSession = () => notAuthorized('Invalid session for the user.')
export const wrongCode = () => new Refusal('CodeMismatchException', 'Invalid verification code provided, please try again.')
export const wrongOneTimeCode = () => new Refusal('CodeMismatchException', 'Invalid code or auth state for the user.')
export const expiredCode = () => new Refusal('ExpiredCodeException', 'Invalid code provided, please request a code again.')
export const userNotFound = (message = 'User does not exist.') => new Refusal('UserNotFoundException', message, 'NotAuthorizedException')

/** A parameter that has to be there, by the words AWS has for it. */
export function required (parameters: Readonly<Record<string, string>>, name: string): string {
  const value = parameters[name]
  if (value === undefined || value === '') throw invalidParameter(`Missing required parameter ${name}`)
  return value
}
