import type { HttpResponse } from '../protocol/http.js'
import { callFor, problemOf } from './api.js'
import { PageError } from './errors.js'
import { html } from './html.js'
import { alert, page } from './page.js'
import { clientOf } from './version.js'
import type { Visit } from './visit.js'

/** `GET /confirmUser`: confirms a sign-up by the link of an email, which has no callback to return to. */
export async function confirmUser (visit: Visit): Promise<HttpResponse> {
  const { pools, query, t } = visit
  const request = clientOf(pools, query.get('client_id'))
  if (request === undefined) throw new PageError('invalid_client')
  const [Username, ConfirmationCode] = [query.get('user_name'), query.get('confirmation_code')]
  if (Username === null || ConfirmationCode === null) throw new PageError('invalid_request')
  try {
    await callFor(visit, request, 'ConfirmSignUp', { Username, ConfirmationCode })
  } catch (error) {
    const problem = problemOf(visit, error, [])
    return page(visit, {
      title: t('Confirm your account'),
      content: alert(problem),
      request,
      problem
    })
  }
  return page(visit, {
    title: t('Your account is confirmed'),
    content: html`<p role="status">${t('You can close this page and sign in.')}</p>`,
    request
  })
}
