import type { FastifyRequest } from 'fastify'

/** Methods that change nothing (RFC 9110 9.2.1). */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Returns whether a request with a session cookie may come from a page of another origin, so that it must be
 * rejected.
 *
 * An unsafe request and a WebSocket handshake need `Sec-Fetch-Site: same-origin`, or, from a browser or proxy
 * without that header, an `Origin` that is the application's. With neither header, the request is rejected.
 * Other requests are rejected only if a script of another origin sent them: a link from another site works.
 *
 * @param origin - the origin of the application. Null if no origin is accepted
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function isForgeableWithSession ({ method, headers }: FastifyRequest, origin: string | null): boolean {
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode } = headers
  const isNavigation = mode === 'navigate'
  // CORS does not apply to a WebSocket handshake, which is a GET.
  if (SAFE_METHODS.has(method) && headers.upgrade === undefined) {
    return !isNavigation && (site === 'cross-site' || site === 'same-site')
  }
  if (site === undefined) return headers.origin !== origin
  // `none`: the user reloaded a page that was the result of a form.
  return site !== 'same-origin' && !(site === 'none' && isNavigation)
}
