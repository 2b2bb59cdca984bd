import { notAuthorized, type CognitoException } from '../pool/exception.js'
import type { HttpResponse } from '../protocol/http.js'
import { problemOf } from './api.js'
import { signedIn } from './browser-session.js'
import { isChoiceBased } from './choice.js'
import { complete } from './complete.js'
import { html, type Html } from './html.js'
import { alert, field, form, link, page, type Problem } from './page.js'
import { allowsOwnUsers, providersOf } from './providers.js'
import { start } from './sign-in.js'
import { readSignInRequest, type SignInRequest } from './sign-in-request.js'
import { startStep } from './steps.js'
import type { Text } from './texts/english.js'
import type { Visit } from './visit.js'

const NOTICES: Readonly<Record<string, Text>> = {
  confirmed: 'The account is confirmed. Sign in.',
  password: 'The password was changed. Sign in with the new one.',
  ended: 'The sign-in has expired. Start again.'
}

/** `GET /login`: the page to sign in. */
export async function showLogin (visit: Visit): Promise<HttpResponse> {
  return loginPage(visit, readSignInRequest(visit))
}

/** `POST /login`: signs in with a username and a password, or as the user of this browser. */
export async function login (visit: Visit): Promise<HttpResponse> {
  const request = readSignInRequest(visit)
  const known = knownUser(visit, request)
  if (visit.form.has('continue') && known !== undefined) return await complete(request, known)
  const username = visit.form.get('username') ?? ''
  try {
    if (!allowsOwnUsers(request.client)) throw notAuthorized('Not allowed.')
    return await start(visit, request, username)
  } catch (error) {
    const problem = problemOf(visit, error, ['password', 'username'])
    const { name } = error as CognitoException
    if (name === 'UserNotConfirmedException') {
      return startStep(visit, request, '/confirm', { name: 'CONFIRM', username, parameters: {} })
    }
    if (name === 'PasswordResetRequiredException') {
      return startStep(visit, request, '/confirmforgotPassword', { name: 'RESET', username, parameters: {} })
    }
    return loginPage(visit, request, { problem, username })
  }
}

/** Returns the user of this browser, unless the request requires a new sign-in. */
function knownUser (visit: Visit, { pool, prompts }: SignInRequest) {
  return prompts.includes('login') ? undefined : signedIn(pool, visit)
}

interface LoginPageOptions {
  problem?: Problem
  username?: string
}

export function loginPage (
  visit: Visit,
  request: SignInRequest,
  { problem, username }: LoginPageOptions = {}
): HttpResponse {
  const { t } = visit
  const notice = NOTICES[visit.query.get('notice') ?? '']
  const providers = providerLinks(visit, request)
  const own = allowsOwnUsers(request.client) && ownForm(visit, request, username ?? request.hint, problem)
  const content = [
    typeof notice === 'string' &&
      problem === undefined &&
      html`<p class="notice" role="status">${t(notice)}</p>`,
    continueForm(visit, request),
    providers,
    providers.length > 0 && own !== false && html`<p class="or">${t('or')}</p>`,
    own === false && problem !== undefined ? alert(problem) : own
  ]
  return page(visit, { title: t('Sign in'), content, request, problem })
}

function continueForm (visit: Visit, request: SignInRequest): Html | undefined {
  const known = knownUser(visit, request)
  if (known === undefined) return undefined
  const text = visit.t('Continue as {}', known.user.attributes['email'] ?? known.user.username)
  const content = html`<button name="continue" value="yes">${text}</button>`
  return form(visit, { action: `/login?${request.query}`, content })
}

function providerLinks ({ t }: Visit, { pool, client, query }: SignInRequest): Html[] {
  return providersOf(pool, client).map(({ name }) => {
    const parameters = new URLSearchParams(query)
    parameters.set('identity_provider', name)
    const url = `/oauth2/authorize?${parameters.toString()}`
    const text = t('Continue with {}', name)
    return html`<a class="button idp idpButton-customizable" href="${url}">${text}</a>`
  })
}

function ownForm (
  visit: Visit,
  request: SignInRequest,
  username: string | undefined,
  problem?: Problem
): Html {
  const { t } = visit
  const { pool, query } = request
  const isClosed = pool.settings.AdminCreateUserConfig?.AllowAdminCreateUserOnly === true
  const name = { ...usernameField(visit, request), value: username }
  const hasPassword = !isChoiceBased(request)
  const password = {
    name: 'password',
    label: t('Password'),
    type: 'password',
    autocomplete: 'current-password'
  }
  const content = [field(name, problem), hasPassword && field(password, problem)]
  const button = hasPassword ? t('Sign in') : t('Next')
  return html`${form(visit, { action: `/login?${query}`, content, button, problem })}
  ${link(`/forgotPassword?${query}`, t('Forgot your password?'))}
  ${!isClosed && link(`/signup?${query}`, t('Create an account'), t('New here?'))}`
}

/** The field for the name that users sign in with. */
export function usernameField ({ t }: Visit, { pool }: SignInRequest) {
  const [name, ...others] = pool.settings.UsernameAttributes ?? []
  const contact = name === 'email' ? t('Email address') : t('Phone number')
  return {
    name: 'username',
    label:
      name === undefined ? t('Username') : others.length > 0 ? t('Email address or phone number') : contact,
    autocomplete: 'username',
    type: name === 'email' && others.length === 0 ? 'email' : 'text'
  }
}
