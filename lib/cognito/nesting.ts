import { errors } from '../errors.js'

/**
 * The maximum nesting of objects and arrays in the input of operations. The registration of a passkey needs
 * five levels.
 */
const MAX_NESTING = 32

/**
 * Asserts that objects and arrays are not nested too deeply for the recursive code that serializes them.
 *
 * @throws FST_COGNITO_INVALID_INPUT for more than 32 levels
 */
export function assertNesting (value: unknown): void {
  if (!nestingExceeds(value, MAX_NESTING)) return
  throw new errors.FST_COGNITO_INVALID_INPUT(
    `The request must not be nested deeper than ${MAX_NESTING} levels.`
  )
}

/** Returns whether a value is nested deeper than a number of levels. Recurses at most that deep. */
export function nestingExceeds (value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some(inner => nestingExceeds(inner, levels - 1))
}
