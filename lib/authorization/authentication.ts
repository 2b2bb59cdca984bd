import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.js'
import { isHeard, tell, told } from '../events.js'
import { bearerToken, extractedToken, isBearerForm, type ExtractToken } from '../verification/credential.js'
import { refusalDetails } from '../verification/refusal.js'
import type { Verifier } from '../verification/verifier.js'
import { RequestAuth, type Caller } from './request-auth.js'

const NOBODY: Caller = Object.freeze({ user: null, token: null })

/** Authenticates requests, each once however many guards ask: the token is extracted once, and what was verified is what acts. */
export class Authentication {
  readonly #verifier: Verifier
  readonly #extract: ExtractToken | undefined

  constructor ({ verifier, extractToken }: { verifier: Verifier, extractToken: ExtractToken | undefined }) {
    this.#verifier = verifier
    this.#extract = extractToken
  }

  /**
   * Returns the caller, as a promise where the token's key is not in hand.
   *
   * @throws whatever the request is to be answered with; the promise rejects with it
   */
  of (request: FastifyRequest): Caller | Promise<Caller> {
    const auth = RequestAuth.of(request)
    const known = auth.resultBy(this)
    if (known !== undefined) return known
    const caller = this.#find(request)
    auth.addResult(this, caller)
    return caller
  }

  #find (request: FastifyRequest): Caller | Promise<Caller> {
    const token = this.#extract === undefined ? bearerToken(request) : extractedToken(request, this.#extract)
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
