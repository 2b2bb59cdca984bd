import type { FastifyReply } from 'fastify'
import { respondToChallenge } from '../routes/sign-in.js'
import { CHALLENGES, type ChallengeForm } from './challenge-forms.js'
import { alert, link } from './form.js'
import { sendPage } from './layout.js'
import { perform } from './perform.js'
import { problemOf, type Problem } from './problem.js'
import { proceed } from './proceed.js'
import { signInPage } from './sign-in.js'
import { endStep, stepOf, type Step } from './step.js'
import type { Visit } from './visit.js'

/** `GET /sign-in/challenge`: the form for the challenge of a step. */
export async function showChallenge (visit: Visit): Promise<FastifyReply> {
  const step = stepOf(visit, 'challenge')
  return step === null ? redirectExpired(visit) : challengePage(visit, step)
}

/** `POST /sign-in/challenge`: responds to the challenge. */
export async function submitChallenge (visit: Visit): Promise<FastifyReply> {
  const step = stepOf(visit, 'challenge')
  const shown = step === null ? undefined : formOf(step)
  if (step === null || shown === undefined) return redirectExpired(visit)
  const { username, session, challenge } = step
  const responses = shown.responses(visit, step)
  try {
    const body = { challenge, username, session, responses }
    return proceed(visit, await perform(visit, respondToChallenge, body), username)
  } catch (error) {
    return showFailure(visit, step, error)
  }
}

/**
 * Shows the problem: on the page of the challenge if it accepts another response, otherwise on the first
 * page.
 */
function showFailure (visit: Visit, step: Step, error: unknown): FastifyReply {
  const { code } = error as { code?: string }
  if (code === 'FST_COGNITO_INVALID_SESSION') return redirectExpired(visit)
  const problem = problemOf(visit, error, { code: codeFieldOf(step), password: passwordFieldOf(step) })
  // Cognito ends the session of a sign-in whose password was wrong.
  if (code !== 'FST_COGNITO_WRONG_CREDENTIALS') return challengePage(visit, step, problem)
  endStep(visit)
  return signInPage(visit, problem)
}

/** Redirects to the first page, with a message. */
function redirectExpired (visit: Visit): FastifyReply {
  endStep(visit)
  return visit.redirect('/sign-in', { notice: 'expired' })
}

const formOf = ({ challenge = '' }: Step): ChallengeForm | undefined =>
  Object.hasOwn(CHALLENGES, challenge) ? CHALLENGES[challenge] : undefined

const codeFieldOf = ({ challenge = '' }: Step): string =>
  `responses.${challenge === 'MFA_SETUP' ? 'SOFTWARE_TOKEN_MFA' : challenge}_CODE`

const passwordFieldOf = ({ challenge }: Step): string =>
  challenge === 'NEW_PASSWORD_REQUIRED' ? 'responses.NEW_PASSWORD' : 'responses.PASSWORD'

function challengePage (visit: Visit, step: Step, problem?: Problem): FastifyReply {
  const shown = formOf(step)
  const back = link(visit.path('/sign-in'), visit.t('backToSignIn'))
  if (shown === undefined) {
    const unknown = { status: 400, message: visit.t('unknownStep') }
    return sendPage(visit, { title: 'error', content: [alert(unknown), back], problem: unknown })
  }
  return sendPage(visit, {
    title: shown.title,
    content: [shown.content({ visit, step, problem }), back],
    problem,
    hasScript: visit.pages.settings.passkeys
  })
}
