import type { TSchema, TUnsafe } from '@sinclair/typebox'
import { errors } from '../errors.js'
import type { RouteSettings } from '../options/route-settings.js'
import {
  OptionalMetadataBody,
  withClientMetadata,
  type WithClientMetadata
} from '../schemas/client-metadata.js'
import { BODY_ERRORS } from './error-responses.js'

type Setting = Pick<RouteSettings, 'clientMetadata'>

/** Returns the schema of a body, with `clientMetadata` if the option `routes.clientMetadata` is set. */
export function metadataBody<Body extends TSchema> (
  body: Body,
  { clientMetadata }: Setting
): TUnsafe<Body['static'] & WithClientMetadata> {
  return (clientMetadata ? withClientMetadata(body) : body) as never
}

/** Returns the error responses that client metadata adds to a route without a body of its own. */
export function onlyMetadataErrors ({ clientMetadata }: Setting): {
  400?: string
  413?: string
  415?: string
} {
  return clientMetadata ? { 400: BODY_ERRORS[400], 413: BODY_ERRORS[413], 415: BODY_ERRORS[415] } : {}
}

/**
 * Returns the body schema of a route without a body of its own: with the option, it accepts `clientMetadata`
 * alone.
 */
export function onlyMetadataBody ({ clientMetadata }: Setting): { body?: typeof OptionalMetadataBody } {
  return clientMetadata ? { body: OptionalMetadataBody } : {}
}

/**
 * Returns the client metadata in the body of a route without a body of its own.
 *
 * @throws FST_COGNITO_INVALID_INPUT if it is sent although the option is not set
 */
export function onlyMetadataIn (body: unknown, { clientMetadata }: Setting): WithClientMetadata {
  const hasMetadata = typeof body === 'object' && body !== null && Object.hasOwn(body, 'clientMetadata')
  if (!hasMetadata) return {}
  if (!clientMetadata) throw new errors.FST_COGNITO_INVALID_INPUT("body must not have 'clientMetadata'")
  return body as WithClientMetadata
}
