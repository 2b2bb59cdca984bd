import { AuthClientError, type AuthClientErrorCode } from './error.js'
import type { AuthClientOptions } from './types.js'

/** Sends a request. */
export type Send = (request: Request) => Promise<Response>

interface CallOptions {
  /** Sent as JSON. */
  readonly body?: object | undefined
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
}

/** The auth API of a server. */
export interface Api {
  readonly origin: string
  /** Identifies the API among those that the pages of an origin use. */
  readonly name: string
  /** Sends a request without anything that identifies the user, except cookies of the same origin. */
  readonly send: Send
  /** Calls a route of the auth API, and returns the body of its response. */
  call<Result>(send: Send, method: string, path: string, options?: CallOptions): Promise<Result>
}

/**
 * Creates the functions that call the auth API.
 *
 * @throws TypeError for invalid options
 */
export function createApi ({ mode = 'sessions', prefix, baseUrl, fetch }: AuthClientOptions): Api {
  if (!/^(\/[^/?#\\]+)*$/.test(prefix)) throw new TypeError('prefix must be a path such as /auth.')
  const own = globalThis.location?.origin
  const base = baseUrl ?? own
  if (base === undefined) throw new TypeError('baseUrl is required outside of a browser.')
  const { origin, href } = new URL(base)
  if (href !== `${origin}/`) throw new TypeError('baseUrl must be an origin such as https://api.example.com.')
  if (mode === 'sessions' && own !== undefined && own !== origin) {
    throw new TypeError("An API of another origin requires mode: 'tokens'.")
  }

  const send: Send = async request => {
    try {
      return await (fetch ?? globalThis.fetch)(request)
    } catch (error) {
      throw networkError(error, request.signal)
    }
  }

  return {
    origin,
    name: `fastify-cognito-auth ${mode} ${origin}${prefix}`,
    send,
    call: async (send, method, path, { body, headers, signal } = {}) => {
      const request = new Request(origin + prefix + path, {
        method,
        headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
        body: body === undefined ? null : JSON.stringify(body),
        signal: signal ?? null,
        // A redirect could send a password to another origin.
        redirect: 'error'
      })
      const response = await send(request)
      const text = await response.text().catch(error => {
        throw networkError(error, request.signal)
      })
      return resultOf(response, text)
    }
  }
}

/** An aborted request fails with the reason of its signal. */
function networkError (cause: unknown, { aborted }: AbortSignal): unknown {
  return aborted ? cause : new AuthClientError('NETWORK_ERROR', 'The server cannot be reached.', { cause })
}

/** Returns the body of a response of the auth API, which is JSON, or empty. */
function resultOf<Result> ({ ok, status, headers }: Response, text: string): Result {
  const body = parse(text)
  if (ok && (text === '' || body !== undefined)) return body as Result
  const { code, message } = (body ?? {}) as { code?: unknown, message?: string }
  const retryAfter = headers.get('retry-after')
  const details = { status, retryAfter: retryAfter === null ? null : Number(retryAfter) }
  if (!isOwn(code)) {
    throw new AuthClientError('HTTP_ERROR', `The response is not of the auth API, status ${status}.`, details)
  }
  throw new AuthClientError(code, String(message), details)
}

/** Undefined for text that is not JSON. */
function parse (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isOwn = (code: unknown): code is AuthClientErrorCode => String(code).startsWith('FST_COGNITO_')

/** The code of an error of the plugin. Undefined for another response, whose body stays unread. */
export async function codeOf (response: Response): Promise<string | undefined> {
  const text = await response.clone().text().catch(() => '')
  const body = parse(text) as { code?: unknown } | null | undefined
  return isOwn(body?.code) ? body.code : undefined
}
