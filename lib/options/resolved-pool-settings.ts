import { assertDevelopment } from '../development.js'
import { errors } from '../errors.js'
import { missingEndpoint } from './api-endpoint.js'
import { audienceErrors } from './audience-errors.js'
import type { NamedPool } from './named-pools.js'
import type { ResolvedPoolOptions } from './options.js'
import { poolErrors } from './pool-errors.js'
import { plainHttpFields, poolSettings, type PoolSettings } from './pool-settings.js'
import { ResolvedPoolSchema } from './schema.js'
import { validationErrors } from './validation-errors.js'

/**
 * Returns the settings of a pool whose options `userPools.resolve` has returned.
 *
 * @param callsApi - whether the Cognito API is called for other reasons than a request to the auth API
 * @throws FST_COGNITO_INVALID_OPTIONS with all errors at once, FST_COGNITO_DEVELOPMENT_ONLY
 */
export function resolvedPoolSettings (input: unknown, callsApi: boolean): PoolSettings {
  const invalid = validationErrors(ResolvedPoolSchema, input)
  if (invalid.length > 0) throw new errors.FST_COGNITO_INVALID_OPTIONS(invalid.join('\n'))
  const { name, ...options } = input as ResolvedPoolOptions
  const pool: NamedPool = { name: name ?? options.userPoolId, options, path: '' }
  const problems = [
    ...poolErrors(pool),
    ...audienceErrors(pool),
    ...(callsApi ? [missingEndpoint(pool) ?? []].flat() : [])
  ]
  if (problems.length > 0) throw new errors.FST_COGNITO_INVALID_OPTIONS(problems.join('\n'))
  const httpFields = plainHttpFields(pool)
  if (httpFields.length > 0) assertDevelopment(`Plain http (${httpFields.join(', ')})`)
  return poolSettings(pool, undefined)
}
