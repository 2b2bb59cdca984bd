import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.js'
import { isHeard, tell, told } from '../events.js'
import type { CurrentUser } from '../user/current-user.js'
import { bearerToken, extractedToken, isBearerForm, type ExtractToken } from '../verification/credential.js'
import { refusalDetails } from '../verification/refusal.js'
import type { Verifier } from '../verification/verifier.js'

/** Who sent a request, and by which token: both null where it has no credentials. */
export type Caller = { readonly user: CurrentUser, readonly token: string } | { readonly user: null, readonly token: null }

/** What was found out about a request, and by which registration: a route may have guards of two, and neither takes the other's word. */
interface Finding {
  readonly by: Authentication
  readonly caller: Caller | Promise<Caller>
}

/** Where a request keeps it. */
const kFinding = Symbol('fastify-cognito-auth.finding')

type WithFinding = FastifyRequest & { [kFinding]: Finding | null }

const NOBODY: Caller = Object.freeze({ user: null, token: null })

/** Finds out who sent a request, once per request however many guards ask. */
export class Authentication {
  /** The request's slot, decorated where the plugin is registered. */
  static readonly slot = kFinding

  readonly #verifier: Verifier
  readonly #extract: ExtractToken | undefined

  constructor ({ verifier, extractToken }: { verifier: Verifier, extractToken: ExtractToken | undefined }) {
    this.#verifier = verifier
    this.#extract = extractToken
  }

  /**
   * The caller: at once where the token was seen before or its key is in hand, else a promise of them.
   * Throws, or rejects, with the error to answer.
   */
  of (request: FastifyRequest): Caller | Promise<Caller> {
    const slot = request as WithFinding
    if (slot[kFinding]?.by === this) return slot[kFinding].caller
    const caller = this.#find(request)
    slot[kFinding] = { by: this, caller }
    return caller
  }

  /** The token that a request carries, of which nothing is known yet; null where it has none. */
  tokenIn (request: FastifyRequest): string | null {
    return this.#extract === undefined ? bearerToken(request) : extractedToken(request, this.#extract)
  }

  #find (request: FastifyRequest): Caller | Promise<Caller> {
    const token = this.tokenIn(request)
    if (token === null) return NOBODY
    const user = this.#verifier.verify(token)
    return user instanceof Promise ? user.then(user => ({ user, token })) : { user, token }
  }

  /** What to answer a request that was refused with `error`. Why stands in the log; the caller learns only that it was so. */
  answer (request: FastifyRequest, error: unknown): unknown {
    const details = refusalDetails(error)
    if (details === undefined) return error
    if (this.#extract === undefined && !isBearerForm(bearerToken(request) as string)) return new errors.FST_COGNITO_MALFORMED_CREDENTIALS()
    request.log.info(details, 'token refused')
    if (isHeard('fastify-cognito-auth:refused')) tell('fastify-cognito-auth:refused', { reason: details.reason, request: told(request) })
    return error
  }
}
