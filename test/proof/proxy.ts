import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'

/** A call of the Cognito API, and its response. */
export interface Call {
  request: string
  headers: Headers
  response: string
}

/**
 * Starts a proxy in front of an emulator, and returns its address.
 *
 * @param pass - sees each call, and returns the body of the response
 */
export async function startProxy (
  t: Test,
  emulator: string,
  pass: (call: Call) => string
): Promise<string> {
  const server = createServer((request, response) => {
    forward(request, response).catch(() => {
      response.destroy()
    })
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function forward (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await text(incoming)
    const { 'content-type': type = '', 'x-amz-target': target = '', authorization } = incoming.headers
    const reply = await fetch(emulator, {
      method: 'POST',
      headers: {
        'content-type': type,
        'x-amz-target': String(target),
        ...(authorization !== undefined && { authorization })
      },
      body: request
    })
    const { headers, status } = reply
    const response = pass({ request, headers, response: await reply.text() })
    outgoing.writeHead(status, { 'content-type': headers.get('content-type') ?? '' })
    outgoing.end(response)
  }
}
