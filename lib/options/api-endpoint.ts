import { isPlainHttp } from '../pool/loopback.js'
import { isOnAws, regionOf } from '../pool/pool.js'
import { areTestKeys } from '../pool/test-keys.js'
import type { NamedPool } from './named-pools.js'

const REMEDY = 'set endpoint to the address of its API; for development, fastify-cognito-auth/local has one'

/**
 * Returns why the endpoint of a pool's API is unknown, as a line of the error message, or null if it is
 * known. The ID of the pool determines the AWS endpoint only for a pool on AWS: passwords for an emulator
 * must not be sent there.
 */
export function missingEndpoint ({ path, options }: NamedPool): string | null {
  const reason = options.endpoint === undefined ? unknownEndpointReason(options) : null
  return reason === null ? null : `- ${path}endpoint: ${reason}; ${REMEDY}`
}

function unknownEndpointReason ({ userPoolId, issuer, jwksUri, jwks }: NamedPool['options']): string | null {
  if (areTestKeys(jwks?.keys ?? [])) return 'a pool of fastify-cognito-auth/testing has no API to sign in at'
  if (isUrl(issuer) && !isOnAws(issuer)) return "is required beside an issuer that is not AWS's"
  if (isUrl(jwksUri) && isPlainHttp(jwksUri)) {
    return 'is required beside a jwksUri of plain http, which ' + "is not AWS's"
  }
  // Without an issuer such a pool does not start at all.
  return issuer === undefined || regionOf(userPoolId) !== null
    ? null
    : 'is required: userPoolId names no Region of an AWS partition known here'
}

/** An invalid URL is reported separately. */
function isUrl (value: string | undefined): value is string {
  return value !== undefined && URL.canParse(value)
}
