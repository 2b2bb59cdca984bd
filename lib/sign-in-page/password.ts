import { html } from '@remix-run/html-template'
import type { FastifyReply } from 'fastify'
import { forgotPassword, resetPassword } from '../routes/password.js'
import { button, codeField, field, form, hiddenUsername, link, newPasswordField } from './form.js'
import { sendPage } from './layout.js'
import { perform } from './perform.js'
import { problemOf, type Problem } from './problem.js'
import { usernameField } from './sign-in.js'
import { endStep, keepStep, stepOf } from './step.js'
import type { Visit } from './visit.js'

/** `GET /forgot-password`. */
export async function showForgotPassword (visit: Visit): Promise<FastifyReply> {
  return forgotPasswordPage(visit)
}

/** `POST /forgot-password`: sends a code. The response is the same whether or not there is an account. */
export async function submitForgotPassword (visit: Visit): Promise<FastifyReply> {
  const username = visit.field('username')
  try {
    await perform(visit, forgotPassword, { username })
  } catch (error) {
    return forgotPasswordPage(visit, problemOf(visit, error))
  }
  return visit.redirect('/reset-password', keepStep(visit, { page: 'reset', username }))
}

function forgotPasswordPage (visit: Visit, problem?: Problem): FastifyReply {
  return sendPage(visit, {
    title: 'forgotPassword',
    content: [
      html`<p>${visit.t('forgotPasswordHint')}</p>`,
      form({
        action: visit.path('/forgot-password'),
        content: [field(visit, usernameField(visit), problem), button(visit.t('sendCode'))],
        problem
      }),
      link(visit.path('/reset-password'), visit.t('resetPassword'), visit.t('haveCode')),
      link(visit.path('/sign-in'), visit.t('backToSignIn'))
    ],
    problem
  })
}

/** `GET /reset-password`: after the code was sent, and without a step for users who return with a code. */
export async function showResetPassword (visit: Visit): Promise<FastifyReply> {
  return resetPasswordPage(visit)
}

/** `POST /reset-password`. */
export async function submitResetPassword (visit: Visit): Promise<FastifyReply> {
  const username = stepOf(visit, 'reset')?.username ?? visit.field('username')
  const body = { username, code: visit.code('code'), newPassword: visit.secret('newPassword') }
  try {
    await perform(visit, resetPassword, body)
  } catch (error) {
    return resetPasswordPage(visit, problemOf(visit, error, { code: 'code', password: 'newPassword' }))
  }
  endStep(visit)
  return visit.redirect('/sign-in', { notice: 'reset' })
}

function resetPasswordPage (visit: Visit, problem?: Problem): FastifyReply {
  const step = stepOf(visit, 'reset')
  return sendPage(visit, {
    title: 'resetPassword',
    content: [
      step === null ? null : html`<p>${visit.t('codeSentIfAccount', step.username)}</p>`,
      form({
        action: visit.path('/reset-password', step === null ? {} : { step: visit.query('step') }),
        content: [
          step === null ? field(visit, usernameField(visit), problem) : hiddenUsername(step.username),
          field(visit, codeField(visit, 'code'), problem),
          field(visit, newPasswordField('newPassword', visit.t('newPassword')), problem),
          button(visit.t('setPassword'))
        ],
        problem
      }),
      link(visit.path('/forgot-password'), visit.t('sendNewCode')),
      link(visit.path('/sign-in'), visit.t('backToSignIn'))
    ],
    problem
  })
}
