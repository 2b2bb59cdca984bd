import type { FastifyInstance } from 'fastify'
import { errors } from '../errors.js'
import type { RouteSettings } from '../options/settings.js'

/** Names of users and groups have up to 128 characters, which the router counts in UTF-16 code units. */
const LONGEST_NAME = 256

/** The ID of a passkey has up to 1,023 bytes, in base64url. */
const LONGEST_PASSKEY_ID = 1364

/** The longest path parameter that the router of this application accepts. */
export function maxParamLength ({ initialConfig }: FastifyInstance): number {
  const { routerOptions, maxParamLength } = initialConfig as { routerOptions?: { maxParamLength?: number }, maxParamLength?: number }
  return routerOptions?.maxParamLength ?? maxParamLength ?? 100
}

/** Warns where `maxParamLength` keeps routes from being called for the longest names that Cognito accepts. */
export function warnOfShortParams (fastify: FastifyInstance, { serves, flows, userAdministrators, groupAdministrators }: RouteSettings): void {
  const max = maxParamLength(fastify)
  const needed = [
    ...(userAdministrators.length + groupAdministrators.length > 0 ? [{ what: 'names of users and groups', length: LONGEST_NAME }] : []),
    ...(serves('deletePasskey') && flows.includes('USER_AUTH') ? [{ what: 'passkey IDs', length: LONGEST_PASSKEY_ID }] : [])
  ].filter(({ length }) => length > max)
  if (needed.length === 0) return
  const length = Math.max(...needed.map(({ length }) => length))
  fastify.log.warn(
    `maxParamLength is ${max}: ${needed.map(({ what }) => what).join(' and ')} that are longer are answered with 414. ` +
    `Set Fastify's routerOptions: { maxParamLength: ${length} }`
  )
}

/**
 * Throws for the name of a new user or group that no path of this application could carry.
 *
 * @param field - of the body
 * @throws FST_COGNITO_INVALID_INPUT
 */
export function assertPathName (field: string, name: string, max: number): void {
  if (name.length > max) {
    throw new errors.FST_COGNITO_INVALID_INPUT(`body/${field} must not have more than ${max} characters: this server's paths take no more (maxParamLength)`)
  }
  // Clients resolve these before they send a path, also where they are percent-encoded (WHATWG URL, 4.4).
  if (name === '.' || name === '..') throw new errors.FST_COGNITO_INVALID_INPUT(`body/${field} must not be . or ..: no path can carry it`)
}
