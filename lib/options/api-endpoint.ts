import { isPlainHttp } from '../pool/loopback.js'
import { isOnAws, regionOf } from '../pool/pool.js'
import { areTestKeys } from '../pool/test-keys.js'
import type { NamedPool } from './named-pools.js'
import { optionError } from './option-error.js'

const REMEDY =
  'set it to the URL of the Cognito API; for development, fastify-cognito-auth/local provides one'

/**
 * Returns why the endpoint of a pool's API is unknown, as a line of the error message, or null if it is
 * known. The ID of the pool determines the AWS endpoint only for a pool on AWS: passwords for an emulator
 * must not be sent there.
 */
export function missingEndpoint ({ path, options }: NamedPool): string | null {
  const reason = options.endpoint === undefined ? unknownEndpointReason(options) : null
  return reason === null ? null : optionError(`${path}endpoint`, `is required ${reason}; ${REMEDY}`)
}

function unknownEndpointReason ({ userPoolId, issuer, jwksUri, jwks }: NamedPool['options']): string | null {
  if (areTestKeys(jwks?.keys ?? [])) return 'with a pool of fastify-cognito-auth/testing, which has no API'
  if (isUrl(issuer) && !isOnAws(issuer)) return 'with an issuer that is not on AWS'
  if (isUrl(jwksUri) && isPlainHttp(jwksUri)) return 'with a plain http jwksUri, which is not on AWS'
  // Without an issuer such a pool does not start at all.
  return issuer === undefined || regionOf(userPoolId) !== null
    ? null
    : 'with a userPoolId that has no Region of a known AWS partition'
}

/** An invalid URL is reported separately. */
function isUrl (value: string | undefined): value is string {
  return value !== undefined && URL.canParse(value)
}
