import { html } from '@remix-run/html-template'
import type { FastifyReply } from 'fastify'
import { confirmSignUp, resendConfirmationCode } from '../routes/sign-up.js'
import { alert, button, codeField, field, form, link, notice } from './form.js'
import { sendPage } from './layout.js'
import { perform } from './perform.js'
import { problemOf, type Problem } from './problem.js'
import { finish } from './proceed.js'
import { usernameField } from './sign-in.js'
import { endStep, keepStep, stepOf, type Step } from './step.js'
import type { Visit } from './visit.js'

/** `GET /confirm`: after a sign-up with its step, and without one for users who return with a code. */
export async function showConfirm (visit: Visit): Promise<FastifyReply> {
  return confirmPage(visit)
}

/** `POST /confirm`: confirms the account, and signs the user in if Cognito allows it. */
export async function submitConfirm (visit: Visit): Promise<FastifyReply> {
  const step = stepOf(visit, 'confirm')
  const session = step?.session === undefined ? {} : { session: step.session }
  try {
    const body = { username: nameOf(visit, step), code: visit.code('code'), ...session }
    const result = await perform(visit, confirmSignUp, body)
    if (result.session !== undefined) return finish(visit)
  } catch (error) {
    return confirmPage(visit, problemOf(visit, error, { code: 'code' }))
  }
  endStep(visit)
  return visit.redirect('/sign-in', { notice: 'confirmed' })
}

/** `POST /confirm/resend`: sends the code again, if the account is not confirmed. */
export async function submitResend (visit: Visit): Promise<FastifyReply> {
  const step = stepOf(visit, 'confirm')
  const username = nameOf(visit, step)
  try {
    await perform(visit, resendConfirmationCode, { username })
  } catch (error) {
    return confirmPage(visit, problemOf(visit, error))
  }
  const next = step ?? { page: 'confirm', username }
  return visit.redirect('/confirm', { ...keepStep(visit, next), notice: 'sent' })
}

const nameOf = (visit: Visit, step: Step | null): string => step?.username ?? visit.field('username')

function confirmPage (visit: Visit, problem?: Problem): FastifyReply {
  const step = stepOf(visit, 'confirm')
  const isSent = visit.query('notice') === 'sent' && problem === undefined
  const query = step === null ? {} : { step: visit.query('step') }
  const name = step === null ? field(visit, usernameField(visit), problem) : null
  return sendPage(visit, {
    title: 'confirm',
    content: [
      isSent ? notice(visit.t('newCodeSent')) : null,
      step === null ? null : html`<p>${sentTo(visit, step)}</p>`,
      problem === undefined ? null : alert(problem),
      // Both buttons belong to one form, since both need the name.
      form({
        action: visit.path('/confirm', query),
        content: [
          name,
          field(visit, codeField(visit, 'code'), problem),
          button(visit.t('confirmAccount')),
          html`<button class="other" formaction="${visit.path('/confirm/resend', query)}" formnovalidate>
${visit.t('sendNewCode')}</button>`
        ]
      }),
      link(visit.path('/sign-in'), visit.t('backToSignIn'))
    ],
    problem,
    hasScript: visit.pages.settings.passkeys
  })
}

/** Returns the text on where the code was sent. It does not reveal whether there is an account. */
function sentTo (visit: Visit, { destination, username }: Step): string {
  return destination === undefined
    ? visit.t('codeSentIfUnconfirmed', username)
    : visit.t('codeSentTo', destination)
}
