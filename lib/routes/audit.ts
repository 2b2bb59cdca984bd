import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { acceptedUser } from '../authorization/request-auth.js'
import { AuditedUse, type Ending } from './audited-use.js'

/** The audited use of a route by a request. */
const kUse = Symbol('fastify-cognito-auth.use')

/** The ID of the user of a request that no guard has allowed. */
const kActor = Symbol('fastify-cognito-auth.actor')

type WithUse = FastifyRequest & { [kUse]: AuditedUse | null, [kActor]: string | null }

/** The audit log of a scope. */
export interface Audit {
  /** Runs the operation of a request, and records its outcome. */
  run<Result>(request: FastifyRequest, reply: FastifyReply, operation: () => Promise<Result>): Promise<Result>
  /** Records the error of a response. */
  fail(request: FastifyRequest, reply: FastifyReply, error: unknown): void
}

/** The maximum length of a name in an audit line, in characters: that of usernames in Cognito. */
const NAME_LENGTH = 128

/**
 * Writes one audit line for each use of a route that changes data or administers users or groups: actor,
 * action, target, IP address, outcome and request ID. It includes no password, code, token or session
 * of a challenge.
 * Every route needs a schema, whose `operationId` is the action.
 *
 * @param level - of these lines; undefined: that of the request's logger
 */
export function auditRoutes (scope: FastifyInstance, level: string | undefined): Audit {
  scope.decorateRequest(kUse, null)
  scope.decorateRequest(kActor, null)
  scope.addHook('onRequest', async (request, reply) => {
    auditedUseOf(request, reply, level)
  })
  scope.addHook('onSend', async (request, reply) => {
    auditedUseOf(request, reply, level)?.beforeSend()
  })
  // For requests to which a hook of the application responded before the hooks of this scope ran.
  scope.addHook('onResponse', async (request, reply) => {
    auditedUseOf(request, reply, level)?.finish()
  })
  return {
    run: (request, reply, operation) => {
      const use = auditedUseOf(request, reply, level)
      return use === null ? operation() : use.run(operation)
    },
    fail: (request, reply, error) => auditedUseOf(request, reply, level)?.fail(error)
  }
}

/** Runs the handlers of all routes of a scope as audited operations. */
export function auditHandlers (scope: FastifyInstance, audit: Audit): void {
  scope.addHook('onRoute', route => {
    const { handler } = route
    route.handler = function (request, reply) {
      return audit.run(request, reply, async () => handler.call(this, request, reply))
    }
  })
}

/** Sets the user of a request to a route without a guard, for its audit line. */
export function setActor (request: FastifyRequest, id: string): void {
  const slot = request as WithUse
  slot[kActor] = id
}

function actorOf (request: FastifyRequest): string | null {
  return acceptedUser(request)?.id ?? (request as WithUse)[kActor]
}

function auditedUseOf (
  request: FastifyRequest,
  reply: FastifyReply,
  level: string | undefined
): AuditedUse | null {
  if (!isAudited(request)) return null
  const slot = request as WithUse
  if (slot[kUse] === null) {
    const ip = ipOf(request)
    slot[kUse] = new AuditedUse(reply, ending => {
      write(request, { level, ip }, ending)
    })
  }
  return slot[kUse]
}

/** Returns the IP address. Null if the connection is closed already. */
function ipOf (request: FastifyRequest): string | null {
  return request.ip ?? null
}

interface Line {
  readonly level: string | undefined
  readonly ip: string | null
}

function write (request: FastifyRequest, { level, ip }: Line, { outcome, ...ending }: Ending): void {
  // The request's logger: its lines carry the request ID.
  request.log.child({}, level === undefined ? {} : { level }).info(
    {
      action: schemaOf(request).operationId,
      outcome,
      ...ending,
      actor: actorOf(request),
      ...targetIn(request),
      ip
    },
    'audit'
  )
}

function isAudited (request: FastifyRequest): boolean {
  const isUnsafe = request.method !== 'GET' && request.method !== 'HEAD'
  return isUnsafe || isAdministration(request) || isSignIn(request)
}

/** Sign-ins by managed login are completed by a GET. */
function isSignIn (request: FastifyRequest): boolean {
  return schemaOf(request).operationId?.startsWith('finishLogin') === true
}

function isAdministration (request: FastifyRequest): boolean {
  return schemaOf(request).tags?.includes('administration') === true
}

function schemaOf ({ routeOptions: { schema } }: FastifyRequest): {
  operationId?: string
  tags?: readonly string[]
} {
  return schema as object
}

/** The target of a request, as the caller names it. Without one, users act on themselves. */
function targetIn (request: FastifyRequest): Readonly<Record<string, string>> {
  const params = request.params as Record<string, unknown>
  const { username, group, key, id, sessionId, eventId, provider, userId } = params
  const onOthers = actorOf(request) === null || isAdministration(request)
  const body = (onOthers ? (request.body ?? {}) : {}) as Record<string, unknown>
  const targetUser = username ?? body['username'] ?? body['email']
  const about = {
    user: targetUser,
    group: group ?? body['name'],
    device: key,
    passkey: id,
    session: sessionId,
    event: eventId ?? body['eventId'],
    provider: provider ?? body['provider'],
    identity: userId ?? body['userId']
  }
  return Object.fromEntries(
    Object.entries(about)
      .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
      .map(([name, value]) => [name, truncate(value)])
  )
}

/**
 * Truncates a value and replaces its control characters: the values of a rejected request have not been
 * validated.
 */
function truncate (value: string): string {
  return value.slice(0, NAME_LENGTH).replace(/\p{C}/gu, '?')
}
