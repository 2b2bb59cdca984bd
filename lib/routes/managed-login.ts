import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { RequestAuth } from '../authorization/request-auth.js'
import { errors } from '../errors.js'
import type { ManagedLoginError } from '../managed-login/errors.js'
import type { ManagedLogin } from '../managed-login/managed-login.js'
import type { ManagedLogins } from '../managed-login/managed-logins.js'
import type { CookieSessions } from '../sessions/cookie-sessions.js'
import { isPrefetch } from '../sessions/navigation.js'
import type { Routes } from './route.js'
import { setSessionCookie } from './session.js'

const tags = ['session']

const text = (maxLength: number, description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength, pattern: '^[^\\p{Cc}]*$', description }))

/** Returns the schema of the query of a sign-in, with the identity providers of the pool. */
function LoginQuery (providers: readonly string[]) {
  return Type.Object({
    returnTo: Type.Optional(
      Type.String({ description: 'The path to return to. Anything but a local path is replaced with `/`.' })
    ),
    provider: Type.Optional(
      Type.Unsafe<string>(
        Type.Enum(Object.fromEntries(providers.map(name => [name, name])), {
          description: 'The identity provider to redirect to directly.'
        })
      )
    ),
    idpIdentifier: text(
      64,
      "An identifier of an identity provider, such as the domain of its users' email addresses."
    ),
    hint: text(320, 'The username to fill in.'),
    lang: Type.Optional(
      Type.String({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z]{2,4})?$', description: 'The language of the pages.' })
    ),
    prompt: Type.Optional(
      Type.String({
        pattern: '^(none|(login|select_account|consent)( (login|select_account|consent)){0,2})$',
        description: '`login` asks the user to sign in again, `none` shows no page.'
      })
    )
  })
}

/** `GET /login`, `GET /callback`: sign-ins by managed login. Each pool has paths of its own. */
export const managedLoginRoutes: Routes<'startLogin' | 'finishLogin'> = {
  startLogin (scope, { managedLogins }) {
    for (const managedLogin of (managedLogins as ManagedLogins).all) {
      const { loginPath, providers } = managedLogin.settings
      scope.get(
        loginPath.slice(scope.prefix.length),
        {
          errorHandler: errorHandler(managedLogin),
          config: {
            public: true,
            cognitoErrors: { 400: 'The query is not valid.', 401: 'A script or a frame sent the request.' }
          },
          schema: {
            tags,
            operationId: operationId('startLogin', managedLogin),
            summary: 'Sign in by managed login',
            description: 'Redirects the browser to the sign-in page that Cognito hosts.',
            querystring: LoginQuery(providers),
            response: {
              204: Type.Null({ description: 'The request is a prefetch of the browser.' }),
              302: Type.Null({ description: 'A redirect to managed login.' })
            }
          }
        },
        async (request, reply) => {
          omitReferrer(reply)
          if (isPrefetch(request)) return reply.code(204).send(null)
          if ((request.headers['sec-fetch-dest'] ?? 'document') !== 'document') {
            throw new errors.FST_COGNITO_NO_CREDENTIALS()
          }
          return reply.redirect(await managedLogin.start(request, reply, request.query), 302)
        }
      )
    }
  },

  finishLogin (scope, { managedLogins, sessions, limiter }) {
    for (const managedLogin of (managedLogins as ManagedLogins).all) {
      const { callbackUrl } = managedLogin.settings
      scope.get(
        new URL(callbackUrl).pathname.slice(scope.prefix.length),
        {
          preHandler: limiter.limit('finishLogin', () => null),
          logSerializers: withoutQuery(scope),
          errorHandler: errorHandler(managedLogin),
          config: { public: true },
          schema: {
            tags,
            operationId: operationId('finishLogin', managedLogin),
            summary: 'Complete the sign-in by managed login',
            description: 'Cognito redirects the browser to this path, which starts the session.',
            response: { 303: Type.Null({ description: 'A redirect to `returnTo` of the sign-in.' }) }
          }
        },
        async (request, reply) => {
          omitReferrer(reply)
          return finish(managedLogin, sessions as CookieSessions, request, reply)
        }
      )
    }
  }
}

async function finish (
  managedLogin: ManagedLogin,
  sessions: CookieSessions,
  request: FastifyRequest,
  reply: FastifyReply
): Promise<FastifyReply> {
  const { searchParams } = new URL(request.originalUrl, sessions.settings.origin)
  const result = await managedLogin.finish(request, reply, searchParams)
  if ('error' in result) throw new FailedSignIn(result.error, result.returnTo)
  const { location, session } = result
  if (session === undefined) return reply.redirect(location, 303)
  RequestAuth.of(request).acceptedUser = session.caller.user
  setSessionCookie(reply, sessions.settings, session.cookie)
  if (sessions.settings.cookie.sameSite === 'lax') return reply.redirect(location, 303)
  // The browser does not send a cookie of `SameSite=Strict` with a redirect that another site has started.
  const { forwardPage, ERROR_PAGE_HEADERS } = await import('../managed-login/error-page.js')
  return reply.headers(ERROR_PAGE_HEADERS).send(forwardPage(location))
}

/** A sign-in that has failed. The code is the outcome in the audit log. */
class FailedSignIn extends Error {
  readonly code: ManagedLoginError
  readonly returnTo: string

  constructor (code: ManagedLoginError, returnTo: string) {
    super(code)
    this.code = code
    this.returnTo = returnTo
  }
}

/** Shows errors on a page, since a user sees the response. */
function errorHandler (managedLogin: ManagedLogin) {
  return async (error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (error instanceof FailedSignIn) return showError(managedLogin, reply, error.code, error.returnTo)
    if (!(error instanceof errors.FST_COGNITO_SESSIONS_UNAVAILABLE)) throw error
    request.log.error({ err: error }, 'sessions unavailable')
    const { returnTo } = request.query as { returnTo?: string }
    return showError(managedLogin, reply, 'unavailable', returnTo)
  }
}

async function showError (
  { settings: { errorPath, loginPath } }: ManagedLogin,
  reply: FastifyReply,
  error: ManagedLoginError,
  returnTo: string | undefined
): Promise<FastifyReply> {
  const again = returnTo === undefined || returnTo === '/' ? {} : { returnTo }
  if (errorPath !== null) {
    return reply.redirect(`${errorPath}?${new URLSearchParams({ error, ...again }).toString()}`, 303)
  }
  const query = new URLSearchParams(again).toString()
  const { errorPage, ERROR_PAGE_HEADERS } = await import('../managed-login/error-page.js')
  return reply
    .code(error === 'unavailable' ? 503 : 400)
    .headers(ERROR_PAGE_HEADERS)
    .send(errorPage(error, query === '' ? loginPath : `${loginPath}?${query}`))
}

/** Returns serializers that log the URL of a request without its query, which contains the code. */
function withoutQuery (scope: Pick<FastifyInstance, 'log'>): { req: Serializer } {
  const { req: serialize = defaultSerializer } =
    (scope.log as { [kSerializers]?: { req?: Serializer } })[kSerializers] ?? {}
  return {
    req: request => {
      const raw = Object.create(request.raw, { url: { value: pathOf(request.raw.url) } })
      const shown = {
        raw: { value: raw },
        url: { value: pathOf(request.url) },
        originalUrl: { value: pathOf(request.originalUrl) },
        query: { value: {} }
      }
      return serialize(Object.create(request, shown) as FastifyRequest)
    }
  }
}

type Serializer = (request: FastifyRequest) => unknown

/** The serializers of a pino logger. */
const kSerializers = Symbol.for('pino.serializers')

function defaultSerializer ({ method, url, host, ip }: FastifyRequest): unknown {
  return { method, url, host, remoteAddress: ip }
}

function pathOf (url = ''): string {
  return url.replace(/\?.*/s, '')
}

/** The URLs of sign-ins contain a state, a code and paths of the application. */
function omitReferrer (reply: FastifyReply): void {
  reply.header('referrer-policy', 'no-referrer')
}

/** Returns the operation ID. Each further pool has its own. */
function operationId (name: string, { settings: { pool, loginPath } }: ManagedLogin): string {
  return loginPath.endsWith('/login') ? name : `${name}-${pool}`
}
