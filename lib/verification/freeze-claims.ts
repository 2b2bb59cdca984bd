/**
 * The deepest nesting of claims that is accepted, so that recursive functions such as JSON.stringify do not
 * overflow the stack. The claims of Cognito have two levels.
 */
const MAX_LEVELS = 32

/**
 * The replacement character, which a decoder inserts for invalid UTF-8. It may also occur in a valid string.
 */
const REPLACEMENT = '\uFFFD'

/** The findings about the claims of a token. */
export interface ClaimFlags {
  /** Whether the claims are nested deeper than `MAX_LEVELS`. */
  readonly tooDeep: boolean
  /** Whether the claims contain the replacement character, so that the bytes must be checked. */
  readonly replaced: boolean
}

const TOO_DEEP = 1
const REPLACED = 2

/** Freezes claims deeply, so that no request changes them for a later one, and returns what it found. */
export function freezeClaims (claims: object): ClaimFlags {
  const flags = walk(claims, MAX_LEVELS)
  return { tooDeep: (flags & TOO_DEEP) !== 0, replaced: (flags & REPLACED) !== 0 }
}

function walk (value: object, levels: number): number {
  if (levels === 0) return TOO_DEEP
  let flags = 0
  if (Array.isArray(value)) {
    for (const element of value) flags |= visit(element, levels)
  } else {
    // Not Object.keys: V8 iterates without creating a list of keys, and reads each value without a lookup.
    for (const key in value) {
      flags |= visit(key, levels) | visit((value as Record<string, unknown>)[key], levels)
    }
  }
  Object.freeze(value)
  return flags
}

function visit (value: unknown, levels: number): number {
  if (typeof value === 'string') return value.includes(REPLACEMENT) ? REPLACED : 0
  return typeof value === 'object' && value !== null ? walk(value, levels - 1) : 0
}
