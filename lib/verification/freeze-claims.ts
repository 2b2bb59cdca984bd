/**
 * Cognito's own claims have two levels. Whatever walks over claims by recursion, JSON.stringify included,
 * must come back.
 */
const MAX_LEVELS = 32

/** What a decoder puts for bytes that are no UTF-8; also a character that somebody may have in their name. */
const REPLACEMENT = '\uFFFD'

/** What was met in the claims of a token. */
export interface ClaimFlags {
  /** Nested deeper than any token of Cognito's. */
  readonly tooDeep: boolean
  /** The replacement character: the bytes have to be looked at. */
  readonly replaced: boolean
}

const TOO_DEEP = 1
const REPLACED = 2

/**
 * Walks over claims, once: freezes all of them, so that no request changes what a later one sees, and tells
 * what it met.
 */
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
    // Not Object.keys: V8 walks these without a list of keys, and reads what stands under each without
    // looking it up.
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
