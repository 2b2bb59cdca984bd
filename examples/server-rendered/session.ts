import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { fromCookie, type ExtractToken } from 'fastify-cognito-auth'
import type { Tokens } from 'fastify-cognito-auth/schemas'

const ACCESS = '__Host-access'
const REFRESH = '__Host-refresh'

/**
 * Scripts cannot read the cookies (`HttpOnly`). They are only sent over TLS or to localhost (`Secure`), and
 * not with forms and scripts of other sites (`SameSite`). Subdomains cannot set them (`__Host-`).
 */
const COOKIE: CookieSerializeOptions = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' }

/** The validity of refresh tokens in the app client, in seconds: 30 days by default. */
const REFRESH_MAX_AGE = 30 * 24 * 60 * 60

/** Stores tokens in cookies. If a refresh returns no new refresh token, the old one is kept. */
export function keepTokens (reply: FastifyReply, { accessToken, refreshToken, expiresIn }: Tokens): void {
  reply.setCookie(ACCESS, accessToken, { ...COOKIE, maxAge: expiresIn })
  if (refreshToken !== undefined) {
    reply.setCookie(REFRESH, refreshToken, { ...COOKIE, maxAge: REFRESH_MAX_AGE })
  }
}

export function dropTokens (reply: FastifyReply): void {
  reply.clearCookie(ACCESS, COOKIE).clearCookie(REFRESH, COOKIE)
}

export const refreshTokenOf = (request: FastifyRequest) => request.cookies[REFRESH]

/** Returns the access token of the request, or the one that replaced it. */
export const accessTokenOf: ExtractToken = request =>
  request.getDecorator<string | null>('refreshedToken') ?? fromCookie(ACCESS)(request)

/** A hook that refreshes the access token when its cookie has expired along with it. */
export async function refreshWhenExpired (request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const refreshToken = refreshTokenOf(request)
  if (refreshToken === undefined || accessTokenOf(request) !== null) return
  try {
    const tokens = await request.server.cognito.rateLimited(request, reply).refresh({ refreshToken })
    keepTokens(reply, tokens)
    request.setDecorator('refreshedToken', tokens.accessToken)
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 401) throw error
    dropTokens(reply)
  }
}
