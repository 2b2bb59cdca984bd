import { errors } from '../errors.js'
import {
  MAX_ENTRIES,
  MAX_VALUE_LENGTH,
  NAME_PATTERN,
  type ClientMetadata
} from '../schemas/client-metadata.js'

/** The size of all names and values together, in bytes of UTF-8. */
const MAX_BYTES = 16 * 1024

const NAME = new RegExp(NAME_PATTERN, 'u')

/** The accepted form, for messages. Messages never contain names or values. */
export const CLIENT_METADATA_FORM =
  `must be an object of at most ${MAX_ENTRIES} strings, each of at most ` +
  `${MAX_VALUE_LENGTH} characters under a name of 1 to 128 characters, and of at most ${MAX_BYTES} bytes ` +
  'together'

/**
 * Returns the `ClientMetadata` of a request to Cognito.
 *
 * @throws FST_COGNITO_INVALID_INPUT if it is out of bounds
 */
export function clientMetadata (metadata: ClientMetadata | undefined): { ClientMetadata?: ClientMetadata } {
  if (metadata === undefined) return {}
  if (!isWithinBounds(metadata)) {
    throw new errors.FST_COGNITO_INVALID_INPUT(`clientMetadata ${CLIENT_METADATA_FORM}.`)
  }
  return { ClientMetadata: { ...metadata } }
}

/** The input may come from JavaScript code, so its type is checked too. */
function isWithinBounds (metadata: unknown): boolean {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return false
  const entries = Object.entries(metadata)
  return (
    entries.length <= MAX_ENTRIES &&
    entries.every(([name, value]) => NAME.test(name) && isValue(value)) &&
    bytesOf(entries as [string, string][]) <= MAX_BYTES
  )
}

function isValue (value: unknown): boolean {
  return typeof value === 'string' && value.length <= MAX_VALUE_LENGTH
}

function bytesOf (entries: readonly (readonly [string, string])[]): number {
  return entries.flat().reduce((bytes, text) => bytes + Buffer.byteLength(text), 0)
}
