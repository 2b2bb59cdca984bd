import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify'

/** How a request ended, beyond its status. */
const kOutcome = Symbol('fastify-cognito-auth.outcome')

type WithOutcome = FastifyRequest & { [kOutcome]: string | null }

/** A name in an audit line: no longer than Cognito's own. */
const NAME_LENGTH = 128

/**
 * Writes one line for each use of a route that changes something, or that administers: who did what, on whom, from where, how it ended,
 * and in which request. Nobody's password, code, token or session is part of it.
 */
export function keepAudit (scope: FastifyInstance, log: FastifyBaseLogger): void {
  scope.decorateRequest(kOutcome, null)
  // Tokens, or another step to go: both are a 200.
  scope.addHook('preSerialization', async (request, _reply, payload) => {
    if ((payload as { challenge?: string } | null)?.challenge !== undefined) (request as WithOutcome)[kOutcome] = 'challenge'
  })
  scope.addHook('onResponse', async (request, reply) => {
    if (!isAudited(request)) return
    log.info({
      action: documentedAs(request).operationId,
      outcome: (request as WithOutcome)[kOutcome] ?? (reply.statusCode < 400 ? 'done' : String(reply.statusCode)),
      by: request.currentUser?.id ?? null,
      ...whatIn(request),
      address: request.ip,
      requestId: request.id
    }, 'audit')
  })
}

/** Keeps the code of the error that a request ends in. */
export function noteFailure (request: FastifyRequest, error: unknown): void {
  const { code } = error as { code?: unknown }
  if (typeof code === 'string') (request as WithOutcome)[kOutcome] = code
}

function isAudited (request: FastifyRequest): boolean {
  return (request.method !== 'GET' && request.method !== 'HEAD') || isAdministration(request)
}

function isAdministration (request: FastifyRequest): boolean {
  return documentedAs(request).tags?.includes('administration') === true
}

function documentedAs ({ routeOptions: { schema } }: FastifyRequest): { operationId?: string, tags?: readonly string[] } {
  return schema as object
}

/** Whom and what it is about, as the caller names them. Somebody who is signed in and no administrator acts on themselves. */
function whatIn (request: FastifyRequest): Readonly<Record<string, string>> {
  const { username, group, key, id } = request.params as Record<string, unknown>
  const onOthers = request.currentUser === null || isAdministration(request)
  const { username: named, email, name } = (onOthers ? request.body ?? {} : {}) as Record<string, unknown>
  const about = { user: username ?? named ?? email, group: group ?? name, device: key, passkey: id }
  return Object.fromEntries(Object.entries(about)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    .map(([what, value]) => [what, bounded(value)]))
}

/** Cut to length, and free of control characters: where the request was refused, nobody has looked at it yet. */
function bounded (value: string): string {
  return value.slice(0, NAME_LENGTH).replace(/\p{C}/gu, '?')
}
