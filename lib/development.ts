import { errors } from './errors.js'

/** Whether NODE_ENV says that nothing here is production. Unset counts as production. */
export function isDevelopment (): boolean {
  const env = process.env['NODE_ENV']
  return env === 'development' || env === 'test'
}

/**
 * Lets what is unsafe in production start in development only.
 *
 * @param what - the subject of the error's sentence, such as `The local Cognito`
 * @throws FST_COGNITO_DEVELOPMENT_ONLY where NODE_ENV is neither `development` nor `test`
 */
export function assertDevelopment (what: string): void {
  if (!isDevelopment()) throw new errors.FST_COGNITO_DEVELOPMENT_ONLY(what)
}
