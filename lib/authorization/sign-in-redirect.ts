import type { FastifyReply, FastifyRequest } from 'fastify'
import { errors } from '../errors.js'
import { isNavigation, isRead } from '../sessions/navigation.js'
import { localPath } from '../sessions/return-to.js'

/** The page where users sign in. */
export interface SignInPage {
  /** The origin of the application. */
  readonly origin: string
  /** The path of the page, such as `/login`. */
  readonly path: string
}

/**
 * Redirects the visitor of a page to the sign-in. Returns undefined if the response must be the error
 * instead, such as for scripts.
 */
export type SignInRedirect = (
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown
) => Promise<void> | undefined

/** Returns a function that redirects navigations to a page where users sign in. */
export function signInRedirect (page: SignInPage): SignInRedirect {
  return (request, reply, error) => {
    const parameters = parametersFor(error)
    if (parameters === null || !isNavigation(request)) return undefined
    const returnTo = returnPath(request, page.origin)
    if (returnTo !== '/') parameters.set('returnTo', returnTo)
    const query = String(parameters)
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-store')
    // 303: the browser requests the page with GET, whatever the method was.
    reply.redirect(query === '' ? page.path : `${page.path}?${query}`, isRead(request) ? 302 : 303)
    return Promise.resolve(reply).then(() => {})
  }
}

/** Returns null if a sign-in would not help: the token is invalid, or its user is denied. */
function parametersFor (error: unknown): URLSearchParams | null {
  if (error instanceof errors.FST_COGNITO_SIGN_IN_TOO_OLD) return new URLSearchParams({ prompt: 'login' })
  return error instanceof errors.FST_COGNITO_NO_CREDENTIALS ||
    error instanceof errors.FST_COGNITO_SESSION_ENDED
    ? new URLSearchParams()
    : null
}

/** Returns the path to return to after the sign-in. A form is lost: the user returns to its page. */
function returnPath (request: FastifyRequest, origin: string): string {
  if (isRead(request)) return localPath(request.originalUrl, origin)
  const { referer = '' } = request.headers
  return referer.startsWith(`${origin}/`) ? localPath(referer.slice(origin.length), origin) : '/'
}
