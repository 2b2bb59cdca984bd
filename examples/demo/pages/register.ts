import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { getCurrentUser } from 'fastify-cognito-auth'
import type { LocalCognito, LocalUser } from 'fastify-cognito-auth/local'
import { accountPage, securityPage } from './account.js'
import { homePage } from './home.js'
import { html, page } from './layout.js'
import { MAILBOX_SCRIPT, mailboxPage } from './mailbox.js'
import { STYLE } from './style.js'
import { usersPage } from './users.js'

export interface PagesOptions {
  /** The local Cognito and its users, for development. Null with a pool of your own. */
  local: { mailbox: LocalCognito['mailbox'], users: readonly LocalUser[] } | null
  /** The URL of the user pool's domain. Undefined without managed login. */
  domain: string | undefined
}

const SECONDS = 300

/** The pages of the demo. */
export async function pages (app: FastifyInstance, { local, domain }: PagesOptions): Promise<void> {
  await app.register(formbody)
  app.addHook('onRoute', route => {
    route.schema = { ...route.schema, hide: true }
  })
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({
      // Chromium also applies form-action to the redirects of a form: a sign-out leads to the domain.
      'content-security-policy':
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; " +
        `form-action 'self' ${domain ?? ''}; base-uri 'none'; frame-ancestors 'self'`,
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff'
    })
  })
  app.setErrorHandler(async (error: Error & { statusCode?: number }, { currentUser, log }, reply) => {
    const { statusCode = 500, message } = error
    if (statusCode >= 500) log.error(error)
    const text = statusCode >= 500 ? 'Something went wrong. Try again later.' : message
    return show(reply.code(statusCode), page({ title: 'Error', user: currentUser, body: html`<p>${text}</p>` }))
  })

  app.get('/style.css', { config: { public: true } }, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(STYLE)
  )

  app.get('/', { preHandler: app.optionalUser() }, async ({ currentUser }, reply) =>
    show(
      reply,
      homePage({ user: currentUser, users: local?.users ?? null, hasManagedLogin: domain !== undefined })
    )
  )

  app.get('/account', { preHandler: app.requireSignIn() }, async (request, reply) =>
    show(reply, accountPage({ user: getCurrentUser(request), profile: await request.loadProfile() }))
  )

  app.get('/security', { preHandler: app.requireSignIn({ maxAge: SECONDS }) }, async (request, reply) =>
    show(reply, securityPage(getCurrentUser(request)))
  )

  if (local !== null) {
    app.get('/mailbox', { config: { public: true } }, async (_request, reply) =>
      show(reply, mailboxPage(local.mailbox.messages))
    )
    app.get('/mailbox.js', { config: { public: true } }, async (_request, reply) =>
      reply.type('text/javascript; charset=utf-8').send(MAILBOX_SCRIPT)
    )
  }

  administration(app)
}

/** Pages for the group admin. */
function administration (app: FastifyInstance): void {
  const preHandler = [app.requireSignIn(), app.requireGroups(['admin'])]

  app.get<{ Querystring: { next?: string } }>('/users', { preHandler }, async (request, reply) => {
    const operations = await app.cognito.rateLimited(request, reply)
    const { users, next = null } = await operations.listUsers({ limit: 20, ...request.query })
    return show(reply, usersPage({ user: getCurrentUser(request), users, next }))
  })

  const actions = {
    disable: 'disableUser',
    enable: 'enableUser',
    'sign-out': 'signOutUser'
  } as const
  for (const [name, operation] of Object.entries(actions)) {
    app.post<{ Params: { username: string } }>(
      `/users/:username/${name}`,
      { preHandler },
      async (request, reply) => {
        const { username } = request.params
        await app.cognito.rateLimited(request, reply)[operation]({ username })
        return reply.redirect('/users', 303)
      }
    )
  }
}

function show (reply: FastifyReply, markup: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(markup)
}
