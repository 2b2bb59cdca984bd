import type { FastifyRequest } from 'fastify'
import type { CurrentUser } from '../user/current-user.js'
import { bearerToken, extractedToken, type ExtractToken } from '../verification/credential.js'
import { refusal, refusalDetails } from '../verification/refusal.js'
import type { VerifyToken } from '../verification/verifier.js'
import { whyNotAdmitted, type Admitted } from './narrowing.js'

/** A token that was verified, and whom it speaks for. */
export interface Authenticated {
  readonly user: CurrentUser
  readonly token: string
}

/** Where a request keeps what was found out about its caller. */
const kAuthentication = Symbol('fastify-cognito-auth.authentication')

/** Whose finding it is stands beside it: a route may have guards of two registrations, and neither takes the other's word. */
interface Finding { readonly by: Authentication, readonly caller: Promise<Authenticated | null> }

type WithAuthentication = FastifyRequest & { [kAuthentication]: Finding | null }

/** Finds out who sent a request, once per request however many guards ask. */
export class Authentication {
  /** The request's slot, decorated where the plugin is registered. */
  static readonly slot = kAuthentication

  readonly #verify: VerifyToken
  readonly #extract: (request: FastifyRequest) => string | null

  constructor ({ verify, extractToken }: { verify: VerifyToken, extractToken: ExtractToken | undefined }) {
    this.#verify = verify
    this.#extract = extractToken === undefined ? bearerToken : request => extractedToken(request, extractToken)
  }

  /** The caller, or null where the request has no credentials. Rejects with the error to answer. */
  of (request: FastifyRequest): Promise<Authenticated | null> {
    const slot = request as WithAuthentication
    if (slot[kAuthentication]?.by !== this) slot[kAuthentication] = { by: this, caller: this.#authenticate(request) }
    return slot[kAuthentication].caller
  }

  async #authenticate (request: FastifyRequest): Promise<Authenticated | null> {
    const token = this.#extract(request)
    if (token === null) return null
    try {
      return { token, user: await this.#verify(token) }
    } catch (error) {
      logRefusal(request, error)
      throw error
    }
  }
}

/** Why stands in the log; the caller learns only that it was so. */
function logRefusal (request: FastifyRequest, error: unknown): void {
  const details = refusalDetails(error)
  if (details !== undefined) request.log.info(details, 'token refused')
}

/**
 * Holds a verified token against what a guard takes.
 * @throws FST_COGNITO_INVALID_TOKEN
 */
export function assertAdmitted (request: FastifyRequest, user: CurrentUser, admitted: Admitted): void {
  const reason = whyNotAdmitted(user, admitted)
  if (reason === null) return
  const error = refusal(reason)
  logRefusal(request, error)
  throw error
}
