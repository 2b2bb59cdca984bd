import type { FastifyReply } from 'fastify'
import { describeError } from '../describe-error.js'
import type { SignInPageText } from '../options/sign-in-page-texts.js'
import { alert, link } from './form.js'
import { sendPage } from './layout.js'
import { isOwn, problemOf, type Problem } from './problem.js'
import type { Visit } from './visit.js'

/** Sends the page for an error that no form shows. */
export function errorPage (visit: Visit, error: unknown): FastifyReply {
  const problem = isOwn(error) ? problemOf(visit, error) : foreignProblem(visit, error)
  return sendPage(visit, {
    title: 'error',
    content: [alert(problem), link(visit.path('/sign-in'), visit.t('backToSignIn'))],
    problem
  })
}

/** The texts of errors that are not from this package, such as a rate limit of the application, by status. */
const TEXTS: Readonly<Record<number, SignInPageText>> = {
  403: 'notAllowed',
  429: 'unavailable',
  503: 'unavailable'
}

/** Returns the problem for an error that is not from this package, such as a body that is too large. */
function foreignProblem (visit: Visit, error: unknown): Problem {
  const { statusCode: status = 500 } = error as { statusCode?: number }
  const text = TEXTS[status]
  if (text !== undefined) return { status, message: visit.t(text) }
  if (status >= 400 && status < 500) return { status, message: visit.t('valueRejected') }
  visit.request.log.error({ cause: describeError(error) }, 'sign-in page failed')
  return { status: 500, message: visit.t('failed') }
}
