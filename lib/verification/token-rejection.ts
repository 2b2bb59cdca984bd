import { errors } from '../errors.js'

/** Why a token was refused. For the log; the caller only learns that it was. */
export type RejectionReason =
  | 'too-long'
  | 'malformed'
  | 'header'
  | 'algorithm'
  | 'unknown-key'
  | 'signature'
  | 'expired'
  | 'not-yet-valid'
  | 'revoked'
  | 'issuer'
  | 'claims'
  | 'pool'
  | 'token-use'
  | 'client'
  | 'user'

/** What a log line may say of a refused token: bounded, never the token. */
export interface RejectionDetails {
  readonly reason: RejectionReason
  readonly kid?: string
  readonly iss?: string
  /** The path of a claim, such as `/exp`. */
  readonly claim?: string
  /** What would have been accepted. */
  readonly expected?: string
  /** What the token has in its place. */
  readonly received?: string
  /** The length of the token, in characters, where it is too long, and what it may be. */
  readonly length?: number
  readonly limit?: number
}

/** What was seen of a token. It is a caller's, so nothing is sure of its type, length or characters. */
export interface RejectedToken {
  readonly kid?: unknown
  readonly iss?: unknown
  readonly claim?: string
  /** Ours: the options, or what Cognito writes. A list is joined, its first five members. */
  readonly expected?: string | readonly string[] | undefined
  readonly received?: unknown
  readonly length?: number
  readonly limit?: number
}

/** A caller's text in a log line: at most this many characters of it. */
const LOGGED_LENGTH = 64

/** App client IDs have up to 128 characters: two are only told apart whole. */
const RECEIVED_LENGTH = 128

/** How many members of a list a log line names. */
const MAX_LISTED = 5

/**
 * Why is kept where nothing that serializes errors, or walks over their properties, finds it: no error
 * handler tells the caller.
 */
class TokenRejection extends errors.FST_COGNITO_INVALID_TOKEN {
  // NestJS recognizes Fastify's errors by the name of their class. Set here, it survives minification too.
  static {
    Object.defineProperty(this, 'name', { value: 'FastifyError' })
  }

  readonly #details: RejectionDetails

  constructor (details: RejectionDetails) {
    super()
    this.#details = details
  }

  static detailsOf (error: object): RejectionDetails | undefined {
    return #details in error ? error.#details : undefined
  }
}

/** The error for a token that is refused. */
export function tokenRejection (reason: RejectionReason, token: RejectedToken = {}): Error {
  const { kid, iss, claim, expected, received, length, limit } = token
  return new TokenRejection({
    reason,
    ...(typeof kid === 'string' && { kid: bounded(kid) }),
    ...(typeof iss === 'string' && { iss: bounded(iss) }),
    ...(claim !== undefined && { claim: bounded(claim) }),
    ...(expected !== undefined && {
      expected: typeof expected === 'string' ? expected : joinListed(expected)
    }),
    ...('received' in token && {
      received: typeof received === 'string' ? bounded(received, RECEIVED_LENGTH) : describeShape(received)
    }),
    ...(length !== undefined && { length, limit })
  } as RejectionDetails)
}

/** Why a token was refused, where the error is such a refusal. */
export function rejectionDetails (error: unknown): RejectionDetails | undefined {
  return TokenRejection.detailsOf(error as object)
}

/** Describes a value without repeating its text, which may be personal. */
export function describeShape (value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') {
    return value === '' ? 'an empty string' : `a string of ${value.length} ` + 'characters'
  }
  if (Array.isArray(value)) return `a list of ${value.length}`
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

function joinListed (values: readonly string[]): string {
  const more = values.length - MAX_LISTED
  return `${values.slice(0, MAX_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Cut to length, and free of control characters that could forge a line in a plain-text log. */
export function bounded (value: string, length = LOGGED_LENGTH): string {
  const truncated = value.length > length ? `${value.slice(0, length)}...` : value
  return truncated.replace(/[^\x20-\x7E]/g, '?')
}
