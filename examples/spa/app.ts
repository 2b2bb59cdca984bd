import fastifyCors from '@fastify/cors'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import cognitoAuth, { getCurrentUser, memorySessions, type CognitoAuthOptions } from 'fastify-cognito-auth'

interface Options {
  /** The origin that the application is served at, such as `http://localhost:3000`. */
  readonly origin: string
  /** The folder of the page that uses sessions, as `buildPage()` writes it. */
  readonly page: string
  /** The origin of the page that uses tokens. */
  readonly tokensOrigin: string
  readonly logger?: FastifyServerOptions['logger']
}

const NoteBody = {
  type: 'object',
  required: ['text'],
  properties: { text: { type: 'string', minLength: 1, maxLength: 200 } }
}

/**
 * An API of notes with the auth API, and the page. Pages of this origin use cookie sessions, which need
 * nothing else. The page of the other origin sends tokens, and needs CORS: see docs/cors.md.
 */
export async function buildApp (
  options: CognitoAuthOptions,
  { origin, page, tokensOrigin, logger = false }: Options
): Promise<FastifyInstance> {
  const app = Fastify({ logger, forceCloseConnections: true })

  await app.register(fastifyCors, {
    origin: [tokensOrigin],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['Retry-After']
  })
  await app.register(cognitoAuth, {
    ...options,
    session: { origin, store: memorySessions() },
    routes: {
      prefix: '/auth',
      include: [
        'signUp',
        'confirmSignUp',
        'signIn',
        'respondToChallenge',
        'refresh',
        'signOut',
        'getSession',
        'endSession'
      ]
    }
  })
  await app.register(servePage, { page })

  const notesOf = new Map<string, string[]>()

  app.get('/api/notes', { preHandler: app.requireUser() }, async request => {
    return notesOf.get(getCurrentUser(request).id) ?? []
  })

  app.post<{ Body: { text: string } }>(
    '/api/notes',
    {
      preHandler: app.requireUser(),
      schema: { body: NoteBody }
    },
    async (request, reply) => {
      const { id } = getCurrentUser(request)
      const notes = [...(notesOf.get(id) ?? []), request.body.text]
      notesOf.set(id, notes)
      return reply.code(201).send(notes)
    }
  )

  return app
}

/**
 * Serves the files of a page, with a policy against injected scripts: no inline scripts or styles, no frames,
 * and no other origins than that of its API.
 */
export async function servePage (
  app: FastifyInstance,
  { page, api = '' }: { page: string, api?: string }
): Promise<void> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${api}`.trim(),
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'"
  ].join('; ')
  await app.register(fastifyStatic, {
    root: page,
    setHeaders: reply => {
      reply.headers({
        'content-security-policy': policy,
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff'
      })
    }
  })
}
