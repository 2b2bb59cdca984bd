import { html } from '@remix-run/html-template'
import type { FastifyReply } from 'fastify'
import { decodeUnverified } from '../cognito/unverified-claims.js'
import type { SessionCaller } from '../sessions/cookie-sessions.js'
import { sendPage, type Content } from './layout.js'
import { isServed } from './served.js'
import type { Visit } from './visit.js'

/** The path of the page to add a passkey. */
export const ADD_PASSKEY = '/sign-in/passkey'

/** Returns whether to offer a passkey to a user who has just signed in: the script has requested it. */
export function offersPasskey (visit: Visit): boolean {
  const { settings, api } = visit.pages
  return settings.passkeys && isServed(api, 'addPasskey') && visit.field('offerPasskey') === 'yes'
}

/** `GET /sign-in/passkey`: the page to add a passkey, for users who are signed in. */
export async function showAddPasskey (visit: Visit): Promise<FastifyReply> {
  const { request, reply, pages: { sessions } } = visit
  const caller = await sessions.callerOf(request, reply)
  if (caller == null) return visit.redirect('/sign-in')
  return sendPage(visit, {
    title: 'addPasskey',
    content: [
      html`<p>${visit.t('passkeyHint')}</p>`,
      html`<noscript><p class="notice">${visit.t('passkeysNeedScript')}</p></noscript>`,
      passkeyButton(visit, { mode: 'add', text: visit.t('createPasskey'), username: nameOf(visit, caller) }),
      html`<p class="link"><a href="${visit.returnTo}" data-decline>${visit.t('notNow')}</a></p>`
    ],
    hasScript: true
  })
}

/** Returns the name that the user signs in with. */
function nameOf ({ pages: { settings } }: Visit, { user, session }: SessionCaller): string {
  const claims = decodeUnverified(session.tokens.idToken) as Readonly<Record<string, unknown>>
  const name = claims[settings.username]
  return typeof name === 'string' ? name : (user.username as string)
}

/** Returns the button to sign in with a passkey. Null if users cannot. */
export function signInButton (visit: Visit): Content {
  const { settings, api } = visit.pages
  if (!settings.passkeys || !isServed(api, 'passkeySignIn')) return null
  return passkeyButton(visit, { mode: 'sign-in', text: visit.t('withPasskey'), username: '' })
}

interface Button {
  readonly mode: 'sign-in' | 'add'
  readonly text: string
  readonly username: string
}

/** A button that the script shows and handles. */
function passkeyButton (visit: Visit, { mode, text, username }: Button): Content {
  const again = visit.path('/sign-in', { prompt: 'login' })
  const { prefix, settings: { texts } } = visit.pages
  return html`<div class="passkey" data-passkeys="${mode}" data-api="${prefix}"
  data-return-to="${visit.returnTo}" data-sign-in-again="${again}" data-username="${username}"
  data-failed="${texts.passkeyFailed}" data-limited="${texts.tooManyAttempts}" hidden>
  <button class="${mode === 'add' ? '' : 'other'}" type="button">${text}</button>
  <p class="error" role="status"></p>
</div>`
}
