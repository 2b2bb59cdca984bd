import { errors } from '../errors.js'

/** Why a token was refused. For the log; the caller only learns that it was. */
export type RefusalReason =
  | 'too-long' | 'malformed' | 'header' | 'algorithm' | 'unknown-key' | 'signature'
  | 'expired' | 'not-yet-valid' | 'revoked' | 'issuer' | 'claims' | 'pool' | 'token-use' | 'client'

/** What a log line may say of a refused token: bounded, never the token. */
export interface RefusalDetails {
  readonly reason: RefusalReason
  readonly kid?: string
  readonly iss?: string
  readonly claim?: string
}

/** A caller's text in a log line: at most this many characters of it. */
const LOGGED_LENGTH = 64

/**
 * Why is kept where nothing that serializes errors, or walks over their properties, finds it: no error handler tells the caller.
 */
class Refusal extends errors.FST_COGNITO_INVALID_TOKEN {
  // NestJS recognizes Fastify's errors by the name of their class. Set here, it survives minification too.
  static {
    Object.defineProperty(this, 'name', { value: 'FastifyError' })
  }

  readonly #details: RefusalDetails

  constructor (details: RefusalDetails) {
    super()
    this.#details = details
  }

  static detailsOf (error: object): RefusalDetails | undefined {
    return #details in error ? error.#details : undefined
  }
}

/** The error for a token that is refused. */
export function refusal (reason: RefusalReason, seen: { kid?: unknown, iss?: unknown, claim?: string } = {}): Error {
  return new Refusal({
    reason,
    ...(typeof seen.kid === 'string' && { kid: bounded(seen.kid) }),
    ...(typeof seen.iss === 'string' && { iss: bounded(seen.iss) }),
    ...(seen.claim !== undefined && { claim: bounded(seen.claim) })
  })
}

/** Why a token was refused, where the error is such a refusal. */
export function refusalDetails (error: unknown): RefusalDetails | undefined {
  return Refusal.detailsOf(error as object)
}

/** Cut to length, and free of control characters that could forge a line in a plain-text log. */
function bounded (value: string): string {
  const cut = value.length > LOGGED_LENGTH ? `${value.slice(0, LOGGED_LENGTH)}...` : value
  return cut.replace(/[^\x20-\x7E]/g, '?')
}
