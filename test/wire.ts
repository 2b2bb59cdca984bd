import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'

/** The AWS JSON protocol, spoken by hand: for counting what is sent to Cognito, and for answers that no emulator gives. */

export interface WireCall { operation: string, body: Record<string, unknown> }

export interface WireAnswer {
  status?: number
  body?: object | string
  headers?: Record<string, string>
  /** No answer at all: `hang` keeps the connection open, `reset` cuts it. */
  silence?: 'hang' | 'reset'
  /** The answer is sent once this is settled. */
  after?: Promise<unknown>
}

/** An exception as Cognito writes it: status 400, its name in `__type`. */
export function exception (name: string, message = 'as told', status = 400): WireAnswer {
  return { status, body: { __type: name, message }, headers: { 'x-amzn-requestid': 'request-0001' } }
}

async function listen (t: Test, handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(handler)
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(async () => {
    server.closeAllConnections()
    await new Promise(resolve => { server.close(resolve) })
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function read (request: IncomingMessage): Promise<WireCall> {
  const body = await text(request)
  return { operation: String(request.headers['x-amz-target']).split('.')[1] ?? '', body: body === '' ? {} : JSON.parse(body) }
}

/** A Cognito that answers as it is told, by operation. */
export async function startWire (t: Test, answer: (call: WireCall) => WireAnswer): Promise<{ endpoint: string, calls: WireCall[] }> {
  const calls: WireCall[] = []
  const endpoint = await listen(t, async (request, response) => {
    const call = await read(request)
    calls.push(call)
    const { status = 200, body = {}, headers = {}, silence, after } = answer(call)
    await after
    if (silence === 'reset') response.destroy()
    if (silence !== undefined) return
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  return { endpoint, calls }
}

/** Stands before a Cognito, passes everything on, and remembers what it was. */
export async function recordCalls (t: Test, target: string): Promise<{ endpoint: string, calls: WireCall[] }> {
  const calls: WireCall[] = []
  const endpoint = await listen(t, async (request, response) => {
    const call = await read(request)
    calls.push(call)
    const answer = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': String(request.headers['x-amz-target']) },
      body: JSON.stringify(call.body)
    })
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' })
    response.end(await answer.text())
  })
  return { endpoint, calls }
}
