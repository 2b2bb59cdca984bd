import type { HttpResponse, HttpRequest } from './http.js'

const ALLOWED_HEADERS =
  'authorization, cache-control, content-type, x-amz-date, x-amz-security-token, x-amz-target, ' +
  'x-amz-user-agent, amz-sdk-invocation-id, amz-sdk-request'
const EXPOSED_HEADERS = 'x-amzn-RequestId, x-amzn-ErrorType, x-amzn-ErrorMessage, Date'
/** How long a browser may cache the response to a preflight, in seconds, as on AWS. */
const MAX_AGE = '172800'

/** The paths that scripts of pages on other origins call. Browsers navigate to the others. */
export const CALLED_BY_SCRIPTS: ReadonlySet<string> = new Set([
  '/',
  '/oauth2/token',
  '/oauth2/revoke',
  '/oauth2/userInfo'
])

/** The origins whose pages may call the API: every one, or those of a list. */
export type Origins = '*' | readonly string[]

/** Returns the CORS headers of a response. */
export function corsHeaders ({ headers: { origin } }: HttpRequest, origins: Origins): Record<string, string> {
  if (origin === undefined) return {}
  const isAllowed = origins === '*' || origins.includes(origin)
  if (!isAllowed) return { vary: 'Origin' }
  return {
    'access-control-allow-origin': origins === '*' ? '*' : origin,
    'access-control-expose-headers': EXPOSED_HEADERS,
    ...(origins !== '*' && { vary: 'Origin' })
  }
}

/** Returns the response to a preflight, or undefined if the request is none. */
export function preflight (request: HttpRequest, origins: Origins): HttpResponse | undefined {
  const { method, headers } = request
  if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return undefined
  return {
    status: 200,
    headers: {
      ...corsHeaders(request, origins),
      'access-control-allow-methods': 'GET, HEAD, POST, OPTIONS',
      'access-control-allow-headers': headers['access-control-request-headers'] ?? ALLOWED_HEADERS,
      'access-control-max-age': MAX_AGE
    }
  }
}
