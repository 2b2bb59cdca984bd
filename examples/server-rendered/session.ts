import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { fromCookie, type ExtractToken } from 'fastify-cognito-auth'
import type { Tokens } from 'fastify-cognito-auth/schemas'

const ACCESS = '__Host-access'
const REFRESH = '__Host-refresh'

/**
 * Scripts cannot read the cookies (`HttpOnly`), they are sent over TLS only, or to localhost (`Secure`), and
 * not along with forms and scripts of other sites (`SameSite`). `__Host-` keeps subdomains from setting them.
 */
const COOKIE: CookieSerializeOptions = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' }

/** As long as the app client lets refresh tokens live: by default 30 days, in seconds. */
const REFRESH_MAX_AGE = 30 * 24 * 60 * 60

/** Keeps the tokens of a sign-in in cookies. A refresh may return no new refresh token: the old one stays. */
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

/** The access token that came with the request, or the one that replaced it. */
export const accessTokenOf: ExtractToken = request =>
  request.getDecorator<string | null>('refreshedToken') ?? fromCookie(ACCESS)(request)

/** A hook that gets a new access token when the old one has expired, and its cookie with it. */
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
