import { html } from '@remix-run/html-template'
import type { FastifyReply } from 'fastify'
import type { ManagedLoginError } from '../managed-login/errors.js'
import type { SignInPageText } from '../options/sign-in-page-texts.js'
import type { Flow } from '../schemas/sign-in.js'
import { signIn } from '../routes/sign-in.js'
import { alert, button, field, form, link, notice, otherButton, type Field } from './form.js'
import { sendPage, type Content } from './layout.js'
import { signInButton } from './passkey.js'
import { perform } from './perform.js'
import { problemOf, type Problem } from './problem.js'
import { proceed } from './proceed.js'
import { isServed } from './served.js'
import type { Visit } from './visit.js'

export const SIGN_IN = '/sign-in'

/** The texts of notices, by their name in the query. */
const NOTICES = {
  confirmed: 'accountConfirmed',
  reset: 'passwordReset',
  'signed-out': 'signedOut',
  expired: 'stepExpired'
} as const

export type Notice = keyof typeof NOTICES

/** `GET /sign-in`: redirects users who are signed in, unless `prompt=login` requires another sign-in. */
export async function showSignIn (visit: Visit): Promise<FastifyReply> {
  const { request, reply, pages: { sessions } } = visit
  if (visit.query('prompt') !== 'login') {
    const caller = await sessions.callerOf(request, reply)
    if (caller != null) return reply.redirect(visit.returnTo, 303)
  }
  return signInPage(visit, managedLoginProblem(visit))
}

/** The texts of errors of managed login, which redirects here. */
const MANAGED_LOGIN_ERRORS: { readonly [Name in ManagedLoginError]: SignInPageText } = {
  cancelled: 'signInCancelled',
  expired: 'stepExpired',
  not_allowed: 'signInNotAllowed',
  login_required: 'signInFailed',
  try_again: 'signInFailed',
  unavailable: 'unavailable'
}

function managedLoginProblem (visit: Visit): Problem | undefined {
  const name = visit.query('error')
  if (!Object.hasOwn(MANAGED_LOGIN_ERRORS, name)) return undefined
  // Not 503, even if Cognito was unavailable: any link can have the parameter.
  return { status: 400, message: visit.t(MANAGED_LOGIN_ERRORS[name as ManagedLoginError]) }
}

/** `POST /sign-in`. */
export async function submitSignIn (visit: Visit): Promise<FastifyReply> {
  const username = visit.field('username')
  try {
    return proceed(visit, await perform(visit, signIn, bodyOf(visit, username)), username)
  } catch (error) {
    return signInPage(visit, problemOf(visit, error))
  }
}

/** Returns the body of a sign-in: by password, or by another factor that Cognito offers the user. */
function bodyOf (visit: Visit, username: string): object {
  const { flows } = visit.pages.api.settings
  const isChoice = visit.field('method') === 'choice' && flows.includes('USER_AUTH')
  if (isChoice) return { flow: 'USER_AUTH', username }
  const flow = flows.find(name => FLOWS.has(name)) as Flow
  const preferred = flow === 'USER_AUTH' ? { preferredChallenge: 'PASSWORD' } : {}
  return { flow, username, password: visit.secret('password'), ...preferred }
}

/** The flows in which the server sends the password. */
const FLOWS: ReadonlySet<Flow> = new Set(['USER_PASSWORD_AUTH', 'ADMIN_USER_PASSWORD_AUTH', 'USER_AUTH'])

/** Sends the page to sign in. */
export function signInPage (visit: Visit, problem?: Problem): FastifyReply {
  const { api, settings } = visit.pages
  const name = visit.query('notice')
  const text = Object.hasOwn(NOTICES, name) ? NOTICES[name as Notice] : undefined
  const providers = providerLinks(visit)
  return sendPage(visit, {
    title: 'signIn',
    content: [
      text === undefined || problem !== undefined ? null : notice(visit.t(text)),
      problem === undefined ? null : alert(problem),
      form({
        action: visit.path(SIGN_IN),
        content: [
          field(visit, { ...usernameField(visit), autocomplete: usernameAutocomplete(visit) }, problem),
          field(visit, passwordField(visit), problem),
          button(visit.t('signIn')),
          api.settings.flows.includes('USER_AUTH')
            ? otherButton(visit.t('withoutPassword'), 'method', 'choice')
            : null
        ]
      }),
      signInButton(visit),
      providers.length === 0 ? null : html`<p class="or">${visit.t('or')}</p>`,
      providers,
      isServed(api, 'forgotPassword')
        ? link(visit.path('/forgot-password'), visit.t('forgotPassword'))
        : null,
      isServed(api, 'signUp') ? link(visit.path('/sign-up'), visit.t('signUp'), visit.t('newHere')) : null
    ],
    problem,
    hasScript: settings.passkeys
  })
}

/** Returns the links to sign in with the identity providers of managed login. */
function providerLinks (visit: Visit): Content[] {
  const { managedLogins } = visit.pages.api
  if (managedLogins === null) return []
  const { loginPath, providers } = managedLogins.main.settings
  const others = providers.filter(provider => provider !== 'COGNITO')
  return others.map(provider => {
    const query = new URLSearchParams({ provider, returnTo: visit.returnTo }).toString()
    return html`<a class="other" href="${loginPath}?${query}">${visit.t('continueWith', provider)}</a>`
  })
}

const LABELS = { email: 'email', phone_number: 'phoneNumber', username: 'username' } as const

/** Returns the field for the name that users sign in with. */
export function usernameField (visit: Visit): Field {
  const { username } = visit.pages.settings
  return {
    name: 'username',
    label: visit.t(LABELS[username]),
    autocomplete: 'username',
    value: visit.field('username'),
    ...(username !== 'username' && { inputMode: username === 'email' ? 'email' : 'tel' })
  }
}

const usernameAutocomplete = ({ pages: { settings } }: Visit): string =>
  settings.passkeys ? 'username webauthn' : 'username'

const passwordField = (visit: Visit): Field => ({
  name: 'password',
  label: visit.t('password'),
  type: 'password',
  autocomplete: 'current-password'
})
