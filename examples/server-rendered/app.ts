import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import Fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerOptions } from 'fastify'
import cognitoAuth, { getCurrentUser, memoryRevocations, type CognitoAuthOptions } from 'fastify-cognito-auth'
import { html, page, type Html } from './html.js'
import { accessTokenOf, dropTokens, keepTokens, refreshTokenOf, refreshWhenExpired } from './session.js'

const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'"
  ].join('; '),
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff'
}

const SignInBody = {
  type: 'object',
  required: ['username', 'password'],
  properties: {
    username: { type: 'string', minLength: 1, maxLength: 128 },
    password: { type: 'string', minLength: 1, maxLength: 256 }
  }
}

const NameBody = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string', minLength: 1, maxLength: 100 } }
}

/** Serves pages that the server renders. The tokens are in cookies that no script can read. */
export async function buildApp (
  options: CognitoAuthOptions,
  { logger = false }: Pick<FastifyServerOptions, 'logger'> = {}
): Promise<FastifyInstance> {
  const app = Fastify({ logger })
  app.setErrorHandler(async (error: Error & { statusCode?: number }, request, reply) => {
    const { statusCode = 500, message } = error
    if (statusCode >= 500) request.log.error(error)
    // Without a valid token, redirects to the form.
    if (statusCode === 401) return reply.redirect('/signin', 303)
    const text = statusCode < 500 ? message : 'Something went wrong. Try again later.'
    return reply
      .code(statusCode)
      .type('text/html')
      .send(page('Error', html`<p>${text}</p>`))
  })
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(HEADERS)
  })
  app.decorateRequest('refreshedToken', null)
  await app.register(cookie)
  await app.register(formbody)
  app.addHook('onRequest', rejectOtherSites)
  app.addHook('onRequest', refreshWhenExpired)

  // With `revocation`, sign-out also revokes the access token. Several processes need `redisRevocations`.
  await app.register(cognitoAuth, {
    ...options,
    extractToken: accessTokenOf,
    revocation: memoryRevocations()
  })

  app.get('/', { preHandler: app.optionalUser() }, async ({ currentUser }, reply) => {
    const body =
      currentUser === null
        ? html`<p><a href="/signin">Sign in</a></p>`
        : html`<p>You are signed in. <a href="/profile">Your profile</a></p>`
    return reply.type('text/html').send(page('Home', body))
  })

  app.get('/signin', async (_request, reply) => reply.type('text/html').send(signInPage()))

  app.post<{ Body: { username: string, password: string } }>(
    '/signin',
    {
      schema: { body: SignInBody }
    },
    async (request, reply) => {
      try {
        const result = await app.cognito.rateLimited(request, reply).signIn(request.body)
        if ('accessToken' in result) {
          keepTokens(reply, result)
          return await reply.redirect('/profile', 303)
        }
        // For the further steps of a sign-in, such as MFA, see docs/mfa.md.
        return await reply
          .code(403)
          .type('text/html')
          .send(signInPage(html`<p role="alert">This account needs another step: ${result.challenge}.</p>`))
      } catch (error) {
        const { statusCode = 500, message } = error as Error & { statusCode?: number }
        if (statusCode >= 500) throw error
        return reply
          .code(statusCode)
          .type('text/html')
          .send(signInPage(html`<p role="alert">${message}</p>`))
      }
    }
  )

  app.post('/signout', async (request, reply) => {
    const refreshToken = refreshTokenOf(request)
    dropTokens(reply)
    if (refreshToken !== undefined) await app.cognito.signOut({ refreshToken }, request)
    return reply.redirect('/', 303)
  })

  app.get('/profile', { preHandler: app.requireUser() }, async (request, reply) => {
    const { groups } = getCurrentUser(request)
    const { name, email } = await request.loadProfile({ fresh: true })
    return reply.type('text/html').send(
      page(
        'Profile',
        html` <p>${name}, ${email}. Groups: ${groups.length === 0 ? 'none' : groups.join(', ')}</p>
          <form method="post" action="/profile">
            <label>Name <input name="name" required /></label>
            <button>Save</button>
          </form>
          <form method="post" action="/signout"><button>Sign out</button></form>`
      )
    )
  })

  app.post<{ Body: { name: string } }>(
    '/profile',
    {
      preHandler: app.requireUser(),
      schema: { body: NameBody }
    },
    async (request, reply) => {
      const { name } = request.body
      const accessToken = accessTokenOf(request) as string
      await app.cognito.rateLimited(request, reply).updateProfile({ accessToken, attributes: { name } })
      return reply.redirect('/profile', 303)
    }
  )

  return app
}

function signInPage (alert: Html | null = null): string {
  return page(
    'Sign in',
    html`${alert}
      <form method="post" action="/signin">
        <label>Email <input name="username" type="email" autocomplete="username" required /></label>
        <label
          >Password <input name="password" type="password" autocomplete="current-password" required
        /></label>
        <button>Sign in</button>
      </form>`
  )
}

/**
 * A hook that rejects forms from pages of other sites. The plugin does so for requests with a token in a
 * cookie; this covers sign-in, which has no token yet, and sign-out.
 */
async function rejectOtherSites ({ method, headers, host }: FastifyRequest): Promise<void> {
  if (method === 'GET' || method === 'HEAD') return
  const { 'sec-fetch-site': site, origin } = headers
  const isOwnOrigin = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
  if (site === undefined ? isOwnOrigin : site === 'same-origin') return
  throw Object.assign(new Error('Requests from other sites are not accepted.'), { statusCode: 403 })
}
