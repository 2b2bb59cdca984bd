import { html } from '@remix-run/html-template'
import type { FastifyReply } from 'fastify'
import { endSession, signOutUrl } from '../routes/session.js'
import { button, form } from './form.js'
import { sendPage } from './layout.js'
import { problemOf, type Problem } from './problem.js'
import type { Visit } from './visit.js'

/** `GET /sign-out`: the page with the button to sign out. */
export async function showSignOut (visit: Visit): Promise<FastifyReply> {
  const { request, reply, pages: { sessions } } = visit
  const caller = await sessions.callerOf(request, reply, { extend: false })
  if (caller == null) return visit.redirect('/sign-in', { notice: 'signed-out' })
  return signOutPage(visit)
}

/** `POST /sign-out`: ends the session. */
export async function submitSignOut (visit: Visit): Promise<FastifyReply> {
  const { request, reply, pages: { sessions, api, audit } } = visit
  try {
    const ended = await audit.run(request, reply, async () => {
      await api.limiter.limit('endSession', () => null)(request, reply)
      return endSession(sessions, request, reply)
    })
    // A user who signed in at managed login is also signed out there.
    const location = signOutUrl(api.managedLogins, ended)
    if (location !== null) return reply.redirect(location, 303)
  } catch (error) {
    return signOutPage(visit, problemOf(visit, error))
  }
  return visit.redirect('/sign-in', { notice: 'signed-out' })
}

function signOutPage (visit: Visit, problem?: Problem): FastifyReply {
  return sendPage(visit, {
    title: 'signOut',
    content: [
      form({ action: visit.path('/sign-out'), content: button(visit.t('signOut')), problem }),
      html`<p class="link"><a href="${visit.returnTo}">${visit.t('notNow')}</a></p>`
    ],
    problem
  })
}
