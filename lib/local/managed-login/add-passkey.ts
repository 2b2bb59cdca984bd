import { invalidParameter } from '../pool/exception.js'
import { addPasskey, startPasskey } from '../pool/passkeys.js'
import type { User } from '../pool/records.js'
import { firstFactors } from '../pool/settings.js'
import type { HttpResponse } from '../protocol/http.js'
import { problemOf } from './api.js'
import { signedIn, type SignedIn } from './browser-session.js'
import { redirect } from './callback.js'
import { passkeyForm } from './challenge-forms.js'
import { complete } from './complete.js'
import { PageError } from './errors.js'
import { html } from './html.js'
import { form, page, type Problem } from './page.js'
import { isChoiceBased } from './choice.js'
import { readSignInRequest, withPasskey, type SignInRequest } from './sign-in-request.js'
import { endStep, ownAction, startStep, stepOf } from './steps.js'
import type { Visit } from './visit.js'

const PATH = '/passkeys/add'
/** The step of a user who has signed in and may add a passkey before returning to the app client. */
const STEP = 'ADD_PASSKEY'

/** Returns whether users of the pool can have passkeys and use them here. */
export function hasPasskeys (request: SignInRequest): boolean {
  return isChoiceBased(request) && firstFactors(request.pool.settings).includes('WEB_AUTHN')
}

/** Redirects a user who has just signed in to the page. */
export function offerPasskey (
  visit: Visit,
  request: SignInRequest,
  { user, authTime }: SignedIn
): HttpResponse {
  const parameters = { authTime: String(authTime) }
  return startStep(visit, request, PATH, { name: STEP, username: user.username, parameters })
}

/** `GET /passkeys/add`: the page to add a passkey, after a sign-up or by a link. */
export async function showAddPasskey (visit: Visit): Promise<HttpResponse> {
  const request = readRequest(visit)
  const known = userOf(visit, request)
  return known === undefined ? toLogin(request) : addPage(visit, request, known.user)
}

/** `POST /passkeys/add`: adds the passkey or skips it, and returns to the app client. */
export async function submitAddPasskey (visit: Visit): Promise<HttpResponse> {
  const request = readRequest(visit)
  const known = userOf(visit, request)
  if (known === undefined) return toLogin(request)
  const { pool, client } = request
  try {
    if (!visit.form.has('skip')) addPasskey(pool, client, known.user, credentialOf(visit.form))
  } catch (error) {
    return addPage(visit, request, known.user, problemOf(visit, error, []))
  }
  const isNew = stepOf(visit, request)?.name === STEP
  endStep(visit, request)
  return await complete(request, known, { isNew })
}

function readRequest (visit: Visit): SignInRequest {
  const request = readSignInRequest(visit)
  if (!hasPasskeys(request)) throw new PageError('no_passkeys')
  return request
}

const toLogin = (request: SignInRequest): HttpResponse => redirect(`/login?${withPasskey(request).query}`)

/** The user of the step, or else of the browser. */
function userOf (visit: Visit, request: SignInRequest): SignedIn | undefined {
  const { pool } = request
  const step = stepOf(visit, request)
  const user = step?.name === STEP ? pool.users.find(step.username) : undefined
  if (step === undefined || user?.enabled !== true) return signedIn(pool, visit)
  return { user, authTime: Number(step.parameters['authTime']) }
}

function credentialOf (form: URLSearchParams): Parameters<typeof addPasskey>[3] {
  try {
    return JSON.parse(form.get('CREDENTIAL') ?? '') as Parameters<typeof addPasskey>[3]
  } catch {
    throw invalidParameter('The credential is not JSON.')
  }
}

function addPage (visit: Visit, request: SignInRequest, user: User, problem?: Problem): HttpResponse {
  const { t } = visit
  const action = ownAction(PATH, visit, request)
  const options = JSON.stringify(startPasskey(request.pool, request.client, user))
  const skip = html`<button class="secondary" name="skip" value="yes">${t('Not now')}</button>`
  const text = t('Sign in faster next time, with your fingerprint, your face or your screen lock.')
  return page(visit, {
    title: t('Add a passkey'),
    content: html`<p>${text}</p>
      ${passkeyForm(visit, { action, options, ceremony: 'create', problem })}
      ${form(visit, { action, content: skip })}`,
    request,
    hasScript: true,
    problem
  })
}
