import { errors } from '../errors.js'
import { isVerificationOptions } from './compiled-options.js'
import { crossFieldErrors } from './cross-field-errors.js'
import type { CognitoAuthOptions } from './options.js'

/**
 * Validates the options of the plugin.
 *
 * @throws FST_COGNITO_INVALID_OPTIONS with all errors at once
 */
export async function validateOptions (options: CognitoAuthOptions): Promise<void> {
  const invalid = await schemaErrorsIn(options)
  const problems = invalid.length > 0 ? invalid : crossFieldErrors(options)
  if (problems.length > 0) throw new errors.FST_COGNITO_INVALID_OPTIONS(problems.join('\n'))
}

/**
 * The schemas, and TypeBox, are loaded only for options that the compiled checks do not accept: invalid ones,
 * and a few valid ones. Loading them takes longer than the rest of the registration.
 */
async function schemaErrorsIn (options: unknown): Promise<readonly string[]> {
  if (isVerificationOptions(options)) return []
  const { isSinglePoolOptions } = await import('./compiled-single-pool.js')
  if (isSinglePoolOptions(options)) return []
  const [{ schemaFor }, { validationErrors }] = await Promise.all([
    import('./schema.js'),
    import('./validation-errors.js')
  ])
  return validationErrors(schemaFor(options), options)
}
