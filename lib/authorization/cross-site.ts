import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.js'
import { isForgeableWithSession } from '../sessions/same-origin.js'
import { truncate } from '../verification/token-rejection.js'

/** Methods that change nothing (RFC 9110 9.2.1), as far as browsers send them to other sites. */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Returns whether a request may come from a page of another site with the user's cookies: it has its token in
 * a cookie, is unsafe or opens a WebSocket, and its headers do not prove the same origin or a trusted one.
 *
 * The rules are those of Go's `http.CrossOriginProtection`. A request with neither `Sec-Fetch-Site` nor
 * `Origin` does not come from a browser: browsers send `Origin` with each unsafe request to another site, and
 * with each WebSocket handshake.
 *
 * @param token - the extracted token
 * @param trustedOrigins - origins that may send such requests besides the application's own
 */
export function isForgeable (
  request: FastifyRequest,
  token: string,
  trustedOrigins: ReadonlySet<string>
): boolean {
  return isUnsafe(request) && isFromCookie(request, token) && isCrossOrigin(request, trustedOrigins)
}

/** A WebSocket handshake is a GET, but CORS does not apply to it. */
function isUnsafe ({ method, headers }: FastifyRequest): boolean {
  return !SAFE_METHODS.has(method) || headers.upgrade !== undefined
}

/**
 * Returns whether a token comes from a cookie: the request has cookies, and the token is in no other header
 * and not in the URL. The cookie may contain the token itself, encoded or in parts, or the key of a session.
 * A page of another site cannot send a token that it does not know in another place.
 */
function isFromCookie ({ headers, url }: FastifyRequest, token: string): boolean {
  if (headers.cookie === undefined || url.includes(token)) return false
  return !Object.entries(headers).some(([name, value]) => name !== 'cookie' && String(value).includes(token))
}

function isCrossOrigin (request: FastifyRequest, trustedOrigins: ReadonlySet<string>): boolean {
  const { 'sec-fetch-site': site, origin } = request.headers
  // `none`: the user entered the URL or opened a bookmark.
  if (site === 'same-origin' || site === 'none') return false
  if (origin !== undefined && trustedOrigins.has(origin)) return false
  if (site !== undefined) return true
  return origin !== undefined && !isOwnOrigin(origin, request.host)
}

/**
 * Returns whether a request with the session of a load balancer may come from a page of another origin, so
 * that it must be rejected. The rules are those of session cookies, since the load balancer has one. The
 * application's own origin is that of the `Host` header, which load balancers keep.
 *
 * @param trustedOrigins - origins that may send such requests besides the application's own
 */
export function isForgeableAtLoadBalancer (
  request: FastifyRequest,
  trustedOrigins: ReadonlySet<string>
): boolean {
  const { origin = '' } = request.headers
  if (trustedOrigins.has(origin)) return false
  return isForgeableWithSession(request, isOwnOrigin(origin, request.host) ? origin : null)
}

/** The schemes are not compared: a server behind a proxy that terminates TLS does not know its own. */
function isOwnOrigin (origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false
  const { protocol, host: originHost } = new URL(origin)
  const own = `${protocol}//${host}`
  return URL.canParse(own) && new URL(own).host === originHost
}

/** Logs a request that may be forged, and returns the error to respond with. */
export function crossSiteRequest ({ headers, log }: FastifyRequest): Error {
  const { origin, 'sec-fetch-site': site } = headers
  const details = { origin: origin && truncate(origin), secFetchSite: site && truncate(String(site)) }
  log.info(details, 'cross-site request rejected')
  return new errors.FST_COGNITO_CROSS_SITE_REQUEST()
}
