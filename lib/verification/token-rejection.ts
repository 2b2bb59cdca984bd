import { errors } from '../errors.js'

/** The reason why a token was rejected. For the log only: the caller does not receive it. */
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
  | 'signer'
  | 'claims'
  | 'pool'
  | 'token-use'
  | 'client'
  | 'audience'
  | 'user'

/** The details of a rejected token for the log. Bounded, and never the token. */
export interface RejectionDetails {
  readonly reason: RejectionReason
  /** The header of the token, if it is not `Authorization` or that of `extractToken`. */
  readonly header?: string
  readonly kid?: string
  readonly iss?: string
  /** The path of a claim, such as `/exp`. */
  readonly claim?: string
  /** The accepted value. */
  readonly expected?: string
  /** The value in the token. */
  readonly received?: string
  /** The length of a token that is too long, in characters, and the maximum. */
  readonly length?: number
  readonly limit?: number
}

/** The values of a rejected token for the log. They may be of any type and length. */
export interface RejectedToken {
  readonly kid?: unknown
  readonly iss?: unknown
  readonly claim?: string
  /** The expected value. Of a list, the first five members are logged. */
  readonly expected?: string | readonly string[] | undefined
  readonly received?: unknown
  readonly length?: number
  readonly limit?: number
}

/** The maximum length of a caller's value in a log line, in characters. */
const LOGGED_LENGTH = 64

/** App client IDs have up to 128 characters, and are only distinguished in full. */
const RECEIVED_LENGTH = 128

/** The maximum number of members of a list in a log line. */
const MAX_LISTED = 5

/**
 * The error for a rejected token. Its details are private, so that serializers and error handlers do not send
 * them to the caller.
 */
class TokenRejection extends errors.FST_COGNITO_INVALID_TOKEN {
  // NestJS recognizes errors of Fastify by the name of their class. Setting it explicitly survives
  // minification.
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

/** Returns the error for a rejected token. */
export function tokenRejection (reason: RejectionReason, token: RejectedToken = {}): Error {
  const { kid, iss, claim, expected, received, length, limit } = token
  return new TokenRejection({
    reason,
    ...(typeof kid === 'string' && { kid: truncate(kid) }),
    ...(typeof iss === 'string' && { iss: truncate(iss) }),
    ...(claim !== undefined && { claim: truncate(claim) }),
    ...(expected !== undefined && {
      expected: typeof expected === 'string' ? expected : joinListed(expected)
    }),
    ...('received' in token && {
      received: typeof received === 'string' ? truncate(received, RECEIVED_LENGTH) : describeShape(received)
    }),
    ...(length !== undefined && { length, limit })
  } as RejectionDetails)
}

/** Returns the reason why a token was rejected, if the error is a rejection. */
export function rejectionDetails (error: unknown): RejectionDetails | undefined {
  return TokenRejection.detailsOf(error as object)
}

/** Adds the name of the header that a rejected token came in, unless the error has one. */
export function rejectedInHeader (error: unknown, header: string): unknown {
  const details = rejectionDetails(error)
  return details === undefined ? error : new TokenRejection({ header, ...details })
}

/** Describes a value without its text, which may be personal data. */
export function describeShape (value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') {
    return value === '' ? 'an empty string' : `a string of ${value.length} characters`
  }
  if (Array.isArray(value)) return `a list of ${value.length}`
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

function joinListed (values: readonly string[]): string {
  const more = values.length - MAX_LISTED
  return `${values.slice(0, MAX_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Truncates a text and replaces control characters, which could forge lines in a plain-text log. */
export function truncate (value: string, length = LOGGED_LENGTH): string {
  const truncated = value.length > length ? `${value.slice(0, length)}...` : value
  return truncated.replace(/[^\x20-\x7E]/g, '?')
}
