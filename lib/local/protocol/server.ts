import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { CognitoException } from '../pool/exception.js'
import type { UserPools } from '../pool/user-pools.js'
import { runCall, checkSignature, exceptionResponse, readCall } from './api.js'
import type { Call } from './call.js'
import { CALLED_BY_SCRIPTS, corsHeaders, preflight, type Origins } from './cors.js'
import type { Faults } from './faults.js'
import { isOwnHost, type OwnHosts } from './host.js'
import { importUpload } from './import-upload.js'
import { toRequest, type HttpResponse, type HttpRequest } from './http.js'
import type { Log } from './log.js'
import type { Fields } from './types.js'
import { wellKnown } from './well-known.js'

/** Handles requests for other paths than those of the API, such as managed login. Undefined is a 404. */
export type HttpHandler = (pools: UserPools, request: HttpRequest) => Promise<HttpResponse | undefined>

export interface ServerOptions extends OwnHosts {
  pools: UserPools
  call: Call
  faults: Faults
  log: Log
  origins: Origins
  managedLogin: HttpHandler
}

const FOREIGN_HOST = new CognitoException(
  'ForbiddenException',
  'The Host header must be a loopback name with the port of the local Cognito, or a name of its options ' +
    'hosts and domain.'
)

/** Returns the listener of an HTTP server. It responds to every request, also to a malformed one. */
export function createListener (options: ServerOptions) {
  return (incoming: IncomingMessage, response: ServerResponse): void => {
    const isOwn = isOwnHost(incoming.headersDistinct['host'] ?? [], options)
    const handled = isOwn
      ? handleRequest(options, toRequest(incoming))
      : Promise.resolve(exceptionResponse(FOREIGN_HOST, 403))
    handled.then(result => {
      // A body that was too large is still arriving, so this connection is no longer of use.
      if (!incoming.complete) response.setHeader('connection', 'close')
      write(response, result)
      incoming.resume()
    })
  }
}

async function handleRequest (options: ServerOptions, request: HttpRequest): Promise<HttpResponse> {
  const { origins } = options
  const early = preflight(request, origins)
  if (early !== undefined) return early
  const result = await respond(options, request).catch(failure)
  if (!CALLED_BY_SCRIPTS.has(request.path)) return result
  return { ...result, headers: { ...corsHeaders(request, origins), ...result.headers } }
}

async function respond (options: ServerOptions, request: HttpRequest): Promise<HttpResponse> {
  const { pools, managedLogin } = options
  if (request.method === 'POST' && request.path === '/') return await handleCall(options, request)
  const result =
    (await wellKnown(pools, request)) ??
    (await importUpload(pools, request)) ??
    (await managedLogin(pools, request))
  return result ?? { status: 404, body: { message: 'Not Found' } }
}

async function handleCall (
  { call, faults, log }: ServerOptions,
  request: HttpRequest
): Promise<HttpResponse> {
  const read = await readCall(request)
  const { operation, input } = read
  const record = faults.record({ operation, input, headers: request.headers })
  try {
    checkSignature(operation, request.headers)
    const respond = async () => await runCall(call, read)
    const result = (await faults.apply(record, async () => parseBody(await respond()))) ?? (await respond())
    log(operation, input)
    return result
  } catch (error) {
    log(operation, input, error as Error)
    throw error
  }
}

function parseBody ({ status, body }: HttpResponse & { body: string }) {
  return { status, body: JSON.parse(body) as Fields }
}

function failure (error: Error): HttpResponse {
  const exception =
    error instanceof CognitoException ? error : new CognitoException('InternalErrorException', error.message)
  return exceptionResponse(exception, error instanceof CognitoException ? undefined : 500)
}

function write (response: ServerResponse, { status, headers = {}, body, connection }: HttpResponse): void {
  if (connection === 'reset') response.destroy()
  if (connection !== undefined) return
  const isPlain = body === undefined || typeof body === 'string' || body instanceof Buffer
  const text = isPlain ? body : JSON.stringify(body)
  const type = isPlain ? {} : { 'content-type': 'application/json' }
  response.writeHead(status, {
    ...type,
    'cache-control': 'no-store',
    'x-amzn-requestid': randomUUID(),
    ...headers
  })
  response.end(text)
}
