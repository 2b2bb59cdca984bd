import type { FastifyRequest } from 'fastify'

/**
 * Returns whether a browser requests a page to show, and not a script, a frame, or the browser ahead of time.
 * Without Fetch Metadata, a request for HTML is one.
 *
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function isNavigation (request: FastifyRequest): boolean {
  const { headers } = request
  if (headers.upgrade !== undefined || isPrefetch(request)) return false
  const { 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = headers
  if (mode !== undefined) return mode === 'navigate' && destination === 'document'
  return headers.accept?.includes('text/html') === true
}

/** Returns whether the request is a prefetch: the user may never open the page. */
export function isPrefetch ({ headers }: FastifyRequest): boolean {
  return [headers['sec-purpose'], headers['purpose']].some(value => String(value).startsWith('prefetch'))
}

/** Returns whether a request reads a page, and does not send a form. */
export function isRead ({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}
