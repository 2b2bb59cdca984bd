import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'

/** The path at which moto returns the code that it would send. */
const CODE = 'x-moto-forgot-password-confirmation-code'

/** A proxy in front of moto that passes everything on, and records the codes for password resets. */
export async function startProxy (
  t: Test,
  moto: string
): Promise<{ endpoint: string, resetCodes: Map<string, string> }> {
  const resetCodes = new Map<string, string>()
  const server = createServer((request, response) => {
    pass(request, response).catch(() => {
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
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, resetCodes }

  async function pass (request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request)
    const { 'content-type': type = '', 'x-amz-target': target = '', authorization } = request.headers
    const answer = await fetch(moto, {
      method: 'POST',
      headers: {
        'content-type': type,
        'x-amz-target': String(target),
        ...(authorization !== undefined && { authorization })
      },
      body
    })
    const code = answer.headers.get(CODE)
    if (code !== null) resetCodes.set((JSON.parse(body) as { Username: string }).Username, code)
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
    response.end(await answer.text())
  }
}
