import { isSame } from '../pool/compare.js'
import { sessionLifetime } from '../pool/settings.js'
import type { HttpResponse } from '../protocol/http.js'
import { redirect } from './callback.js'
import { readSignInRequest, type SignInRequest } from './sign-in-request.js'
import { stateOf, type PendingStep } from './state.js'
import type { Visit } from './visit.js'

const HOUR = 3600 * 1000

type Show = (
  visit: Visit,
  request: SignInRequest,
  step: PendingStep
) => HttpResponse | Promise<HttpResponse>

/** The start of the URL of the login page with the notice that the step has expired. */
export const ENDED = '/login?notice=ended&'

/** Calls `show` with the request and the step of a page. Redirects to `otherwise` if the step has ended. */
export async function withStep (visit: Visit, otherwise: string, show: Show): Promise<HttpResponse> {
  const request = readSignInRequest(visit)
  const step = stepOf(visit, request)
  return step === undefined ? redirect(otherwise + request.query) : await show(visit, request, step)
}

/** Redirects to a form that belongs to this browser alone. */
export function startStep (
  { csrf }: Visit,
  { pool, client, query }: SignInRequest,
  path: string,
  step: Omit<PendingStep, 'browser' | 'session'> & { session?: string }
): HttpResponse {
  // Codes that confirm something are valid longer than challenges.
  const lifetime = step.session === undefined ? HOUR : sessionLifetime(client)
  const id = stateOf(pool).steps.add({ session: '', ...step, browser: csrf }, lifetime)
  return redirect(`${path}?step=${id}&${query}`)
}

/** Returns the step of a page, if it has not ended and belongs to this browser. */
export function stepOf ({ query, csrf }: Visit, { pool }: SignInRequest): PendingStep | undefined {
  const step = stateOf(pool).steps.get(query.get('step') ?? '')
  return step !== undefined && isSame(step.browser, csrf) ? step : undefined
}

export function endStep ({ query }: Visit, { pool }: SignInRequest): void {
  stateOf(pool).steps.take(query.get('step') ?? '')
}

/** Returns the action of a form that is sent to its own page. */
export function ownAction (path: string, { query }: Visit, request: SignInRequest): string {
  const id = query.get('step')
  return `${path}?${id === null ? '' : `${new URLSearchParams({ step: id }).toString()}&`}${request.query}`
}
