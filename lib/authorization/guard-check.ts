import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.js'
import type { CurrentUser } from '../user/current-user.js'
import { rejectionError, rejectionReason, type AcceptedTokens } from './accepted-tokens.js'
import type { RouteRequirements } from './guard.js'
import { RequestAuth, SIGNED_OUT, type Caller } from './request-auth.js'

/** Authorizes a user whose token is accepted. Throws or rejects if the request is denied. */
export type Authorize = (user: CurrentUser, request: FastifyRequest) => Promise<void> | void

/** The checks of one hook of a guard. */
export interface GuardCheck {
  readonly requirements: RouteRequirements
  readonly accepted: AcceptedTokens
  /** The authorization beyond an accepted token. */
  readonly authorize?: Authorize | undefined
  /** Identifies the guard. Null for the part that only authenticates. */
  readonly token: object | null
}

/** Throws or rejects if a check fails. `currentUser` is not set until all checks of a guard have passed. */
export function evaluate (request: FastifyRequest, caller: Caller, check: GuardCheck): Promise<void> | void {
  const { user } = caller
  if (user === null) {
    if (check.requirements.user !== 'optional') {
      throw caller === SIGNED_OUT
        ? new errors.FST_COGNITO_SESSION_ENDED()
        : new errors.FST_COGNITO_NO_CREDENTIALS()
    }
    return recordPass(request, caller, check)
  }
  const reason = rejectionReason(user, check.accepted)
  if (reason !== null) throw rejectionError(reason, caller, check.accepted)
  const auth = RequestAuth.of(request)
  auth.acceptedUser = user
  const { authorize } = check
  if (authorize === undefined) return recordPass(request, caller, check)
  const pending = auth.whileChecking(caller, () => authorize(user, request))
  return pending === undefined
    ? recordPass(request, caller, check)
    : pending.then(() => {
      recordPass(request, caller, check)
    })
}

function recordPass (request: FastifyRequest, caller: Caller, { token }: GuardCheck): void {
  if (token === null) return
  RequestAuth.of(request).addPassedGuard(token, caller)
  if (caller.user !== null) request.currentUser = caller.user
}
