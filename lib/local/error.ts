import { errors } from '../errors.js'

/** Returns FST_COGNITO_LOCAL_COGNITO with a cause. */
export function localCognitoError (message: string, cause?: unknown): Error {
  const error = new errors.FST_COGNITO_LOCAL_COGNITO(message)
  if (cause !== undefined) error.cause = cause
  return error
}
