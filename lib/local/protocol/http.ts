import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { serializationError } from './types.js'

/** A request to the local Cognito. */
export interface HttpRequest {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** Reads the body as text. Throws SerializationException if it is larger than 1 MB. */
  body: () => Promise<string>
}

/** A response of the local Cognito. */
export interface HttpResponse {
  status: number
  headers?: Record<string, string | string[]>
  /** A text or bytes as they are; anything else as JSON. */
  body?: unknown
  /** Sends no response: keeps the connection open, or closes it. */
  connection?: 'hang' | 'reset'
}

/** The maximum size of a request body, in bytes. */
const MAX_BODY = 1024 * 1024

export function toRequest (request: IncomingMessage): HttpRequest {
  const { url = '/', method = '', headers } = request
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  return {
    method,
    path: pathname,
    query: searchParams,
    headers,
    body: async () => await read(request)
  }
}

async function read (request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY) throw serializationError(`The body is larger than ${MAX_BODY} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
