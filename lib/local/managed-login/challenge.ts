import { verifySoftwareToken } from '../operations/software-token.js'
import { respond } from '../pool/sign-in/respond.js'
import type { Step } from '../pool/sign-in/types.js'
import type { HttpResponse } from '../protocol/http.js'
import { hashFor, problemOf } from './api.js'
import { redirect } from './callback.js'
import { FORMS } from './challenge-forms.js'
import { loginPage } from './login.js'
import { link, page, type Problem } from './page.js'
import { proceed } from './sign-in.js'
import type { SignInRequest } from './sign-in-request.js'
import type { PendingStep } from './state.js'
import { ENDED, endStep, ownAction, withStep } from './steps.js'
import type { Visit } from './visit.js'

/** `GET /challenge`: the form for a challenge. */
export async function showChallenge (visit: Visit): Promise<HttpResponse> {
  return await withStep(visit, ENDED, challengePage)
}

/** `POST /challenge`: responds to a challenge. */
export async function submitChallenge (visit: Visit): Promise<HttpResponse> {
  return await withStep(visit, ENDED, submit)
}

async function submit (visit: Visit, request: SignInRequest, step: PendingStep): Promise<HttpResponse> {
  try {
    const next = await respondTo(step, visit, request)
    endStep(visit, request)
    return await proceed(visit, request, next, step.username)
  } catch (error) {
    const problem = problemOf(visit, error, ['code', 'password'])
    if (request.pool.challenges.clientOf(step.session) !== undefined) {
      return challengePage(visit, request, step, problem)
    }
    // The challenge ends after a few wrong responses.
    endStep(visit, request)
    return loginPage(visit, request, { problem: { ...problem, field: undefined } })
  }
}

async function respondTo (step: PendingStep, visit: Visit, { pool, client }: SignInRequest): Promise<Step> {
  const { username, name } = step
  const hash = hashFor(client, username)
  const UserCode = visit.form.get('code')
  if (name === 'MFA_SETUP' && UserCode !== null) {
    step.session = verifySoftwareToken(visit.pools, { Session: step.session, UserCode }).Session as string
  }
  const responses = {
    ...responsesOf(step, visit.form),
    USERNAME: username,
    ...(hash !== undefined && { SECRET_HASH: hash })
  }
  return await respond(pool, client, { name, session: step.session, responses })
}

/** Returns the fields of a form as ChallengeResponses. */
function responsesOf ({ name }: PendingStep, form: URLSearchParams): Record<string, string> {
  const isNew = name === 'NEW_PASSWORD_REQUIRED'
  const names: Record<string, string> = {
    code: `${name}_CODE`,
    password: isNew ? 'NEW_PASSWORD' : 'PASSWORD',
    ANSWER: 'ANSWER',
    CREDENTIAL: 'CREDENTIAL',
    EMAIL: 'EMAIL',
    PHONE_NUMBER: 'PHONE_NUMBER'
  }
  const entries = [...form].flatMap(([field, value]) => {
    const attribute = isNew && field.startsWith('userAttributes.') ? field : undefined
    const known = Object.hasOwn(names, field) ? names[field] : attribute
    return known === undefined ? [] : [[known, value]]
  })
  return Object.fromEntries(entries)
}

function challengePage (
  visit: Visit,
  request: SignInRequest,
  step: PendingStep,
  problem?: Problem
): HttpResponse {
  const render = FORMS[step.name]
  if (render === undefined) return redirect(ENDED + request.query)
  const action = ownAction('/challenge', visit, request)
  const { t } = visit
  const { title, content, hasScript = false } = render({ visit, request, step, action, problem })
  return page(visit, {
    title: t(title),
    content: [content, link(`/login?${request.query}`, t('Back to sign in'))],
    hasScript,
    request,
    problem
  })
}
