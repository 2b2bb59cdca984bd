import type { HttpResponse } from '../protocol/http.js'
import { alert, page } from './page.js'
import type { Visit } from './visit.js'

const TEXTS: Readonly<Record<string, string>> = {
  invalid_request: 'The request is missing a required parameter, or has one that is not valid.',
  invalid_client: 'The app client does not exist.',
  redirect_mismatch: 'The URL to return to is not one of the URLs of the app client. It must match exactly.',
  unavailable:
    'Login pages unavailable, please contact an administrator. The app client has no branding style.',
  no_passkeys: 'The user pool, the app client or its domain allow no passkeys in managed login.',
  invalid_form: 'The form has expired, or comes from another site. Go back and try again.'
}

/**
 * `/error`: shows an error that cannot be returned to an app client. Its details are in English, for
 * developers.
 */
export async function errorPage (visit: Visit): Promise<HttpResponse> {
  const name = visit.query.get('error') ?? ''
  const details = Object.hasOwn(TEXTS, name) ? TEXTS[name] : undefined
  const problem =
    details === undefined ? { message: visit.t('Something went wrong.') } : { message: details, lang: 'en' }
  return page(visit, {
    title: visit.t('An error was encountered with the requested page.'),
    content: alert(problem),
    problem
  })
}
