import formbody from '@fastify/formbody'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest, FastifySchema } from 'fastify'
import type { SignInPageSettings } from '../options/sign-in-page-settings.js'
import { auditRoutes } from '../routes/audit.js'
import { BODY_LIMIT } from '../routes/compilers.js'
import type { AuthApi } from '../routes/route.js'
import type { CookieSessions } from '../sessions/cookie-sessions.js'
import { assetHandler } from './asset.js'
import { showChallenge, submitChallenge } from './challenge.js'
import { showConfirm, submitConfirm, submitResend } from './confirm.js'
import { errorPage } from './error-page.js'
import { headersOf } from './headers.js'
import { ADD_PASSKEY, showAddPasskey } from './passkey.js'
import {
  showForgotPassword,
  showResetPassword,
  submitForgotPassword,
  submitResetPassword
} from './password.js'
import { SCRIPT, SCRIPT_PATH } from './script.js'
import { isServed } from './served.js'
import { showSignIn, submitSignIn } from './sign-in.js'
import { showSignOut, submitSignOut } from './sign-out.js'
import { showSignUp, submitSignUp } from './sign-up.js'
import { STYLE_PATH, styleSheet } from './style.js'
import { Visit, type SignInPages } from './visit.js'

interface Options {
  readonly api: AuthApi
  readonly settings: SignInPageSettings
  readonly clock: () => number
}

type Handler = (visit: Visit) => Promise<FastifyReply>

/** A page: its path, the handlers of `GET` and `POST`, and the operation that `POST` performs. */
type Route = readonly [path: string, show: Handler, submit: Handler, operationId: string]

const SIGN_UP: readonly Route[] = [
  ['/sign-up', showSignUp, submitSignUp, 'signUp'],
  ['/confirm', showConfirm, submitConfirm, 'confirmSignUp'],
  ['/confirm/resend', showConfirm, submitResend, 'resendConfirmationCode']
]

const FORGOT_PASSWORD: readonly Route[] = [
  ['/forgot-password', showForgotPassword, submitForgotPassword, 'forgotPassword'],
  ['/reset-password', showResetPassword, submitResetPassword, 'resetPassword']
]

/** Serves the pages, in a scope of their own. */
export const signInPages: FastifyPluginAsync<Options> = async (scope, { api, settings, clock }) => {
  const sessions = api.sessions as CookieSessions
  if (!scope.hasReplyDecorator('setCookie')) await scope.register((await import('@fastify/cookie')).default)
  scope.removeAllContentTypeParsers()
  await scope.register(formbody, { bodyLimit: BODY_LIMIT })
  const audit = auditRoutes(scope, api.settings.auditLevel)
  const pages: SignInPages = { api, sessions, settings, audit, clock, prefix: scope.prefix }
  const headers = headersOf(settings, api.managedLogins)
  scope.addHook('onRequest', async (request, reply) => {
    reply.headers(headers)
    if (request.method === 'POST') sessions.assertOwnOrigin(request)
  })
  scope.setErrorHandler(async (error, request, reply) => {
    // A hook of the application can fail before the hook above.
    reply.headers(headers)
    audit.fail(request, reply, error)
    return errorPage(new Visit(pages, request, reply), error)
  })

  const routes: readonly Route[] = [
    ['/sign-in', showSignIn, submitSignIn, 'signIn'],
    ['/sign-in/challenge', showChallenge, submitChallenge, 'respondToChallenge'],
    ...(isServed(api, 'signUp') ? SIGN_UP : []),
    ...(isServed(api, 'forgotPassword') ? FORGOT_PASSWORD : []),
    ['/sign-out', showSignOut, submitSignOut, 'endSession']
  ]
  for (const [path, show, submit, operationId] of routes) {
    // Pages are not part of the API that OpenAPI describes.
    const schema = { hide: true, operationId } as FastifySchema
    const options = { schema, config: { public: true } }
    const handler = (handle: Handler) => (request: FastifyRequest, reply: FastifyReply) =>
      handle(new Visit(pages, request, reply))
    scope.get(path, options, handler(show))
    scope.post(path, options, handler(submit))
  }
  const asset = { schema: { hide: true } as FastifySchema, config: { public: true } }
  if (settings.passkeys) {
    scope.get(SCRIPT_PATH, asset, assetHandler(SCRIPT, 'text/javascript'))
    scope.get(ADD_PASSKEY, asset, (request, reply) => showAddPasskey(new Visit(pages, request, reply)))
  }
  scope.get(STYLE_PATH, asset, assetHandler(styleSheet(settings), 'text/css'))
}
