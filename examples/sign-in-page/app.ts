import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import cognitoAuth, { getCurrentUser, memorySessions, type CognitoAuthOptions } from 'fastify-cognito-auth'

interface Settings extends Pick<FastifyServerOptions, 'logger'> {
  /** The origin of the application, such as `http://localhost:3000`. */
  readonly origin: string
}

/** An application whose users sign in on pages of the plugin. Several processes need a shared store. */
export async function buildApp (
  options: CognitoAuthOptions,
  { origin, logger = false }: Settings
): Promise<FastifyInstance> {
  const app = Fastify({ logger })
  await app.register(cognitoAuth, {
    ...options,
    routes: { prefix: '/auth' },
    session: { origin, store: memorySessions() },
    signInPage: {
      title: 'Acme',
      colors: { accent: '#7a1fa2', dark: { accent: '#e2b3ff', onAccent: '#2a0040' } }
    }
  })

  app.get('/', { preHandler: app.optionalUser() }, async ({ currentUser }, reply) => {
    reply.type('text/html')
    return currentUser === null
      ? page('<a href="/auth/sign-in?returnTo=/account">Sign in</a>')
      : page('<a href="/account">Your account</a>')
  })

  // Visitors who are not signed in are redirected to the sign-in page, and return.
  app.get('/account', { preHandler: app.requireSignIn() }, async (request, reply) => {
    const { id } = getCurrentUser(request)
    reply.type('text/html')
    // The ID has no characters to escape. Escape other values.
    return page(
      `Your user ID is ${id}. <form method="post" action="/auth/sign-out"><button>Sign out</button></form>`
    )
  })

  return app
}

function page (body: string): string {
  const head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Acme</title>'
  return `<!doctype html><html lang="en">${head}<main><h1>Acme</h1>${body}</main></html>`
}
