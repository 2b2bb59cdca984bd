import type { IncomingMessage, ServerResponse } from 'node:http'
import { context } from './emulator.js'
import { CognitoException } from './exception.js'
import { isOwnHost } from './host.js'
import { isObject } from './input.js'
import { OAuthError, oauthToken } from './oauth-token.js'
import type { Call } from './router.js'
import type { Parts } from './parts.js'

const LARGEST_BODY = 1024 * 1024
const AMZ_JSON = 'application/x-amz-json-1.1'

interface Answer { status: number, body: unknown, type?: string }

const FORBIDDEN: Answer = {
  status: 403,
  type: AMZ_JSON,
  body: {
    __type: 'ForbiddenException',
    message: 'The Host header must be a loopback name with the port of the local Cognito, or a name of its option hosts.'
  }
}

/** What `Host` may be besides loopback names. */
interface Own { readonly port: number, readonly hosts: ReadonlySet<string> }

/** Answers the HTTP requests of a local Cognito, whatever they hold. */
export function createHandler (parts: Parts, call: Call, { port, hosts }: Own) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const isOwn = isOwnHost(request.headersDistinct['host'] ?? [], port, hosts)
    const answering = isOwn ? answer(parts, call, request) : Promise.resolve(FORBIDDEN)
    answering
      .catch(asAnswer)
      .then(({ status, body, type = 'application/json' }) => {
        // A body that was too large is still coming: this connection is of no more use.
        if (!request.complete) response.setHeader('connection', 'close')
        response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(JSON.stringify(body, dates))
        request.resume()
      })
  }
}

async function answer (parts: Parts, call: Call, request: IncomingMessage): Promise<Answer> {
  const [path = ''] = (request.url as string).split('?')
  if (request.method === 'POST' && path === '/') return await operation(call, request)
  if (request.method === 'POST' && path === '/oauth2/token') {
    return { status: 200, body: await oauthToken(parts, request.headers.authorization, new URLSearchParams(await read(request))) }
  }
  const [, pool, document] = /^\/([^/]+)\/\.well-known\/(jwks\.json|openid-configuration)$/.exec(path) ?? []
  if (request.method !== 'GET' || pool === undefined) return { status: 404, body: { message: 'Not Found' } }
  await parts.pools.getUserPool(context, pool)
  return { status: 200, body: document === 'jwks.json' ? keySet(parts) : configuration(parts.signer.issuer(pool)) }
}

async function operation (call: Call, request: IncomingMessage): Promise<Answer> {
  // A page in a browser can't send this type across origins unasked, so no website can talk to a local Cognito.
  if (request.headers['content-type']?.startsWith(AMZ_JSON) !== true) throw new CognitoException('SerializationException', `The content type must be ${AMZ_JSON}.`)
  const [, name] = String(request.headers['x-amz-target']).split('.')
  if (!name) throw new CognitoException('UnknownOperationException', 'The x-amz-target header names no operation.')
  return { status: 200, body: await call(name, parse(await read(request))), type: AMZ_JSON }
}

function parse (body: string) {
  try {
    const value: unknown = JSON.parse(body)
    if (isObject(value)) return value
  } catch { /* Said below. */ }
  throw new CognitoException('SerializationException', 'The body must be a JSON object.')
}

async function read (request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST_BODY) throw new CognitoException('SerializationException', `The body is larger than ${LARGEST_BODY} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

// AWS answers every mistake with 400, a wrong client secret too.
function asAnswer (error: Error & { code?: string }): Answer {
  if (error instanceof OAuthError) return { status: 400, body: { error: error.message } }
  return { status: 400, type: AMZ_JSON, body: { __type: error.code, message: error.message } }
}

function keySet (parts: Parts) {
  return { keys: [parts.signer.keys.access.jwk, parts.signer.keys.id.jwk] }
}

function configuration (issuer: string) {
  return {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    token_endpoint: `${new URL(issuer).origin}/oauth2/token`,
    id_token_signing_alg_values_supported: ['RS256'],
    subject_types_supported: ['public']
  }
}

/** The API writes dates as seconds since 1970. */
function dates (this: Record<string, unknown>, key: string, value: unknown): unknown {
  const original = this[key]
  return original instanceof Date ? Math.floor(original.getTime() / 1000) : value
}
