import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { decodeUnverified } from '../cognito/unverified-claims.js'
import { SessionResult, SignedOut, type StartedSession } from '../schemas/session.js'
import type { Tokens } from '../schemas/tokens.js'
import type { CookieSessions, SessionCaller } from '../sessions/cookie-sessions.js'
import type { ActiveSession } from '../sessions/tokens.js'
import { setActor } from './audit.js'
import { COGNITO_ERRORS } from './error-responses.js'
import type { AuthApi, Routes } from './route.js'

const tags = ['session']

/** `GET /session`, `POST /logout`: sessions of browsers, with the option `session`. */
export const sessionRoutes: Routes<'getSession' | 'endSession'> = {
  getSession (scope, { sessions }) {
    scope.get(
      '/session',
      {
        config: { public: true, cognitoSession: true, cognitoErrors: COGNITO_ERRORS },
        schema: {
          tags,
          operationId: 'getSession',
          summary: 'Get the session',
          description:
            'Returns the user of the session cookie, or `null`. It returns no tokens, and does not extend ' +
            'the session.',
          response: { 200: SessionResult }
        }
      },
      async (request, reply) => {
        const caller = await (sessions as CookieSessions).callerOf(request, reply, { extend: false })
        return caller == null ? { user: null } : describe(caller)
      }
    )
  },

  endSession (scope, { sessions, limiter, managedLogins }) {
    scope.register(async scope => {
      acceptForms(scope)
      scope.withTypeProvider<TypeBoxTypeProvider>().post(
        '/logout',
        {
          preHandler: limiter.limit('endSession', () => null),
          config: {
            public: true,
            cognitoSession: true,
            cognitoErrors: { ...COGNITO_ERRORS, 403: 'A page of another origin sent the request.' }
          },
          schema: {
            tags,
            operationId: 'endSession',
            summary: 'End the session',
            description:
              'Ends the session of the cookie and signs out at Cognito. Without a session, it does nothing.',
            response: {
              200: SignedOut,
              204: Type.Null({ description: 'No user is signed in.' }),
              303: Type.Null({ description: 'For a form: a redirect to the page after the sign-out.' })
            }
          }
        },
        async (request, reply) => {
          const ended = await endSession(sessions as CookieSessions, request, reply)
          const location = signOutUrl(managedLogins, ended)
          const after = location ?? managedLogins?.main.settings.signedOutPath ?? '/'
          if (isForm(request)) return reply.redirect(after, 303)
          if (location !== null) return { location }
          return reply.code(204).send(null)
        }
      )
    })
  }
}

/** Accepts forms. Their values are ignored: the cookie identifies the session. */
function acceptForms (scope: FastifyInstance): void {
  const form = 'application/x-www-form-urlencoded'
  scope.addContentTypeParser(form, { parseAs: 'string', bodyLimit: 4096 }, (_request, _body, done) => {
    done(null, undefined)
  })
}

/** Returns whether a form sent a request, so that the browser shows the response. */
function isForm ({ headers }: FastifyRequest): boolean {
  const { 'sec-fetch-mode': mode, accept = '' } = headers
  return mode === undefined ? accept.includes('text/html') : mode === 'navigate'
}

/**
 * Returns the URL that signs the browser out of managed login. Null if the user has not signed in there. For
 * a session that had ended before, this is not known, and the URL is returned.
 */
export function signOutUrl (
  managedLogins: AuthApi['managedLogins'],
  ended: ActiveSession | null | undefined
): string | null {
  if (managedLogins === null || ended === undefined) return null
  if (ended === null) return managedLogins.main.signOutUrl()
  const { tokens, stored } = ended
  return tokens.managedLogin === true ? (managedLogins.of(stored.pool)?.signOutUrl() ?? null) : null
}

/** Ends the session of the request's cookie, and removes the cookie. Returns its result. */
export async function endSession (
  sessions: CookieSessions,
  request: FastifyRequest,
  reply: FastifyReply
): Promise<ActiveSession | null | undefined> {
  const { settings } = sessions
  const ended = await sessions.end(request)
  if (ended != null) setActor(request, ended.stored.user)
  reply.clearCookie(settings.cookie.name, cookieAttributes(settings))
  return ended
}

/** Sets the cookie of a new session. */
export function setSessionCookie (
  reply: FastifyReply,
  settings: CookieSessions['settings'],
  cookie: string
): void {
  const maxAge = settings.absolute / 1000
  reply.setCookie(settings.cookie.name, cookie, { ...cookieAttributes(settings), maxAge })
}

/** The header by which a client asks for a session cookie instead of tokens. */
const HEADER = 'x-session'

function wantsSession ({ headers }: FastifyRequest): boolean {
  return headers[HEADER] === 'cookie'
}

/**
 * Returns a hook that rejects a sign-in for a session from another origin: a page of another site could sign
 * the user in to an account of an attacker.
 */
export function requireOwnOrigin ({ sessions }: Pick<AuthApi, 'sessions'>) {
  return async (request: FastifyRequest): Promise<void> => {
    if (wantsSession(request)) sessions?.assertOwnOrigin(request)
  }
}

/** Starts a session for tokens, and sets its cookie on the reply. */
export type StartSession = (tokens: Tokens) => Promise<StartedSession>

/**
 * Returns a function that starts a session, if the request asks for one with the header `x-session: cookie`.
 * Null for other requests, which get tokens.
 */
export function sessionStarter (
  { sessions }: Pick<AuthApi, 'sessions'>,
  request: FastifyRequest,
  reply: FastifyReply
): StartSession | null {
  return sessions === null || !wantsSession(request) ? null : startSession(sessions, request, reply)
}

/** Returns a function that starts a session. */
export function startSession (
  sessions: CookieSessions,
  request: FastifyRequest,
  reply: FastifyReply
): StartSession {
  return async ({ accessToken, idToken, refreshToken, device }) => {
    const { deviceKey } = request.body as { deviceKey?: string }
    const key = device?.key ?? deviceKey
    const { cookie, caller } = await sessions.start(
      {
        accessToken,
        idToken,
        ...(refreshToken !== undefined && { refreshToken }),
        ...(key !== undefined && { deviceKey: key })
      },
      request
    )
    setSessionCookie(reply, sessions.settings, cookie)
    return describe(caller)
  }
}

function cookieAttributes ({ cookie: { secure, sameSite } }: CookieSessions['settings']) {
  return { path: '/', httpOnly: true, secure, sameSite } as const
}

function describe ({ user, session: { tokens, stored } }: SessionCaller): StartedSession {
  const { email = null, name = null } = decodeUnverified(tokens.idToken)
  const { id, username, groups } = user
  return {
    user: { id, username: username as string, email, name, groups: [...groups] },
    expiresAt: stored.endsAt
  }
}
