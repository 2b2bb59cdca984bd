import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import cognitoAuth, {
  getCurrentUser,
  memorySessions,
  type CognitoAuthOptions,
  type ManagedLoginError
} from 'fastify-cognito-auth'
import { html, page } from './html.js'

interface Settings extends Pick<FastifyServerOptions, 'logger'> {
  /** The origin of the application, such as `https://app.example.com`. */
  origin: string
  /** The URL of the user pool's domain. */
  domain: string
}

/** The texts for sign-ins that fail. */
const ERRORS: Readonly<Record<ManagedLoginError, string>> = {
  cancelled: 'You have cancelled the sign-in.',
  expired: 'The sign-in took too long.',
  not_allowed: 'You are not allowed to sign in with this account.',
  login_required: 'You are not signed in.',
  try_again: 'The sign-in did not succeed.',
  unavailable: 'Signing in is not possible at the moment.'
}

/** Serves pages whose users sign in by managed login. */
export async function buildApp (
  options: CognitoAuthOptions,
  { origin, domain, logger = false }: Settings
): Promise<FastifyInstance> {
  const app = Fastify({ logger })
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({
      // Chromium also applies form-action to the redirects of a form: signing out leads to the domain.
      'content-security-policy':
        `default-src 'none'; style-src 'self'; form-action 'self' ${domain}; base-uri 'none'; ` +
        "frame-ancestors 'none'",
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff'
    })
  })
  await app.register(cognitoAuth, {
    ...options,
    routes: { prefix: '/auth' },
    session: { origin, store: memorySessions() },
    managedLogin: { domain, providers: ['Google'], errorPath: '/sign-in-failed' }
  } as CognitoAuthOptions)

  app.get('/', { preHandler: app.optionalUser() }, async (request, reply) => {
    const body =
      request.currentUser === null
        ? html`<p><a class="button" href="/auth/login?returnTo=/account">Sign in</a></p>
            <p><a href="/auth/login?provider=Google&returnTo=/account">Sign in with Google</a></p>`
        : html`<p>You are signed in. <a href="/account">Your account</a></p>`
    return reply.type('text/html').send(page('Welcome', body))
  })

  app.get('/account', { preHandler: app.requireSignIn() }, async (request, reply) => {
    const { username } = getCurrentUser(request)
    const { name, email } = await request.loadProfile()
    return reply.type('text/html').send(
      page(
        'Your account',
        html`<dl>
            <dt>Name</dt>
            <dd>${name}</dd>
            <dt>Email</dt>
            <dd>${email}</dd>
            <dt>Username</dt>
            <dd>${username}</dd>
          </dl>
          <form method="post" action="/auth/logout"><button>Sign out</button></form>`
      )
    )
  })

  app.get<{ Querystring: { error?: ManagedLoginError } }>('/sign-in-failed', async (request, reply) => {
    const { error } = request.query
    const text = (error !== undefined && ERRORS[error]) ?? ERRORS.try_again
    return reply
      .code(400)
      .type('text/html')
      .send(page('Sign-in failed', html`<p>${String(text)} <a href="/auth/login">Sign in</a></p>`))
  })

  app.get('/style.css', async (_request, reply) => reply.type('text/css').send(STYLE))

  return app
}

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 10vh auto 0; max-width: 28rem; padding: 0 1.5rem }
h1 { font-size: 1.5rem }
dt { color: GrayText }
dd { margin: 0 0 0.75rem }
a.button, button {
  background: #0b57d0; border: 0; border-radius: 0.5rem; color: #fff; cursor: pointer; display: inline-block;
  font: inherit; padding: 0.5rem 1.25rem; text-decoration: none
}
`
