import type { FastifyReply } from 'fastify'
import { describeError } from '../describe-error.js'
import { alert, link } from './form.js'
import { sendPage } from './layout.js'
import { isOwn, problemOf, type Problem } from './problem.js'
import type { Visit } from './visit.js'

/** The page for an error that no form shows. */
export function errorPage (visit: Visit, error: unknown): FastifyReply {
  const problem = isOwn(error) ? problemOf(visit, error) : foreignProblem(visit, error)
  return sendPage(visit, {
    title: 'error',
    content: [alert(problem), link(visit.path('/sign-in'), visit.t('backToSignIn'))],
    problem
  })
}

/** The problem of an error of Fastify, such as a body that is too large, or of other code. */
function foreignProblem (visit: Visit, error: unknown): Problem {
  const { statusCode = 500 } = error as { statusCode?: number }
  if (statusCode < 500) return { status: statusCode, message: visit.t('valueRejected') }
  visit.request.log.error({ cause: describeError(error) }, 'sign-in page failed')
  return { status: 500, message: visit.t('failed') }
}
