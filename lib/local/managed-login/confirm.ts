import { deliveryTo } from '../pool/delivery.js'
import { verifiesByLink } from '../pool/settings.js'
import type { HttpResponse } from '../protocol/http.js'
import { callFor, problemOf } from './api.js'
import { redirect } from './callback.js'
import { codeField } from './challenge-forms.js'
import { html } from './html.js'
import { field, form, link, page, type Problem } from './page.js'
import { startConfirmed } from './sign-in.js'
import type { SignInRequest } from './sign-in-request.js'
import type { PendingStep } from './state.js'
import { ENDED, endStep, ownAction, withStep } from './steps.js'
import type { Visit } from './visit.js'

const PATH = '/confirm'

/** `GET /confirm`: the form for the code that confirms a sign-up. */
export async function showConfirm (visit: Visit): Promise<HttpResponse> {
  return await withStep(visit, '/login?', confirmPage)
}

/** `POST /confirm`: confirms the sign-up, and signs in the browser that has just signed up. */
export async function confirm (visit: Visit): Promise<HttpResponse> {
  return await withStep(visit, ENDED, submit)
}

async function submit (visit: Visit, request: SignInRequest, step: PendingStep): Promise<HttpResponse> {
  const { username: Username, parameters } = step
  try {
    const ConfirmationCode = visit.form.get('code') ?? ''
    await callFor(visit, request, 'ConfirmSignUp', { Username, ConfirmationCode })
    endStep(visit, request)
    const user = request.pool.users.find(Username)
    if (parameters['isOwn'] !== 'true' || user === undefined) {
      return redirect(`/login?notice=confirmed&${request.query}`)
    }
    return await startConfirmed(visit, request, user)
  } catch (error) {
    return confirmPage(visit, request, step, problemOf(visit, error, ['code']))
  }
}

/** `POST /resendcode`: sends a new code, or a new link. */
export async function resendCode (visit: Visit): Promise<HttpResponse> {
  return await withStep(visit, ENDED, resend)
}

async function resend (visit: Visit, request: SignInRequest, step: PendingStep): Promise<HttpResponse> {
  try {
    await callFor(visit, request, 'ResendConfirmationCode', { Username: step.username })
    return redirect(ownAction(PATH, visit, request))
  } catch (error) {
    return confirmPage(visit, request, step, problemOf(visit, error, []))
  }
}

/** Returns whether the user has been sent a link: an email, from a pool that verifies by link. */
function isByLink ({ pool: { users, settings } }: SignInRequest, { username }: PendingStep): boolean {
  const user = users.find(username)
  return user !== undefined && verifiesByLink(settings) && deliveryTo(user, settings)?.medium === 'EMAIL'
}

function confirmPage (
  visit: Visit,
  request: SignInRequest,
  step: PendingStep,
  problem?: Problem
): HttpResponse {
  const { t } = visit
  const isLink = isByLink(request, step)
  const code = field(codeField(visit), problem)
  const confirmation = { content: code, button: t('Confirm account'), problem }
  const sent = isLink ? 'A link was sent to the address of {}.' : 'A code was sent to the address of {}.'
  const again = html`<button class="secondary" name="resend" value="yes">
    ${t(isLink ? 'Send a new link' : 'Send a new code')}
  </button>`
  const content = html`<p>${t(sent, step.username)}</p>
    ${!isLink && form(visit, { action: ownAction(PATH, visit, request), ...confirmation })}
    ${form(visit, {
      action: ownAction('/resendcode', visit, request),
      content: again,
      problem: isLink ? problem : undefined
    })}
    ${isLink && link(`/login?${request.query}`, t('Back to sign in'))}`
  return page(visit, {
    title: t('Confirm your account'),
    content,
    request,
    problem
  })
}
