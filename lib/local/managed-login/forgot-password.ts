import type { HttpResponse } from '../protocol/http.js'
import { callFor, problemOf } from './api.js'
import { redirect } from './callback.js'
import { codeField } from './challenge-forms.js'
import { usernameField } from './login.js'
import { newPasswordField } from './new-password-field.js'
import { field, form, link, page, type Problem } from './page.js'
import { readSignInRequest, type SignInRequest } from './sign-in-request.js'
import type { PendingStep } from './state.js'
import { ENDED, endStep, ownAction, startStep, withStep } from './steps.js'
import type { Visit } from './visit.js'

const CONFIRM = '/confirmforgotPassword'

/** `GET /forgotPassword`: the page to have a code sent. */
export async function showForgotPassword (visit: Visit): Promise<HttpResponse> {
  return forgotPage(visit, readSignInRequest(visit))
}

/** `POST /forgotPassword`: sends the code. */
export async function forgotPassword (visit: Visit): Promise<HttpResponse> {
  const request = readSignInRequest(visit)
  const username = visit.form.get('username') ?? ''
  try {
    const { CodeDeliveryDetails } = await callFor(visit, request, 'ForgotPassword', { Username: username })
    const { Destination: destination } = CodeDeliveryDetails as { Destination: string }
    return startStep(visit, request, CONFIRM, { name: 'RESET', username, parameters: { destination } })
  } catch (error) {
    return forgotPage(visit, request, problemOf(visit, error, ['username']))
  }
}

/** `GET /confirmforgotPassword`: the form for the code and a new password. */
export async function showConfirmForgotPassword (visit: Visit): Promise<HttpResponse> {
  return await withStep(visit, '/forgotPassword?', confirmPage)
}

/** `POST /confirmforgotPassword`: sets the new password. The user signs in with it afterwards. */
export async function confirmForgotPassword (visit: Visit): Promise<HttpResponse> {
  return await withStep(visit, ENDED, submit)
}

async function submit (visit: Visit, request: SignInRequest, step: PendingStep): Promise<HttpResponse> {
  const input = {
    Username: step.username,
    ConfirmationCode: visit.form.get('code') ?? '',
    Password: visit.form.get('password') ?? ''
  }
  try {
    await callFor(visit, request, 'ConfirmForgotPassword', input)
    endStep(visit, request)
    return redirect(`/login?notice=password&${request.query}`)
  } catch (error) {
    return confirmPage(visit, request, step, problemOf(visit, error, ['code', 'password']))
  }
}

function forgotPage (visit: Visit, request: SignInRequest, problem?: Problem): HttpResponse {
  const { t } = visit
  const { query, hint } = request
  const action = `/forgotPassword?${query}`
  const content = field(
    { ...usernameField(visit, request), value: visit.form.get('username') ?? hint },
    problem
  )
  return page(visit, {
    title: t('Reset your password'),
    content: [
      form(visit, { action, content, button: t('Send a code'), problem }),
      link(`/login?${query}`, t('Back to sign in'))
    ],
    request,
    problem
  })
}

function confirmPage (
  visit: Visit,
  request: SignInRequest,
  step: PendingStep,
  problem?: Problem
): HttpResponse {
  const { t } = visit
  const destination = step.parameters['destination']
  const code = codeField(visit, destination && t('It was sent to {}.', destination))
  const content = [field(code, problem), newPasswordField(visit, request, t('New password'), problem)]
  const action = ownAction(CONFIRM, visit, request)
  return page(visit, {
    title: t('Set a new password'),
    content: form(visit, { action, content, button: t('Change password'), problem }),
    request,
    problem
  })
}
