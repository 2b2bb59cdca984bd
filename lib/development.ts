import { errors } from './errors.js'

/**
 * Returns whether NODE_ENV is `development` or `test`. If it is unset, the environment counts as production.
 */
export function isDevelopment (): boolean {
  const env = process.env['NODE_ENV']
  return env === 'development' || env === 'test'
}

/**
 * Asserts that the environment is for development or tests.
 *
 * @param subject - the subject of the error's sentence, such as `The local Cognito`
 * @throws FST_COGNITO_DEVELOPMENT_ONLY if NODE_ENV is neither `development` nor `test`
 */
export function assertDevelopment (subject: string): void {
  if (!isDevelopment()) throw new errors.FST_COGNITO_DEVELOPMENT_ONLY(subject)
}
