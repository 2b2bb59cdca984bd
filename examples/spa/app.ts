import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import cognitoAuth, { getCurrentUser, memoryRevocations, type CognitoAuthOptions } from 'fastify-cognito-auth'

/** No inline scripts or styles, no other origins, no frames: an injected script does not run. */
const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'"
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff'
}

const NoteBody = {
  type: 'object',
  required: ['text'],
  properties: { text: { type: 'string', minLength: 1, maxLength: 200 } }
}

/**
 * A page with its own forms, which call the auth API, and an API of notes. The page keeps its tokens in
 * memory and sends the access token in the `Authorization` header, so there is no cookie and no CSRF. If the
 * page and the API have different origins, see docs/cors.md.
 */
export async function buildApp (
  options: CognitoAuthOptions,
  { logger = false }: Pick<FastifyServerOptions, 'logger'> = {}
): Promise<FastifyInstance> {
  const app = Fastify({ logger })
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(HEADERS)
  })

  await app.register(cognitoAuth, {
    ...options,
    revocation: memoryRevocations(),
    routes: {
      prefix: '/auth',
      include: ['signUp', 'confirmSignUp', 'signIn', 'refresh', 'signOut', 'getProfile']
    }
  })
  await app.register(fastifyStatic, { root: join(import.meta.dirname, 'public') })

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
