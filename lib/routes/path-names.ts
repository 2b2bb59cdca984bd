import type { FastifyInstance } from 'fastify'
import { errors } from '../errors.js'

/** Names of users and groups have up to 128 characters, which the router counts in UTF-16 code units. */
const LONGEST_NAME = 256

/**
 * Warns if `maxParamLength` is too short for the longest names that Cognito accepts in the paths of
 * administration routes.
 */
export function warnAboutShortParams ({ initialConfig, log }: FastifyInstance): void {
  const { routerOptions, maxParamLength } = initialConfig as {
    routerOptions?: { maxParamLength?: number }
    maxParamLength: number
  }
  const max = routerOptions?.maxParamLength ?? maxParamLength
  if (max >= LONGEST_NAME) return
  log.warn({ maxParamLength: max, required: LONGEST_NAME }, 'maxParamLength too short')
}

/**
 * Throws if a path cannot contain the name of a new user or group: clients resolve `.` and `..` before they
 * send a request, even percent-encoded (WHATWG URL, 4.4).
 *
 * @param field - of the body
 * @throws FST_COGNITO_INVALID_INPUT
 */
export function assertPathName (field: string, name: string | undefined): void {
  if (name === '.' || name === '..') {
    throw new errors.FST_COGNITO_INVALID_INPUT(
      `body/${field} must not be . or .., which clients remove from paths.`
    )
  }
}
